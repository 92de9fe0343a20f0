"""Scores of answers against gold annotations: entities, metrics, slots and relations, as the guide counts them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import LCSseq

Plain = Mapping[str, Any]  # a record or an annotation in its JSON form
Forms = Mapping[str, set[str]]  # the accepted forms of each entity id

SLOTS = ("value_max", "comparator", "status", "measure", "start", "end", "indicator", "subject")
STRICT = ("value_max", "comparator", "status", "measure", "end", "indicator")
ALIKE = 0.6  # of the longer of two indicators
OPTIONAL_CUE = "responsibility list"  # neither counted when given nor missed when absent
_QUOTES = re.compile(r"[\s“”‘’\"'「」『』《》〈〉]")
_TYPE_WORD = re.compile(r"(?:计划|行动|工程|战略|公司|有限公司|股份有限公司|集团|产业链|产业|企业|项目)$")
_SAME_UNIT = {"名": "人", "位": "人", "余名": "人", "户": "家", "％": "%", "百分点": "个百分点"}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers hit, how many were given, how many gold has."""

    hit: int = 0
    answered: int = 0
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.hit + other.hit, self.answered + other.answered, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Hits per answer; 0 without answers."""
        return self.hit / self.answered if self.answered else 0.0

    @property
    def recall(self) -> float:
        """Hits per gold item; 0 without gold."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall.

        >>> Tally(hit=1, answered=2, gold=1).f1
        0.6666666666666666
        """
        total = self.answered + self.gold
        return 2 * self.hit / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that is wrong: its kind (``"entity missed"``, ``"slot end"`` …), what, and the detail."""

    kind: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Tallies of one article by layer (``entities``, ``entities/Place``, ``slot/end`` …), and what was wrong.

    `sure` holds confidence and correctness of each answer, for entities, metrics (strict) and relations.
    """

    tallies: Mapping[str, Tally]
    misses: tuple[Miss, ...]
    sure: Mapping[str, tuple[tuple[float, bool], ...]]


def compare(gold: Plain, answer: Plain) -> Comparison:
    """The answer for one article against its annotation."""
    tallies: dict[str, Tally] = {}
    misses: list[Miss] = []
    sure = {
        "entities": _entities(gold, answer, tallies, misses),
        "metrics_strict": _metrics(gold, answer, tallies, misses),
        "relations": _relations(gold, answer, tallies, misses),
    }
    return Comparison(tallies, tuple(misses), sure)


def _sure(given: Iterable[Plain], right: Iterable[Plain]) -> tuple[tuple[float, bool], ...]:
    hits = {id(item) for item in right}
    return tuple((float(item.get("confidence", 1.0)), id(item) in hits) for item in given)


def reliability(answers: Iterable[tuple[float, bool]], bins: int = 10) -> list[tuple[float, float, int]]:
    """Mean confidence, share of right answers and number of answers, for each bin of confidence that has any.

    >>> reliability([(0.9, True), (0.95, False), (0.2, False)])
    [(0.2, 0.0, 1), (0.925, 0.5, 2)]
    """
    table: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in answers:
        table.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, right))
    return [
        (sum(c for c, _ in row) / len(row), sum(right for _, right in row) / len(row), len(row))
        for _, row in sorted(table.items())
    ]


def calibration_error(answers: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error: how far confidence and share of right answers lie apart, over ten bins.

    >>> calibration_error([(1.0, True), (0.5, False)])
    0.25
    """
    gaps = (abs(mean - share) * count for mean, share, count in reliability(answers))
    return sum(gaps) / len(answers) if answers else 0.0


def total(comparisons: Iterable[Comparison]) -> dict[str, Tally]:
    """The tallies of all articles added up (micro figures)."""
    out: dict[str, Tally] = {}
    for comparison in comparisons:
        for layer, tally in comparison.tallies.items():
            out[layer] = out.get(layer, Tally()) + tally
    return out


