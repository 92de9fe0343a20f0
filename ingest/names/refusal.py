"""What is no name, whatever the models say: parts of longer words, papers in 《》, slogans, common words alone, people.

The shapes are data (``data/refusal.toml``). A refused span loses its probability, so that a better one can win.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.evidence import TYPES, Floats
from policygraph.ingest.names.firms import is_company
from policygraph.ingest.names.lexicon import cues, heads, known
from policygraph.ingest.names.mottos import is_motto
from policygraph.ingest.names.people import is_person
from policygraph.ingest.names.places import starts
from policygraph.ingest.reading import Reading
from policygraph.schema.errors import VocabularyError

_NEAR = 60  # characters of context before and behind
_LEAST = 0.1  # types that are less likely are not looked at
_MORE = 3  # characters behind a short name that may have been read with it
_LIKELY = 0.5  # a beginning that is this likely a company owns the facility
_UNLIKELY = 0.05  # known words that are less likely a program than this do not take over
_QUOTATION = re.compile("“([^“”]+)”")
_LINKS = r"[^，。；：？！“”]{0,8}(?:“[^“”]{1,16}”[、和与及]?)*"  # from a verb over the members of a list
_NAMED = re.compile(r"(?:“[^“”]{1,16}”|、|和|与|及|等)*(?:[一二三四五六七八九十两\d]{1,4}[大项个])?(?:系列|专项)*")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A shape that is no name of these types; where `becomes` is given, it is one of that type."""

    types: frozenset[str]
    name: re.Pattern[str] | None
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    becomes: str


@dataclass(frozen=True, slots=True)
class _Table:
    refusals: tuple[Refusal, ...]
    generic: dict[str, re.Pattern[str]]  # by type, what is made of common words alone
    endings: tuple[str, ...]  # what a quotation ends with that needs no verb
    facility: re.Pattern[str]  # what stands behind its owner's name in the name of a facility
    measures: tuple[str, ...]  # what makes of a facility behind a name a part of an indicator
    verbs: re.Pattern[str]  # what a program follows that is named by a quotation alone


def refuse(reading: Reading, candidates: Sequence[Candidate], probabilities: Floats) -> Floats:
    """`probabilities` (candidates, classes; first no name) without what is refused."""
    result = _owned(reading.text, candidates, _whole_known(candidates, probabilities))
    remembered: dict[str, bool] = {}
    shorts = introduced(reading.text)
    likely = ((1.0 - result[:, 0]) > _LEAST).nonzero()[0]
    for i in map(int, likely):
        start, end = candidates[i].start, candidates[i].end
        if shorts and _overruns(reading.text, start, end, shorts):
            result[i, 0] += result[i, 1:].sum()
            result[i, 1:] = 0.0
            continue
        for column, kind in enumerate(TYPES, 1):
            if result[i, column] < _LEAST:
                continue
            becomes = verdict(reading, start, end, kind, remembered)
            if becomes != kind:
                target = TYPES.index(becomes) + 1 if becomes else 0
                result[i, target] += result[i, column]
                result[i, column] = 0.0
    return result


def _whole_known(candidates: Sequence[Candidate], probabilities: Floats) -> Floats:
    """A copy in which a well-known program takes over what its beginning was taken for: “四个全面”战略布局."""
    result = probabilities.copy()
    column = TYPES.index("Program") + 1
    longest: dict[int, int] = {}
    for i, candidate in enumerate(candidates):
        if "known" in candidate.kinds and result[i, column] > _UNLIKELY:
            j = longest.setdefault(candidate.start, i)
            longest[candidate.start] = max(i, j, key=lambda n: candidates[n].end)
    for i, candidate in enumerate(candidates):
        j = longest.get(candidate.start, i)
        if candidates[j].end > candidate.end and result[i, column] > result[j, column]:
            gain = float(result[i, column] - result[j, column])
            result[j, column] += gain
            result[j, 0] = max(0.0, float(result[j, 0]) - gain)
            result[i, 0] += result[i, column]
            result[i, column] = 0.0
    return result


def _owned(text: str, candidates: Sequence[Candidate], result: Floats) -> Floats:
    """`result`, changed: a facility takes over what the owner at its beginning was taken for: 海岳电机中央工厂."""
    owner, facility = TYPES.index("Enterprise") + 1, TYPES.index("Platform") + 1
    owners: dict[int, list[int]] = {}
    for i, candidate in enumerate(candidates):
        if result[i, owner] > _LIKELY:
            owners.setdefault(candidate.start, []).append(i)
    for i, candidate in enumerate(candidates):
        for j in owners.get(candidate.start, ()):
            behind = text[candidates[j].end : candidate.end]
            if _table().facility.fullmatch(behind):
                gain = min(float(result[j, owner]), float(result[i, 0]))
                result[i, facility] += gain
                result[i, 0] -= gain
                result[j, 0] += result[j, owner]
                result[j, owner] = 0.0
                break
    return result


def verdict(reading: Reading, start: int, end: int, kind: str, remembered: dict[str, bool]) -> str:
    """The type that the span ``[start, end)``, taken for `kind`, has: `kind`, another one, or none.

    `remembered` holds which words name people or companies in this article, and which quotations are programs
    elsewhere in it.

    >>> from policygraph.ingest.reading import begin
    >>> from policygraph.schema.article import Article
    >>> reading = begin(Article(text="财政部门会同教育部制定办法"))
    >>> verdict(reading, 0, 3, "Organization", {}), verdict(reading, 6, 9, "Organization", {})
    ('', 'Organization')
    """
    text, table = reading.text, _table()
    name = text[start:end].replace("\n", "")
    if refusal := _refused(table.refusals, text, start, end, kind):
        return refusal.becomes
    if name in known():
        return kind
    if is_motto(text, start, end, kind):
        return ""
    common = kind in table.generic and table.generic[kind].fullmatch(name)
    slogan = kind == "Program" and _slogan(text, start, end, name, remembered)
    person = is_person(reading, start, end, kind, remembered)
    nobody = kind == "Enterprise" and not is_company(text, reading.structure, text[start:end], remembered)
    return "" if common or slogan or person or nobody else kind


