"""What the models say becomes what it is worth, in the same order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.ingest import calibration
from policygraph.ingest.calibration import PARTS, Evidence, calibrated, of_name, weights
from policygraph.schema.errors import VocabularyError

CHANCE = st.floats(0, 1)


@given(st.sampled_from([(kind, part) for kind, parts in PARTS.items() for part in parts]), CHANCE, CHANCE)
def test_more_stays_more(which: tuple[str, str], a: float, b: float) -> None:
    kind, part = which
    low, high = (calibrated(Evidence(kind, dict.fromkeys(PARTS[kind], 0.7) | {part: p})) for p in sorted((a, b)))
    assert 0 < low <= high < 1


def test_what_is_marked_counts_and_what_the_table_lacks_does_not() -> None:
    said = dict.fromkeys(PARTS["metric"], 0.9)
    plain, carried, other = (calibrated(Evidence("metric", said, marks)) for marks in ((), ("carried",), ("unheard",)))
    assert carried < plain == other


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param(["entity\tname\t1", "entity\talways\t0"], "no line for metric figure", id="a-kind-is-missing"),
        pytest.param(["entity\tname\t-1"], "weighs -1", id="falls"),
        pytest.param(["target\tname\t1"], "'target'", id="unknown-kind"),
    ],
)
def test_a_broken_table_is_refused(monkeypatch: pytest.MonkeyPatch, lines: list[str], said: str) -> None:
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1)]
    monkeypatch.setattr(calibration, "rows", lambda *_: iter(rows))
    weights.cache_clear()
    try:
        with pytest.raises(VocabularyError, match=said):
            calibrated(of_name(0.5))
    finally:
        weights.cache_clear()
