"""Who a figure is about: the nearest named bearer of its clause, the place for 全市, else what extraction says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from policygraph.graph.tracking.clauses import Clause
from policygraph.graph.tracking.reading import BEARERS, Figure, Named, Reading, is_indicator, is_rated
from policygraph.graph.tracking.words import words

_LEVELS = {"市": "市", "省": "省", "县": "县市旗区", "区": "区", "州": "州", "旗": "旗", "镇": "镇", "盟": "盟"}

_LABEL = 60  # characters of a bracket behind the name that heads a paragraph
_LIST = 80  # characters before a name in which the list stands that it ends
_AND = re.compile("[、和及与]+$")
_BRACKET = re.compile(r"^（[^（）]{1,50}）")


@dataclass(frozen=True, slots=True)
class Bearing:
    """The entities that a figure may be about, the likeliest first; where 全市 stands; the name in the clause."""

    subjects: tuple[str, ...]
    scopes: tuple[int, ...] = ()
    name: str = ""

    def scoped_after(self, offset: int) -> bool:
        """Whether 全市 or its like stands after this offset, so that a new total begins."""
        return any(at >= offset for at in self.scopes)


def without_schemes(reading: Reading) -> Reading:
    """The article without schemes that all places have and that are but part of an indicator: 长期护理保险参保人数."""
    plain = {
        name: n.iri
        for n in reading.named
        if n.type == "Program"
        and "“" not in (name := reading.text[n.start : n.end])
        and not name.endswith(words().types)
    }
    indicators = {figure.metric.indicator for figure in reading.figures}
    schemes = {iri for name, iri in plain.items() if any(said.startswith(name) for said in indicators)}
    if not schemes:
        return reading
    figures = (
        replace(f, subject=reading.place, subject_type="Place") if f.subject in schemes else f for f in reading.figures
    )
    return replace(reading, named=tuple(n for n in reading.named if n.iri not in schemes), figures=tuple(figures))


def bearing(reading: Reading, text: str, here: Clause, figure: Figure) -> Bearing:
    """Who the figure is about."""
    at = figure.metric.start_offset
    scopes = list(re.finditer("|".join(words().scopes), text[here.segment : at]))
    offsets = tuple(here.segment + m.start() for m in scopes)
    counted = {n.iri for n in reading.named if _counted(reading, n, figure)}
    if figure.subject in counted:
        figure = replace(figure, subject=reading.place, subject_type="Place")
    named = [
        n for n in _named(reading, here.segment, at)
        if n.iri not in counted and not (n.end <= here.start and n.iri != figure.subject and _helped(reading, n))
        and not is_rated(reading, n)
    ]  # fmt: skip
    if reading.place and (
        figure.metric.indicator.startswith(words().of_people) or _is_of_industry(reading, figure, here, counted)
    ):
        named = [n for n in named if n.type == "Place"]
        if figure.subject_type != "Place":
            figure = replace(figure, subject=reading.place, subject_type="Place")
    own = [n for n in named if n.start >= here.start]
    last = offsets[-1] if offsets else -1
    if own and own[-1].start > last:
        return Bearing(_unique(own[-1].iri, _if_in(figure, own)), offsets, reading.text[own[-1].start : own[-1].end])
    if last >= here.start and figure.metric.measure != "rank":
        return Bearing(_unique(_place(reading, figure, scopes[-1][0])), offsets)
    place = figure.subject if figure.subject_type == "Place" else reading.place
    if named and named[-1].start > last:
        if figure.subject in {n.iri for n in named}:
            return Bearing(_unique(figure.subject, named[-1].iri), offsets)
        if named[-1].type in {"Place", "Industry"}:
            return Bearing(_unique(figure.subject, named[-1].iri, place), offsets)
        return Bearing(_unique(named[-1].iri, figure.subject), offsets, reading.text[named[-1].start : named[-1].end])
    if last >= 0 and figure.metric.measure != "rank":
        return Bearing(_unique(_place(reading, figure, scopes[-1][0])), offsets)
    head, mark = _heading(reading, at)
    if head and mark == "：" and head.type in BEARERS:
        return Bearing(_unique(head.iri, reading.place), offsets, reading.text[head.start : head.end])
    if head and head.iri == figure.subject:
        return Bearing(_unique(head.iri, reading.place), offsets)
    if figure.subject_type in {"Program", "Platform", "Industry"} and reading.place:
        return Bearing(_unique(reading.place, figure.subject), offsets)
    stands = {n.iri for n in reading.named if here.sentence <= n.start < at}
    return Bearing(_unique(figure.subject, None if figure.subject in stands else reading.place), offsets)


def industry_of(
    reading: Reading, subjects: tuple[str, ...], here: Clause, at: int, *, bare: bool
) -> tuple[str, str] | None:
    """The name of the industry that a figure is of and the place that it lies in here; None for what is of none.

    A `bare` figure (产值31亿元) may be of one that a heading names.
    """
    names = (
        n for n in reading.named if n.type == "Industry" and (n.iri == subjects[0] or (n.iri in subjects[1:2] and bare))
    )
    found = next(names, None) if subjects else None
    industry = reading.text[found.start : found.end] if found else None
    if found and not bare and not _heads_or_holds(reading, found.iri, here, at):
        industry = ""
    said = [n.iri for n in reading.named_in(here.start, at) if n.type == "Place"]
    place = said[-1] if said else reading.place
    return (industry, place) if industry is not None and place else None


def _heads_or_holds(reading: Reading, industry: str, here: Clause, at: int) -> bool:
    """Whether an industry is named in the clause of a figure, or as a heading (文化产业。, 【文化产业】) before it."""
    return any(n.iri == industry for n in reading.named_in(here.start, at)) or any(
        n.iri == industry and n.end <= at and reading.text[n.end : n.end + 1] in {"。", "：", "\n", "】"}
        for n in reading.named
    )


def joined(industry: str, indicator: str) -> str:
    """An indicator with the industry that it is of: 产值 under the heading 文化产业.

    >>> joined("文化产业", "产值"), joined("文化产业", "文化产业产值"), joined("蔬菜产业链", "培训蔬菜种植户")
    ('文化产业产值', '文化产业产值', '培训蔬菜种植户')
    """
    ending = next((word for word in words().trade if industry.endswith(word)), "")
    stem = industry.removesuffix(ending)
    return indicator if industry in indicator or (len(stem) > 1 and stem in indicator) else industry + indicator


def _heading(reading: Reading, at: int) -> tuple[Named | None, str]:
    """What heads the paragraph of a figure, and the mark behind it; None where nothing does.

    An entity that is no industry, maybe behind a number and with a bracket: 储能园：2025年投资3亿元；企业47家, or
    ——“绿氢上路”行动。…投放重卡300辆.
    """
    begin = reading.text.rfind("\n", 0, at) + 1
    for named in reading.named_in(begin, at):
        before = reading.text[begin : named.start].strip("—－-（）()一二三四五六七八九十0123456789.．、 \u3000")
        behind = _BRACKET.sub("", reading.text[named.end : named.end + _LABEL], count=1)[:1]
        if before:
            break
        if named.type != "Industry" and behind in {"。", "："}:
            return named, behind
    return None, ""


def _is_of_industry(reading: Reading, figure: Figure, here: Clause, counted: set[str]) -> bool:
    """Whether a clause tells what an industry comes to (智能电机产业产值), which is a place's."""
    return any(
        n.type == "Industry"
        and n.iri in counted
        and figure.metric.indicator.startswith(reading.text[n.start : n.end])
        and not reading.text.startswith(words().continued, n.end)
        and not any(firm.type == "Enterprise" for firm in reading.named_in(here.start, n.start))
        and not _is_behind_a_bearer(reading, n)
        for n in reading.named_in(here.start, figure.metric.start_offset)
    )


