"""The guard at the door: who may ask, from where and how much; every answer leaves with its security headers.

References
----------
OWASP, *Cross-Site Request Forgery Prevention*, and the Fetch Metadata specification, for `Guard`'s second gate.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from policygraph.explore import admission
from policygraph.explore.words import LANGUAGES, Words

UPLOAD_MB, FORM_MB = 100, 2  # the largest body with files, and without
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
READS_ONLY = ("/sparql",)  # answers a POST without changing anything, so other sites' pages may send one
OPEN_PATHS = ("/login", "/static/")  # what a visitor sees before the token

_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:", "font-src 'self'", "connect-src 'self'", "manifest-src 'self'", "form-action 'self'",
        "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]  # as they are sent
_RAW_UNKEPT = [*_RAW, (b"cache-control", b"private, no-cache")]


@dataclass(frozen=True, slots=True)
class Door:
    """What the guard lets in.

    Attributes
    ----------
    hosts
        Names besides IP addresses and this machine's own under which people reach the site, say, of a reverse proxy.
    token
        What a visitor must know; None: nothing.
    lang
        The language of refusals.
    """

    hosts: Sequence[str] = ()
    token: str | None = None
    lang: str = "zh"


class Guard:
    """Refuses strange hosts, changes asked for by other sites, visitors without the token and bodies beyond bounds."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self.token = door.token
        self.hosts = {name.casefold() for name in (*door.hosts, "localhost", socket.gethostname())}
        self.lang = door.lang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers, path, method = Headers(scope=scope), scope["path"], scope["method"]
        most = 1_000_000 * (UPLOAD_MB if _is_multipart(headers) else FORM_MB)
        answer: ASGIApp = self.app
        if not is_known_host(headers.get("host", ""), self.hosts):
            answer = self._refusal(headers, 421, "host", host=_shown(headers.get("host", "")))
        elif method not in SAFE_METHODS and path not in READS_ONLY and _is_from_elsewhere(headers):
            answer = self._refusal(headers, 403, "elsewhere")
        elif _length(headers) > most:
            answer = self._refusal(headers, 413, "large", most=most // 1_000_000)
        elif self.token and not path.startswith(OPEN_PATHS) and not admission.may_enter(headers, self.token):
            if method in SAFE_METHODS and "text/html" in headers.get("accept", ""):
                answer = RedirectResponse(admission.login_address(scope), 303)
            else:
                answer = self._refusal(headers, 401, "token")
                answer.headers["WWW-Authenticate"] = 'Basic realm="policygraph", charset="UTF-8"'
        headed = _headed(send, path)
        try:
            asked = {**scope, "method": "GET"} if method == "HEAD" else scope  # the server leaves the body out
            await answer(asked, _bounded(receive, most), headed)
        except _TooLargeError:
            await self._refusal(headers, 413, "large", most=most // 1_000_000)(scope, receive, headed)

    def _refusal(self, headers: Headers, status: int, reason: str, **values: object) -> Response:
        """The refusal in the visitor's language: a page for browsers, a line for programs."""
        from policygraph.explore.rendering import COOKIE, environment  # which needs the site, which needs the guard

        chosen = admission.cookie(headers, COOKIE)
        lang = chosen if chosen in LANGUAGES else self.lang
        why = Words(lang)(f"guard.{reason}", **values)
        if "text/html" not in headers.get("accept", ""):
            return PlainTextResponse(why, status)
        page = environment(lang).get_template("door.html").render(lang=lang, why=why, back=status != 421)
        return HTMLResponse(page, status)


class _TooLargeError(BaseException):
    """A body went on beyond its bound. No page may catch it on its way to the guard."""


def _bounded(receive: Receive, most: int) -> Receive:
    """Receives a body up to a bound: one that came without a length, or lied about it, ends there."""
    left = most

    async def bounded() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise _TooLargeError
        return message

    return bounded


def _headed(send: Send, path: str) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name for name, _ in message["headers"]}
            added = _RAW if path.startswith("/static/") else _RAW_UNKEPT
            message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in given)]
        await send(message)

    return with_headers


def is_known_host(host: str, names: set[str]) -> bool:
    """Whether a Host header names this site: an IP address or a known name, with any port.

    A page of another site whose name was pointed at this machine (DNS rebinding) still says that name here.

    >>> [is_known_host(h, {"localhost"}) for h in ("127.0.0.1:8712", "[::1]:80", "LOCALHOST", "evil.example", "")]
    [True, True, True, False, False]
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if any(sign in host for sign in "/?#@\\ "):
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name.casefold().rstrip(".") in names
    return True


def _is_from_elsewhere(headers: Headers) -> bool:
    """Whether a page of another site had the browser send this; programs other than browsers say neither."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.casefold() != headers.get("host", "").casefold()


def _is_multipart(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("multipart/form-data")


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _shown(host: str) -> str:
    return "".join(c for c in host[:100] if c.isprintable())
