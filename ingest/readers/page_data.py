"""What a page holds outside of its elements: in frames, and in the data that its scripts draw it from.

No script is run: data that a page fetches later is not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from lxml import etree

from policygraph.ingest.readers.furniture import is_prose

Element = etree._Element

_JSON_TYPES = frozenset({"application/json", "application/ld+json"})
_SCRIPT_MAX = 5_000_000  # characters of a script that are looked at
_VALUES_MAX = 200_000  # of the data of a page
_DEEPEST = 60
_TEXT_LEAST = 60  # letters of the text of an article
_NOWHERE = ("about:", "javascript:", "data:")
_ARTICLES = ("Article", "Report", "BlogPosting", "WebPage", "GovernmentDocument", "Legislation")


def frames(root: Element) -> list[str]:
    """The addresses of the frames of a page, as it writes them."""
    found = (str(node.get("src") or "").strip() for node in root.iter("iframe", "frame"))
    return [address for address in found if address and not address.lower().startswith(_NOWHERE)]


def hidden_text(root: Element) -> str | None:
    """The article as HTML that a page holds in a frame written into it, or in the data of its scripts; None for none.

    It is the longest text of sentences in them.
    """
    texts = [str(node.get("srcdoc")) for node in root.iter("iframe") if node.get("srcdoc")]
    texts += [value for data in _data(root) for value in _strings(data)]
    longest = max((text for text in texts if len(text) >= _TEXT_LEAST and is_prose(text)), key=len, default=None)
    if longest is None:
        return None
    html = longest if "<" in longest else "".join(f"<p>{escape(line)}</p>" for line in longest.splitlines())
    return f"<div>{html}</div>"


def linked_data(root: Element) -> dict[str, str]:
    """Title, day and publisher that the page states as JSON-LD (schema.org), by field of `Source`."""
    for data in _data(root, frozenset({"application/ld+json"})):
        items = data.get("@graph", [data]) if isinstance(data, dict) else data
        for item in items if isinstance(items, list) else [items]:
            if isinstance(item, dict) and str(item.get("@type", "")).endswith(_ARTICLES):
                return {
                    field: text
                    for field, value in (
                        ("title", item.get("headline")),
                        ("published", item.get("datePublished")),
                        ("publisher", item.get("publisher")),
                    )
                    if (text := _name(value))
                }
    return {}


def _name(value: Any) -> str:
    """A value of JSON-LD as text: that of an organisation is its name."""
    value = value.get("name") if isinstance(value, dict) else value
    return value.strip() if isinstance(value, str) else ""


def _data(root: Element, types: frozenset[str] = frozenset()) -> Iterator[Any]:
    """The data of a page's scripts: JSON, and without `types` that which a script assigns to a name, too."""
    for script in root.iter("script"):
        text = "".join(map(str, script.itertext())).strip()[:_SCRIPT_MAX]
        kind = str(script.get("type") or "").lower()
        if kind not in (types or _JSON_TYPES):
            start = text.find("{", 0, 200)
            if types or start < 0 or "=" not in text[:start]:
                continue
            text = text[start:]
        try:
            yield json.JSONDecoder(strict=False).raw_decode(text)[0]
        except (ValueError, RecursionError):
            continue


def _strings(data: Any) -> Iterator[str]:
    stack, seen = [(data, 0)], 0
    while stack and seen < _VALUES_MAX:
        value, depth = stack.pop()
        seen += 1
        if isinstance(value, str):
            yield value
        elif depth < _DEEPEST and isinstance(value, dict | list):
            stack += [(inner, depth + 1) for inner in (value.values() if isinstance(value, dict) else value)]
