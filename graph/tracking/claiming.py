"""The claims of an article: each figure read again in its clause for period, bearer, status and indicator.

Extraction tells what each figure is; the clause decides where the two disagree, because a figure that is matched
wrongly does more harm than one that is not matched.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from policygraph.graph.tracking.bearers import Bearing, bearing, industry_of, joined, without_schemes
from policygraph.graph.tracking.claims import Claim, kind_of
from policygraph.graph.tracking.clauses import Clause, clause, earlier_clauses, masked
from policygraph.graph.tracking.core import QUOTES
from policygraph.graph.tracking.corrections import settled_in
from policygraph.graph.tracking.meant import as_written, cores_of, goes_on, shown_rank, unnamed_text
from policygraph.graph.tracking.periods import Period, is_put_off, period, shared_out
from policygraph.graph.tracking.reading import Figure, Reading, is_value
from policygraph.graph.tracking.statuses import Said, as_changed, falls_short, status_of
from policygraph.graph.tracking.words import words
from policygraph.graph.units import family
from policygraph.schema.record import Metric

_ON_THAT = re.compile("此基础|这个?基础|以此为基")
_RATED = 4  # characters of a rate whose 率 may be left out
_ITS = re.compile("其(?![中他余])")


def claims_of(reading: Reading) -> list[Claim]:
    """The claims of an article in the order of its text."""
    text = masked(reading.text)
    stated = {figure.iri: figure.subject for figure in reading.figures}
    reading = without_schemes(reading)
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
        claim = _claim(reading, text, figure, before, after, found, shared.get(number), reports)
        found.append(replace(claim, stated=stated[figure.iri]))
    return settled_in(text, found)


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
    from_to = earlier[-1] if earlier and _changes(text, here, earlier[-1], lead, metric.start_offset) else None
    if from_to and from_to.end and not re.search(r"\d{4}年", lead):
        when = Period(from_to.start, from_to.end, from_to.base_year)
    who = bearing(reading, text, here, figure)
    measure = metric.measure
    kind = "change" if family(metric.unit) == "point" and measure != "gap" else kind_of(measure, metric.unit)
    if kind == "multiple" and not metric.unit:
        kind = "amount"  # PUE值1.35
    figures = text[metric.start_offset : metric.end_offset]
    said = Said(lead, figures, tail, unnamed_text(reading, text, here.sentence, metric.end_offset))
    origin = earlier[-1].status if earlier and goes_on(text, here, earlier[-1], metric.start_offset) else ""
    status = status_of(metric.status, said, when, reading.published, reports=reports)
    if status == "target" and not from_to and falls_short(lead):
        status, kind = "actual", "gap"
    if measure == "increment" and kind == "amount" and _differs().search(lead):
        kind = "gap"  # 比2024年少7立方米
    replaced = from_to.status if from_to else ""
    status = as_changed(status, said, when, reading.published, origin=origin, replaced=replaced)
    base_year = when.base_year
    if (
        base_year
        and earlier
        and earlier[-1].end
        and (_ON_THAT.search(lead) or _doubles(metric, here, lead, earlier[-1]))
    ):
        base_year = int(earlier[-1].end[:4])  # 2021年营业收入18亿元，2025年在此基础上翻一番
    cores, whole, name, elliptical = cores_of(reading, text, here, begin, tail, figure, earlier)
    if measure == "share":  # 安装率100% is what 安装全覆盖 promised
        cores += tuple(one[:-1] for one in cores if one.endswith("率") and one[:-1] not in cores and len(one) > _RATED)
    name = as_written(reading, text, here.segment, metric.start_offset, name)
    if measure == "rank":
        name = shown_rank(reading.text, here.segment, metric.start_offset, name)
    added = bool(cues["added"].search(lead)) or bool(share and elliptical and earlier[-1].added)
    whole_by_itself = not elliptical and not (earlier and earlier[-1].added and not added)
    subjects = who.subjects
    bare = bool(cores) and cores[0] in words().of_industry
    if found := industry_of(reading, subjects, here, metric.start_offset, bare=bare):
        industry, place = found  # there is one in every place: whose it is here tells it from the others
        subjects = (place, *(iri for iri in subjects if iri != place))
        cores = tuple(dict.fromkeys((*(joined(industry, one) for one in cores), *cores)))
        name = joined(industry, name)  # joined to nothing it stays what it is
    return Claim(
        iri=figure.iri,
        article=reading.article,
        published=reading.published,
        status=status,
        indicator=name,
        cores=cores,
        whole=whole,
        subjects=subjects,
        measure=measure,
        kind=kind,
        comparator=metric.comparator,
        value=_size(metric.value, kind, lead),
        value_max=metric.value_max,
        unit=metric.unit,
        start=when.start,
        end=when.end,
        base_year=base_year,
        quote=metric.quote or reading.text[here.start : here.end],
        start_offset=metric.start_offset,
        end_offset=metric.end_offset,
        yearly=_yearly(text[here.start : metric.start_offset], metric.indicator),
        cumulative=bool(cues["cumulative"].search(text, here.start, metric.start_offset)),
        part=_part(text, here, metric.start_offset, who, target=status == "target", named=whole_by_itself),
        rises=_rises(lead, here, earlier),
        near=bool(cues["near"].search(text[max(0, metric.start_offset - 2) : metric.start_offset + 2])),
        adjusted=from_to is not None or bool(cues["adjusted"].search(lead)),
        postponed=when.moved or is_put_off(text, here.segment, here.segment_end, cues["postponed"]) is not None,
        corrects=_corrects(text, here, metric),
        added=added,
        elliptical=elliptical,
        bearer=who.name,
        place=reading.place_name,
        lead=QUOTES.sub("", text[here.segment : metric.start_offset]).replace("\x00", ""),
        confidence=metric.confidence,
    )


def _doubles(metric: Metric, here: Clause, lead: str, before: Claim) -> bool:
    """Whether a multiple is of the level before it in its sentence: 2022年登记8.5亿元，到2025年翻一番."""
    return (
        metric.measure == "multiple" and before.kind == "amount" and before.status == "actual"
        and before.end_offset > here.sentence and not re.search("[比较]|相当", lead)
    )  # fmt: skip


def _size(value: float, kind: str, lead: str) -> float:
    """An amount that something is lowered to is none below zero."""
    return -value if kind == "amount" and value < 0 and lead.rstrip("\x00 ").endswith(("至", "到", "为")) else value


def _rises(lead: str, here: Clause, earlier: list[Claim]) -> bool:
    """Whether the figure is the end of a way whose beginning stands in the same clause: 由86家增加到160家."""
    return bool(earlier) and earlier[-1].end_offset > here.start and bool(words().cues["risen"].search(lead))


def _yearly(lead: str, indicator: str) -> bool:
    """Whether the figure is due in each year: 每年完成, 年均增长; not the 年均 of an indicator's own name."""
    for cue in words().cues["yearly"].finditer(lead):
        named = "均" in cue[0] and cue[0] + lead[cue.end() : cue.end() + 1] in indicator
        if not named or _does(lead[cue.end() : cue.end() + 4]):
            return True
    return False


