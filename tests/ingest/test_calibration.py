"""What the models say becomes what it is worth, in the same order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.ingest import calibration
from policygraph.ingest.calibration import KINDS, calibrated
from policygraph.schema.errors import VocabularyError


@given(st.sampled_from(KINDS), st.floats(0, 1), st.floats(0, 1))
def test_more_stays_more(kind: str, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 0 < calibrated(kind, low) <= calibrated(kind, high) < 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param(["entity\t1\t0", "metric\t1\t0"], "no line for relation", id="a-kind-is-missing"),
        pytest.param(["entity\t-1\t0"], "slope -1", id="falls"),
        pytest.param(["target\t1\t0"], "'target'", id="unknown-kind"),
    ],
)
def test_a_broken_table_is_refused(monkeypatch: pytest.MonkeyPatch, lines: list[str], said: str) -> None:
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1)]
    monkeypatch.setattr(calibration, "rows", lambda *_: iter(rows))
    calibration.scales.cache_clear()
    try:
        with pytest.raises(VocabularyError, match=said):
            calibrated("entity", 0.5)
    finally:
        calibration.scales.cache_clear()
