"""Coreference inside an article: what 我市, 该公司, 园区, 该项目 and the like refer to.

An anaphor is a noun that stands for a named thing said before. Its noun tells the type (公司 → Enterprise) and often
the last characters of the name (该研究院 → a name that ends in 研究院). The table is ``data/anaphors.tsv``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from policygraph.ingest.reading import Reading
from policygraph.schema.divisions import lookup_county, parents
from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import rows

_REACH = 400  # characters back to the thing meant, where several may be meant
_NEARBY = 80  # characters back to one that bears the noun itself in its name
_OPENING = (
    "，。；：、！？\n（ 　由与和同在及依从对向据以为将使驻户进入住至于到了托"  # what a noun without 该 may follow
)
_BELOW = {
    "国": "省市区县州旗镇",
    "省": "市区县镇",
    "市": "区县镇",
    "州": "县镇",
    "县": "镇",
}  # levels that are no home's own
_LONGER = frozenset("家数化级类名投群债制法用员等")  # what makes of it a longer word: 企业家, 项目制


@dataclass(frozen=True, slots=True)
class Anaphor:
    """An anaphor at ``[start, end)`` of the view and the entity that it refers to."""

    start: int
    end: int
    entity: int


@dataclass(frozen=True, slots=True)
class _Noun:
    """The `word`, `types` of things, `endings` of names that fit, empty for any, `others` that do not.

    `bare` if it needs no 该.
    """

    word: str
    types: tuple[str, ...]
    endings: tuple[str, ...]
    others: tuple[str, ...]
    bare: bool

    def fits(self, names: Sequence[str]) -> bool:
        """Whether a thing of these names may be meant."""
        stems = [name.rstrip("”》") for name in names]
        if self.others and any(stem.endswith(self.others) for stem in stems):
            return False
        return not self.endings or any(stem.endswith(self.endings) for stem in stems)


def anaphors(reading: Reading) -> list[Anaphor]:
    """The anaphors of `reading` that refer to one of its entities, in order, outside its mentions; linear.

    >>> from policygraph.ingest.reading import FoundEntity, FoundMention, begin
    >>> from policygraph.schema.article import Article
    >>> reading = begin(Article(text="方太集团入驻前湾。该公司新增3条产线。"))
    >>> reading.entities.append(FoundEntity("Enterprise", ["方太集团"], "test"))
    >>> reading.mentions.append(FoundMention(0, 4, 0, "test"))
    >>> anaphors(reading)
    [Anaphor(start=9, end=12, entity=0)]
    """
    starts = [mention.start for mention in reading.mentions]
    found = []
    text = reading.text
    for match in _pattern().finditer(text):
        start, end = match.span()
        before = bisect_right(starts, start) - 1
        if before >= 0 and reading.mentions[before].end > start:
            continue
        if before + 1 < len(starts) and starts[before + 1] < end:
            continue
        entity = _referent(reading, match, before)
        if entity is not None:
            found.append(Anaphor(start, end, entity))
    return sorted([*found, *_described(reading, starts)], key=lambda anaphor: anaphor.start)


def _described(reading: Reading, starts: list[int]) -> Iterator[Anaphor]:
    """The nouns that a description leads up to: 这个由市数据局打造的服务平台，."""
    for match in _description().finditer(reading.text):
        start, end = match.span("noun")
        inside = bisect_right(starts, end) - 1
        if inside >= 0 and reading.mentions[inside].end > start:
            continue
        before = bisect_right(starts, match.start()) - 1
        types = _nouns()[match["noun"]].types
        for mention in reversed(reading.mentions[max(before - 3, 0) : before + 1]):
            if match.start() - mention.end <= _NEARBY and reading.entities[mention.entity].type in types:
                yield Anaphor(start, end, mention.entity)  # whatever it ends with: the description says what it is
                break


def _referent(reading: Reading, match: re.Match[str], before: int) -> int | None:
    start = match.start()
    if home := match["home"]:
        return _nation(reading) if home[-1] == "国" else _lower(reading, home[-1], before)
    if match["this"]:
        noun = _nouns()[match["noun"]]
        own = match["this"][0] == "本" and "PolicyDocument" in noun.types
        return _own_document(reading, noun) if own else _last(reading, before, start, noun)
    if (start and reading.text[start - 1] not in _OPENING) or reading.text[match.end() : match.end() + 1] in _LONGER:
        return None
    return _last(reading, before, start, _nouns()[match["bare"]])


def _lower(reading: Reading, level: str, before: int) -> int | None:
    """The place of a level (全区) that an article of a city or province told of last; else the article's own place."""
    own = reading.entities[reading.home].names[0] if reading.home is not None else ""
    if not own or level not in _BELOW.get(own[-1], "") or _is_autonomous(own):
        return reading.home
    for mention in reversed(reading.mentions[max(before - 40, 0) : before + 1]):
        entity = reading.entities[mention.entity]
        if entity.type == "Place" and any(_is_of(name, level) for name in entity.names):
            return mention.entity
    return reading.home