def interval(comparisons: Sequence[Comparison], layer: str, *, samples: int = 500) -> tuple[float, float]:
    """The 95 % bootstrap interval of a layer's F1, articles drawn with replacement (fixed seed)."""
    tallies = [c.tallies.get(layer, Tally()) for c in comparisons]
    if not tallies:
        return 0.0, 0.0
    draw = random.Random(0)  # noqa: S311 - statistics, not secrets
    scores = sorted(sum(draw.choices(tallies, k=len(tallies)), Tally()).f1 for _ in range(samples))
    return scores[int(0.025 * samples)], scores[int(0.975 * samples)]


def fold(name: str) -> str:
    """`name` without quotation marks and white space."""
    return _QUOTES.sub("", name)


def accepted(names: Iterable[str]) -> set[str]:
    """All accepted forms of names: folded, with and without a trailing type word.

    >>> sorted(accepted(["“双倍增”行动"]))
    ['双倍增', '双倍增行动']
    """
    whole = {fold(name) for name in names}
    return whole | {short for name in whole if len(short := _TYPE_WORD.sub("", name)) >= 2}


def indicators_agree(a: str, b: str, subject_names: set[str]) -> bool:
    """Whether two indicators are alike by at least 60 %, with the subject's name or without."""
    return likeness(a, b, subject_names) >= ALIKE


def likeness(a: str, b: str, subject_names: set[str]) -> float:
    """The longest common subsequence as a share of the longer indicator, with the subject's name or without.

    >>> likeness("精细化工产业产值", "产值", {"精细化工产业"})
    1.0
    """

    def bare(text: str) -> str:
        for name in sorted(subject_names, key=len, reverse=True):
            if text.startswith(name) and len(text) > len(name):
                return text[len(name) :]
        return text

    a, b = fold(a), fold(b)
    pairs = ((a, b), (bare(a), bare(b)))
    return max(LCSseq.similarity(x, y) / max(len(x), len(y)) if x and y else 0.0 for x, y in pairs)


def _pair(
    gold: Iterable[Plain], answers: Iterable[Plain], agree: Callable[[Plain, Plain], bool]
) -> list[tuple[Plain, Plain]]:
    left, pairs = list(answers), []
    for g in gold:
        for i, a in enumerate(left):
            if agree(g, a):
                pairs.append((g, left.pop(i)))
                break
    return pairs


def _others(items: Iterable[Plain], chosen: Iterable[Plain]) -> list[Plain]:
    ids = {id(item) for item in chosen}
    return [item for item in items if id(item) not in ids]


def _entities(
    gold: Plain, answer: Plain, tallies: dict[str, Tally], misses: list[Miss]
) -> tuple[tuple[float, bool], ...]:
    wanted, given = gold["entities"], answer.get("entities", [])

    def same(g: Plain, a: Plain) -> bool:
        return bool(accepted(g["names"]) & accepted(a["names"]))

    typed = _pair(wanted, given, lambda g, a: g["type"] == a["type"] and same(g, a))
    tallies["entities"] = Tally(len(typed), len(given), len(wanted))
    tallies["entities_untyped"] = Tally(len(_pair(wanted, given, same)), len(given), len(wanted))
    for kind in {e["type"] for e in (*wanted, *given)}:
        tallies[f"entities/{kind}"] = Tally(
            sum(g["type"] == kind for g, _ in typed),
            sum(a["type"] == kind for a in given),
            sum(g["type"] == kind for g in wanted),
        )
    misses += [Miss("entity missed", e["type"], e["names"][0]) for e in _others(wanted, (g for g, _ in typed))]
    misses += [Miss("entity extra", e["type"], e["names"][0]) for e in _others(given, (a for _, a in typed))]
    return _sure(given, (a for _, a in typed))


def _forms(document: Plain) -> Forms:
    return {e["id"]: accepted(e["names"]) for e in document.get("entities", [])}


def _same_entity(g: str | None, a: str | None, gold_forms: Forms, answer_forms: Forms) -> bool:
    if g is None or a is None:
        return g is a
    return bool(gold_forms.get(g, set()) & answer_forms.get(a, set()))


