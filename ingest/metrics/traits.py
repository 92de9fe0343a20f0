"""What a model sees of a figure: its unit, the words around it, the kind of document, the headings above."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.goals import is_goal
from policygraph.ingest.metrics.governing import Period
from policygraph.ingest.metrics.judge import Panel
from policygraph.ingest.metrics.tables import patterns, rows, words
from policygraph.ingest.reading import Reading
from policygraph.schema.record import Record

_YEAR = re.compile(r"20\d\d")
_DIGITS = re.compile(r"\d+")


@cache
def genres() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What the words of a title say of the kind of document."""
    return tuple((re.compile(pattern), name) for name, pattern in rows("genres", 2))


def genre(reading: Reading) -> str:
    """The kind of document, from title and first line: ``plan``, ``measures``, ``report``, ``news`` …"""
    return genre_of(reading)


def genre_of(document: Reading | Record) -> str:
    """The kind of a document: that of the first class whose words its title or first line holds."""
    first = document.text.split("\n", 1)[0]
    title = f"{document.source.title or ''} {first[:80]}"
    return next((name for pattern, name in genres() if pattern.search(title)), "news")


@cache
def measure_classes() -> dict[str, str]:
    """The class of each word that tells a total from what is added, from a rate."""
    return {word: kind for kind, known in words("measure_words").items() for word in known}


