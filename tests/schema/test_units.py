"""One table of units says how they are written and which of them convert."""

from __future__ import annotations

from collections import Counter

import pytest

from policygraph.schema import units as module
from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import split
from policygraph.schema.units import units


def test_a_form_read_into_a_unit_of_another_size_agrees_with_the_family() -> None:
    written, converting = units()
    sizes = {unit.unit: unit for unit in converting}
    agree = Counter(
        float(row.factor) == pytest.approx(sizes[row.form].factor / sizes[row.unit].factor)
        for row in written
        if row.form != row.unit and row.form in sizes and row.unit in sizes
        and sizes[row.form].family == sizes[row.unit].family and row.kind == "dimension"
    )  # fmt: skip
    assert agree[True] > 5
    assert set(agree) == {True}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("甲\t甲\t零\tcounter\tcount\t1", "a factor of '甲' is no positive number", id="no-number"),
        pytest.param("甲\t甲\t1\tcounter\tcount\t0", "a factor of '甲' is no positive number", id="zero"),
        pytest.param("甲\t甲\tNaN\tcounter\t-\t-", "a factor of '甲' is no positive number", id="nan"),
        pytest.param("甲\t-\t-\t-\tcount\t1\n甲\t-\t-\t-\tcount\t1", "line 2: '甲' stands twice", id="twice"),
        pytest.param("甲\t甲", "has 2 columns, not 6", id="columns"),
    ],
)
def test_a_bad_line_is_refused(monkeypatch: pytest.MonkeyPatch, line: str, said: str) -> None:
    monkeypatch.setattr(module, "rows", lambda _package, name, width: split(line, name, width))
    with pytest.raises(VocabularyError, match=said):
        units.__wrapped__()
