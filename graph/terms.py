"""RDF terms as N-Triples text, which is also valid in SPARQL: exact decimals, typed periods, escaped strings."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache

from policygraph.schema.errors import RecordError
from policygraph.schema.namespace import PREFIXES

_XSD = PREFIXES["xsd"]
_SPECIAL = re.compile('[\x00-\x1f"\\\\\x7f\ud800-\udfff\ufffe\uffff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PERIOD_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def iri(value: str) -> str:
    """An IRI in angle brackets."""
    return f"<{value}>"


def string(text: str) -> str:
    r"""A plain string. What XML cannot carry (control characters, lone surrogates) becomes U+FFFD.

    >>> print(string('“A” 与 "B"\n'))
    "“A” 与 \"B\"\n"
    """
    return f'"{_SPECIAL.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], "\ufffd")


def decimal(value: float) -> str:
    """An exact `xsd:decimal`, never with an exponent. Raises `RecordError` for infinity and not-a-number.

    >>> print(decimal(3e4))
    "30000"^^<http://www.w3.org/2001/XMLSchema#decimal>
    """
    return f'"{plain(value)}"^^<{_XSD}decimal>'


def plain(value: float) -> str:
    """The shortest decimal digits that give back the same number, as people write it.

    >>> plain(1e21), plain(-12.50), plain(1.5e-7)
    ('1000000000000000000000', '-12.5', '0.00000015')
    """
    if not math.isfinite(value):
        raise RecordError(f"the value {value} is no number that can be kept; correct or leave out the metric")
    if value == int(value):
        return str(int(Decimal(repr(value))))
    return f"{Decimal(repr(value)):f}"


@lru_cache(maxsize=65536)
def integer(value: int) -> str:
    """An `xsd:integer`."""
    return f'"{value}"^^<{_XSD}integer>'


def boolean(value: bool) -> str:
    """An `xsd:boolean`."""
    return f'"{"true" if value else "false"}"^^<{_XSD}boolean>'


@lru_cache(maxsize=4096)
def period(value: str) -> str:
    """A year, month or day with its own XSD type.

    >>> period("2025"), period("2025-06")[-11:]
    ('"2025"^^<http://www.w3.org/2001/XMLSchema#gYear>', 'gYearMonth>')
    """
    return f'"{value}"^^<{_XSD}{_PERIOD_TYPES[len(value)]}>'