class Traits:
    """Features of the figures of one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.starts = [token.start for token in reading.tokens]
        self._words = ["" if token.text.isspace() else _plain(token.text) for token in reading.tokens]
        self._known: dict[int, list[str]] = {}
        self._rows: dict[int, list[int]] = {}
        self.genre = genre(reading)
        self.year = (reading.source.published or "")[:4]
        self.lines = reading.structure.lines

    def words(self, start: int, end: int) -> list[str]:
        """The words that lie wholly in a span, digits as 0."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        if last > first and self.reading.tokens[last - 1].end > end:
            last -= 1
        return [word for word in self._words[first:last] if word]

    def of(self, figure: Figure) -> list[str]:
        """The features that all questions share."""
        known = self._known.get(figure.quantity.start)
        if known is None:
            known = self._known[figure.quantity.start] = self._of(figure)
        return [*known, _index(figure)]

    def rows(self, figure: Figure, judges: Panel) -> list[int]:
        """The rows of `of` in the tables of `judges`, what depends on no other figure looked up once."""
        start = figure.quantity.start
        known = self._rows.get(start)
        if known is None:
            known = self._rows[start] = judges.rows(self.of(figure)[:-1])
        return [*known, *judges.rows([_index(figure)])]

    def _of(self, figure: Figure) -> list[str]:
        """Those that do not depend on which figures count."""
        q, text = figure.quantity, self.text
        unit, kind = q.unit, q.kind
        size = len(str(int(abs(q.value)))) if q.value is not None else 0
        found = [
            "bias",
            f"unit:{unit}",
            f"kind:{kind}",
            f"form:{q.form}",
            f"comparator:{q.comparator}",
            f"genre:{self.genre}",
            f"genre+kind:{self.genre}+{kind}",
            f"size:{size}",
            f"chinese:{q.chinese}{q.bare}+{kind}",
            f"chinese+size:{q.chinese}+{size}+{unit}",
            f"range:{q.value_max is not None}",
            f"level:{figure.line.level}",
        ]
        for n in (1, 2, 3):
            found.append(f"prev{n}:{text[max(0, q.start - n) : q.start]}")
            found.append(f"next{n}:{text[q.end : q.end + n]}")
        before, behind = self.words(figure.clause.start, q.start), self.words(q.end, figure.clause.end)
        if before:
            found += [
                f"last:{before[-1]}",
                f"last2:{' '.join(before[-2:])}",
                f"first:{before[0]}",
                f"first+kind:{before[0]}+{kind}",
            ]
        else:
            found.append("last:^")
        found += [f"near:{word}" for word in before[-5:]]
        found += [f"near+kind:{word}+{kind}" for word in before[-4:]]
        found += [f"left:{word}" for word in dict.fromkeys(before)]
        found += [f"right:{word}" for word in dict.fromkeys(behind[:6])]
        found.append(f"behind:{behind[0] if behind else '$'}")
        earlier = self.words(max(figure.sentence.start, figure.clause.start - 60), figure.clause.start)
        found += [f"earlier:{word}" for word in dict.fromkeys(earlier[-25:])]
        if earlier:
            found.append(f"clause-before:{' '.join(earlier[-2:])}")
        found += [f"sentence-first:{word}" for word in self.words(figure.sentence.start, figure.sentence.start + 8)[:3]]
        for parent in (*figure.line.parents, figure.line.index if figure.line.level else -1):
            if parent >= 0 and self.lines[parent].title:
                found += [f"heading:{word}" for word in self.words(*self.lines[parent].title)[:8]]  # type: ignore[misc]
        if figure.cell:
            column = figure.cell.column
            found += ["cell", *(f"column:{word}" for word in self.words(*figure.cell.column_span))]
            year = _YEAR.search(column)
            if year and self.year:
                found.append(f"column-year:{max(-2, min(int(year[0]) - int(self.year), 2))}")
        found += [*self._cues(figure), *self._verbs(figure), *self._shifted(figure)]
        found.append(f"goal:{is_goal(text, figure)}")
        found += [f"bracket:{_in_brackets(text, figure)}", f"tabular:{_tabular(text, figure)}"]
        return found

    def _cues(self, figure: Figure) -> list[str]:
        """Which classes of status words stand before the figure: in its clause, else earlier in its sentence."""
        clause = self.text[figure.clause.start : figure.quantity.end + 8]
        sentence = self.text[figure.sentence.start : figure.clause.start]
        found = []
        for kind, cues in patterns("status_cues").items():
            if cues.search(clause):
                found += [f"cue:{kind}:clause", f"cue+genre:{kind}:clause+{self.genre}"]
            elif cues.search(sentence):
                found.append(f"cue:{kind}:sentence")
        first = next((k for k, cues in words("status_cues").items() if clause.startswith(cues)), "")
        return [*found, f"cue-opens:{first}", f"cues:{'+'.join(f for f in found if f.startswith('cue:'))}"]

    def _shifted(self, figure: Figure) -> list[str]:
        """Which end of a move the figure is (由A提高到B), and what its clause and sentence promise."""
        if not figure.shift:
            return []
        said = self.text[figure.sentence.start : figure.quantity.start]
        cues = "+".join(kind for kind, known in patterns("status_cues").items() if known.search(said))
        return [
            f"shift:{figure.shift}",
            f"shift+cues:{figure.shift}+{cues}",
            f"shift+genre:{figure.shift}+{self.genre}",
        ]

    def _verbs(self, figure: Figure) -> list[str]:
        """The nearest verbs before the figure in its sentence, and the nearest word of each class of measures."""
        tokens = self.reading.tokens
        first = bisect_left(self.starts, figure.sentence.start)
        last = bisect_left(self.starts, figure.quantity.start)
        kind, table = figure.quantity.kind, measure_classes()
        verbs: list[str] = []
        nearest = ""
        for token in reversed(tokens[max(first, last - 40) : last]):
            known = table.get(token.text)
            if known and not nearest:
                nearest = f"{known}+{'clause' if token.start >= figure.clause.start else 'sentence'}"
            if token.tag[:1] == "v" and len(verbs) < 2:
                verbs.append(token.text)
        found = [f"nearest:{nearest}", f"nearest+kind:{nearest}+{kind}"]
        found += [f"verb{i}:{verb}" for i, verb in enumerate(verbs)]
        if verbs:
            found += [f"verb+kind:{verbs[0]}+{kind}", f"verb-class:{table.get(verbs[0], '')}+{kind}"]
        at = bisect_left(self.starts, figure.quantity.end)
        noun = at < len(tokens) and tokens[at].tag[:1] == "n"
        found.append(f"opens-clause:{figure.quantity.start - figure.clause.start <= 1}+{noun}")
        return found

    def timed(self, figure: Figure, period: Period) -> list[str]:
        """Features of the period against the year of publication."""
        when = "none"
        if period.end and self.year:
            gap = int(period.end[:4]) - int(self.year)
            when = f"{max(-3, min(gap, 3))}"
        elif period.end:  # no date of publication: 到2025年 speaks of what is to come, 2025年 of what is
            when = "1" if period.start is None else "0"
        inferred = "inferred" if period.inferred else "own"
        start = "start" if period.start else "no-start"
        found = [f"when:{when}", f"when+inferred:{when}+{inferred}", f"when+start:{when}+{inferred}+{start}"]
        return [*found, f"when+genre:{when}+{inferred}+{self.genre}", f"when+kind:{when}+{figure.quantity.kind}"]


def _index(figure: Figure) -> str:
    return f"index:{min(figure.index, 2)}"


@lru_cache(maxsize=65536)
def _plain(word: str) -> str:
    return _DIGITS.sub("0", word)


def _in_brackets(text: str, figure: Figure) -> str:
    before = text[max(figure.sentence.start, figure.quantity.start - 30) : figure.quantity.start]
    opened = max(before.rfind("（"), before.rfind("("), before.rfind("〔"))
    return "in" if opened > max(before.rfind("）"), before.rfind(")"), before.rfind("〕")) else "out"


def _tabular(text: str, figure: Figure) -> bool:
    """Whether the line is a row of a table: gaps, no comma and no full stop."""
    line = text[figure.line.start : figure.line.end]
    return (
        not any(mark in line for mark in "，。；") and (" " in line or "\t" in line or "　" in line) and len(line) < 120
    )