def _same_number(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-3 * max(abs(a), abs(b))


def _unit(metric: Plain) -> str:
    unit = metric.get("unit") or ""
    return "位" if metric.get("measure") == "rank" else _SAME_UNIT.get(unit, unit)


def _metrics(
    gold: Plain, answer: Plain, tallies: dict[str, Tally], misses: list[Miss]
) -> tuple[tuple[float, bool], ...]:
    wanted, given = gold["metrics"], answer.get("metrics", [])
    gold_forms, answer_forms = _forms(gold), _forms(answer)

    def core(g: Plain, a: Plain) -> bool:
        overlap = g["start_offset"] < a["end_offset"] and a["start_offset"] < g["end_offset"]
        return overlap and _same_number(g["value"], a.get("value")) and _unit(g) == _unit(a)

    def slot(name: str, g: Plain, a: Plain) -> bool:
        if name == "indicator":
            names = gold_forms.get(g.get("subject") or "", set())
            return indicators_agree(g["indicator"], a.get("indicator") or "", names)
        if name == "subject":
            return _same_entity(g.get("subject"), a.get("subject"), gold_forms, answer_forms)
        if name == "value_max":
            return _same_number(g.get(name), a.get(name))
        if name in ("start", "end") and g.get(name) is None and a.get("period_inferred"):
            return True
        return bool(g.get(name) == a.get(name))

    pairs = _pair(wanted, given, core)
    strict = _pair(wanted, given, lambda g, a: core(g, a) and all(slot(name, g, a) for name in STRICT))
    tallies["metrics_core"] = Tally(len(pairs), len(given), len(wanted))
    tallies["metrics_strict"] = Tally(len(strict), len(given), len(wanted))
    for name in SLOTS:
        right = sum(slot(name, g, a) for g, a in pairs)
        tallies[f"slot/{name}"] = Tally(right, len(pairs), len(pairs))
        misses += [
            Miss(f"slot {name}", g["indicator"], f"gold {g.get(name)!r}, answer {a.get(name)!r}")
            for g, a in pairs
            if not slot(name, g, a)
        ]
    misses += [_metric_miss("metric missed", m) for m in _others(wanted, (g for g, _ in pairs))]
    misses += [_metric_miss("metric extra", m) for m in _others(given, (a for _, a in pairs))]
    return _sure(given, (a for _, a in strict))


def _metric_miss(kind: str, metric: Plain) -> Miss:
    return Miss(kind, str(metric.get("indicator")), f"{metric.get('value')}{metric.get('unit') or ''}")


def _relations(
    gold: Plain, answer: Plain, tallies: dict[str, Tally], misses: list[Miss]
) -> tuple[tuple[float, bool], ...]:
    gold_forms, answer_forms = _forms(gold), _forms(answer)

    def same(g: Plain, a: Plain) -> bool:
        if g["predicate"] != a["predicate"]:
            return False

        def ends(x: str, y: str) -> bool:
            return _same_entity(g["subject"], a[x], gold_forms, answer_forms) and _same_entity(
                g["object"], a[y], gold_forms, answer_forms
            )

        return ends("subject", "object") or (g["predicate"] == "collaboratesWith" and ends("object", "subject"))

    optional = [g for g in gold["relations"] if g.get("cue") == OPTIONAL_CUE]
    wanted = _others(gold["relations"], optional)
    given = [a for a in answer.get("relations", []) if not a.get("inferred")]
    pairs = _pair(wanted, given, same)
    free = [a for a in _others(given, (a for _, a in pairs)) if any(same(g, a) for g in optional)]
    given = _others(given, free)
    tallies["relations"] = Tally(len(pairs), len(given), len(wanted))
    for predicate in {r["predicate"] for r in (*wanted, *given)}:
        tallies[f"relations/{predicate}"] = Tally(
            sum(g["predicate"] == predicate for g, _ in pairs),
            sum(a["predicate"] == predicate for a in given),
            sum(g["predicate"] == predicate for g in wanted),
        )
    for kind, document, items in (
        ("relation missed", gold, _others(wanted, (g for g, _ in pairs))),
        ("relation extra", answer, _others(given, (a for _, a in pairs))),
    ):
        first = {e["id"]: e["names"][0] for e in document.get("entities", [])}
        misses += [Miss(kind, r["predicate"], f"{first.get(r['subject'])} → {first.get(r['object'])}") for r in items]
    return _sure(given, (a for _, a in pairs))
