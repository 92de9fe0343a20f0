"""Claims: the figures of an article as tracking compares them, each read again in its clause.

Extraction tells what each figure is; the clause decides where the two disagree, because a figure that is matched
wrongly does more harm than one that is not matched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from policygraph.graph.tracking.bearers import Bearing, bearing
from policygraph.graph.tracking.clauses import Clause, clause, earlier_clauses, masked
from policygraph.graph.tracking.core import QUOTES, core, surface
from policygraph.graph.tracking.dates import last_day, year
from policygraph.graph.tracking.periods import Period, period, shared_out
from policygraph.graph.tracking.reading import Figure, Reading, is_indicator, is_value
from policygraph.graph.tracking.words import words
from policygraph.graph.units import family

_KINDS = {
    "level": "amount", "increment": "amount", "growth": "growth", "share": "ratio", "coverage": "ratio",
    "rank": "rank", "multiple": "multiple", "gap": "gap",
}  # fmt: skip
_UNTIL = re.compile(r"(?<!截止)(?<!截至)到((?:19|20)\d\d)年")
_AFTER = re.compile(r"^(?:以上|以下|以内|左右|上下|余|多|的|、|（|\x00)+")


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure. `cores` are the indicators that its clause can mean, `subjects` the entities, the likeliest first.

    `kind` is ``amount``, ``ratio``, ``growth``, ``rank``, ``multiple``, ``gap`` or ``change``; `base_year` the year
    that a growth is counted from. `whole` holds the cores with the names of things left in, `lead` the words from the
    last semicolon to the value, `bearer` the name that stands there of whom it is about.
    """

    iri: str
    article: str
    published: str | None
    status: str
    indicator: str
    cores: tuple[str, ...]
    whole: tuple[str, ...]
    subjects: tuple[str, ...]
    measure: str
    kind: str
    comparator: str
    value: float
    value_max: float | None
    unit: str
    start: str | None
    end: str | None
    base_year: int | None
    quote: str
    start_offset: int
    end_offset: int
    yearly: bool = False
    cumulative: bool = False
    part: bool = False
    rises: bool = False
    near: bool = False
    adjusted: bool = False
    postponed: bool = False
    corrects: bool = False
    added: bool = False
    elliptical: bool = False
    lead: str = ""
    bearer: str = ""
    place: str | None = None
    confidence: float = 1.0

    @property
    def known(self) -> date:
        """The day on which it was published; the first of all days when no date is known."""
        return last_day(self.published) if self.published else date.min

    @property
    def as_of(self) -> date | None:
        """The day for which it holds: the end of its period, for one still running or none the day of publication."""
        if self.end is None:
            return last_day(self.published) if self.published else None
        end = last_day(self.end)
        if self.status != "target" and self.published and last_day(self.published) < end:
            return last_day(self.published)
        return end


def claims_of(reading: Reading) -> list[Claim]:
    """The claims of an article in the order of its text."""
    text = masked(reading.text)
    figures = sorted(
        (f for f in reading.figures if not any(is_value(item, f.metric) for item in reading.dropped)),
        key=lambda figure: figure.metric.start_offset,
    )
    shared = shared_out(text, [(f.metric.start_offset, f.metric.end_offset) for f in figures])
    found: list[Claim] = []
    statuses = [figure.metric.status for figure in figures]
    reports = statuses.count("actual") > 2 * statuses.count("target")
    for number, figure in enumerate(figures):
        before = figures[number - 1].metric.end_offset if number else 0
        after = figures[number + 1].metric.start_offset if number + 1 < len(figures) else len(text)
        found.append(_claim(reading, text, figure, before, after, found, shared.get(number), reports))
    return found


