"""A token on every change: only a form that this site made can change something.

A template puts ``{{ csrf_field() }}`` into each form that changes something; the route that answers it says
``dependencies=[Depends(csrf.check)]``. A test holds every route that changes something to it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from fastapi import HTTPException, Request, Response
from markupsafe import Markup

COOKIE, FIELD, HEADER = "policygraph_csrf", "csrf", "x-csrf-token"
_KEY = secrets.token_bytes(32)  # of this run: forms of an earlier one are asked for again


def token_of(request: Request) -> str:
    """The token of this visitor's forms; `remember` hands out the cookie that it belongs to."""
    visitor = request.cookies.get(COOKIE) or getattr(request.state, "csrf_visitor", None)
    if not visitor:
        visitor = secrets.token_urlsafe(24)
        request.state.csrf_visitor = visitor
    return hmac.new(_KEY, visitor.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def field(request: Request) -> Markup:
    """The hidden field of a form that changes something."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token_of(request))


def remember(request: Request, response: Response) -> None:
    """Give a new visitor, for whom a form was made, the cookie that the form's token belongs to."""
    visitor = getattr(request.state, "csrf_visitor", None)
    if visitor:
        response.set_cookie(COOKIE, visitor, httponly=True, samesite="lax", secure=request.url.scheme == "https")


async def check(request: Request) -> None:
    """Let a change pass whose form field or header holds the visitor's token; raises 403 for any other."""
    shown = request.headers.get(HEADER)
    if shown is None:
        value = (await request.form()).get(FIELD)
        shown = value if isinstance(value, str) else ""
    known = COOKIE in request.cookies
    if not (known and hmac.compare_digest(shown.encode("utf-8", "replace"), token_of(request).encode())):
        from policygraph.explore.rendering import language
        from policygraph.explore.site import site_of
        from policygraph.explore.words import Words

        raise HTTPException(403, Words(language(request, site_of(request)))("guard.stale"))
