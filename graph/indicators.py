"""The indicators of Chinese plans: names and synonyms, unit, direction, official source (``data/indicators.tsv``).

A workspace may name tables of its own in ``[targets] indicators``; their rows come before the packaged ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import split

FILE = "indicators.tsv"
COLUMNS = ("name", "english", "synonyms", "unit", "direction", "source")
_DIRECTIONS = {"up": 1, "down": -1, "": 0}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. `direction` is 1 where more is better, -1 where less is, 0 where neither is."""

    name: str
    english: str
    synonyms: tuple[str, ...]
    unit: str
    direction: int
    source: str


def parse(text: str, where: str) -> list[Indicator]:
    """The indicators of a table; raises `VocabularyError` with the line that is not of its form."""
    rows: list[Indicator] = []
    names: set[str] = set()
    for number, cells in split(text, where, len(COLUMNS), form=" ".join(COLUMNS)):
        name, english, synonyms, unit, way, source = (cell.strip() for cell in cells)
        if way not in _DIRECTIONS:
            raise VocabularyError(f"{where}, line {number}: direction {way!r}; write up, down or leave it empty")
        spelled = (name, *filter(None, synonyms.split("、")))
        for word in spelled:
            if word in names:
                raise VocabularyError(f"{where}, line {number}: {word!r} stands for two indicators")
            names.add(word)
        rows.append(Indicator(name, english, spelled[1:], unit, _DIRECTIONS[way], source))
    return rows


@cache
def indicators() -> tuple[Indicator, ...]:
    """The packaged indicators."""
    return tuple(parse(files("policygraph.graph").joinpath(f"data/{FILE}").read_text(encoding="utf-8"), FILE))


def with_tables(folder: Path, tables: Iterable[str]) -> tuple[Indicator, ...]:
    """The packaged indicators, after those of tables (relative to `folder`); raises `VocabularyError`."""
    own: list[Indicator] = []
    for name in tables:
        path = folder / name
        try:
            own += parse(path.read_text(encoding="utf-8-sig"), str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise VocabularyError(
                f"the table of indicators {str(path)!r} cannot be read: {error}; correct [targets] in workspace.toml"
            ) from error
    return (*own, *indicators())
