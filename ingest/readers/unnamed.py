"""Reader of text whose file has no ending: an article in Chinese, or else a licence, a program, settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.inputs import Input
from policygraph.ingest.readers.plain import article_of_text
from policygraph.ingest.readers.tables import words
from policygraph.schema.article import Article
from policygraph.schema.errors import NoArticleError, SourceError

_LOOKED_AT = 20_000
_HANZI_LEAST = 0.3  # of the letters; a program with Chinese comments has fewer, an article with English names more


def read_unnamed(item: Input) -> Iterator[Article]:
    """The article of a text file without an ending; raises `NoArticleError` for what is none."""
    try:
        text = decode(item.data(), item.name)
    except SourceError as error:
        raise NoArticleError(str(error)) from error
    if PurePath(item.name).name.lower() in words("no_articles.tsv")["name"] or not is_chinese(text):
        raise NoArticleError(
            f"{item.name}: has no ending, and is no article in Chinese by its name or its text; "
            "give its name the ending .txt if it is one"
        )
    yield article_of_text(text, item)


def is_chinese(text: str) -> bool:
    """Whether a text, and not only its comments, is in Chinese.

    >>> is_chinese("推进 AI+ 行动，到2025年建成 5G 基站300座。"), is_chinese("all: main  # 全部")
    (True, False)
    """
    letters = [char for char in text[:_LOOKED_AT] if char.isalpha()]
    hanzi = sum("\u3400" <= char <= "\u9fff" for char in letters)
    return hanzi > len(letters) * _HANZI_LEAST
