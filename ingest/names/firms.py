"""Companies by a name alone: 岭澜 or “云上牧居” is one where business is spoken of, not in a sight.

A legal form or a word of a trade at the end of a name (集团, 电机) says that it is a company. Without one the tagger
goes by the sound of a name alone, and takes 安居乐业, 鸟语花香 and 红枫树 for companies: such a name needs a sentence
with a word of business (``data/firms.toml``) somewhere in the article.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from policygraph.ingest.names.lexicon import head_of
from policygraph.ingest.names.places import starts
from policygraph.ingest.structure import Structure

_MARKS = "“”‘’"
_NEAR = 300  # characters on either side


@dataclass(frozen=True, slots=True)
class _Words:
    business: re.Pattern[str]
    shape: re.Pattern[str]
    scenery: re.Pattern[str]


def is_company(text: str, structure: Structure, name: str, remembered: dict[str, bool]) -> bool:
    """Whether what is taken for a company may be one; `remembered` holds what is known of other names.

    >>> from policygraph.ingest.structure import structure
    >>> text = "岭澜投资3亿元扩产。\\n湖边枫林如画，游人如织。"
    >>> [is_company(text, structure(text), name, {}) for name in ("岭澜", "枫林如画", "云栖电机", "宜居宜业")]
    [True, False, True, False]
    """
    words = _words()
    if words.scenery.fullmatch(name):
        return False
    if words.shape.search(name) or _of_trade(name.strip(_MARKS)):
        return True
    key = f"{name} in business"
    if key not in remembered:
        remembered[key] = any(words.business.search(text, *_around(structure, at)) for at in starts(text, name))
    return remembered[key]


def _around(structure: Structure, at: int) -> tuple[int, int]:
    """The sentence that holds a place; of one without end what stands near, so that time stays linear."""
    sentence = structure.sentence_at(at)
    return max(sentence.start, at - _NEAR), min(sentence.end, at + _NEAR)


@cache
def _of_trade(name: str) -> bool:
    """Whether a word of a trade or a legal form ends the name."""
    head = head_of(name)
    return head is not None and "enterprise" in head.hint.lower()


@cache
def _words() -> _Words:
    table = tomllib.loads(files("policygraph.ingest.names").joinpath("data/firms.toml").read_text(encoding="utf-8"))
    return _Words(
        business=re.compile("|".join(table["words"].split())),
        shape=re.compile(table["shape"]),
        scenery=re.compile("(?:" + "|".join(sorted(table["scenery"].split(), key=len, reverse=True)) + ")+"),
    )
