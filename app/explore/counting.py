"""Counting: another process that makes what pages show, from the workspace as it stands when it is told to.

Run as ``python -m policygraph.explore.counting FOLDER``. It says that it is ready, is told (JSON) where a copy of the
store lies, which pieces of earlier answers are held and whether it is the first time, says that it has begun as soon as
the ledger stands still for it, and gives each answer in pieces (see `policygraph.explore.pieces`); of those that are
held the digest only.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from policygraph.explore import counted, pieces
from policygraph.explore.site import Site
from policygraph.graph import damage, settings
from policygraph.graph.ledger import Ledger
from policygraph.graph.store import OxigraphStore
from policygraph.graph.tracked import MARK, VERSION
from policygraph.schema.errors import PolicyGraphError
from policygraph.workspace import Workspace

_NICE = 10  # readers go first
_TOGETHER = 50  # digests of a line


def say(told: Mapping[str, Any], data: bytes = b"") -> None:
    """One line that says what it is, and as many bytes as it says."""
    sys.stdout.buffer.write(json.dumps({**told, "bytes": len(data)}).encode() + b"\n" + data)
    sys.stdout.buffer.flush()


def count(folder: Path, task: Mapping[str, Any]) -> None:
    """Give all answers."""
    ledger = Ledger(folder, read_only=True)
    ledger.connection.execute("BEGIN")
    in_step = ledger.meta(MARK) == VERSION  # from the first question on, the ledger stands still
    say({"begun": True})  # who decides waits until here
    _give_way(to_readers=not task["first"])
    store = OxigraphStore(Path(task["store"]), read_only=True)
    workspace = Workspace(folder, ledger, store, settings.read(folder), None)
    site = Site(workspace, lang="zh", token=None, writable=False)
    packer = pieces.Packer()
    for answer in counted.answers(site, graphs=not in_step):
        items, key = answer.items, answer.key
        if answer.name == "claims":
            marked = pieces.marked(items)
            items, key, claims = marked, lambda pair: pair[1].iri, pieces.Packer(marked)
        give(answer.name, map(packer.pack, pieces.cut(items, key)), set(task["held"].get(answer.name, ())))
        if answer.name == "claims":
            packer = claims
    say({"end": True})


def give(name: str, packed: Iterable[bytes], held: set[str]) -> None:
    """Tell the digests of an answer's pieces, many at a time: a line ends at one that is not held, and brings it."""
    digests: list[str] = []
    for data in packed:
        digest = pieces.digest(data)
        digests.append(digest)
        if digest not in held:
            say({"answer": name, "digests": digests}, data)
        elif len(digests) == _TOGETHER:
            say({"answer": name, "digests": digests})
        else:
            continue
        held.add(digest)
        digests = []
    say({"answer": name, "digests": digests, "whole": True})


def _give_way(*, to_readers: bool) -> None:
    """Let readers go first; and where memory runs out, the system is to end this process and not theirs."""
    with suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(_NICE if to_readers else 0)
    with suppress(OSError):  # Linux alone has this
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def main(folder: str) -> None:
    """Count once, as the line on standard input says."""
    gc.disable()  # what is made here is kept to the end, and that is soon
    say({"ready": True})
    try:
        with damage.named():
            count(Path(folder), json.loads(sys.stdin.readline()))
    except PolicyGraphError as error:
        say({"error": str(error)}, pickle.dumps(error))
    except Exception as error:  # noqa: BLE001 - told where it is noted
        say({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, BrokenPipeError):
        main(*sys.argv[1:])
