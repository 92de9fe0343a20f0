"""How large a node and its label are drawn, so that a layout keeps labels apart; how a name is typed in pinyin."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

LINE = 10  # characters in a line of a label; two lines at most: a long label covers its neighbours
_OPENING = ("Ps", "Pi")  # brackets and quotation marks, by Unicode's categories
_CLOSING = ("Pe", "Pf", "Po")
_GAP = 10.0  # pixels that stay free around a label


@dataclass(frozen=True, slots=True)
class Drawn:
    """A node as it is drawn: label in lines, radius and size of the letters, in pixels at scale 1."""

    label: str
    radius: float
    font: int

    @property
    def box(self) -> tuple[float, float]:
        """Width and height of the dot with its label beneath, and of the marks of targets above it."""
        lines = self.label.split("\n")
        width = max(2 * self.radius + 20, self.font * max(map(ems, lines)))
        return width + _GAP, 2 * self.radius + 14 + self.font * 1.25 * len(lines) + _GAP


def drawn(label: str, degree: int, largest: int) -> Drawn:
    """A node of `degree` links where the best linked has `largest`: hubs are larger and can be read from afar.

    >>> drawn("市场监督管理局", 1, 4)
    Drawn(label='市场监督管理局', radius=15.5, font=20)
    """
    share = math.sqrt(degree / max(largest, 1))
    return Drawn(wrapped(label), round(6 + 19 * share, 1), 14 + round(13 * share))


def wrapped(label: str) -> str:
    """A name in at most two lines, cut with an ellipsis where it is longer; without marks that would turn the text.

    >>> wrapped("关于印发智能电机产业“十四五”发展规划的通知")
    '关于印发智能电机产业\\n“十四五”发展规划…'
    >>> wrapped("constructor有限公司"), wrapped("智能计算Computing平台")
    ('constructor\\n有限公司', '智能计算Computing\\n平台')
    """
    text = "".join(char for char in label if unicodedata.category(char) not in {"Cc", "Cf"})
    if ems(text) <= LINE:
        return text or "…"
    width = min(LINE, ems(text) / 2 + 0.5)  # two lines of like length
    first = _unbroken(text, _between_words(text, len(_fitting(text, width))))
    rest = text[len(first) :]
    second = _fitting(rest, LINE)
    return f"{first}\n{second if second == rest else second[:-1] + '…'}"


def _between_words(text: str, end: int) -> int:
    """Where to cut a text near `end`, but inside no word of letters or digits that a line can hold."""
    begin, close = end, end
    while begin > 0 and close < len(text) and _wordly(text[begin - 1]) and _wordly(text[close]):
        begin -= 1
    while close < len(text) and _wordly(text[close - 1]) and _wordly(text[close]):
        close += 1
    if close < len(text) and ems(text[:close]) <= LINE:
        return close
    return begin if begin > 0 and ems(text[begin:close]) <= LINE else end


def _wordly(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _unbroken(text: str, end: int) -> str:
    """The beginning of a text up to `end`, a little less or more where brackets would part from what they hold."""
    if unicodedata.category(text[end - 1]) in _OPENING and end > 1:
        return text[: end - 1]
    while end < len(text) - 1 and unicodedata.category(text[end]) in _CLOSING:
        end += 1
    return text[:end]


def _fitting(text: str, width: float) -> str:
    """The beginning of a text that is not wider than `width`."""
    for end in range(1, len(text) + 1):
        if ems(text[:end]) > width:
            return text[: max(end - 1, 1)]
    return text


def ems(text: str) -> float:
    """The width of a text in letters of Chinese width.

    >>> ems("慈溪ab")
    3.2
    """
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.6 for char in text)


def pinyin(name: str) -> str:
    """Initials and full pinyin of a name, for people who search without an input method.

    >>> pinyin("慈溪")
    'cx cixi'
    """
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(name[:60], style=Style.NORMAL, errors=_keep_letters)
    return f"{''.join(s[0] for s in syllables if s)} {''.join(syllables)}".lower()


def _keep_letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