def introduced(text: str) -> dict[str, tuple[str, ...]]:
    """The short names that brackets introduce, by their first two characters.

    >>> introduced("江苏云龙征信股份有限公司（以下简称云龙征信）")
    {'云龙': ('云龙征信',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    for match in _introduction().finditer(text):
        short = match[1]
        found[short[:2]] = (*found.get(short[:2], ()), short)
    return found


@cache
def _introduction() -> re.Pattern[str]:
    return re.compile(
        rf"（(?:{'|'.join(map(re.escape, cues().abbreviation))})[：:为]?[“‘]?([^“”‘’（），。]{{3,12}})[”’]?）"
    )


def _overruns(text: str, start: int, end: int, shorts: dict[str, tuple[str, ...]]) -> bool:
    """Whether a span is a short name that the article introduces with something behind it that makes no other name.

    云龙征信信用 of 云龙征信信用报告年出具量 and 云龙征信机房 of 云龙征信机房面积, not 云龙征信集团 or
    云龙征信（上海）公司.
    """
    of_indicator = text.startswith(_table().measures, end)
    for short in shorts.get(text[start : start + 2], ()):
        more = text[start + len(short) : end] if text.startswith(short, start) else ""
        named = more.endswith(_type_words()) and not of_indicator
        if 0 < len(more) <= _MORE and not named and more not in "”》）":
            return True
    return False


@cache
def _type_words() -> tuple[str, ...]:
    return tuple(heads())


def _refused(refusals: Iterable[Refusal], text: str, start: int, end: int, kind: str) -> Refusal | None:
    """The first refusal that holds."""
    name = text[start:end].replace("\n", "")
    before = text[max(0, start - _NEAR) : start].replace("\n", "")
    after = text[end : end + _NEAR].replace("\n", "")
    for refusal in refusals:
        if (
            kind in refusal.types
            and (refusal.name is None or refusal.name.search(name))
            and (refusal.before is None or refusal.before.search(before))
            and (refusal.after is None or refusal.after.match(after))
        ):
            return refusal
    return None


def _slogan(text: str, start: int, end: int, name: str, remembered: dict[str, bool]) -> bool:
    """Whether a quotation is no program: no type word in or behind it, no verb of carrying out before it.

    Where the same words bear a type word elsewhere in the article they are a program everywhere.
    """
    quoted = _QUOTATION.fullmatch(name)
    if quoted is None or _typed(quoted[1]):
        return False
    if "、" not in quoted[1]:
        before = text[max(0, start - _NEAR) : start].replace("\n", "")
        if _table().verbs.search(before):
            return False
    behind = text[end : end + _NEAR].replace("\n", "")
    link = _NAMED.match(behind)
    if link is not None and _qualifies().match(behind, link.end()):
        return False
    bare = f"“{quoted[1]}”"
    if bare not in remembered:
        remembered[bare] = any(_qualifies().match(text, at + len(bare)) for at in starts(text, bare))
    return not remembered[bare]


def _typed(words: str) -> bool:
    return words.endswith((*_program_heads(), *_table().endings))


@cache
def _qualifies() -> re.Pattern[str]:
    """A type word of programs not far behind a quotation: “红松工匠”培育工程."""
    words = "|".join(word for word in _program_heads() if len(word) > 1)
    return re.compile(f"[^，。；：、的“”\n]{{0,8}}?(?:{words})")


@cache
def _program_heads() -> tuple[str, ...]:
    return tuple(word for word, head in heads().items() if "Program" in head.hints)


@cache
def _table() -> _Table:
    """``data/refusal.toml``; raises `VocabularyError` for a type that is none."""
    text = files("policygraph.ingest.names").joinpath("data/refusal.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return _Table(
        refusals=tuple(_refusal(row) for row in table["refusal"]),
        generic={row["type"]: _words(row["words"]) for row in table["generic"] if _types(row["type"])},
        endings=tuple(table["slogan"]["endings"].split()),
        facility=_facility(table["facility"]),
        measures=tuple(table["facility"]["measures"].split()),
        verbs=re.compile(f"(?:{'|'.join(table['slogan']['verbs'].split())}){_LINKS}$"),
    )


def _facility(row: dict[str, str]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(row['qualifiers'].split())}){{0,3}}(?:{'|'.join(row['heads'].split())})")


def _refusal(row: dict[str, Any]) -> Refusal:
    def pattern(field: str, end: str = "") -> re.Pattern[str] | None:
        return re.compile(f"(?:{row[field]}){end}") if field in row else None

    becomes = row.get("becomes", "")
    return Refusal(_types(f"{row['types']} {becomes}") - {becomes}, pattern("name"), pattern("before", "$"),
                   pattern("after"), becomes)  # fmt: skip


def _types(words: str) -> frozenset[str]:
    types = frozenset(words.split())
    if unknown := types - set(TYPES):
        raise VocabularyError(f"refusal.toml: {', '.join(sorted(unknown))} is no entity type; write one of {TYPES}")
    return types


def _words(words: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True)) + ")+")