def _is_of(place: str, level: str) -> bool:
    """Whether a place is of a level, also by its short name: 牡丹江 is a city."""
    return place.endswith(level) or any(division.name.endswith(level) for division in lookup_county(place))


@cache
def _is_autonomous(place: str) -> bool:
    """Whether 全区 in articles of a place is the autonomous region that it lies in."""
    return any(d.name.endswith("自治区") for own in lookup_county(place) for d in (own, *parents(own)))


def _nation(reading: Reading) -> int | None:
    return next((i for i, e in enumerate(reading.entities) if e.type == "Place" and "中国" in e.names), None)


def _last(reading: Reading, before: int, start: int, noun: _Noun) -> int | None:
    """The last mention before `start` of a fitting type and ending; nearby, one that ends with the noun itself."""
    found = None
    for mention in reversed(reading.mentions[max(before - 40, 0) : before + 1]):
        if start - mention.end > (_REACH if found is None else _NEARBY):
            return _only(reading, before, noun) if found is None else found
        entity = reading.entities[mention.entity]
        if entity.type not in noun.types or not noun.fits(entity.names):
            continue
        if not noun.endings or any(name.rstrip("”》").endswith(noun.word) for name in entity.names):
            return mention.entity  # a company's short name does not end with 公司
        found = mention.entity if found is None else found
    return found


def _only(reading: Reading, before: int, noun: _Noun) -> int | None:
    """The one thing of the article that a noun fits, if it was named before."""
    fitting = [i for i, entity in enumerate(reading.entities) if entity.type in noun.types and noun.fits(entity.names)]
    if len(fitting) != 1 or not noun.endings:
        return None
    return fitting[0] if any(mention.entity == fitting[0] for mention in reading.mentions[: before + 1]) else None


def _own_document(reading: Reading, noun: _Noun) -> int | None:
    """The document that the article is, 本办法: the first one named, if the noun fits it."""
    for mention in reading.mentions:
        entity = reading.entities[mention.entity]
        if entity.type == "PolicyDocument":
            return mention.entity if noun.fits(entity.names) else None
    return None


@cache
def _nouns() -> Mapping[str, _Noun]:
    table = {}
    for number, (noun, types, endings, bare) in rows("policygraph.ingest", "anaphors.tsv", 4):
        if bare not in {"bare", "this"}:
            raise VocabularyError(f"anaphors.tsv, line {number}: bare or this expected for {noun!r}, found {bare!r}")
        fit = tuple(ending for ending in endings.split() if ending[0] != "!")
        others = tuple(ending[1:] for ending in endings.split() if ending[0] == "!")
        table[noun] = _Noun(noun, tuple(types.split()), fit, others, bare == "bare")
    return table


@cache
def _description() -> re.Pattern[str]:
    every = "|".join(map(re.escape, sorted(_nouns(), key=len, reverse=True)))
    return re.compile(rf"这[个家座项条款][^，。；“”]{{2,40}}?的[^，。；“”的]{{0,8}}?(?P<noun>{every})(?=，)")


@cache
def _pattern() -> re.Pattern[str]:
    nouns = sorted(_nouns(), key=len, reverse=True)
    every = "|".join(map(re.escape, nouns))
    bare = "|".join(re.escape(noun) for noun in nouns if _nouns()[noun].bare)
    return re.compile(
        r"(?P<home>[我全本](?:自治区|自治州|新区|省|市|县|区|州|盟|旗|镇|乡|街道|国)(?![场区域政委府])"
        r"|[省市县区镇乡州]里(?=[，。建新出投与和在将还今去也])|[市省县州镇]内(?![外需资])|自治区(?![级人党]))"
        rf"|(?P<this>该|本|这家|这座|这个|这一|这项|此)(?P<noun>{every})|(?P<bare>{bare})"
    )
