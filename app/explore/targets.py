"""Targets against results: the list with its filters, and each target with both sentences and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from policygraph.explore import addresses, known, listing, standing
from policygraph.explore.chart import Value, chart
from policygraph.explore.choices import SORT, STATUS
from policygraph.explore.known import Line
from policygraph.explore.rendering import language, render
from policygraph.explore.site import Site, site_of
from policygraph.explore.standing import USUAL, ordered
from policygraph.explore.words import Words
from policygraph.graph.iris import slug
from policygraph.graph.ledger import Entry
from policygraph.graph.tracking.dates import last_day
from policygraph.graph.tracking.rows import Row
from policygraph.graph.tracking.telling import steps, verdict
from policygraph.schema.errors import QueryError, UnknownNameError

router = APIRouter()
STEPS = ("kind", "value", "target_max", "unit", "day", "article", "quote")  # of one target, as a file
COLUMNS = (
    "subject", "place", "indicator", "target", "target_max", "unit", "deadline", "base", "base_as_of", "result",
    "result_as_of", "progress", "verdict", "target_article", "target_quote", "result_article", "result_quote",
)  # fmt: skip


@router.get("/targets")
def targets(
    request: Request,
    q: str = "",
    place: str = "",
    subject: str = "",
    status: str = "",
    as_of: str = "",
    sort: str = "",
) -> Response:
    """The targets that fulfil all that is asked, with how many there are of each verdict."""
    site = site_of(request)
    status, sort, lang = STATUS.read(status), SORT.read(sort) or USUAL, language(request, site)
    form = listing.wanted(request)
    day = checked_day(as_of)
    with site.reading():
        found = select(site, day, sort, q=q, place=place, subject=subject)
        everything = len(known.lines(site, day))
        by_verdict = standing.by_verdict(site, day, sort) if len(found) == everything else standing.split(found)
    counts = {name: len(some) for name, some in by_verdict.items()}
    chosen = by_verdict[status] if status else found
    if form:
        return as_file(form, "", [line.row for line in chosen], lang)
    return render(
        request,
        "targets.html",
        asked={"q": q, "place": place, "subject": subject, "status": status, "as_of": as_of, "sort": sort},
        choices={"status": STATUS, "sort": SORT},
        counts=listing.by_choice(request, STATUS, counts, lang),
        every=(len(found), listing.with_values(request, status=None, page=None)),
        everything=everything,
        part=listing.part(request, chosen),
        usual=USUAL,
        sorts=[
            (name, listing.with_values(request, sort=None if name == USUAL else SORT.say(name, lang), page=None))
            for name in SORT.names
        ],
    )


def checked_day(as_of: str) -> str | None:
    """The day as the address gives it, None for ""; raises `QueryError` for what is no day."""
    if not as_of:
        return None
    try:
        return date.fromisoformat(as_of).isoformat()
    except ValueError as error:
        problem = QueryError(f"{as_of!r} is no day; write it as 2025-06-30")
        raise problem.because("day", said=as_of) from error


def select(
    site: Site, as_of: str | None = None, sort: str = USUAL, *, q: str = "", place: str = "", subject: str = ""
) -> list[Line]:
    """The targets whose place and subject have these in their names; the words of `q` may be in the indicator, too."""
    lines, order = known.lines(site, as_of), ordered(site, as_of, sort)
    parts = [slug(word) for word in q.split()]
    in_place, in_subject = slug(place) if place.strip() else "", slug(subject) if subject.strip() else ""
    if not (any(parts) or in_place or in_subject):
        return lines if sort == "subject" else [lines[n] for n in order]
    sought = known.sought(site, as_of)
    found = list(sought.anything.holding(*parts))
    for texts, word in ((sought.places, in_place), (sought.subjects, in_subject)):
        if word:
            holding = set(texts.holding(word))
            found = [n for n in found if n in holding]
    if sort != "subject":
        chosen = set(found)
        found = [n for n in order if n in chosen]
    return [lines[n] for n in found]


def as_file(form: str, whose: str, rows: Sequence[Row], lang: str) -> Response:
    """Targets as a file, which is called after whose they are where that is one."""
    say = Words(lang)
    headings = [say(f"targets.column_{name}") for name in COLUMNS]
    return listing.download(
        form, f"{whose} {say('targets.title')}".strip(), headings, [cells(row, lang) for row in rows]
    )


def cells(row: Row, lang: str) -> list[Any]:
    """A target as plain cells of a table, numbers as numbers."""
    t, b, r = row.target, row.base, row.results[-1] if row.results else None
    return [
        row.subject.label, row.place, t.indicator, t.value, t.value_max, t.unit, t.end, b.value if b else None,
        b.as_of if b else None, r.value if r else None, r.as_of if r else None, row.progress,
        verdict(row.verdict, lang), t.article, t.quote, r.claim.article if r else None, r.claim.quote if r else None,
    ]  # fmt: skip


@router.get("/target/{path:path}")
def target(request: Request, path: str) -> Response:
    """One target: what was promised, what came of it, both sentences, and how the verdict came about.

    As a file it is the figures of which its verdict is made.
    """
    site = site_of(request)
    form = listing.wanted(request)
    lang = language(request, site)
    with site.reading() as workspace:
        base = workspace.settings.base
        row = known.rows_by_metric(site).get(base + path)
        if row is None:
            raise UnknownNameError(f"no target {path!r}; it may have been taken out").because("target")
        articles = known.articles(site)
        core = known.tracking(site).lookup.canonical(row.target.cores[0])
        has_page = core in known.indicators(site)
    if row.target.iri != base + path:  # an older version of it
        return RedirectResponse(addresses.target(row.target.iri, base))
    if form:
        say = Words(lang)
        headings = [say(f"targets.column_{name}") for name in STEPS]
        return listing.download(form, f"{row.subject.label} {row.target.indicator}", headings, _history(row, say))
    return render(
        request, "target.html", row=row, articles=articles, core=core if has_page else "",
        chart=chart(values(row), lang),
        steps=steps(row, lang, lambda id_: _title(articles.get(id_), id_)),
    )  # fmt: skip


def _history(row: Row, say: Words) -> list[list[Any]]:
    """Base, targets and results, in this order, each with its sentence."""
    base = [("base", row.base)] if row.base else []
    reached = [(kind, result) for kind, result in (*base, *(("result", result) for result in row.results))]
    promised = [*(("version", claim) for claim in row.versions), ("target", row.target)]
    found = [
        [say(f"targets.column_{kind}"), r.value, None, r.unit, r.as_of.isoformat(), r.claim.article, r.claim.quote]
        for kind, r in reached
    ]
    aims = [
        [say(f"targets.column_{kind}"), c.value, c.value_max, c.unit, c.end, c.article, c.quote] for kind, c in promised
    ]
    return [*found[: len(base)], *aims, *found[len(base) :]]


def _title(entry: Entry | None, id_: str) -> str:
    return f"《{entry.source.title}》" if entry and entry.source.title else id_


def values(row: Row) -> list[Value]:
    """What a target's chart shows: the base, the results, and what was wanted by when."""
    kind, measure = row.target.kind, row.target.measure
    reached = [*([row.base] if row.base else ()), *row.results]
    found = [Value("", r.as_of.isoformat(), r.value, r.unit, kind, True, measure) for r in reached]
    found += [
        Value("", last_day(claim.end).isoformat(), claim.value, claim.unit, kind, False, measure)
        for claim in (*row.versions, row.target)
        if claim.end
    ]
    return sorted(found, key=lambda value: value.day)
