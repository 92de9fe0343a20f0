"""What changed between two days or two workspaces: targets and figures added, changed, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.rows import Row, Subject
from policygraph.graph.tracking.telling import reached, value, verdict, word
from policygraph.schema.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``added``, ``changed`` or ``withdrawn``; `before` and `after` are what stood and stands."""

    change: str
    kind: str
    what: str
    before: str
    after: str
    article: str

    def as_json(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


def of_targets(before: Iterable[Row], after: Iterable[Row], lang: str = "zh") -> list[Change]:
    """What changed in the targets and their verdicts."""
    return _changes("target", _lines(before, lang), _lines(after, lang))


def of_claims(
    before: Iterable[Claim], after: Iterable[Claim], lang: str = "zh", *,
    old: Callable[[str | None], Subject], new: Callable[[str | None], Subject],
) -> list[Change]:  # fmt: skip
    """What changed in the figures that articles state; `old` and `new` give an entity by its IRI, before and after."""
    return _changes("figure", _stated(before, old, lang), _stated(after, new, lang))


def _lines(rows: Iterable[Row], lang: str) -> dict[str, tuple[str, str, str]]:
    found = {}
    for row in rows:
        first = row.versions[0] if row.versions else row.target
        last = row.results[-1] if row.results else None
        gone = f" {word('dropped', lang)}" if row.dropped else ""
        result = f" {reached(last)} {last.as_of}" if last else ""
        what = f"{row.subject.label} {row.target.indicator}".strip()
        said = f"{value(row.target)} ({row.target.end or '—'}):{result} {verdict(row.verdict, lang)}{gone}"
        found[f"{first.article}#{first.start_offset}"] = (what, said, row.target.article)
    return found


def _stated(
    claims: Iterable[Claim], called: Callable[[str | None], Subject], lang: str
) -> dict[str, tuple[str, str, str]]:
    statuses = vocabulary().statuses
    return {
        f"{c.article}#{c.indicator}#{c.start_offset}": (
            f"{called(c.subjects[0] if c.subjects else None).label} {c.indicator}".strip(),
            f"{value(c)} ({c.end or '—'}) {statuses[c.status].label(lang)}",
            c.article,
        )
        for c in claims
        if c.status != "dropped"
    }


def _changes(
    kind: str, before: Mapping[str, tuple[str, str, str]], after: Mapping[str, tuple[str, str, str]]
) -> list[Change]:
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        what, _, article = new or old or ("", "", "")
        change = "added" if old is None else "withdrawn" if new is None else "changed"
        found.append(Change(change, kind, what, old[1] if old else "", new[1] if new else "", article))
    return sorted(found, key=lambda c: (c.change, c.what, c.article))
