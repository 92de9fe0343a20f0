"""``python -m tests.fuzz``: a million inputs, or ``--count``; ``--target T --seed N --count 1`` repeats a finding."""

from __future__ import annotations

import argparse
import logging
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.fuzz.memory import peak_mib
from tests.fuzz.running import Tally, run
from tests.fuzz.targets import BLOCKS, SHARES, targets

_PLACE = re.compile(r'File ".*", line .*')
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def _site() -> Iterator[Callable[[str], int]]:
    """The explorer over a workspace of hostile texts; gives the status of an address."""
    from fastapi.testclient import TestClient

    from policygraph.explore.site import create_app
    from tests import hostile

    with tempfile.TemporaryDirectory() as folder:
        hostile.build(Path(folder, "ws"))
        app = create_app(Path(folder, "ws"), read_only=True)
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
            yield lambda address: client.get(address).status_code


def main() -> int:
    """Run and print what came of it; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first input of each target")
    parser.add_argument("--target", choices=sorted(SHARES))
    given = parser.parse_args()
    tally, began = Tally(), time.monotonic()
    logging.disable()
    with _site() if given.target in {None, "pages"} else nullcontext() as browse:
        for name, target in targets(ROOT, browse).items():
            if given.target in {None, name}:
                share = given.count if given.target else given.count * SHARES[name] // 1_000_000
                run(target, name, range(given.seed, given.seed + share), tally, block=BLOCKS.get(name, 1000))
                print(
                    f"{name}: {tally.inputs[name]} inputs, {tally.seconds[name]:.0f} s of processor time, longest "
                    f"{tally.longest.get(name, 0):.2f} s, {sum(f[0] == name for f in tally.findings)} findings",
                    flush=True,
                )
    kinds: dict[tuple[str, ...], list[tuple[str, int, str]]] = {}
    for finding in tally.findings:
        kinds.setdefault((finding[0], *_PLACE.findall(finding[2])[-1:]), []).append(finding)
    for alike in kinds.values():
        name, seed, trace = alike[0]
        print(f"\n{name}, seed {seed} and {len(alike) - 1} like it:\n{trace}")
    print(f"{tally.inputs.total()} inputs from seed {given.seed} on, {len(tally.findings)} findings, "
          f"{time.monotonic() - began:.0f} s by the clock, peak {peak_mib()} MiB")  # fmt: skip
    return 1 if tally.findings else 0


if __name__ == "__main__":
    sys.exit(main())
