"""Articles: the list with their states, and each with what was read in it, highlighted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from policygraph.explore import addresses, known, listing
from policygraph.explore.choices import STATE
from policygraph.explore.rendering import language, render
from policygraph.explore.sentences import around
from policygraph.explore.site import site_of
from policygraph.explore.words import Words
from policygraph.exports.annotated import annotated_text, describe_relation
from policygraph.graph.curation.log import read
from policygraph.graph.curation.rulings import confirmed_items, rulings
from policygraph.schema.errors import UnknownNameError
from policygraph.schema.record import Record
from policygraph.schema.vocabulary import vocabulary

router = APIRouter()
LISTS = {  # of an article, as files
    "figures": ("status", "subject", "indicator", "value", "value_max", "unit", "start", "end", "quote"),
    "facts": ("subject", "predicate", "object", "inferred", "quote"),
}
COLUMNS = ("id", "title", "published", "publisher", "place", "url", "state", "error")


@router.get("/articles")
def articles(request: Request, q: str = "", place: str = "", state: str = "") -> Response:
    """The articles, the latest first, with what became of each."""
    site = site_of(request)
    state, form, lang = STATE.read(state), listing.wanted(request), language(request, site)
    with site.reading():
        everything = known.articles(site)
    words = q.casefold().split()
    found = [
        entry
        for entry in everything.values()
        if all(word in f"{known.name_of(entry)} {entry.id}".casefold() for word in words)
        and place.strip() in (entry.source.place or "")
    ]
    counts = Counter(entry.state for entry in found)
    chosen = [entry for entry in found if state in {"", entry.state}]
    if form:
        say = Words(lang)
        rows = [
            (e.id, e.source.title, e.source.published, e.source.publisher, e.source.place, e.url,
             say(f"articles.{e.state}"), known.reason_of(e, say.lang) or None)
            for e in chosen
        ]  # fmt: skip
        return listing.download(form, say("articles.title"), [say(f"articles.column_{c}") for c in COLUMNS], rows)
    return render(
        request, "articles.html", q=q, place=place, state=state, choices=STATE,
        name_of=known.name_of,
        reason_of=known.reason_of,
        part=listing.part(request, chosen), every=(len(found), listing.with_values(request, state=None, page=None)),
        counts=listing.by_choice(request, STATE, {name: counts[name] for name in STATE.names if counts[name]}, lang),
    )  # fmt: skip


@router.get("/article/{name:path}")
def article(request: Request, name: str, at: str = "", of: str = "") -> Response:
    """One article with its names and values highlighted; ``at`` marks the sentence with these offsets.

    As a file it is one of its `LISTS`, ``of``.
    """
    site = site_of(request)
    lang, form = language(request, site), listing.wanted(request)
    with site.reading() as workspace:
        entry = workspace.ledger.entry(name)
        if entry is None or entry.state == "removing":
            raise UnknownNameError(f"no article {name!r}; it may have been taken out").because("article", name=name)
        if entry.id != name:
            return RedirectResponse(addresses.page(addresses.article(entry.id), at=at) + ("#at" if at else ""))
        shown = site.recall(("article", entry.key), lambda: workspace.identified(entry.key))
        text = shown[0].text if shown else workspace.ledger.text(entry.key) or ""
        base = workspace.settings.base
        others = [
            (kind, workspace.ledger.entry(key))
            for kind, key in (("copy_of", entry.copy_of), ("superseded_by", entry.superseded_by))
            if key
        ]
        record = shown[0] if shown else Record(text=text)
        if form:
            return _file(form, known.name_of(entry), record, of if of in LISTS else next(iter(LISTS)), lang)
        ruled = site.recall("rulings", lambda: rulings(read(workspace.folder)))
        confirmed = confirmed_items(record, entry.key, ruled.confirmed)
    links = {id_: addresses.entity(iri, base) for id_, iri in shown[1].items()} if shown else {}
    offsets = marked(at, text)
    return render(
        request, "article.html", entry=entry, record=record, links=links, others=others, offsets=offsets,
        name_of=known.name_of,
        reason_of=known.reason_of,
        text=Markup(annotated_text(record, lang, links=links, at=offsets)),  # noqa: S704 - it escapes all text
        relations=[(relation, describe_relation(record, relation, lang)) for relation in record.relations],
        names={entity.id: entity.names[0] for entity in record.entities}, confirmed=confirmed,
    )  # fmt: skip


def _file(form: str, title: str, record: Record, of: str, lang: str) -> Response:
    """The figures or the links of an article as a file."""
    say, words = Words(lang), vocabulary()
    names = {entity.id: entity.names[0] for entity in record.entities}
    rows: list[tuple[Any, ...]]
    if of == "figures":
        rows = [
            (words.statuses[m.status].label(lang), names.get(m.subject or ""), m.indicator, m.value, m.value_max,
             m.unit, m.start, m.end, m.quote, m.confidence)
            for m in record.metrics
        ]  # fmt: skip
    else:
        rows = [
            (names.get(r.subject), words.predicates[r.predicate].label(lang), names.get(r.object), r.inferred, r.quote,
             r.confidence)
            for r in record.relations
        ]  # fmt: skip
    headings = [*(say(f"entity.column_{name}") for name in LISTS[of]), say("article.confidence")]
    return listing.download(form, f"{title[:60]} {say(f'entity.{of}')}", headings, rows)


def marked(at: str, text: str) -> tuple[int, int] | None:
    """The sentence that the offsets of an address (``10-14``) lie in; None where there are none or they lie outside."""
    first, _, last = at.partition("-")
    if not (first.isdecimal() and last.isdecimal() and len(at) < 20):
        return None
    start, end = int(first), int(last)
    return around(text, start, end) if start < end <= len(text) else None
