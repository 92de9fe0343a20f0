"""Rows as people and programs read them: JSON with the keys of the interface, and each step in a sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from policygraph.graph.figures import claimed, figure, reached, when
from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.rows import Derived, Result, Row, Step
from policygraph.graph.wording import SIGNS, number

_BETWEEN = {"zh": "；", "en": "; "}
_REACHED = ("=", ">=", "~")  # a level with these is one to reach: 达到约3万人; 超过3万人 and a rise say so themselves


def as_json(row: Row, lang: str = "zh") -> dict[str, Any]:
    """A row with the keys of ``policygraph targets --format json``."""
    target = row.target
    return {
        "subject": {"iri": row.subject.iri, "label": row.subject.label, "names": list(row.subject.names)},
        "stated": [{"iri": who.iri, "label": who.label, "names": list(who.names)} for who in row.stated],
        "place": row.place,
        "indicator": target.indicator,
        "measure": target.measure,
        "target": _claim(target),
        "base": _result(row.base) if row.base else None,
        "results": [_result(result) for result in row.results],
        "versions": [_claim(version) for version in row.versions],
        "progress": _short(row.progress),
        "pace": _short(row.pace),
        "verdict": row.verdict,
        "contradictory": row.contradictory,
        "why": why(row, lang, signs=True),
        "per_year": target.yearly,
        "dropped": _claim(row.dropped) if row.dropped else None,
        "withdrawn": [_claim(claim) for claim in row.withdrawn],
        "judged": row.judged.isoformat() if row.judged else None,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "article": claim.article, "value": claim.value, "value_max": claim.value_max, "unit": claim.unit,
        "comparator": claim.comparator, "start": claim.start, "end": claim.end, "start_offset": claim.start_offset,
        "end_offset": claim.end_offset, "quote": claim.quote, "published": claim.published, "metric": claim.iri,
    }  # fmt: skip


def _result(result: Result) -> dict[str, Any]:
    claim = result.claim
    return {
        **_claim(claim),
        "measure": claim.measure,
        "as_of": result.as_of.isoformat(),
        "derived": _derived(result.derived) if result.derived and not result.derived.beside else None,
        "counts_as": _derived(result.derived) if result.derived and result.derived.beside else None,
    }


def _derived(derived: Derived) -> dict[str, Any]:
    return {
        "value": derived.value, "unit": derived.unit, "rule": derived.rule,
        "sources": [source.iri for source in derived.sources],
    }  # fmt: skip


def _short(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def why(row: Row, lang: str = "zh", *, signs: bool = False) -> str:
    """Every step of a verdict, in one line; with `signs` its figures as JSON has them (≥95%), not in words."""
    measure = None if signs else row.target.measure
    return _BETWEEN[lang].join(filter(None, (_said(step, lang, measure) for step in row.steps)))


def steps(row: Row, lang: str = "zh", called: Callable[[str], str] = str) -> list[str]:
    """Every step of a verdict, a sentence each; `called` says what an article is called."""
    return [said for step in row.steps if (said := _said(step, lang, row.target.measure, called))]


def sentence(row: Row, lang: str = "zh") -> str:
    """What was promised and what came of it, in one sentence."""
    table, target = _table()["sentence"], row.target
    due = table["due"][lang].format(end=when(target.end, lang, end=lang == "en")) if target.end else ""
    name = target.indicator.removeprefix(row.subject.label) if lang == "zh" else target.indicator
    promised = claimed(target, lang)
    if target.comparator in _REACHED and target.measure not in {"growth", "increment", "gap"}:
        promised = table["reach"][lang].format(value=promised)
    text = str(table["set"][lang]).format(whose=row.subject.label, indicator=name, due=due, value=promised)
    if row.versions:
        text += str(table["changed"][lang]).format(old=claimed(row.versions[0], lang))
    if not row.results:
        return text + str(table["nothing"][lang])
    last = row.results[-1]
    day, result = when(last.as_of.isoformat(), lang, end=True), reached(last, target.measure, lang)
    return text + str(table["came"][lang]).format(day=day, result=result, verdict=verdict(row.verdict, lang))


def dated(said: str, period: str, lang: str = "zh") -> str:
    """What is said with the time for which it holds, where that is known."""
    return word("dated", lang).format(said=said, period=period) if period else said


def tellable(rows: Iterable[Row], most: int = 3) -> list[Row]:
    """A few rows with results that tell most: one that was changed and met, one missed, then others met."""
    reported = [row for row in rows if row.results]
    changed = sorted((row for row in reported if row.versions), key=lambda row: row.verdict != "met")
    first = [next(iter(changed), None)]
    first.append(next((row for row in reported if row.verdict == "missed" and row not in first), None))
    rest = [row for row in reported if row.verdict == "met" and row not in first]
    return [row for row in (*first, *rest) if row is not None][:most]


def verdict(name: str, lang: str = "zh") -> str:
    """A verdict in words."""
    return str(_table()["verdicts"][name][lang])


def word(name: str, lang: str = "zh") -> str:
    """A word of ``[words]`` in ``data/steps.toml``."""
    return str(_table()["words"][name][lang])


def value(claim: Claim) -> str:
    """A claim's value with its comparator, as JSON has it: ≥95%, 3—5个; people read `claimed`.

    >>> from policygraph.graph.tracking.claims import Claim
    >>> claim = Claim("", "", None, "target", "", (), (), (), "level", "amount", ">=", 3, 5, "", *[None] * 3, "", 0, 0)
    >>> value(claim)
    '≥3—5'
    """
    sign = SIGNS.get(claim.comparator, "")
    if claim.value_max is not None:
        return f"{sign}{number(claim.value, '')}—{number(claim.value_max, claim.unit)}"
    return f"{sign}{number(claim.value, claim.unit)}"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("policygraph.graph.tracking").joinpath("data/steps.toml").read_text(encoding="utf-8"))


def _said(step: Step, lang: str, measure: str | None, called: Callable[[str], str] = str) -> str:
    """A step in words; `measure` is that of the target, None: figures are to stand with their signs."""

    def told(claim: Claim) -> str:
        return claimed(claim, lang) if measure else value(claim)

    values: dict[str, Any] = dict(step.values)
    table = _table()
    if step.key in {"raised", "lowered", "postponed"}:
        old, new = values["old"], values["new"]
        values.update(old=told(old), new=told(new), old_end=old.end, new_end=new.end)
    elif step.key == "dropped":
        claim = values["claim"]
        values.update(article=claim.article, day=claim.published or "—")
    elif step.key == "withdrawn":
        claim = values["claim"]
        values.update(article=claim.article, value=told(claim))
    elif step.key == "derived":
        claim, derived = values["result"].claim, values["result"].derived
        came = number(derived.value, derived.unit)
        if measure:
            came = figure(derived.value, derived.unit, measure=measure, lang=lang)
        rule = table["rules"][derived.rule][lang]
        values.update(written=told(claim), article=claim.article, value=came, rule=rule)
    elif step.key == "progress":
        words = table["words"]
        elapsed, pace = values["elapsed"], values["pace"]
        values = {
            "progress": f"{values['progress']:.0%}",
            "elapsed": words["elapsed"][lang].format(share=f"{elapsed:.0%}") if elapsed else "",
            "pace": words["pace"][lang].format(pace=f"{pace:.2f}") if pace is not None else "",
        }
    values |= {name: called(values[name]) for name in ("article", "a", "b") if name in values}
    return str(table[step.key][lang]).format(**values)
