"""What the readers say of inputs that they could not read, in Chinese.

A message is kept in English, in the ledger and in shards, whoever reads it later. ``data/failures.tsv`` has the same
sentence in Chinese; as the gaps of a message are known only there, a message is told in Chinese by the form that fits.
"""

from __future__ import annotations

import re
from functools import cache

from policygraph.schema.tables import rows

_GAP = re.compile(r"\{\d\}")
_SHOWN = 4000  # characters of a message that are looked at


def told(message: str, lang: str) -> str:
    """The message of a failure in a language, ``"zh"`` or ``"en"``; as it is where no form of the table fits.

    >>> told("a.txt: is empty (0 bytes); save the article again", "zh")
    'a.txt：是空的（0 字节）；请重新保存'
    """
    if lang != "zh" or len(message) > _SHOWN:
        return message
    for pieces, chinese in _forms():
        found = _gaps(message, pieces)
        if found is not None:
            named = 0 if pieces[0] else 1  # a gap in front is the name of the input: that stays
            return chinese.format(*found[:named], *(told(gap, lang) for gap in found[named:]))
    return message


def _gaps(message: str, pieces: list[str]) -> list[str] | None:
    """What fills the gaps between the pieces of a form; None where the message has not this form."""
    first, *middle = pieces
    if not message.startswith(first):
        return None
    if not middle:
        return [] if message == first else None
    last = middle.pop()
    at, end = len(first), len(message) - len(last)
    if end < at or not message.endswith(last):
        return None
    found = []
    for piece in middle:
        to = message.find(piece, at, end)
        if to < 0:
            return None
        found.append(message[at:to])
        at = to + len(piece)
    found.append(message[at:end])
    return found if all(found) else None


@cache
def _forms() -> list[tuple[list[str], str]]:
    """The pieces of each form with its Chinese, those first that say most."""
    forms = [(_GAP.split(english), chinese) for _, (english, chinese) in rows("policygraph.schema", "failures.tsv", 2)]
    return sorted(forms, key=lambda form: -sum(map(len, form[0])))
