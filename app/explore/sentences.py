"""Sentences: where they stand in an article."""

from __future__ import annotations

from collections.abc import Mapping

from policygraph.graph.ledger import Entry
from policygraph.graph.workspace import Workspace

_ENDS = "。！？!?\n"
_CLOSING = "”’」』）)】》"  # belong to the sentence before them
_LONGEST = 400  # characters on either side; a text without full stops has no end


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends that holds a stretch of a text.

    >>> text = "去年增长5%。今年目标6%！明年再看。"
    >>> text[slice(*around(text, 11, 13))]
    '今年目标6%！'
    >>> text = "“去年增长5%。”今年目标6%。"
    >>> text[slice(*around(text, 5, 7))], text[slice(*around(text, 13, 15))]
    ('“去年增长5%。”', '今年目标6%。')
    """
    begin = max(text.rfind(mark, max(0, start - _LONGEST), start) for mark in _ENDS) + 1
    begin = _past_closing(text, max(begin, start - _LONGEST, 0), start)
    stops = [at for mark in _ENDS if (at := text.find(mark, max(start, end - 1), end + _LONGEST)) >= 0]
    close = min(stops) + 1 if stops else min(len(text), end + _LONGEST)
    if stops and text[min(stops)] == "\n":
        close -= 1
    elif stops:
        close = _past_closing(text, close, len(text))
    return begin, max(close, end)


def _past_closing(text: str, at: int, most: int) -> int:
    while at < most and text[at] in _CLOSING:
        at += 1
    return at


def where(workspace: Workspace, articles: Mapping[str, Entry], article: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in an article; None where it does not, and for an empty one."""
    entry = articles.get(article)
    text = workspace.ledger.text(entry.key) if entry and quote else None
    at = text.find(quote) if text else -1
    return None if at < 0 else (at, at + len(quote))
