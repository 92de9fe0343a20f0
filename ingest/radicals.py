"""Radicals that PDF files put in the place of the character that looks like them: ⼭ for 山."""

from __future__ import annotations

import unicodedata
from functools import cache

from policygraph.schema import traditional

_BLOCKS = range(0x2E80, 0x2FE0)
_WITHOUT_FORM = (  # for which Unicode gives no compatibility form
    "⺎⺠⺣⺩⺮⺳⻁⻄⻅⻆⻉⻊⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "兀民火王竹网虎西见角贝足车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)


@cache
def radicals() -> dict[int, str]:
    """The character that stands for each radical, simplified, by code point; one for one, so that offsets stay."""
    formed = {code: unicodedata.normalize("NFKC", chr(code)) for code in _BLOCKS}
    simplified = traditional.always()
    table = {code: simplified.get(ord(plain), plain) for code, plain in formed.items()}
    return table | dict(zip(map(ord, _WITHOUT_FORM[0]), _WITHOUT_FORM[1], strict=True))


def without_radicals(text: str) -> str:
    """The text with characters in the place of radicals; its length does not change.

    >>> without_radicals("⼭东省⼈⺠政府各部⻔")
    '山东省人民政府各部门'
    """
    return text.translate(radicals())
