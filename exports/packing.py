"""Data inside the page: as it stands where it is small, else compressed, its sentences in parts read on demand."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

from policygraph.exports.script_json import script_json

PLAIN = 2_000_000  # characters; above, a page is compressed: it opens sooner and can be mailed
PART = 500  # sentences in a part


def packed(data: Mapping[str, Any], *, plain: int = PLAIN) -> str:
    """The data for a ``<script type="application/json">``.

    Either the data themselves, or ``{"packed": …, "parts": […]}``: the data without ``quotes``, and the quotes in
    order, `PART` in each part. What is packed is a pair, the number of its bytes and base64 of raw DEFLATE of JSON.

    >>> packed({"quotes": ["a"]}), packed({"quotes": ["a"]}, plain=0)
    ('{"quotes":["a"]}', '{"packed":[12,"q1YqSCwqUbIyNTCoBQA="],"parts":[[5,"i1ZKVIoFAA=="]]}')
    """
    text = script_json(data)
    if len(text) <= plain:
        return text
    quotes = data["quotes"]
    rest = {name: value for name, value in data.items() if name != "quotes"} | {"part": PART}
    parts = [_squeezed(quotes[start : start + PART]) for start in range(0, len(quotes), PART)]
    return script_json({"packed": _squeezed(rest), "parts": parts})


def _squeezed(value: Any) -> tuple[int, str]:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return len(data), base64.b64encode(squeeze.compress(data) + squeeze.flush()).decode("ascii")