def _claim(
    reading: Reading,
    text: str,
    figure: Figure,
    before: int,
    after: int,
    earlier: list[Claim],
    share: str | None,
    reports: bool,
) -> Claim:
    metric, cues = figure.metric, words().cues
    here = clause(text, metric.start_offset, metric.end_offset)
    begin = max(here.start, before) if before <= metric.start_offset else here.start
    lead, tail = text[begin : metric.start_offset], text[metric.end_offset : min(here.end, max(after, here.start))]
    when = period(text, here, begin, metric, share)
    from_to = earlier[-1] if earlier and earlier[-1].end_offset > here.start and cues["adjusted"].search(lead) else None
    if from_to and from_to.end and not re.search(r"\d{4}年", lead):
        when = Period(from_to.start, from_to.end)
    who = bearing(reading, text, here, figure)
    measure = metric.measure
    kind = "change" if family(metric.unit) == "point" and measure != "gap" else _kind(measure, metric.unit)
    status = _status(
        figure, text[begin : metric.end_offset], tail, text[here.sentence : here.sentence_end], when, reading.published
    )
    hoped = cues["hoped"].search(text, here.sentence, here.sentence_end)
    if status == "target" and when.end is None and reports and not hoped:
        status = "actual"  # a report, and no word of hope
    if from_to and from_to.status == "target" and status == "actual":
        status = "target"
    cores, whole, name, elliptical = _cores(reading, text, here, begin, tail, figure, earlier)
    return Claim(
        iri=figure.iri,
        article=reading.article,
        published=reading.published,
        status=status,
        indicator=name,
        cores=cores,
        whole=whole,
        subjects=who.subjects,
        measure=measure,
        kind=kind,
        comparator=metric.comparator,
        value=_size(metric.value, kind, lead),
        value_max=metric.value_max,
        unit=metric.unit,
        start=when.start,
        end=when.end,
        base_year=when.base_year,
        quote=metric.quote or reading.text[here.start : here.end],
        start_offset=metric.start_offset,
        end_offset=metric.end_offset,
        yearly=_yearly(text[here.start : metric.start_offset], metric.indicator),
        cumulative=bool(cues["cumulative"].search(text, here.start, metric.start_offset)),
        part=_part(text, here, metric.start_offset, who, target=status == "target"),
        rises=_rises(lead, here, earlier),
        near=bool(cues["near"].search(text[max(0, metric.start_offset - 2) : metric.start_offset + 2])),
        adjusted=bool(cues["adjusted"].search(lead)),
        postponed=bool(cues["postponed"].search(text, here.segment, here.segment_end)),
        corrects=bool(cues["corrected"].search(text, here.sentence, here.sentence_end)),
        added=bool(cues["added"].search(lead)) or bool(share and elliptical and earlier[-1].added),
        elliptical=elliptical,
        bearer=who.name,
        place=reading.place_name,
        lead=QUOTES.sub("", text[here.segment : metric.start_offset]).replace("\x00", ""),
        confidence=metric.confidence,
    )


def _kind(measure: str, unit: str) -> str:
    if measure in {"level", "increment"} and family(unit) == "percent":
        return "ratio"
    return _KINDS[measure]


def _size(value: float, kind: str, lead: str) -> float:
    """An amount that something is lowered to is none below zero."""
    return -value if kind == "amount" and value < 0 and lead.rstrip("\x00 ").endswith(("至", "到", "为")) else value


def _status(figure: Figure, lead: str, tail: str, sentence: str, when: Period, published: str | None) -> str:
    """A figure for a time yet to come is a target; one quoted as a target is one, whatever became of it."""
    status, cues = figure.metric.status, words().cues
    if status in {"term", "forecast"}:
        return status
    if when.moved or _goal().match(tail) or cues["target_before"].search(lead):
        return "target"
    if not when.end or not published:
        return status
    if year(when.end) > year(published) or _announced(sentence, when.end, published):
        return "forecast" if cues["forecast"].search(lead) else "target"
    if status == "target" and last_day(when.end) < last_day(published) and not cues["hoped"].search(sentence):
        return "actual"
    if status == "target" and year(when.end) < year(published) and cues["risen"].match(tail):
        return "actual"
    return status


def _announced(sentence: str, end: str, published: str) -> bool:
    """Whether the year of publication itself is a deadline: 到2023年底达到240座, written in spring."""
    months_left = last_day(end).toordinal() - last_day(published).toordinal()
    return end[:4] == published[:4] and months_left > 60 and any(m[1] == end[:4] for m in _UNTIL.finditer(sentence))


def _rises(lead: str, here: Clause, earlier: list[Claim]) -> bool:
    """Whether the figure is the end of a way whose beginning stands in the same clause: 由86家增加到160家."""
    return bool(earlier) and earlier[-1].end_offset > here.start and bool(words().cues["risen"].search(lead))


def _yearly(lead: str, indicator: str) -> bool:
    """Whether the figure is due in each year: 每年完成, 年均增长; not the 年均 of an indicator's own name."""
    return any(
        cue[0] + lead[cue.end() : cue.end() + 1] not in indicator for cue in words().cues["yearly"].finditer(lead)
    )


