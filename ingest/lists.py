"""Word lists of the user's own: names, units and indicators that count as known, from tab-separated files.

A line of a list of names is the full name, then further names of the same thing, with tabs between them. A line of
``units`` is written form, unit of the record, factor and kind, as in the packaged ``units.tsv``; a line of
``indicators`` is one indicator. Blank lines and lines that begin with ``#`` are passed over. A bad line is refused
with file and line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from policygraph.ingest.normal import normalise
from policygraph.schema.errors import ListError

NAME_KINDS = {
    "enterprises": "Enterprise",
    "programs": "Program",
    "platforms": "Platform",
    "organizations": "Organization",
    "places": "Place",
    "industries": "Industry",
    "honours": "Honour",
    "documents": "PolicyDocument",
}
KINDS = (*NAME_KINDS, "units", "indicators")
UNIT_KINDS = frozenset(
    {"money", "percent", "point", "multiple", "person", "counter", "dimension", "duration", "age", "temperature"}
)
RULE = "user list"
Files = Mapping[str, str | Path | Sequence[str | Path]]  # kind of list -> its files


@dataclass(frozen=True, slots=True)
class ListedName:
    """One thing that a list names: its type, its names as the view of a text has them, the file that says so."""

    type: str
    names: tuple[str, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Lists:
    """What the user's lists say; empty where there are none."""

    names: tuple[ListedName, ...] = ()
    units: tuple[tuple[str, str, Decimal, str], ...] = ()
    indicators: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Eight letters that change when the content of a list does; "" where there are none."""
        if self == NO_LISTS:
            return ""
        return hashlib.sha256(repr((self.names, self.units, self.indicators)).encode()).hexdigest()[:8]


NO_LISTS = Lists()


def read_lists(files: Files, folder: Path | None = None) -> Lists:
    """The content of some word lists.

    Parameters
    ----------
    files
        File or files by kind of list (`KINDS`); relative paths are below `folder`.

    Raises
    ------
    ListError
        For a kind that does not exist, a file that cannot be read, or a bad line, with file and line.
    """
    names: list[ListedName] = []
    units: dict[str, tuple[str, str, Decimal, str]] = {}
    indicators: dict[str, None] = {}
    seen: dict[str, str] = {}  # name -> where it was listed
    for kind, given in files.items():
        if kind not in KINDS:
            known = ", ".join(KINDS)
            raise ListError(
                f"there are no word lists of kind {kind!r}; write one of {known}", "kind", kind=kind, known=known
            )
        for path in [given] if isinstance(given, str | Path) else given:
            file = (folder or Path()) / path
            for number, fields in _rows(file):
                where = f"{file}, line {number}"
                if kind == "units":
                    unit = _unit(file, number, fields)
                    units[unit[0]] = unit
                elif kind == "indicators":
                    indicators[_indicator(file, number, fields)] = None
                else:
                    names.append(_name(file, number, fields, NAME_KINDS[kind], seen, where))
    return Lists(tuple(names), tuple(units.values()), tuple(indicators))


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines of a list that say something, by number, as fields in the form of the view."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ListError(
            f"word list {str(file)!r} cannot be read: {error.strerror}; correct the path or restore the file",
            "unreadable",
            file=file,
            error=error.strerror,
        ) from error
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            line = raw.decode("utf-8").strip("\r")
        except UnicodeDecodeError as error:
            raise _bad(file, number, raw.decode("gb18030", "replace"), "encoding", "save the file as UTF-8") from error
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, [normalise(part.strip()).text.strip() for part in line.rstrip("\t ").split("\t")]


def _name(file: Path, number: int, fields: list[str], kind: str, seen: dict[str, str], where: str) -> ListedName:
    for name in fields:
        if len(name) < 2:
            raise _bad(file, number, name, "short", "a name has two characters or more; one tab stands between names")
        if name in seen and seen[name] != where:
            raise ListError(
                f"{where}: {name!r} is listed in {seen[name]}, too; leave it in one of them",
                "twice",
                file=file,
                line=number,
                value=name,
                first=seen[name],
            )
        seen[name] = where
    return ListedName(kind, tuple(dict.fromkeys(fields)), file.name)


def _unit(file: Path, number: int, fields: list[str]) -> tuple[str, str, Decimal, str]:
    if len(fields) != 4 or not all(fields):
        raise _bad(
            file, number, "\t".join(fields), "fields", "write form, unit, factor and kind with tabs between them"
        )
    form, unit, factor, kind = fields
    if kind not in UNIT_KINDS:
        raise _bad(file, number, kind, "unit_kind", f"write one of {', '.join(sorted(UNIT_KINDS))}")
    try:
        amount = Decimal(factor)
    except InvalidOperation as error:
        raise _bad(file, number, factor, "factor", "write a number such as 1 or 10000") from error
    if not amount.is_finite() or amount <= 0:
        raise _bad(file, number, factor, "factor", "write a number such as 1 or 10000")
    return form, unit, amount, kind


def _indicator(file: Path, number: int, fields: list[str]) -> str:
    if len(fields) != 1 or len(fields[0]) < 2:
        raise _bad(file, number, "\t".join(fields), "indicator", "write one indicator a line, two characters or more")
    return fields[0]


def _bad(file: Path, number: int, value: str, reason: str, way_out: str) -> ListError:
    return ListError(
        f"{file}, line {number}: {value!r} is refused; {way_out}", reason, file=file, line=number, value=value,
        known=", ".join(sorted(UNIT_KINDS)),
    )  # fmt: skip


class Finder:
    """Finds the longest of many words at each place of a text; linear in the text.

    >>> list(Finder(["海岳电机", "海岳"]).find("海岳电机和海岳"))
    [(0, 4), (5, 7)]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for word in sorted(words, key=len, reverse=True):
            self._by_start.setdefault(word[:2], []).append(word)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The spans of the words, from left to right without overlap; a Latin word is no part of a longer one."""
        at = 0
        while self._by_start and at < len(text) - 1:
            end = next((at + len(w) for w in self._by_start.get(text[at : at + 2], ()) if text.startswith(w, at)), 0)
            if end and not _runs_on(text, at) and not _runs_on(text, end):
                yield at, end
                at = end
            else:
                at += 1


def _runs_on(text: str, at: int) -> bool:
    """Whether a Latin word or number goes on over `at`."""
    around = text[at - 1 : at + 1] if at else ""
    return len(around) == 2 and around.isascii() and around.isalnum()
