"""Given names are found in a text where one pattern of all of them would find them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from policygraph.ingest.names.places import places

WORDS = st.text("甲乙（", min_size=1, max_size=4)


@given(st.text("甲乙（", max_size=30), st.lists(WORDS, min_size=1, max_size=6, unique=True))
def test_places_are_those_of_a_pattern_of_all_names_the_longest_first(text: str, names: list[str]) -> None:
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    assert list(places(text, names)) == [match.span() for match in pattern.finditer(text)]


def test_where_nothing_is_named_there_are_no_places() -> None:
    assert list(places("", ["甲"])) == list(places("甲", [])) == []
