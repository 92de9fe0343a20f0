"""Run targets over many inputs: each input has a seed of its own and ten seconds of processor time."""

from __future__ import annotations

import faulthandler
import random
import signal
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from tests.fuzz.targets import Target

SECONDS_MAX = 10.0
_STUCK_S = 900  # of the clock for a block of inputs: a loop in C never hears the timer


class HangError(Exception):
    """An input took more than its processor time."""


@dataclass(slots=True)
class Tally:
    """What a run did; `findings` holds target, seed and the last lines of the traceback."""

    inputs: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    longest: dict[str, float] = field(default_factory=dict)
    findings: list[tuple[str, int, str]] = field(default_factory=list)


def run(target: Target, name: str, seeds: range, tally: Tally, *, block: int = 1000) -> None:
    """Give a target the inputs of these seeds; what it may not do is noted with its seed."""
    with _alarm():
        for seed in seeds:
            if seed % block == 0:
                faulthandler.dump_traceback_later(_STUCK_S, exit=True)
            draw = random.Random(f"{name}-{seed}")
            began = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, SECONDS_MAX)
            try:
                target(draw)
            except Exception:  # any error is a finding
                tally.findings.append((name, seed, traceback.format_exc()[-3000:]))
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            took = time.process_time() - began
            tally.inputs[name] += 1
            tally.seconds[name] += took  # type: ignore[assignment]  # seconds are no counts, but they add up as such
            tally.longest[name] = max(took, tally.longest.get(name, 0.0))
    faulthandler.cancel_dump_traceback_later()


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(_number: int, _frame: FrameType | None) -> None:
        raise HangError(f"more than {SECONDS_MAX:.0f} seconds of processor time")

    before = signal.signal(signal.SIGPROF, ring)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
