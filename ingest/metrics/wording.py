"""Chinese numerals that are parts of words and no numbers: 一切, 四川, 大陆, 五台山, 千方百计."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.tables import words
from policygraph.ingest.tokens import Token

_CAPITAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
_COMPARING = frozenset("近约逾超过达上")  # words such as 近千 hold the number that they compare with
_SHORT = 2  # a longer numeral is no part of a word
_RANGE = re.compile(r" ?(?:——?|[–~～至到-]) ?[\d一二两三四五六七八九十百千]")  # 两到三万


def word_edges(tokens: Iterable[Token]) -> frozenset[int]:
    """Where words begin and end."""
    return frozenset(edge for token in tokens for edge in (token.start, token.end))


def in_word(text: str, quantity: Quantity, edges: Callable[[], frozenset[int]]) -> bool:
    """Whether a short Chinese numeral, with its unit if it has one, is part of a longer word or a name."""
    start, end = quantity.core
    numeral = text[start : quantity.number_end]
    if not quantity.chinese or quantity.form or len(numeral) > _SHORT or quantity.kind in {"ordinal", "rank"}:
        return False
    if _RANGE.match(text, quantity.number_end) or text[quantity.number_end : quantity.number_end + 1] in {"余", "多"}:
        return False
    around = text[start - 1 : start] + text[end : end + 1]
    if not quantity.unit and len(numeral) == 1 and numeral in _CAPITAL and around.isalpha():
        return True  # 陆某, 大陆: as numbers they stand among others of their kind or before a unit
    found = edges()
    begins = start in found or text[start - 1 : start] in _COMPARING
    return not begins or not {quantity.number_end, end} & found


def in_idiom(text: str, quantity: Quantity) -> bool:
    """Whether a number is part of a figure of speech (最后一公里), which measures nothing."""
    start, end = quantity.core[0], quantity.number_end
    idioms, longest = _idioms()
    reach = slice(max(0, start - longest), end + longest)
    return any(
        reach.start + said.start() <= start and end <= reach.start + said.end() for said in idioms.finditer(text[reach])
    )


@cache
def _idioms() -> tuple[re.Pattern[str], int]:
    listed = sorted(words("quantity_words")["idiom"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, listed))), len(listed[0])
