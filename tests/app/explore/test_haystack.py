"""Words are found in many short texts at once, as they would be one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policygraph.explore.haystack import Haystack

_TEXTS = st.lists(st.text("收入研发投\n\x00a", max_size=6), max_size=8)
_WORDS = st.lists(st.text("收入研发投\x00a", max_size=3), max_size=3)


@given(_TEXTS, _WORDS)
def test_all_words_are_in_the_texts_that_are_found(texts: list[str], words: list[str]) -> None:
    clean = [text.replace("\x00", "") for text in texts]
    assert list(Haystack(texts).holding(*words)) == [
        n for n, text in enumerate(clean) if all(word in text for word in words)
    ]
