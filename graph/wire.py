"""The line to a SPARQL server: one request and its whole answer, with time-outs, retries and the errors named."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import IO

import httpx

from policygraph.graph.server import PASSWORD, TIMEOUT, TOKEN, USER
from policygraph.schema.errors import WorkspaceError

_TRIES = 4
_WAIT_S = 0.25  # before the first retry, doubled each time
_CONNECT_S = 10.0
_TIMEOUT_S = 300.0
IN_MEMORY = 8_000_000  # bytes of an answer; more goes to a temporary file
_PASSING = {429, 502, 503, 504}
_SHOWN = 300  # characters of what a server says about an error


class RefusedError(Exception):
    """The server answered, and the answer was an error; the argument says which."""


@dataclass(frozen=True, slots=True)
class Body:
    """A whole answer, its media type and what else its head says."""

    file: IO[bytes]
    media: str
    headers: Mapping[str, str]

    def close(self) -> None:
        """Let go of the answer."""
        self.file.close()


class _Credentials(httpx.DigestAuth):
    """A user and a password: HTTP Basic, or Digest where Basic is not taken, as by Virtuoso."""

    def __init__(self, user: str, password: str) -> None:
        super().__init__(user, password)
        self._basic: httpx.BasicAuth | None = httpx.BasicAuth(user, password)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request with the credentials, and again in the other form after a 401."""
        if self._basic:
            response = yield next(self._basic.auth_flow(request))
            if response.status_code != 401:
                return
            self._basic = None
            del request.headers["Authorization"]
        yield from super().auth_flow(request)


class Wire:
    """Sends requests, with credentials to the address that was asked for only: redirects are not followed."""

    def __init__(self, auth: httpx.Auth | None, headers: Mapping[str, str], timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._client = httpx.Client(
            auth=auth, headers=headers, timeout=httpx.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s))
        )

    @classmethod
    def from_environment(cls) -> Wire:
        """A line with what ``POLICYGRAPH_STORE_…`` says; raises `WorkspaceError` where that makes no sense."""
        user, password, token = (os.environ.get(name) for name in (USER, PASSWORD, TOKEN))
        if (user is None) != (password is None) or (token and user is not None):
            raise WorkspaceError(f"the environment must give {USER} and {PASSWORD}, or {TOKEN} alone, or none of them")
        if token and not (token.isascii() and token.isprintable()):
            raise WorkspaceError(f"{TOKEN} holds signs that no token has; copy it again without line ends")
        told = os.environ.get(TIMEOUT, str(_TIMEOUT_S))
        try:
            timeout_s = float(told)
        except ValueError:
            timeout_s = 0
        if not 0 < timeout_s < 1_000_000:
            raise WorkspaceError(f"{TIMEOUT} is {told!r}; give a number of seconds, such as {_TIMEOUT_S:.0f}")
        auth = _Credentials(user, password or "") if user is not None else None
        return cls(auth, {"Authorization": f"Bearer {token}"} if token else {}, timeout_s)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        content: bytes | None = None,
        data: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        safe: bool = False,
    ) -> Body:
        """Send a request and take its answer.

        Parameters
        ----------
        safe
            The request changes nothing, so that it may be sent again when an answer fails to come or the server is
            busy. Others are sent again only where no connection came about, so that the server never saw them.

        Raises
        ------
        RefusedError
            When the server answers with an error.
        WorkspaceError
            When no answer comes, or credentials are not accepted.
        """
        for attempt in range(1, _TRIES + 1):
            last = attempt == _TRIES
            try:
                with self._client.stream(
                    method, url, headers=headers, content=content, data=data, params=params or None
                ) as response:
                    if response.status_code in _PASSING and safe and not last:
                        wait_s = _wait(attempt, response.headers.get("Retry-After"))
                    else:
                        return self._take(url, response)
            except httpx.TimeoutException as error:
                if not isinstance(error, httpx.ConnectTimeout) or last:  # a second try would take as long
                    raise WorkspaceError(
                        f"the store {url} did not answer within {self._timeout_s:g} s; ask for less, or give it more "
                        f"time by {TIMEOUT}"
                    ) from error
                wait_s = _wait(attempt)
            except httpx.TransportError as error:
                if last or not (safe or isinstance(error, httpx.ConnectError)):
                    raise WorkspaceError(
                        f"the store {url} cannot be reached: {error or type(error).__name__}; see to it that the "
                        "server runs and that `store` in workspace.toml names it"
                    ) from error
                wait_s = _wait(attempt)
            time.sleep(wait_s)
        raise AssertionError("the last try answers or raises")

    def _take(self, url: str, response: httpx.Response) -> Body:
        if response.status_code in {401, 403}:
            raise WorkspaceError(
                f"the store {url} asks who we are ({response.status_code}); say it in the environment, "
                f"{USER} and {PASSWORD}, or {TOKEN}"
            )
        if response.is_redirect:
            raise WorkspaceError(
                f"the store {url} leads on to {response.headers.get('Location')!r}; name that address in workspace.toml"
            )
        if response.is_error:
            said = next(response.iter_text(_SHOWN), "").strip().replace("\n", " ")
            raise RefusedError(f"{url} says {response.status_code} {said or response.reason_phrase}")
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - read later, row by row
        for piece in response.iter_bytes():
            file.write(piece)
        file.seek(0)
        media: str = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Body(file, media, response.headers)

    def close(self) -> None:
        """Hang up."""
        self._client.close()


def _wait(attempt: int, asked: str | None = None) -> float:
    """Seconds until the next try; what the server asks for counts, within reason."""
    own: float = _WAIT_S * 2 ** (attempt - 1)
    return max(own, min(float(asked), 30.0)) if asked and asked.isdigit() else own
