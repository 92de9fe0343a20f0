"""Shapes that name something almost for certain: runs of quoted actions, quoted awards that were won, and the like."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from policygraph.ingest.names.model import CLASSES
from policygraph.ingest.names.titles import titles
from policygraph.schema.errors import VocabularyError

_QUOTED = re.compile("“[^”“]{2,14}”")
_TITLE = 0.97  # how far to trust a title without marks
_GROUPS = {"pattern": "name", "run": "", "list": "members"}  # the group that each form needs


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern that names things of `type`.

    `form` is ``"pattern"`` (its group ``name`` is the name), ``"run"`` (each quoted part is one) or ``"list"`` (each
    member of its group ``members`` is one).
    """

    type: str
    probability: float
    pattern: re.Pattern[str]
    form: str


@cache
def shapes() -> tuple[Shape, ...]:
    """The shapes of ``data/certain.toml``; raises `VocabularyError` for one that is not complete."""
    table = tomllib.loads(files("policygraph.ingest.names").joinpath("data/certain.toml").read_text(encoding="utf-8"))
    found = []
    for number, row in enumerate(table["shape"], 1):
        form = next((form for form in _GROUPS if form in row), "")
        written = row.get(form, "")
        if row.get("type") not in CLASSES or not written or f"(?P<{_GROUPS[form]}>" not in f"(?P<>{written}":
            raise VocabularyError(f"certain.toml: shape {number} ({written!r}) lacks a known type, pattern or group")
        found.append(Shape(row["type"], float(row["probability"]), re.compile(written, re.MULTILINE), form))
    return tuple(found)


def certain(text: str) -> dict[tuple[int, int], tuple[str, float]]:
    """The spans that these shapes name, with type and probability.

    >>> [(span, kind) for span, (kind, _) in certain("实施“青苗筑梦”“匠心传承”等系列行动").items()]
    [((2, 8), 'Program'), ((8, 14), 'Program')]
    """
    found: dict[tuple[int, int], tuple[str, float]] = {}
    for shape in shapes():
        for match in shape.pattern.finditer(text):
            for span in _named(shape, match, text):
                found.setdefault(span, (shape.type, shape.probability))
    for span in titles(text):
        found.setdefault(span, ("PolicyDocument", _TITLE))
    return found


def _named(shape: Shape, match: re.Match[str], text: str) -> Iterator[tuple[int, int]]:
    if shape.form == "run":
        for quoted in _QUOTED.finditer(text, match.start(), match.end()):
            yield quoted.span()
    elif shape.form == "list":
        at = match.start("members")
        for member in match["members"].split("、"):
            yield at, at + len(member)
            at += len(member) + 1
    else:
        yield match.span("name")
