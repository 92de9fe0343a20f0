"""Who is no candidate for the subject of a figure, whatever a model would say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import either, words
from policygraph.ingest.reading import FoundMention, Reading

_ACTORS = frozenset({"Organization", "Platform", "Enterprise"})
_PART = "其中"
_PLANS = frozenset({"PolicyDocument", "Program"})
_BODIES = frozenset({"Organization", "Platform"})
_PART_ENDS = re.compile(r"[；。]")
_SEVERAL = re.compile(r"等?\d{1,3}个")  # 大石桥市旗口镇等36个


class Excluded:
    """The entities of one article that a figure is surely not about."""

    def __init__(self, reading: Reading, mentions: Sequence[FoundMention], firms: Sequence[FoundMention]) -> None:
        """`mentions` are in the order of the text; `firms` industries that only tell apart which firms are meant."""
        self.reading = reading
        self.text = reading.text
        self.mentions = mentions
        self.starts = [mention.start for mention in mentions]
        self.firms = sorted(firms, key=_start)
        self.companies = {i for i, entity in enumerate(reading.entities) if entity.type == "Enterprise"}
        self.dating = [m for m in mentions if _dates().match(self.text, m.start) and self._is_plan(m)]
        elsewhere = {m.entity for m in mentions if m not in self.dating}
        self.only_dating = {m.entity for m in self.dating if m.entity not in elsewhere}
        self.parts = {m.start for m in mentions if self.text.startswith(_PART, max(0, m.start - len(_PART)))}
        self.tellers = self._tellers()

    def of(self, figure: Figure, *, said_here: bool, granted: bool = False) -> set[int]:
        """The entities that are out; `said_here`: the sentence has a word for the article's place (全市).

        `granted`: a term of a document, which is no term of the place that issued it.
        """
        if figure.cell and figure.cell.owner:
            owners = {m.entity for m in self._within(*figure.cell.owner)}
            return {number for number in range(len(self.reading.entities)) if number not in owners}
        out = self._over(figure) | self._telling_apart(figure) | self._only_dating(figure)
        out |= self._samples(figure) | self._served(figure) | self.tellers
        if _raised().search(self.text, figure.clause.start, figure.quantity.start):
            out |= self.companies
        if self.reading.home is not None and (
            self._headed(figure, said_here=said_here)
            or self._is_of_another(figure)
            or (granted and not _budget().search(self.text, figure.sentence.start, figure.quantity.start))
        ):
            out.add(self.reading.home)
        return out

    def _within(self, start: int, end: int) -> list[FoundMention]:
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [mention for mention in self.mentions[first:last] if mention.end <= end]

    def _is_plan(self, mention: FoundMention) -> bool:
        found = _dates().match(self.text, mention.start)
        kind = self.reading.entities[mention.entity].type
        return found is not None and kind in _PLANS and mention.end <= found.end("plan")

    def _only_dating(self, figure: Figure) -> set[int]:
        """The plans that only say since when: “十一五”规划实施以来."""
        near = {m.entity for m in self.dating if figure.line.start <= m.start < figure.quantity.start}
        return near | self.only_dating

    def _samples(self, figure: Figure) -> set[int]:
        """Those that its sentence names but as some of many: 青山公司、白石公司等72家技术中心."""
        here = self._within(figure.sentence.start, figure.quantity.start)
        some = {mention.entity for mention in here if _sample().match(self.text, mention.end)}
        others = {mention.entity for mention in here if not _sample().match(self.text, mention.end)}
        return some - others - {self.reading.home}

    def _served(self, figure: Figure) -> set[int]:
        """The places for which another does it: 中心为甲市1.2万户职工发放贷款 is told of the centre."""
        here = self._within(figure.sentence.start, figure.quantity.start)
        actors = [m for m in here if self.reading.entities[m.entity].type in _ACTORS and self._leads(m)]
        if not actors:
            return set()
        places = [m for m in here if self.reading.entities[m.entity].type == "Place" and m.start > actors[0].start]
        served = {m.entity for m in places if m.start >= figure.clause.start and self._is_served(m)}
        return served - {m.entity for m in here if m.start < actors[0].start}

    def _leads(self, mention: FoundMention) -> bool:
        """Whether a name begins its clause, beside dates."""
        start = self.reading.structure.clause_at(mention.start).start
        return bool(_aside().fullmatch(self.text, start, mention.start))

    def _is_served(self, mention: FoundMention) -> bool:
        """Whether the word before a name says that something is done for it; 成为 does not."""
        table = words("indicator_words")
        said = self.text[max(0, mention.start - 2) : mention.start]
        return said.endswith(table["for"]) and said not in table["for-not"]

    def _tellers(self) -> set[int]:
        """The bodies that only tell figures wherever they are named, and are those of none: 据某研究院监测，…."""
        tells = {m.entity: True for m in self.mentions if self.reading.entities[m.entity].type in _BODIES}
        for mention in self.mentions:
            if mention.entity in tells:
                tells[mention.entity] &= _tells().match(self.text, mention.end) is not None
        return {entity for entity, only in tells.items() if only}

    def _telling_apart(self, figure: Figure) -> set[int]:
        """The industries that only say in its clause which firms are meant."""
        first, last = (bisect_left(self.firms, at, key=_start) for at in (figure.clause.start, figure.clause.end))
        return {mention.entity for mention in self.firms[first:last]}

    def _headed(self, figure: Figure, *, said_here: bool) -> bool:
        """Whether the line is headed by somebody else (西宁市：…), and nothing in it says 全省."""
        lead = figure.line.lead
        if not lead or lead[1] > figure.quantity.start or said_here:
            return False
        heads = {m.entity for m in self._within(*lead) if (m.start, m.end) == lead}
        named = {m.entity for m in self._within(figure.line.start, figure.quantity.start)}
        return self.reading.home not in named and any(
            self.reading.entities[head].type != "Organization" for head in heads
        )

    def _is_of_another(self, figure: Figure) -> bool:
        """Whether the clause begins with another place: 同期德州市医养结合机构93家, not a list (甲县、乙县建成5座)."""
        here = self._within(figure.clause.start, figure.quantity.start)
        if not here or self.reading.home in {mention.entity for mention in here}:
            return False
        first = max((m for m in here if m.start == here[0].start), key=lambda mention: mention.end)
        if self.reading.entities[first.entity].type != "Place":
            return False
        rest = self.text[first.end : figure.quantity.start]
        return bool(_aside().fullmatch(self.text, figure.clause.start, first.start)) and not (
            rest.startswith(words("role_words")["join"]) or _SEVERAL.search(rest)
        )

    def _over(self, figure: Figure) -> set[int]:
        """The bearers of parts that are over: after 其中安源区9家； the whole goes on."""
        line = self._within(figure.line.start, figure.quantity.start)
        parts = {mention.entity: mention for mention in line if mention.start in self.parts}
        if not parts:
            return set()
        last = {mention.entity: mention for mention in line}
        return {
            entity
            for entity, mention in parts.items()
            if last[entity] is mention
            and entity != self.reading.home
            and _PART_ENDS.search(self.text, mention.end, figure.quantity.start)
        }


def _start(mention: FoundMention) -> int:
    return mention.start


@cache
def _dates() -> re.Pattern[str]:
    """A five-year plan that is named as a time: “十四五”规划实施以来, 《…“十四五”规划》实施以来."""
    five = '[“"]?十[一二三四五六七八九]?五[”"]?(?:发展)?(?:规划)?(?:纲要)?'
    named = "《[^《》，。；]{2,40}规划(?:纲要)?》"
    return re.compile(rf"(?P<plan>{five}|{named})(?:{either('period_words', 'plan-since')})")


@cache
def _sample() -> re.Pattern[str]:
    """Behind a name, what makes it a member of a list that its number closes: 、白石公司等72家."""
    return re.compile(r"(?:、[^，。；、\n]{1,30}){0,12}?等 ?(?:\d|[一二两三四五六七八九十]{1,3}[家个项所名])")


@cache
def _tells() -> re.Pattern[str]:
    """Behind the name of a body, what it has found out: 监测，…, 发布的报告显示，…."""
    found, says = either("role_words", "finds"), either("role_words", "says")
    return re.compile(rf"[^，。；：、\n]{{0,6}}(?:{found})[，：]|[^，。；：、\n]{{0,30}}(?:{says})[，：]")


@cache
def _raised() -> re.Pattern[str]:
    """Companies are raised: 培育内外贸一体化试点企业."""
    return re.compile(rf"(?:{either('role_words', 'raises')})[^，。；]{{0,30}}(?:{either('role_words', 'raised')})")


@cache
def _budget() -> re.Pattern[str]:
    """What a place itself puts up: 省级财政每年安排1亿元."""
    return re.compile(
        rf"财政[^，。；]{{0,6}}?(?:{either('role_words', 'budgets')})|级(?:{either('role_words', 'budgets')})"
    )


@cache
def _aside() -> re.Pattern[str]:
    """What may stand before the first name of a clause: 同期, 2025年, 截至6月底."""
    return re.compile(rf"(?:{either('role_words', 'aside')}|[\d年月日底末至到—\-]|截至|[上下]半年|\s)*")
