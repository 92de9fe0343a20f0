"""One figure of several bearers: 云阳、巫溪、开县新增面积各30万平方米 is a figure of each of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from policygraph.ingest.metrics.bearers import rows_of
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import either
from policygraph.ingest.reading import FoundMention, Reading

_BEARERS = frozenset({"Place", "Enterprise", "Platform", "Program"})
_RATES = frozenset({"percent", "point"})  # the rate of several is a rate of each, their sum is not
_FAR = 40  # characters between a row of names and its figure, at most
_NEAR = 14  # characters of the indicator between a row of names and a rate


def sharers(reading: Reading, figure: Figure, mentions: Sequence[FoundMention]) -> tuple[FoundMention, ...]:
    """The names that each have the value of a figure; none where it is of one bearer or of all together.

    `mentions` are in the order of the text. A row of names shares a figure behind 均, 都 or 各, and a rate that
    follows the row in its clause; other names or figures in between end that.
    """
    if figure.index or figure.shift == "to":
        return ()
    starts = [mention.start for mention in mentions]
    first, last = bisect_left(starts, figure.sentence.start), bisect_left(starts, figure.quantity.start)
    rows = rows_of(reading, mentions[first:last])
    row = rows[-1] if rows else []
    if len(row) < 2 or reading.entities[row[0].entity].type not in _BEARERS or row[-1].end > figure.quantity.start:
        return ()
    between = reading.text[row[-1].end : figure.quantity.start]
    if len(between) > _FAR or _apart().search(between):
        return ()
    if figure.before is not None and figure.before.quantity.end > row[0].start:
        return ()
    each = _each().search(between)
    rate = figure.quantity.kind in _RATES and row[0].start >= figure.clause.start and len(between) <= _NEAR
    return tuple(row) if each or (rate and "，" not in between and _opens(reading.text, figure, row[0].start)) else ()


def _opens(text: str, figure: Figure, at: int) -> bool:
    """Whether a row of names begins its clause."""
    return not text[figure.clause.start : at].strip(" 　：:其中”")


@cache
def _each() -> re.Pattern[str]:
    return re.compile(rf"(?<![日月年人户均平亩地村])(?:{either('role_words', 'each')})")


@cache
def _apart() -> re.Pattern[str]:
    return re.compile(either("role_words", "respectively", "in-all"))


def among(row: Sequence[FoundMention], subject: int | None, *, status: str) -> list[int | None]:
    """Whose figure it is, the likeliest first: `subject`, or each of the row that it shares.

    A term is of the document that grants it, whoever is named in a row.
    """
    entities = list(dict.fromkeys(mention.entity for mention in row))
    if not entities or (subject not in entities and status == "term"):
        return [subject]
    return [subject, *(e for e in entities if e != subject)] if subject in entities else [*entities]
