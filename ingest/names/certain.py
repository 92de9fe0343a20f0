"""Shapes that name something almost for certain: runs of quoted actions, quoted awards that were won, and the like."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from policygraph.ingest.names.model import CLASSES
from policygraph.schema.errors import VocabularyError

_QUOTED = re.compile("“[^”“]{2,14}”")


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern whose group ``name`` is a name of `type`, or, with `run`, each of whose quoted parts is one."""

    type: str
    probability: float
    pattern: re.Pattern[str]
    run: bool


@cache
def shapes() -> tuple[Shape, ...]:
    """The shapes of ``data/certain.toml``; raises `VocabularyError` for one that is not complete."""
    table = tomllib.loads(files("policygraph.ingest.names").joinpath("data/certain.toml").read_text(encoding="utf-8"))
    found = []
    for number, row in enumerate(table["shape"], 1):
        written = row.get("run") or row.get("pattern") or ""
        if row.get("type") not in CLASSES or not written or ("run" not in row and "(?P<name>" not in written):
            raise VocabularyError(f"certain.toml: shape {number} ({written!r}) lacks a known type, pattern or name")
        found.append(Shape(row["type"], float(row["probability"]), re.compile(written), "run" in row))
    return tuple(found)


def certain(text: str) -> dict[tuple[int, int], tuple[str, float]]:
    """The spans that these shapes name, with type and probability.

    >>> [(span, kind) for span, (kind, _) in certain("实施“青苗筑梦”“匠心传承”等系列行动").items()]
    [((2, 8), 'Program'), ((8, 14), 'Program')]
    """
    found: dict[tuple[int, int], tuple[str, float]] = {}
    for shape in shapes():
        for match in shape.pattern.finditer(text):
            if shape.run:
                for quoted in _QUOTED.finditer(text, match.start(), match.end()):
                    found.setdefault(quoted.span(), (shape.type, shape.probability))
            else:
                found.setdefault(match.span("name"), (shape.type, shape.probability))
    return found
