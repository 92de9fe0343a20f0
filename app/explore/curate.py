"""Curation: questions that wait, a preview of each decision, the decisions taken, the one route that decides."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from policygraph.explore import csrf, deciding, known, listing, questions
from policygraph.explore.admission import onward
from policygraph.explore.deciding import Asked
from policygraph.explore.questions import Item
from policygraph.explore.rendering import language, render
from policygraph.explore.site import Site, site_of
from policygraph.explore.words import Words
from policygraph.graph.curation.rehearsal import Change
from policygraph.graph.curation.review import Standing, review
from policygraph.graph.tracking.rows import Row
from policygraph.schema.errors import CurationError

router = APIRouter()
COLUMNS = ("number", "act", "about", "who", "when", "why", "state")
WHO, _YEAR_S = "who", 365 * 24 * 3600  # the cookie with the name that was filled in last
_TARGETS = 12

Several = Annotated[list[str], Query()]
SeveralFields = Annotated[list[str], Form()]


@router.get("/curate")
def queue(request: Request, at: str = "1") -> Response:
    """One question at a time; skipping it asks the next. As a file, all that wait."""
    site = site_of(request)
    form = listing.wanted(request)
    with site.reading():
        waiting = questions.waiting(site)
        if form:
            say = Words(language(request, site))
            headings = [say(f"curate.column_{name}") for name in questions.COLUMNS]
            return listing.download(form, say("curate.heading"), headings, questions.table(site, waiting, say))
        number = min(max(int(at[:6]) if at.isdecimal() else 1, 1), max(len(waiting), 1))
        question = waiting[number - 1] if waiting else None
        pair = question is not None and bool(question.sides)
        if question and not pair:
            question = questions.current(site, question)
        sides = [questions.side(site, iri) for iri in question.sides] if question else []
        change = questions.merged(site, question) if question and pair and site.writable else None
        return render(
            request, "curate.html", number=number, count=len(waiting), most=questions.MOST, question=question,
            sides=sides, change=change, item=questions.item(site, question.item) if question and not pair else None,
            targets=_targets(site, change), who=_who(request),
            after=number + 1 if number < len(waiting) else 1, before=number - 1,
        )  # fmt: skip


@router.get("/curate/decisions")
def decisions(request: Request) -> Response:
    """What people decided, the latest first, each with what became of it."""
    site = site_of(request)
    form = listing.wanted(request)
    say = Words(language(request, site))
    with site.reading() as workspace:
        found = site.recall("decisions", lambda: review(workspace))[::-1]
    if form:
        rows = [
            (s.entry.id, say(f"curate.did_{s.entry.do}"), s.about(), s.entry.who, s.entry.when, s.entry.why,
             say(f"curate.state_{s.state}"))
            for s in found
        ]  # fmt: skip
        headings = [say(f"curate.column_{name}") for name in COLUMNS]
        return listing.download(form, say("curate.decisions"), headings, rows)
    return render(request, "decisions.html", part=listing.part(request, found))


@router.get("/curate/preview")
def preview(
    request: Request, do: str = "", entity: Several = [], part: Several = [], article: Several = [],  # noqa: B006
    item: str = "", name: str = "", type: str = "", number: str = "", back: str = "/curate",  # noqa: A002
) -> Response:  # fmt: skip
    """What a decision would change, and the button that decides."""
    if not do:
        return RedirectResponse("/curate", 303)
    site = site_of(request)
    _may_write(request, site)
    asked = Asked(do, tuple(entity), tuple(part), tuple(article), item, name, type, number)
    with site.reading() as workspace:
        try:
            change = deciding.rehearse(site, asked)[1]
        except CurationError as error:
            return _preview(request, asked, back, error=error)
        undone = next((s for s in review(workspace) if str(s.entry.id) == number), None) if do == "undo" else None
        return _preview(
            request, asked, back, change=change, undone=undone, row=known.rows_by_metric(site).get(item),
            item=questions.item(site, item) if item else None,
        )  # fmt: skip


@router.post("/curate", dependencies=[Depends(csrf.check)])
def decide(
    request: Request, do: Annotated[str, Form()], entity: SeveralFields = [], part: SeveralFields = [],  # noqa: B006
    article: SeveralFields = [], item: Annotated[str, Form()] = "", name: Annotated[str, Form()] = "",  # noqa: B006
    type: Annotated[str, Form()] = "", number: Annotated[str, Form()] = "",  # noqa: A002
    who: Annotated[str, Form()] = "", why: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/curate",
) -> Response:  # fmt: skip
    """Log and apply a decision, and lead back to where it was taken, with the number to undo it."""
    site = site_of(request)
    _may_write(request, site)
    asked = Asked(do, tuple(entity), tuple(part), tuple(article), item, name, type, number)
    try:
        entry = deciding.decide(site, asked, who=who, why=why)
    except CurationError as error:
        return _preview(request, asked, back, error=error)
    answer = RedirectResponse(_with_notice(onward(back), entry.do, entry.id), 303)
    if who.strip():
        answer.set_cookie(WHO, quote(who.strip()[:100]), max_age=_YEAR_S, samesite="lax", httponly=True)
    return answer


def _preview(
    request: Request, asked: Asked, back: str, *, error: CurationError | None = None, change: Change | None = None,
    item: Item | None = None, row: Row | None = None, undone: Standing | None = None,
) -> Response:  # fmt: skip
    """The page that says what a decision would change, or why it makes no sense."""
    site = site_of(request)
    told = deciding.told(error, language(request, site)) if error else ""
    return render(
        request, "preview.html", status=400 if error else 200, asked=asked, error=told, change=change, item=item,
        row=row, undone=undone, targets=_targets(site, change), back=onward(back), who=_who(request),
    )  # fmt: skip


def _may_write(request: Request, site: Site) -> None:
    """Raises 403 with the reason where this site only reads."""
    if not site.writable:
        raise HTTPException(403, Words(language(request, site))("curate.read_only"))


def _who(request: Request) -> str:
    return unquote(request.cookies.get(WHO, ""))[:100]


def _with_notice(address: str, do: str, number: int) -> str:
    """The address with what was done: every page then says so, and offers to undo it."""
    parts = urlsplit(address)
    kept = [pair for pair in parts.query.split("&") if pair and not pair.startswith(("done=", "did="))]
    return urlunsplit(parts._replace(query="&".join([*kept, f"done={number}", f"did={do}"]), fragment=""))


def _targets(site: Site, change: Change | None) -> dict[str, list[Row]]:
    """The targets of the entities that a decision touches, a few of each."""
    if change is None:
        return {}
    found = known.targets_of(site)
    return {one.iri: found[one.iri][:_TARGETS] for one in change.before if one.iri in found}
