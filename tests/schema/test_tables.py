"""Tables are read line by line; a bad line is refused by file and number, with the way out."""

from __future__ import annotations

import pytest

from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import split
from policygraph.schema.traditional import always, every, with_others


def test_comments_and_blank_lines_say_nothing() -> None:
    assert list(split("# 注\n\n甲\t乙\n", "own.tsv", 2)) == [(3, ["甲", "乙"])]


def test_a_line_of_another_width_is_refused() -> None:
    with pytest.raises(VocabularyError, match=r"own\.tsv, line 2: '甲' has 1 columns, not 2 or 3 \(word value, tabs"):
        list(split("甲\t乙\n甲\n", "own.tsv", 2, 3, form="word value"))


def test_any_width_where_none_is_named() -> None:
    assert [len(fields) for _, fields in split("甲\n甲\t乙\t丙\n", "own.tsv")] == [1, 3]


def test_characters_that_simplified_text_has_are_apart() -> None:
    assert ord("計") in always()
    assert ord("後") in with_others()
    assert ord("乾") not in every()
