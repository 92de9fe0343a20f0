"""What the pages say to people, in Chinese and English, from ``data/words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh", "en")


class Words:
    """The words of one language; called with a key (``"section.name"``) and what fills its gaps.

    >>> Words("en")("home.title"), Words("zh")("home.title")
    ('Overview', '总览')
    >>> Words("en")("entities.in_articles", count=1), Words("en")("entities.in_articles", count=2)
    ('1 article', '2 articles')
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, key: str, /, **values: Any) -> str:
        texts = table()[key]
        text = texts.get(f"{self.lang}_one", texts[self.lang]) if values.get("count") == 1 else texts[self.lang]
        return text.format(**values) if values else text


@cache
def table() -> dict[str, dict[str, str]]:
    """Every text by its key, in each language."""
    read = tomllib.loads(files("policygraph.explore").joinpath("data/words.toml").read_text(encoding="utf-8"))
    return {f"{section}.{name}": texts for section, rows in read.items() for name, texts in rows.items()}
