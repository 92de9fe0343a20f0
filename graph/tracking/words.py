"""The words by which tracking reads the clause around a figure, from ``data/words.toml`` and ``data/variants.tsv``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import rows

_NOT_BEHIND = {"added": "(?!值)"}  # 增加值
_CUES = (
    "aimed", "term", "part", "cumulative", "yearly", "near", "risen", "forecast", "target_after", "target_before",
    "hoped", "added", "differs", "adjusted", "postponed", "corrected", "report", "moved", "goal", "located", "helped",
    "mistaken", "wrong", "put_right", "stands", "short_for",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists, each with the longest words first."""

    leading: tuple[str, ...]
    trailing: tuple[str, ...]
    rank_trailing: tuple[str, ...]
    protected: tuple[str, ...]
    heads: tuple[str, ...]
    keep_number: tuple[str, ...]
    endings: dict[str, tuple[str, ...]]
    scopes: tuple[str, ...]
    rated: tuple[str, ...]
    anaphors: tuple[str, ...]
    flows: tuple[str, ...]
    types: tuple[str, ...]
    lower: tuple[str, ...]
    bare: tuple[str, ...]
    continued: tuple[str, ...]
    of_a_year: tuple[str, ...]
    ends_of_a_year: tuple[str, ...]
    of_people: tuple[str, ...]
    of_industry: frozenset[str]
    trade: tuple[str, ...]
    this_number: frozenset[str]
    quantity_of: re.Pattern[str]
    vague: frozenset[str]
    telling: frozenset[str]
    acting: frozenset[str]
    dwelling: frozenset[str]
    cues: dict[str, re.Pattern[str]]


@cache
def words() -> Words:
    """The packaged lists; raises `VocabularyError` where one is missing."""
    text = files("policygraph.graph.tracking").joinpath("data/words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    try:
        return Words(
            _longest_first(table["leading"]),
            _longest_first([*table["trailing"], *table["cues"]["adjusted"]]),  # 由90家核减为80家
            _longest_first(table["rank_trailing"]),
            _longest_first(table["protected"]),
            _longest_first(table["heads"]),
            _longest_first(table["keep_number"]),
            {measure: _longest_first(endings) for measure, endings in table["endings"].items()},
            _longest_first(table["scopes"]["words"]),
            _longest_first(table["scopes"]["rated"]),
            _longest_first(table["anaphors"]["words"]),
            _longest_first(table["flows"]["words"]),
            _longest_first(table["types"]["words"]),
            _longest_first(table["lower"]["words"]),
            _longest_first(table["bare"]["words"]),
            _longest_first(table["continued"]["words"]),
            _longest_first(table["of_a_year"]["words"]),
            _longest_first(table["of_a_year"]["ends"]),
            _longest_first(table["of_people"]["words"]),
            frozenset(table["of_industry"]["words"]),
            _longest_first(table["of_industry"]["trade"]),
            frozenset(spelled for word in table["this_number"]["words"] for spelled in (word, word.removesuffix("数"))),
            re.compile(
                rf"(?P<what>.{{2,}}?)(?:累计|年度?|[日月年]均)?(?P<verb>{'|'.join(table['quantity_of']['words'])})总?量"
            ),
            frozenset(table["vague"]["words"]),
            frozenset(table["vague"]["told_by"]),
            frozenset(table["vague"]["acting"]),
            frozenset(table["vague"]["said_or_not"]),
            {name: _cue(table["cues"][name], _NOT_BEHIND.get(name, "")) for name in _CUES},
        )
    except KeyError as error:
        raise VocabularyError(f"tracking/data/words.toml lacks {error}") from error


@cache
def variants() -> tuple[tuple[str, str], ...]:
    """Pairs of a wording and the one that is read instead, long ones first; raises `VocabularyError`."""
    pairs = []
    for number, (wording, usual) in rows("policygraph.graph.tracking", "variants.tsv", 2):
        if not wording or not usual:
            raise VocabularyError(f"variants.tsv, line {number}: {wording!r} and {usual!r} are not two wordings")
        pairs.append((_plain(wording), usual))
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _cue(known: list[str], behind: str) -> re.Pattern[str]:
    """One pattern for the words of a cue, with what may not stand behind them."""
    return re.compile(f"(?:{'|'.join(map(re.escape, _longest_first(known)))}){behind}")


def _plain(wording: str) -> str:
    """As the names look in which it is sought: compatible forms made one, without quotation marks."""
    return re.sub("[“”]", "", unicodedata.normalize("NFKC", wording))


def _longest_first(items: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(items), key=lambda word: (-len(word), word)))
