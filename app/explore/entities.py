"""Entities: the list by type, and each with its names, links, figures and mentions."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from policygraph.explore import addresses, known, listing, mentions, portrait, things
from policygraph.explore.choices import TYPE
from policygraph.explore.rendering import language, render
from policygraph.explore.site import site_of
from policygraph.explore.targets import as_file
from policygraph.explore.words import Words
from policygraph.graph import search
from policygraph.graph.names import nearest
from policygraph.graph.resolution import redirects
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import UnknownNameError
from policygraph.schema.vocabulary import vocabulary

router = APIRouter()
_FACTS, _FIGURES, _ARTICLES, _TARGETS = 20, 10, 10, 20  # on a page
LISTS = ("facts", "figures", "mentions", "targets")  # of an entity, as files


@router.get("/entities")
def entities(request: Request, type: str = "") -> Response:  # noqa: A002 - the name in the address
    """The entities of a type, those first that most articles name."""
    site = site_of(request)
    lang, types = language(request, site), vocabulary().types
    kind = TYPE.read(type) or None
    form = listing.wanted(request)
    with site.reading():
        found = known.entities(site, kind)
        counts = known.counts(site)
    if form:
        say = Words(lang)
        headings = [say(f"entities.column_{name}") for name in ("label", "type", "articles")]
        rows = [(one.label, types[one.type].label(lang), one.articles) for one in found]
        title = types[kind].label(lang) if kind else say("entities.title")
        return listing.download(form, title, headings, rows)
    return render(
        request, "entities.html", kind=kind, choices=TYPE, part=listing.part(request, found),
        total=sum(counts.values()),
        every=listing.with_values(request, type=None, page=None),
        counts=listing.by_choice(request, TYPE, {name: n for name, n in counts.items() if n}, lang),
    )  # fmt: skip


@router.get("/entity/{path:path}")
def entity(request: Request, path: str, of: str = "") -> Response:
    """One entity: its names, its links and figures with their sentences, its targets, every mention."""
    site = site_of(request)
    lang = language(request, site)
    form = listing.wanted(request)
    with site.reading() as workspace:
        base = workspace.settings.base
        iri = base + path
        label, kind = portrait.labels(site, iri)
        if not kind:
            passed = {key: value for key, value in request.query_params.items() if key in {"done", "did"}}
            return RedirectResponse(addresses.page(addresses.entity(_leads_to(workspace, path), base), **passed))
        if form:
            which = of if of in LISTS else LISTS[0]
            if which == "targets":
                return as_file(form, label, known.targets_of(site).get(iri, []), lang)
            columns, rows = portrait.table(site, which, iri, lang)
            say = Words(lang)
            headings = [say(f"entity.column_{name}") for name in columns]
            return listing.download(form, f"{label} {say(f'entity.{which}')}", headings, rows)
        names = workspace.ledger.connection.execute(
            "SELECT name, articles FROM names WHERE iri = ? ORDER BY name <> ?, articles DESC, name", (iri, label)
        ).fetchall()
        facts = listing.part(request, known.links(site).of(iri), name="facts", size=_FACTS, anchor="#facts")
        figures = listing.part(
            request, portrait.indicators(site, iri), name="figures", size=_FIGURES, anchor="#figures"
        )
        named = listing.part(request, mentions.articles(site, iri), name="in", size=_ARTICLES, anchor="#mentions")
        targets = known.targets_of(site).get(iri, [])
        return render(
            request, "entity.html", iri=iri, data=things.json_ld(workspace, iri), kind=kind,
            label=label, names=names, articles=known.articles(site), facts=facts,
            groups=portrait.groups(site, iri, facts.items), figures=figures,
            measured=[portrait.figures(site, core, claims, lang) for core, claims in figures.items],
            targets=targets[:_TARGETS], more_targets=max(0, len(targets) - _TARGETS), named=named,
            places=mentions.places(workspace, named.items, iri),
        )  # fmt: skip


def _leads_to(workspace: Workspace, path: str) -> str:
    """The entity that an old address or a bare name leads to; raises `UnknownNameError` with the nearest names."""
    connection, base = workspace.ledger.connection, workspace.settings.base
    found = redirects.target(connection, base, base + path)
    if found and found != base + path:
        return found
    name = path.rpartition("/")[2] if path.partition("/")[0] in vocabulary().types else path
    exact = workspace.find(name)
    if exact:
        return exact[0][0]
    close = nearest(name, sorted(search.alike(connection, name)))
    raise UnknownNameError(f"no entity is called {name!r}", close).because("entity", name=name)
