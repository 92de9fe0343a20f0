"""Rendering: templates with the words of the visitor's language; article text is escaped always."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from policygraph.explore import addresses, csrf, known
from policygraph.explore.listing import with_values
from policygraph.explore.site import Site, site_of
from policygraph.explore.words import LANGUAGES, Words
from policygraph.graph.curation.log import ACTS
from policygraph.graph.figures import claimed, figure, reached, when
from policygraph.graph.tracking.rows import VERDICTS
from policygraph.graph.tracking.telling import verdict
from policygraph.schema.vocabulary import vocabulary

COOKIE, THEME_COOKIE, _YEAR_S = "lang", "theme", 365 * 24 * 3600
THEMES = ("auto", "light", "dark")  # auto: as the visitor's system; a click leads to the next
NAVIGATION = (  # the pages in the head of every page: address, and its name in words.toml
    ("/targets", "targets"),
    ("/indicators", "indicators"),
    ("/entities", "entities"),
    ("/articles", "articles"),
    ("/path", "path"),
    ("/compare", "compare"),
    ("/silence", "silence"),
    ("/curate", "curate"),
    ("/workspace", "workspace"),
)
_ABOUT_ARTICLES = {path for path, _ in NAVIGATION} - {"/curate", "/workspace"} | {"/", "/search"}  # empty without any


def language(request: Request, site: Site) -> str:
    """The visitor's language: what the address says (``?lang=en``), else the cookie, else that of the site."""
    for value in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if value in LANGUAGES:
            return value
    return site.lang


def theme_of(request: Request) -> str:
    """The visitor's theme: what the address says (``?theme=dark``), else the cookie, else that of the system."""
    for value in (request.query_params.get("theme"), request.cookies.get(THEME_COOKIE)):
        if value in THEMES:
            return value
    return THEMES[0]


def render(request: Request, template: str, /, *, status: int = 200, **values: Any) -> Response:
    """A page from a template; language and theme that the address names are remembered in cookies."""
    site = site_of(request)
    lang, theme = language(request, site), theme_of(request)
    page = (
        environment(lang)
        .get_template(template)
        .render(
            csrf_field=partial(csrf.field, request),
            base=site.workspace.settings.base,
            done=_done(request),
            behind=site.behind,
            download=tuple((form, with_values(request, format=form)) for form in addresses.FORMATS),
            here=request.url.path,
            lang=lang,
            navigation=NAVIGATION,
            switch=_switch(request, lang="zh" if lang == "en" else "en"),
            theme=theme,
            theme_switch=_switch(request, theme=THEMES[(THEMES.index(theme) + 1) % len(THEMES)]),
            title=site.title,
            unread=_unread(request, site) if status == HTTPStatus.OK else None,
            writable=site.writable,
            **values,
        )
    )
    response = HTMLResponse(page, status)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, lang, max_age=_YEAR_S, samesite="lax", httponly=True)
    if request.query_params.get("theme") in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=_YEAR_S, samesite="lax", httponly=True)
    csrf.remember(request, response)
    return response


@cache
def environment(lang: str) -> Environment:
    """Jinja2 with autoescape for every template, and what all templates use."""
    made = Environment(
        loader=PackageLoader("policygraph.explore", "data/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    words = vocabulary()
    made.globals |= {
        "say": Words(lang),
        "figure": partial(figure, lang=lang),
        "amount": partial(claimed, lang=lang),
        "reached": partial(reached, lang=lang),
        "when": partial(when, lang=lang),
        "verdict": {name: verdict(name, lang) for name in VERDICTS},
        "link": addresses,
        "types": {name: term.label(lang) for name, term in words.types.items()},
        "predicates": {name: term.label(lang) for name, term in words.predicates.items()},
        "statuses": {name: term.label(lang) for name, term in words.statuses.items()},
        "measures": {name: term.label(lang) for name, term in words.measures.items()},
    }
    return made


def _unread(request: Request, site: Site) -> int | None:
    """On a page about articles, where none was read: how many files could not be; else None."""
    states = known.states(site)
    failed = states.get("failed", 0)
    if request.url.path not in _ABOUT_ARTICLES or states.keys() - {"failed"}:
        return None
    return None if failed and request.url.path == "/articles" else failed  # which lists them


def _done(request: Request) -> tuple[str, str] | None:
    """The number and kind of the decision that the address says was just taken."""
    number, kind = request.query_params.get("done", ""), request.query_params.get("did", "")
    return (number, kind) if number.isdecimal() and len(number) < 10 and kind in ACTS else None


def _switch(request: Request, **chosen: str) -> str:
    """This page with another language or theme."""
    kept: Mapping[str, str] = {name: value for name, value in request.query_params.items() if name not in chosen}
    return f"?{urlencode({**kept, **chosen})}"
