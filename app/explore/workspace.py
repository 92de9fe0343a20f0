"""The workspace page: what is in here, files to add and how far they are read, articles to take out."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, UploadFile
from fastapi import File as FileField
from fastapi.responses import RedirectResponse, Response

from policygraph.explore import addresses, csrf, known, listing, uploads
from policygraph.explore.guard import UPLOAD_MB
from policygraph.explore.intake import File, Intake
from policygraph.explore.rendering import language, render
from policygraph.explore.site import Site, site_of
from policygraph.explore.words import Words
from policygraph.graph.ledger import Entry
from policygraph.schema.errors import UnknownNameError

router = APIRouter()
COLUMNS = ("file", "reason", "added", "id")  # of the failures
_FEW, _FAILURES = 10, 100  # latest articles, failures on the page


@router.get("/workspace")
def workspace(request: Request, removed: str = "") -> Response:
    """What is in here and what is being read; as a file, what could not be read."""
    site = site_of(request)
    form = listing.wanted(request)
    with site.reading():
        everything = known.articles(site)
        states = Counter(entry.state for entry in everything.values())
        failed = [entry for entry in everything.values() if entry.error]
        if form:
            say = Words(language(request, site))
            headings = [say(f"workspace.column_{name}") for name in COLUMNS]
            rows = [(known.name_of(e), known.reason_of(e, say.lang), e.added[:10], e.id) for e in failed]
            return listing.download(form, say("workspace.failures"), headings, rows)
        latest = sorted(everything.values(), key=lambda entry: (entry.added, entry.key), reverse=True)
    return render(
        request, "workspace.html", jobs=_intake(request).jobs(), states=states, failed=failed[:_FAILURES],
        reason_of=known.reason_of,
        failed_count=len(failed), latest=list(islice((e for e in latest if not e.error), _FEW)), removed=removed[:200],
        name_of=known.name_of, kinds=uploads.kinds(), most_files=uploads.MOST_FILES, most_mb=uploads.MOST_MB,
        total_mb=UPLOAD_MB,
    )  # fmt: skip


@router.post("/workspace", dependencies=[Depends(csrf.check)])
def add(request: Request, files: Annotated[list[UploadFile], FileField()]) -> Response:
    """Keep the files and have them read; the page tells how far that is."""
    site = site_of(request)
    _may_write(request, site)
    lang = language(request, site)
    taken: list[File] = []
    for number, upload in enumerate(files):
        name = uploads.clean(upload.filename or "")
        try:
            if number >= uploads.MOST_FILES:
                raise uploads.RefusedError(Words(lang)("workspace.many", most=uploads.MOST_FILES))
            taken.append(File(name, uploads.keep(site.workspace.folder, name, upload.file, lang)))
        except uploads.RefusedError as error:
            taken.append(File(name, None, "refused", (str(error),)))
            if number >= uploads.MOST_FILES:
                break
    _intake(request).take(taken)
    return RedirectResponse("/workspace", 303)


@router.get("/workspace/remove")
def ask(request: Request, article: str = "") -> Response:
    """What would go with an article, and the button that takes it out."""
    if not article:
        return RedirectResponse("/workspace", 303)
    site = site_of(request)
    _may_write(request, site)
    with site.reading() as workspace:
        entry = _entry(site, article)
        record = workspace.ledger.record(entry.key)
        uploaded = uploads.is_upload(workspace.folder, entry.path)
    return render(request, "remove.html", entry=entry, record=record, uploaded=uploaded, name=known.name_of(entry))


@router.post("/workspace/remove", dependencies=[Depends(csrf.check)])
def remove(request: Request, article: Annotated[str, Form()]) -> Response:
    """Take an article out, and the file that was uploaded for it."""
    site = site_of(request)
    _may_write(request, site)
    with site.writing() as workspace:
        entry = _entry(site, article)
        workspace.remove(entry.key)
        others = any(other.path == entry.path for other in workspace.articles())
        if uploads.is_upload(workspace.folder, entry.path) and not others:
            Path(str(entry.path)).unlink(missing_ok=True)
    return RedirectResponse(addresses.page("/workspace", removed=known.name_of(entry)), 303)


def _entry(site: Site, article: str) -> Entry:
    entry = site.workspace.ledger.entry(article)
    if entry is None or entry.state == "removing":
        raise UnknownNameError(f"no article {article!r}; it may have been taken out").because("article", name=article)
    return entry


def _intake(request: Request) -> Intake:
    intake: Intake = request.app.state.intake
    return intake


def _may_write(request: Request, site: Site) -> None:
    """Raises 403 with the reason where this site only reads."""
    if not site.writable:
        raise HTTPException(403, Words(language(request, site))("workspace.read_only"))
