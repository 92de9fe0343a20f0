"""What tracking needs of one article: its text, who is named where, whom its figures are about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from policygraph.graph.tracking.core import QUOTES
from policygraph.graph.tracking.words import words
from policygraph.schema.record import Dropped, Metric

_LONGEST = 200  # characters of a name
BEARERS = frozenset({"Enterprise", "Platform", "Program", "Place", "Industry"})  # types that figures are about


@dataclass(frozen=True, slots=True)
class Named:
    """A name of an entity in the text."""

    start: int
    end: int
    iri: str
    type: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric of the record with its own IRI and that of its subject."""

    iri: str
    metric: Metric
    subject: str | None
    subject_type: str | None = None


def is_indicator(name: str, indicator: str) -> bool:
    """Whether a name is what is counted rather than whose: 居家适老化改造累计完成8000户.

    >>> is_indicator("居家适老化改造", "居家适老化改造"), is_indicator("药业基金", "药业基金规模")
    (True, False)
    >>> is_indicator("“数字菜田”示范片", "数字菜田”示范片"), is_indicator("“千棚换新”工程", "改造大棚")
    (True, False)
    """
    if QUOTES.sub("", name) == QUOTES.sub("", indicator):
        return True
    rest = indicator.replace(name, "", 1)
    return "“" not in name and name in indicator and (len(rest) <= 1 or rest in words().heads)


def is_rated(reading: Reading, named: Named) -> bool:
    """Whether a name says but what places are rated by: “无废城市”建设 in 全省“无废城市”建设评估位次."""
    text, table = reading.text, words()
    around = text.endswith(table.scopes, 0, named.start) and text.startswith(table.rated, named.end)
    return named.type in {"Program", "Industry"} and around


def is_value(item: Dropped, metric: Metric) -> bool:
    """Whether a figure is the value of a target that is given up: 取消……6000架的目标."""
    return item.value == metric.value and item.end_offset <= metric.start_offset <= item.end_offset + 2


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as tracking reads it.

    `named` are in the order of the text. `article` is its id, `graph` the IRI of its graph, `place` the entity that
    全市 stands for, or None.
    """

    key: str
    article: str
    published: str | None
    text: str
    place: str | None
    place_name: str | None
    named: tuple[Named, ...]
    figures: tuple[Figure, ...]
    graph: str = ""
    dropped: tuple[Dropped, ...] = ()

    def named_in(self, begin: int, end: int) -> Iterator[Named]:
        """The names that share a character with a stretch of the text, in its order."""
        first = bisect_left(self.named, begin - _LONGEST, key=lambda named: named.start)
        last = bisect_left(self.named, end, key=lambda named: named.start)
        return (named for named in self.named[first:last] if named.end > begin)
