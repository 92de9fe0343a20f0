"""RDF terms come back from the store as they went in, and numbers stay exact."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.graph.iris import slug
from policygraph.graph.terms import decimal, integer, period, plain, string
from policygraph.schema.errors import RecordError


def parsed(term: str) -> ox.Literal:
    [quad] = ox.parse(f"<x:s> <x:p> {term} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, ox.Literal)
    return quad.object


printable = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"))


@given(printable | st.just('“引”"\\\n\t\r'))
def test_strings_round_trip(text: str) -> None:
    assert parsed(string(text)).value == text


@given(st.text(st.characters(exclude_categories=())))
def test_any_string_can_be_kept_and_keeps_its_length(text: str) -> None:
    assert len(parsed(string(text)).value) == len(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_decimals_are_exact(value: float) -> None:
    written = parsed(decimal(value))
    assert float(written.value) == value
    assert "e" not in written.value.lower()


@given(st.integers(min_value=0, max_value=10**9))
def test_integers_round_trip(value: int) -> None:
    assert int(parsed(integer(value)).value) == value


@pytest.mark.parametrize("value", [float("inf"), float("nan")], ids=["infinity", "nan"])
def test_no_number_is_refused(value: float) -> None:
    with pytest.raises(RecordError, match="no number"):
        decimal(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param(3e4, "30000", id="ten-thousands"),
        pytest.param(1e12, "1000000000000", id="trillion"),
        pytest.param(0.1, "0.1", id="tenth"),
        pytest.param(-4.2, "-4.2", id="fall"),
        pytest.param(66.67, "66.67", id="two-thirds"),
        pytest.param(1e23, str(10**23), id="huge"),
    ],
)
def test_numbers_as_people_write_them(value: float, written: str) -> None:
    assert plain(value) == written
    assert Decimal(written) == Decimal(repr(value))


@pytest.mark.parametrize(
    ("value", "type_"), [("2025", "gYear"), ("2025-06", "gYearMonth"), ("2025-06-30", "date")], ids=["y", "ym", "ymd"]
)
def test_periods_have_their_type(value: str, type_: str) -> None:
    literal = parsed(period(value))
    assert (literal.value, literal.datatype.value.rpartition("#")[2]) == (value, type_)


@given(st.text(min_size=1))
def test_slugs_are_valid_iris(text: str) -> None:
    node = f"http://example.org/id/{slug(text)}"
    [quad] = ox.parse(f'<{node}> <x:p> "" .'.encode(), format=ox.RdfFormat.N_TRIPLES)
    assert quad.subject == ox.NamedNode(node)
    assert "%" not in node


SAME = [
    ("quotes", "“上林英才”计划", "上林英才计划"),
    ("book-marks", "《云江市科创规划》", "云江市科创规划"),
    ("width", "ＡＢＢ电机", "abb电机"),
    ("space", "宁波 大学", "宁波大学"),
]
DIFFERENT = [("version", "慧眼2.0", "慧眼20"), ("plus", "ai+制造", "ai制造"), ("digit", "一期", "二期")]


@pytest.mark.parametrize(("a", "b"), [pytest.param(a, b, id=case) for case, a, b in SAME])
def test_same_slug(a: str, b: str) -> None:
    assert slug(a) == slug(b)


@pytest.mark.parametrize(("a", "b"), [pytest.param(a, b, id=case) for case, a, b in DIFFERENT])
def test_different_slug(a: str, b: str) -> None:
    assert slug(a) != slug(b)