def _does(words_: str) -> bool:
    """Whether a verb stands at the beginning: 年均腾退用地, 年均新授权, not 年均气温."""
    import rjieba

    return next((kind for _, kind in rjieba.tag(words_.removeprefix("新"))), "").startswith("v")


def _part(text: str, here: Clause, at: int, who: Bearing, *, target: bool, named: bool) -> bool:
    """Whether the figure is one part of a total: after 其中, up to the semicolon, unless a new total begins.

    What has an indicator of its own (其中国家级龙头企业11家; `named`) is all there is of that, unless the total is
    of what was added.
    """
    if _of_unnamed(text, here, at, who):
        return True
    last = None
    begin = here.start if target else here.segment
    for match in words().cues["part"].finditer(text, begin, at):
        last = match
    return last is not None and not named and not who.scoped_after(last.end())


def _corrects(text: str, here: Clause, metric: Metric) -> bool:
    """Whether a figure is given in place of another one: 应为9.7万个, 以3家为准; not the wrong one beside it."""
    at, cue = metric.start_offset, words().cues["corrected"]
    if cue.search(text, here.start, at) or _stands().match(text, metric.end_offset, here.sentence_end):
        return True
    if _called_wrongly().match(text, metric.end_offset, here.sentence_end):
        return True
    return bool(cue.search(text, here.sentence, at)) and not cue.search(text, at, here.sentence_end)


@cache
def _called_wrongly() -> re.Pattern[str]:
    """What stands behind a figure for which another one was given: 4860艘船舶误写成5310艘."""
    mistaken = words().cues["mistaken"].pattern
    return re.compile(rf"[^，。；\d]{{0,10}}，?(?:{mistaken})[^，。；\d]{{0,10}}\d")


@cache
def _stands() -> re.Pattern[str]:
    """What stands behind the right figure: 4860艘为准, 为4860艘，以此为准."""
    return re.compile(rf"[^，。；\d]?，?(?:{words().cues['stands'].pattern})")


def _of_unnamed(text: str, here: Clause, at: int, who: Bearing) -> bool:
    """Whether 其 stands for something without a name in the clause before: 公办机构走在前面，其占比为68.5%."""
    if not _ITS.match(text, here.start, at) or who.name:
        return False
    before = next(iter(earlier_clauses(text, here.start, here.segment)), None)
    told = text[slice(*before)] if before else ""
    return bool(told) and not any(scope in told for scope in words().scopes) and not any(c.isdigit() for c in told)


def _changes(text: str, here: Clause, before: Claim, lead: str, at: int) -> bool:
    """Whether a figure takes the place of the one before it in its clause: 目标由1500名提至2000名."""
    if before.end_offset <= here.start:
        return False
    if words().cues["adjusted"].search(lead):
        return True
    aimed = words().cues["aimed"].search(text, here.start, before.start_offset)
    return bool(aimed) and goes_on(text, here, before, at)


@cache
def _differs() -> re.Pattern[str]:
    """A distance to another value, no amount of its own: 比2024年少7立方米."""
    return re.compile(rf"[比较][^，。；]{{1,12}}(?:{words().cues['differs'].pattern})$")
