"""The SPARQL 1.1 Protocol: what a request asks, or with which status it is refused.

References
----------
W3C Recommendation *SPARQL 1.1 Protocol*, 21 March 2013, section 2.1 (query operation).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\x00-\x20<>\"{}|^`\\]*")
_FORMATS = ("format", "output")  # not of the standard; what many clients send beside Accept


class RefusedError(Exception):
    """A request that is not answered: `status`, and `reason` with `details` for a text in the visitor's language."""

    def __init__(self, status: int, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.details = details


@dataclass(frozen=True, slots=True)
class Asked:
    """One query operation. `default_graphs` and `named_graphs` are both empty where the request names no dataset."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


def read_request(method: str, content_type: str, query_string: str, body: bytes) -> Asked | None:
    """What a request to the endpoint asks; None for a GET without parameters of the protocol: it asks who is there.

    Raises
    ------
    RefusedError
        405 for another method, 415 for another kind of body, 400 for a request that the protocol does not know.

    >>> read_request("GET", "", "query=ASK%20%7B%7D", b"")
    Asked(query='ASK {}', default_graphs=(), named_graphs=(), format=None)
    """
    address = _pairs(query_string.encode("latin-1", "replace"))
    if method in {"GET", "HEAD"}:
        known = {"query", "update", "default-graph-uri", "named-graph-uri"}
        return _asked(address) if known & set(address) else None
    if method != "POST":
        raise RefusedError(405, "method", method=method)
    kind = content_type.partition(";")[0].strip().casefold()
    charset = re.search(r"charset=[\"']?([\w-]+)", content_type, re.IGNORECASE)
    if charset and charset[1].casefold() not in {"utf-8", "utf8"}:
        raise RefusedError(415, "charset", charset=charset[1])
    if kind == FORM:
        return _asked(_pairs(body))
    if kind == DIRECT:
        return _asked({**address, "query": [_text(body)]} if "query" not in address else {"query": ["", ""]})
    if kind == UPDATE:
        raise RefusedError(403, "update")
    raise RefusedError(415, "kind", kind=kind or "?")


def _asked(given: Mapping[str, Sequence[str]]) -> Asked:
    if "update" in given or "using-graph-uri" in given or "using-named-graph-uri" in given:
        raise RefusedError(403, "update")
    queries = given.get("query", [])
    if len(queries) != 1:
        raise RefusedError(400, "one", count=len(queries))
    graphs = {}
    for name in ("default-graph-uri", "named-graph-uri"):
        graphs[name] = tuple(filter(None, given.get(name, ())))  # forms of clients send what was left empty, too
        for iri in graphs[name]:
            if not _IRI.fullmatch(iri):
                raise RefusedError(400, "graph", name=name, iri=iri)
    form = next((given[name][0] for name in _FORMATS if given.get(name, ("",))[0]), None)
    return Asked(queries[0], graphs["default-graph-uri"], graphs["named-graph-uri"], form)


def _pairs(encoded: bytes) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for part in encoded.split(b"&"):
        if part:
            name, _, value = part.replace(b"+", b" ").partition(b"=")
            pairs.setdefault(_text(unquote_to_bytes(name)), []).append(_text(unquote_to_bytes(value)))
    return pairs


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, "utf8", at=error.start + 1) from error
