"""What changed between two days or two workspaces: targets and figures added, changed, withdrawn.

Articles, entities and relations are compared in `policygraph.graph.differences`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from policygraph.graph.figures import claimed, reached, when
from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.rows import Row, Subject
from policygraph.graph.tracking.telling import dated, verdict, word
from policygraph.schema.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `before` and `after` are what stood and stands, `article` and `quote` the evidence.

    `change` is ``added``, ``changed`` or ``withdrawn``; of articles also ``replaced`` or ``corrected``, of entities
    ``renamed``, ``merged`` or ``split``.
    """

    change: str
    kind: str
    what: str
    before: str
    after: str
    article: str
    quote: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


_Line = tuple[str, str, str, str]  # what it is, what is said of it, the article and the sentence that say so


def of_targets(before: Iterable[Row], after: Iterable[Row], lang: str = "zh") -> list[Change]:
    """What changed in the targets and their verdicts; the evidence is what changed them, else the target's own."""
    old, new = _by_first(before), _by_first(after)
    lines = {key: _line(row, row.target, lang) for key, row in old.items()}
    return _changes(
        "target", lines, {key: _line(row, _latest(old.get(key), row), lang) for key, row in new.items()}
    )  # fmt: skip


def of_claims(
    before: Iterable[Claim], after: Iterable[Claim], lang: str = "zh", *,
    old: Callable[[str | None], Subject], new: Callable[[str | None], Subject],
) -> list[Change]:  # fmt: skip
    """What changed in the figures that articles state; `old` and `new` give an entity by its IRI, before and after."""
    return _changes("figure", _stated(before, old, lang), _stated(after, new, lang))


def _by_first(rows: Iterable[Row]) -> dict[str, Row]:
    """Rows by where their first version stands, which stays when a target is raised or put off."""
    found = {}
    for row in rows:
        first = row.versions[0] if row.versions else row.target
        found[f"{first.article}#{first.start_offset}"] = row
    return found


def _line(row: Row, says: Claim, lang: str) -> _Line:
    last = row.results[-1] if row.results else None
    result = ""
    if last:
        day = when(last.as_of.isoformat(), lang, end=True)
        result = dated(reached(last, row.target.measure, lang), day, lang)
    what = f"{row.subject.label} {row.target.indicator}".strip()
    judged = " ".join(filter(None, (verdict(row.verdict, lang), word("dropped", lang) if row.dropped else "")))
    said = word("came" if last else "set", lang).format(target=_due(row.target, lang), result=result, verdict=judged)
    return what, said, says.article, _plain(says.quote)


def _due(claim: Claim, lang: str) -> str:
    """A figure in words with the time for which it holds."""
    return dated(claimed(claim, lang), when(claim.end, lang, end=claim.status == "target"), lang)


def _latest(old: Row | None, new: Row) -> Claim:
    """What made a target another one than it was: its being given up, its new version, or a new result."""
    if old is None:
        return new.target
    if new.dropped and not old.dropped:
        return new.dropped
    if new.target != old.target or not new.results:
        return new.target
    last = new.results[-1]
    return last.claim if not old.results or old.results[-1] != last else new.target


def _stated(claims: Iterable[Claim], called: Callable[[str | None], Subject], lang: str) -> dict[str, _Line]:
    statuses = vocabulary().statuses
    return {
        f"{c.article}#{c.indicator}#{c.start_offset}": (
            f"{called(c.subjects[0] if c.subjects else None).label} {c.indicator}".strip(),
            f"{_due(c, lang)} {statuses[c.status].label(lang)}",
            c.article,
            _plain(c.quote),
        )
        for c in claims
        if c.status != "dropped"
    }


def _changes(kind: str, before: Mapping[str, _Line], after: Mapping[str, _Line]) -> list[Change]:
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old and new and old[:2] == new[:2]:
            continue
        what, _, article, quote = new or old or ("", "", "", "")
        change = "added" if old is None else "withdrawn" if new is None else "changed"
        found.append(Change(change, kind, what, old[1] if old else "", new[1] if new else "", article, quote))
    return sorted(found, key=lambda c: (c.change, c.what, c.article))


def _plain(quote: str) -> str:
    return " ".join(quote.split())