def _counted(reading: Reading, named: Named, figure: Figure) -> bool:
    """Whether a name is part of what is counted, not whose it is."""
    if named.type == "Industry":
        if figure.metric.measure == "rank":  # 数字经济发展综合评价位次: a place's rank, in a list about an industry
            return reading.text[named.start : named.end] in figure.metric.indicator
        if _is_behind_a_bearer(reading, named):
            return True
        if reading.place and figure.metric.indicator.startswith(reading.text[named.start : named.end]):
            return True  # 文化产业增加值 of a place: its own is said where headings tell of the industry
        return reading.text.startswith(words().continued, named.end)  # 数字经济核心产业增加值占比
    return named.type in {"Program", "Platform"} and is_indicator(
        reading.text[named.start : named.end], figure.metric.indicator
    )


def _is_behind_a_bearer(reading: Reading, named: Named) -> bool:
    """Whether a company, a park or a word for one stands right before an industry: 沃渔水产预制菜销售收入."""
    if any(
        n.type in {"Enterprise", "Platform"} and n.end == named.start
        for n in reading.named_in(named.start - 1, named.start)
    ):
        return True
    return reading.text.endswith(words().anaphors, 0, named.start)


def _named(reading: Reading, begin: int, end: int) -> list[Named]:
    found = []
    for named in reading.named:
        if begin <= named.start and named.end <= end and named.type in BEARERS:
            outer = any(
                o is not named
                and o.start <= named.start
                and named.end <= o.end
                and o.type in BEARERS
                and o.end - o.start > named.end - named.start
                for o in reading.named
            )
            placed = named.type == "Place" and _stands_in(reading.text[max(0, named.start - 3) : named.start])
            if not outer and not placed:
                found.append(named)
    return sorted(found, key=lambda n: (n.start, n.end))


def _if_in(figure: Figure, named: list[Named]) -> str | None:
    return figure.subject if figure.subject in {n.iri for n in named} else None


def _place(reading: Reading, figure: Figure, scope: str) -> str | None:
    """The place that 全市 stands for: the article's, where its level fits, else a place that extraction names."""
    name, level = reading.place_name or "", scope[-1]
    suffix = name[-1:] if name[-1:] in _LEVELS else ""
    if level not in _LEVELS or not suffix or suffix in _LEVELS[level] or level in {"域"}:
        return reading.place or figure.subject
    return figure.subject if figure.subject_type == "Place" and figure.subject != reading.place else None


def _unique(*iris: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(iri for iri in iris if iri))


def _helped(reading: Reading, named: Named) -> bool:
    """Whether others help what is named, maybe in a list: 支持甲、乙扩能，三年引进项目40个 is none of 乙's."""
    lead = reading.text[max(0, named.start - _LIST) : named.start]
    for other in reading.named_in(max(0, named.start - _LIST), named.start):
        lead = lead.replace(reading.text[other.start : other.end], "")
    lead = _AND.sub("", lead)
    return any(match.end() == len(lead) for match in words().cues["helped"].finditer(lead))


def _stands_in(lead: str) -> bool:
    """Whether the words before a place say that something lies there (位于, 落户)."""
    return any(match.end() == len(lead) for match in words().cues["located"].finditer(lead))