def _part(text: str, here: Clause, at: int, who: Bearing, *, target: bool) -> bool:
    """Whether the figure is one part of a total: after 其中, up to the semicolon, unless a new total begins."""
    last = None
    begin = here.start if target else here.segment
    for match in words().cues["part"].finditer(text, begin, at):
        last = match
    return last is not None and not who.scoped_after(last.end())


def _cores(
    reading: Reading, text: str, here: Clause, begin: int, tail: str, figure: Figure, earlier: list[Claim]
) -> tuple[tuple[str, ...], tuple[str, ...], str, bool]:
    """The indicators that the clause can mean, the same with names left in, the one to show; whether elliptical."""
    metric = figure.metric
    measure, named = metric.measure, metric.indicator
    lead = blanked(reading, text, begin, metric.start_offset, named)
    own, given = core(lead, measure), core(unnamed(reading, named), measure)
    whole = tuple(sorted({core(text[begin : metric.start_offset], measure), core(named, measure)} - {""}))
    behind = core(_AFTER.sub("", tail), measure)
    if given and given not in own and behind and (given in behind or behind in given):
        return (given, behind), whole, unnamed(reading, named), False  # 培育 5 个 国家级创新平台
    if own in words().bare and earlier and earlier[-1].end_offset > here.segment:
        stem = next((earlier[-1].cores[0].removesuffix(w) for w in words().bare if earlier[-1].cores[:1] and
                     earlier[-1].cores[0].endswith(w) and earlier[-1].cores[0] != w), "")  # fmt: skip
        return (stem + own,), whole, stem + own, False
    if len(own) > 1:
        name = surface(unnamed(reading, named) if own == given else lead, measure)
        plain = _unpointed(own)
        cores: tuple[str, ...] = (plain, own) if plain != own else (own,)
        if given and given in own and given not in cores:
            cores += (given,)
        return cores, whole, _unpointed(name), False
    bare = not core(blanked(reading, text, here.segment, metric.start_offset, named), measure)
    follows = bool(earlier) and earlier[-1].end_offset > (here.sentence if bare else here.segment)
    runs_on = follows and bool(earlier[-1].cores) and given.startswith(earlier[-1].cores[0])
    if follows and (runs_on or earlier[-1].kind == _kind(measure, metric.unit)):
        return earlier[-1].cores[:1], whole, earlier[-1].indicator, True
    phrases = [blanked(reading, text, *span, named) for span in earlier_clauses(text, here.start, here.segment)[:4]]
    inherited = {core(phrase, measure): surface(phrase, measure) for phrase in phrases}
    inherited.pop("", None)
    if given and (given in inherited or not inherited):
        return (given,), whole, unnamed(reading, named), True
    return tuple(inherited), whole, next(iter(inherited.values()), named), True


def _unpointed(name: str) -> str:
    """Without a word at the beginning that points back: 该行动累计创建无废工厂, 园区年处理能力."""
    for word in words().anaphors:
        rest = len(name) - len(word)
        if name.startswith(word) and rest > (1 if word.startswith(("该", "这")) else 2):  # 企业上云 is an indicator
            return surface(name[len(word) :])
    return name


def blanked(reading: Reading, text: str, begin: int, end: int, indicator: str) -> str:
    """The text with the names of things that figures are about blanked."""
    chars = list(text[begin:end])
    for named in reading.named:
        if named.start >= end or named.end <= begin or named.type in {"Honour", "Industry"}:
            continue
        counted = named.type in {"Program", "Platform"}
        if not (counted and is_indicator(reading.text[named.start : named.end], indicator)):
            for at in range(max(named.start, begin), min(named.end, end)):
                chars[at - begin] = "\x00"
    return "".join(chars)


def unnamed(reading: Reading, name: str) -> str:
    """An indicator without the name of a thing at its beginning: 禾仓锌业再生锌产量 is 再生锌产量."""
    names = {reading.text[n.start : n.end] for n in reading.named if n.type not in {"Honour", "Industry"}}
    for known in sorted(names, key=len, reverse=True):
        if name.startswith(known) and len(name) > len(known) + 1:
            return name[len(known) :].lstrip("的")
    return _unpointed(name)


@cache
def _goal() -> re.Pattern[str]:
    return re.compile(rf"的?[^，。；、：\d\n]{{0,6}}?(?:{words().cues['goal'].pattern})(?!.{{0,2}}的)")
