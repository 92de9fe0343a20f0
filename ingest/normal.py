"""A normalised view of a text for reading, with the way back to the offsets of the text as given.

Real texts come with full-width digits, CJK radicals in place of characters (⼭ for 山), zero-width characters, spaces
inside words and hard line wraps inside sentences. Rules and models read the view; whatever they find is reported in
offsets of the given text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from policygraph.ingest.radicals import radicals
from policygraph.schema import traditional

_CLEARLY = 3  # characters that make a text one in traditional characters
_SENTENCE_END = "。！？；：:;!?…”』」》）)"
_PROSE_MARKS = frozenset("，。；：")
_ZERO_WIDTH = frozenset(
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_TO_FULL = {"(": "（", ")": "）", ",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_LIST_MARK = re.compile(
    r"[ \t\u3000]{0,40}(?:第?[一二三四五六七八九十百]{1,8}[、章节条，．.]|[（(][一二三四五六七八九十\d]{1,8}[）)]"
    r"|\d{1,4}[.．、)）](?!\d)|[①-⑳]|[●■◆★▲※·—]|专栏|附件|表\d)"
)
_CJK = "\u3400-\u9fff"
_WRAP_MIN = 18  # a shorter line is a title, a signature or a table cell, not a wrapped sentence
_SPACE_IN_WORD = re.compile(
    rf"(?<=[{_CJK}，。、；：“”《》（）]) (?=[\d{_CJK}“”《》（）A-Za-z])"
    rf"|(?<=[\dA-Za-z%]) (?=[{_CJK}，。、；：“”《》（）])"
)


@dataclass(frozen=True, slots=True)
class Normal:
    """`text` is the view; `origin[i]` is the offset in the given text of view character i, with one entry past the end.

    >>> view = normalise("新增 ３ 家企业。")
    >>> view.text, view.span(2, 4)
    ('新增3家企业。', (3, 6))
    """

    text: str
    given: str
    origin: tuple[int, ...] | None  # None: every view character stands at its own offset

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the given text of view span ``[start, end)``."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1 if end > start else self.origin[start]

    def view_offset(self, offset: int) -> int:
        """The view offset of the last view character that stands at or before `offset` of the given text."""
        if self.origin is None:
            return offset
        return max(bisect_right(self.origin, offset) - 1, 0)


def normalise(given: str) -> Normal:
    """The normalised view of `given`; linear in its length."""
    folded = _fold(given)
    drop = _dropped(folded)
    if not drop:
        return Normal(folded, given, None)
    kept = [i for i in range(len(folded)) if i not in drop]
    return Normal("".join([folded[i] for i in kept]), given, (*kept, len(folded)))


def _fold(given: str) -> str:
    """`given` with characters replaced one for one: full-width letters and digits, radicals, traditional ones."""
    folded = _GROUPED.sub(lambda match: match[0].replace("，", ","), given) if "，" in given else given
    folded = folded.translate(_character_table())
    ambiguous, certain = traditional.with_others(), traditional.always()
    if not ambiguous.keys().isdisjoint(map(ord, given)) and sum(ord(char) in certain for char in given) >= _CLEARLY:
        folded = folded.translate(ambiguous)
    if any(mark in folded for mark in _TO_FULL):
        folded = _HALF_MARK.sub(_full_mark, folded)
    return folded


_GROUPED = re.compile(
    r"(?<![０-９])[０-９]{1,3}(?:，[０-９]{3}(?![０-９]))+"
)  # digits as wide as the comma between them
_HALF_MARK = re.compile(r"[(),;:!?]")


def _full_mark(match: re.Match[str]) -> str:
    text, at, mark = match.string, match.start(), match[0]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if mark in ",:" and before.isdigit() and after.isdigit():
        return mark  # 1,234 and 9:30
    chinese = before > "\u2fff" or after > "\u2fff" or (mark in "()" and (before + after).isdigit())
    return _TO_FULL[mark] if chinese else mark


@cache
def _character_table() -> dict[int, str]:
    table = {
        code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    }
    table |= {
        ord("％"): "%",
        ord("．"): ".",
        ord("＋"): "+",
        ord("－"): "-",
        ord("～"): "~",
        ord("\u00a0"): " ",
        ord("\r"): "\n",
    }
    table |= {
        ord("﹪"): "%",
        ord("﹣"): "-",
        ord("─"): "—",
        ord("―"): "—",
        ord("‐"): "-",
        ord("‑"): "-",
        ord("〜"): "~",
        ord("∶"): "∶",
    }
    for code in range(0xF900, 0xFB00):  # compatibility ideographs
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[code] = plain
    table |= radicals()
    simplified = traditional.always()
    table = {code: simplified.get(ord(plain), plain) for code, plain in table.items()}
    return simplified | table


def _dropped(text: str) -> set[int]:
    """Offsets that the view leaves out: zero-width and control characters, spaces inside sentences, hard wraps."""
    drop: set[int] = set()
    if not _ZERO_WIDTH.isdisjoint(text):
        drop.update(i for i, char in enumerate(text) if char in _ZERO_WIDTH)
    drop.update(m.start() for m in re.finditer(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", text))
    if " " in text or "\u3000" in text or "\t" in text:
        drop.update(_spaces(text))
    if "\n" in text:
        drop.update(_wraps(text))
    return drop


def _spaces(text: str) -> set[int]:
    """Indentation, and single spaces inside prose; a line of columns (two or more gaps, no comma) keeps its spaces.

    The tabs in front of a row of a table stay: its first cells are empty.
    """
    found: set[int] = set()
    start = 0
    for line in text.split("\n"):
        indent = " \u3000" if "\t" in line.strip() and _PROSE_MARKS.isdisjoint(line) else " \t\u3000"
        body = line.lstrip(indent)
        found.update(range(start, start + len(line) - len(body)))
        stripped = line.rstrip(" \t\u3000")
        found.update(range(start + len(stripped), start + len(line)))
        if " " in body and not _PROSE_MARKS.isdisjoint(body):
            found.update(start + m.start() for m in _SPACE_IN_WORD.finditer(line))
        start += len(line) + 1
    return found


def _wraps(text: str) -> set[int]:
    """Line breaks inside a sentence: after a long line without a final mark, before a line that starts no new item."""
    found: set[int] = set()
    lines = text.split("\n")
    start = 0
    for line, following in pairwise(lines):
        end = start + len(line)
        body, next_body = line.strip(), following.strip()
        if (
            len(body) >= _WRAP_MIN
            and next_body
            and body[-1] not in _SENTENCE_END
            and any(mark in body for mark in "，。；、")
            and any(mark in next_body[:80] for mark in "，。；、")
            and not following.startswith(("\u3000", "  "))
            and not _LIST_MARK.match(following)
        ):
            found.update(range(start + len(line.rstrip()), end + 1 + len(following) - len(following.lstrip())))
        start = end + 1
    return found
