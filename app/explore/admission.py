"""Coming in with a token: a login page and a cookie for people, Bearer or Basic for programs; never in an address."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import Headers
from starlette.types import Scope

COOKIE = "policygraph_pass"
_WEEK_S = 7 * 24 * 3600

router = APIRouter()


def may_enter(headers: Headers, token: str) -> bool:
    """Whether a request shows the pass of `login`, or the token itself as Bearer or as the password of Basic."""
    if is_pass(cookie(headers, COOKIE), token):
        return True
    kind, _, value = _utf8(headers.get("authorization", "")).partition(" ")
    if kind.casefold() == "basic":
        try:
            value = base64.b64decode(value, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return False
    elif kind.casefold() != "bearer":
        return False
    return same(value.strip(), token)


def cookie(headers: Headers, name: str) -> str:
    """A cookie that came with a request; "" for none, or where the header is none of cookies."""
    try:
        shown = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return shown.value if shown is not None else ""


def _utf8(header: str) -> str:
    """A header as it was meant: the protocol knows Latin-1, a token may be in any script."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing about where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def make_pass(token: str, *, now: float | None = None) -> str:
    """A pass for a week: the time it ends, signed with the token, which cannot be read from it.

    >>> is_pass(make_pass("t", now=0), "t", now=60), is_pass(make_pass("t", now=0), "u", now=60)
    (True, False)
    >>> is_pass(make_pass("t", now=0), "t", now=8 * 24 * 3600)
    False
    """
    end = str(int((time.time() if now is None else now) + _WEEK_S))
    return f"{end}.{_sign(end, token)}"


def is_pass(text: str, token: str, *, now: float | None = None) -> bool:
    """Whether a pass is signed with the token and has not ended."""
    end, _, signature = text.partition(".")
    if not (end.isascii() and end.isdigit() and same(signature, _sign(end, token))):
        return False
    return int(end) > (time.time() if now is None else now)


def _sign(text: str, token: str) -> str:
    return hmac.new(token.encode(), f"policygraph pass {text}".encode(), hashlib.sha256).hexdigest()


def login_address(scope: Scope) -> str:
    """The login page, which leads back to where the visitor was going."""
    query = scope["query_string"].decode("latin-1")
    return f"/login?next={quote(scope['path'] + ('?' + query if query else ''), safe='/')}"


def onward(address: str) -> str:
    """An address of this site: what leads elsewhere becomes the home page.

    >>> onward("/targets?place=x"), onward("//evil.example/"), onward("https://evil.example")
    ('/targets?place=x', '/', '/')
    """
    parts = urlsplit(address) if address.isprintable() else None
    if parts is None or parts.scheme or parts.netloc or not address.startswith("/") or address[1:2] in {"/", "\\"}:
        return "/"
    return address


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - what addresses call it everywhere
    """The form that asks for the token."""
    from policygraph.explore.rendering import render

    return render(request, "login.html", onward=onward(next), wrong=False)


@router.post("/login")
def login(request: Request, token: str = Form(max_length=1000), next: str = Form("/")) -> Response:  # noqa: A002
    """Let in who knows the token; the cookie is out of reach of scripts and of other sites."""
    from policygraph.explore.rendering import render
    from policygraph.explore.site import site_of

    wanted = site_of(request).token
    if wanted is None:
        return RedirectResponse(onward(next), 303)
    if not same(token, wanted):
        time.sleep(0.5)  # guessing takes its time
        return render(request, "login.html", status=403, onward=onward(next), wrong=True)
    answer = RedirectResponse(onward(next), 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, make_pass(wanted), max_age=_WEEK_S, httponly=True, samesite="lax", secure=secure)
    return answer
