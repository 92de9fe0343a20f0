"""JSON inside HTML: article text is hostile, nothing in it may end a script element."""

from __future__ import annotations

import json


def script_json(value: object) -> str:
    """JSON that may stand inside a ``<script>`` element: ``<``, ``>``, ``&`` and line separators are escaped.

    >>> script_json("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
