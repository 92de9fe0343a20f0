"""Members that a clause sums up or takes out: 包括幼儿园12所、小学10所; 研发平台60家（其中国家级8家）."""

from __future__ import annotations

import re
from functools import cache

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.phrases import Phrase
from policygraph.ingest.metrics.tables import either

_TABLE = "indicator_words"
_COUNTED = frozenset({"counter", "person", "dimension"})
_LONGEST = 14
_MOST = 30  # members of a list that are looked back over to its first one


def member(text: str, figure: Figure, carried: str | None, chosen: Phrase) -> Phrase:
    """What a figure counts in a list behind 包括, 其中 or a bracket; `chosen` where there is none, or it is of such.

    A level alone (国家级8家) takes what was counted before it (`carried`): 国家级研发平台.
    """
    before = figure.before
    if figure.quantity.kind not in _COUNTED or figure.shift:
        return chosen
    if before is None:
        return _first(text, figure, chosen)
    found = _between(text, figure)
    if found is None:
        return chosen
    said, (start, end) = found["what"], found.span("what")
    level = bool(_levels().fullmatch(said))
    led = _led(text, figure, bracket=level)
    if led < 0:
        return chosen
    if level:
        base = _level_of().sub("", carried or "")
        alike = before.quantity.unit == figure.quantity.unit
        return Phrase(said + base, -1, -1) if alike and len(base) > 1 and base != said else chosen
    if chosen.start >= start or _other().search(said):
        return chosen
    tail = chosen.text.removeprefix(said)
    if tail != chosen.text and tail not in text[led:start]:  # 新能源装机，其中风电、光伏: 风电装机, but no 小学幼儿园
        return chosen
    return Phrase(said, start, end)


def _between(text: str, figure: Figure) -> re.Match[str] | None:
    """What stands between a figure and the one before it, where that can name a member."""
    assert figure.before is not None
    return _gap().fullmatch(text, figure.before.quantity.end, figure.quantity.start)


def _led(text: str, figure: Figure, *, bracket: bool) -> int:
    """Where the list begins that a figure goes on with, each member a noun and its number; -1 where no word led it.

    `bracket`: a bracket leads it, too (研发平台60家（国家级8家）).
    """
    at: Figure | None = figure
    for _ in range(_MOST):
        if at is None or (at.before is None and (first := _opens(text, at)) < 0):
            return -1
        if at.before is None:
            return first
        if (found := _between(text, at)) is None:
            return -1
        if found["lead"] or (bracket and found[0][0] in "（("):
            return found.start()
        at = at.before
    return -1


def _first(text: str, figure: Figure, chosen: Phrase) -> Phrase:
    """What the first member of a list is, where `chosen` holds the word that leads it: 新版目录包括大类8个."""
    found = _lead_of_first().search(text, figure.clause.start, figure.quantity.start)
    if found is None or not chosen.start <= found.start() < chosen.end or _levels().fullmatch(found["what"]):
        return chosen
    return Phrase(found["what"], *found.span("what"))


def _opens(text: str, figure: Figure) -> int:
    """Where a word that leads a list stands before its first member, in the clause of that one; -1 where none does."""
    found = _lead_of_first().search(text, figure.clause.start, figure.quantity.start)
    return found.start() if found else -1


@cache
def _lead_of_first() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(_TABLE, 'member-lead')})(?P<what>[\u4e00-\u9fffA-Za-z“”]{{2,{_LONGEST}}})$")


@cache
def _gap() -> re.Pattern[str]:
    lead, size = either(_TABLE, "member-lead"), f"{{2,{_LONGEST}}}?"
    named = rf"(?P<what>[\u4e00-\u9fffA-Za-z“”]{size})[有为达]?"
    return re.compile(rf"(?:[，、；（(]?(?P<lead>{lead})|[（(、，]|和|及|[，、]?以及){named}")


@cache
def _levels() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(_TABLE, 'level', 'lower-level')})(?:以上|及以上)?")


@cache
def _level_of() -> re.Pattern[str]:
    """What a level stands in the place of: another level, 各类."""
    return re.compile(rf"^(?:(?:{either(_TABLE, 'level', 'lower-level')})(?:以上|及以上)?|{either(_TABLE, 'any')})+")


@cache
def _other() -> re.Pattern[str]:
    """What makes of the words before a number more than the name of a member."""
    return re.compile(either(_TABLE, "no-member"))
