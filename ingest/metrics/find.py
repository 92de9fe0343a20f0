"""Metrics: which quantities of an article are values of an indicator, with every slot of the tuple."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policygraph.ingest.metrics.figures import Figure, figures, placed, reference_date
from policygraph.ingest.metrics.indicator import Phrases
from policygraph.ingest.metrics.judge import Linear, models
from policygraph.ingest.metrics.subject import Candidate, Subjects
from policygraph.ingest.metrics.timing import Timing
from policygraph.ingest.metrics.traits import Traits
from policygraph.ingest.reading import FoundMetric, Reading

NEVER = frozenset({"ordinal", "age", "temperature"})
THRESHOLD = 0.5
FALLS = (
    "下降",
    "减少",
    "降低",
    "回落",
    "下滑",
    "收窄",
    "少了",
    "降了",
    "缩减",
    "萎缩",
    "负增长",
    "低于",
    "降幅",
    "减幅",
    "压减",
    "下调",
    "降",
)


def find_metrics(reading: Reading) -> list[FoundMetric]:
    """The metrics of an article, in order.

    Parameters
    ----------
    reading
        Names should have been found already; without them every subject is None.
    """
    judges = models()
    return list(_decide(reading, judges["metric"], judges["measure"], judges["status"], judges["subject"]))


def _decide(
    reading: Reading, is_metric: Linear, which_measure: Linear, which_status: Linear, which_subject: Linear
) -> Iterator[FoundMetric]:
    found, dates = figures(reading)
    traits = Traits(reading)
    sure: dict[int, float] = {}
    for figure in found:
        if figure.quantity.kind not in NEVER and not inside_name(reading, figure):
            sure[figure.quantity.start] = is_metric.probabilities(traits.of(figure))["yes"]
    kept = placed(reading, [f.quantity for f in found if sure.get(f.quantity.start, 0.0) >= THRESHOLD])
    timing = Timing(reading, dates, reference_date(reading.source.published))
    subjects = Subjects(reading, traits.genre)
    phrases = Phrases(reading, dates)
    carried: str | None = None
    previous: int | None = None
    last: Figure | None = None
    for figure in kept:
        if last is None or last.line != figure.line:
            carried = previous = None
        features = traits.of(figure)
        indicator, found_by = phrases.phrase(figure, carried)
        measure, measure_sure = which_measure.best(features)
        period = timing.period(figure, measure)
        status, status_sure = which_status.best([*features, *traits.timed(figure, period)])
        chosen, subject_sure = choose(which_subject, subjects.candidates(figure, status, measure, previous))
        quantity = figure.quantity
        yield FoundMetric(
            start=quantity.start,
            end=quantity.end,
            value=_signed(reading.text, figure, measure),
            value_max=quantity.value_max,
            unit=quantity.unit,
            comparator=quantity.comparator,
            measure=measure,
            status=status,
            indicator=indicator,
            period_start=period.start,
            period_end=period.end,
            period_inferred=period.inferred,
            subject=chosen,
            rule=f"metrics.{quantity.kind}.{found_by}",
            cues=tuple(cue for cue in (reading.text[quantity.start : quantity.end], period.cue) if cue),
            confidence=round(sure[quantity.start] * measure_sure * status_sure * max(subject_sure, 0.3), 4),
        )
        carried, previous, last = indicator or carried, chosen, figure


def choose(which: Linear, candidates: list[Candidate]) -> tuple[int | None, float]:
    """The likeliest candidate and its probability; None where there is none."""
    if not candidates:
        return None, 0.5
    scored = [(which.probabilities(c.features)["yes"], c.entity) for c in candidates]
    probability, entity = max(scored, key=lambda pair: (pair[0], -pair[1]))
    return entity, probability


def _signed(text: str, figure: Figure, measure: str) -> Decimal:
    """The value; a fall is negative in growth, change and distance."""
    value = figure.quantity.value
    if (
        measure not in {"growth", "increment", "gap"}
        or value <= 0
        or figure.quantity.kind not in {"percent", "point", "fraction", "multiple", "rank"}
    ):
        return value
    before = text[max(figure.left[0], figure.quantity.start - 14) : figure.quantity.start]
    own = text[figure.quantity.start : figure.quantity.core[0]]
    return -value if any(word in before + own for word in FALLS) else value


def inside_name(reading: Reading, figure: Figure) -> bool:
    """Whether the number is part of a name (年产30万台压缩机项目)."""
    start, end = figure.quantity.core
    for mention in reading.mentions_in(max(0, start - 60), end + 60):
        if mention.start <= start and end <= mention.end:
            return True
    return False
