"""The path finder: how two entities are linked, each step with its sentence."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from policygraph.explore import known, listing
from policygraph.explore.portrait import labels
from policygraph.explore.rendering import language, render
from policygraph.explore.site import Site, site_of
from policygraph.explore.words import Words
from policygraph.graph import search
from policygraph.graph.evidence import Evidence
from policygraph.graph.links import Hop, Link, sentences
from policygraph.graph.workspace import Workspace
from policygraph.schema.vocabulary import vocabulary

router = APIRouter()
MOST_HOPS = 4
_CHAINS, _QUOTES, _OTHERS = 3, 2, 5
COLUMNS = ("chain", "start", "predicate", "end", "article", "published", "quote")


@dataclass(frozen=True, slots=True)
class End:
    """One end as it was typed: the entity that was taken for it, None where none fits, and others that fit."""

    asked: str
    iri: str | None
    label: str
    type: str
    others: tuple[search.Hit, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain as the page shows it."""

    hop: Hop
    start: tuple[str, str]
    end: tuple[str, str]
    evidence: tuple[Evidence, ...]


@router.get("/path")
def path(request: Request, a: str = "", b: str = "") -> Response:
    """The shortest chains between two entities."""
    site = site_of(request)
    form = listing.wanted(request)
    chains: list[list[Step]] = []
    with site.reading() as workspace:
        start, end = _end(workspace, a), _end(workspace, b)
        if start.iri and end.iri:
            found = known.links(site).chains(start.iri, end.iri, max_hops=MOST_HOPS, limit=_CHAINS)
            chains = [[_step(site, hop) for hop in chain] for chain in found]
        articles = known.articles(site)
    if form:
        return _file(form, language(request, site), chains)
    return render(request, "path.html", ends=(start, end), a=a, b=b, chains=chains, hops=MOST_HOPS, articles=articles)


def _end(workspace: Workspace, asked: str) -> End:
    asked = asked.strip()[:200]
    exact = workspace.find(asked) if asked else []
    hits = search.find(workspace.ledger.connection, asked)
    if exact:
        iri, type_, label = exact[0]
    elif hits:
        iri, type_, label = hits[0].iri, hits[0].type, hits[0].label
    else:
        return End(asked, None, "", "", ())
    return End(asked, iri, label, type_, tuple(hit for hit in hits if hit.iri != iri)[:_OTHERS])


def _step(site: Site, hop: Hop) -> Step:
    link = Link(hop.predicate, hop.forward, hop.end, 0, inferred=False)
    said = sentences(site.workspace.store, hop.start, link, _QUOTES)
    return Step(hop, labels(site, hop.start), labels(site, hop.end), tuple(said))


def _file(form: str, lang: str, chains: list[list[Step]]) -> Response:
    say, words = Words(lang), vocabulary().predicates
    rows = []
    for number, chain in enumerate(chains, 1):
        for step in chain:
            ends = (step.start[0], step.end[0]) if step.hop.forward else (step.end[0], step.start[0])
            rows += [
                (number, ends[0], words[step.hop.predicate].label(lang), ends[1], e.article, e.published, e.quote)
                for e in step.evidence
            ]
    return listing.download(form, say("path.title"), [say(f"path.column_{name}") for name in COLUMNS], rows)
