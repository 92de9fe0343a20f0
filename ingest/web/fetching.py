"""A polite fetcher: robots.txt, a pause per host, conditional requests, retries, bounded size and time."""

from __future__ import annotations

import email.utils
import time
from dataclasses import dataclass, replace
from types import TracebackType
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpcore
import httpx

from policygraph.ingest.web.cache import Cache, Head
from policygraph.ingest.web.guard import GuardedBackend, MetadataAddressError, PrivateAddressError, checked
from policygraph.ingest.web.options import Web
from policygraph.schema.errors import SourceError

AGENT = "policygraph"
_HOPS = 5
_AGAIN = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_ROBOTS_MAX = 512 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: where redirects led, its type as the server names it, its bytes."""

    url: str
    content_type: str
    content: bytes


class _RetryError(Exception):
    """Try again, after `wait_s` where the server says so."""

    def __init__(self, reason: str, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


class Fetcher:
    """Fetches pages, one after the other. Use it as a context manager."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.cache = Cache(web.cache)
        self.robots: dict[str, RobotFileParser | None] = {}
        self.next_at: dict[str, float] = {}
        transport = httpx.HTTPTransport()
        transport._pool = httpcore.ConnectionPool(  # httpx hands no backend on
            ssl_context=httpx.create_ssl_context(), network_backend=GuardedBackend(allow_private=web.allow_private)
        )
        self.client = httpx.Client(
            transport=transport, follow_redirects=False, trust_env=False, timeout=min(15.0, web.timeout_s),
            headers={"User-Agent": f"{AGENT} (reads policy articles; obeys robots.txt)", "Accept-Language": "zh,en"},
        )  # fmt: skip

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def get(self, address: str, *, fresh_s: float | None = None) -> Page:
        """The page at an address.

        Parameters
        ----------
        address
            Where it is.
        fresh_s
            So old a page in the cache is taken without asking; None: as the options say.

        Raises
        ------
        SourceError
            For an address that robots.txt or the guard forbids, that answers with an error, or beyond the limits.
        """
        address = checked(address)
        known = self.cache.get(address)
        age = self.web.fresh_s if fresh_s is None else fresh_s
        if known is not None and 0 <= time.time() - known[0].fetched < age:
            return Page(known[0].url, known[0].content_type, known[1])
        wait = self.web.pause_s or 0.1
        for attempt in range(1, self.web.tries + 1):
            try:
                return self._follow(address, known)
            except _RetryError as error:
                pause = error.wait_s if error.wait_s is not None else wait
                if attempt == self.web.tries or pause > self.web.wait_most_s:
                    raise SourceError(f"{address}: {error} after {attempt} tries; try again later") from error
                time.sleep(pause)
                wait *= 2
        raise SourceError(f"{address}: no tries are allowed; set at least 1")

    def _follow(self, address: str, known: tuple[Head, bytes] | None) -> Page:
        """The page, over at most so many redirects, each of them checked as an address of its own."""
        url = address
        for _ in range(_HOPS + 1):
            self._ask_robots(url)
            response, content = self._request(url, known[0] if known else None, self.web.max_bytes)
            if response.status_code in _MOVED and "location" in response.headers:
                url = checked(urljoin(url, response.headers["location"]))
                continue
            if response.status_code == 304 and known:
                self.cache.put(address, replace(known[0], fetched=time.time()), None)
                return Page(known[0].url, known[0].content_type, known[1])
            if response.status_code in _AGAIN:
                raise _RetryError(f"the server answers {response.status_code}", _retry_after(response))
            if response.status_code != 200:
                raise SourceError(f"{url}: the server answers {response.status_code}; check the address")
            head = Head(
                url, response.headers.get("content-type", ""), time.time(), response.headers.get("etag"),
                response.headers.get("last-modified"),
            )  # fmt: skip
            self.cache.put(address, head, content)
            return Page(url, head.content_type, content)
        raise SourceError(f"{address}: leads over more than {_HOPS} redirects; give the address where it ends")

    def _request(self, url: str, known: Head | None, most: int) -> tuple[httpx.Response, bytes]:
        headers = {}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.modified:
            headers["If-Modified-Since"] = known.modified
        self._pause(url)
        until = time.monotonic() + self.web.timeout_s
        content = bytearray()
        try:
            with self.client.stream("GET", url, headers=headers) as response:
                # as they come, in no larger pieces: a page that drips is seen in time
                for chunk in response.iter_bytes() if response.status_code == 200 else ():
                    content += chunk
                    if len(content) > most:
                        raise SourceError(f"{url}: holds more than {most // 1024} KB; fetch it yourself, give the file")
                    if time.monotonic() > until:
                        raise SourceError(f"{url}: takes more than {self.web.timeout_s:g} seconds; try again later")
                return response, bytes(content)
        except PrivateAddressError as error:
            raise SourceError(
                f"{url}: {error}; machines of a private network are asked only with --allow-private"
            ) from error
        except MetadataAddressError as error:
            raise SourceError(f"{url}: {error}; such addresses are never asked") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.DecodingError) as error:
            raise SourceError(f"{url}: cannot be read ({error}); check the address") from error
        except (httpx.TransportError, httpcore.NetworkError, httpcore.TimeoutException) as error:
            raise _RetryError(f"cannot be reached ({error or type(error).__name__})") from error

    def _pause(self, url: str) -> None:
        """Wait until the host may be asked again."""
        host = urlsplit(url).netloc
        left = self.next_at.get(host, 0.0) - time.monotonic()
        if left > 0:
            time.sleep(left)
        robots = self.robots.get(host)
        named = robots.crawl_delay(AGENT) if robots else None
        pause = max(self.web.pause_s, min(float(named or 0), self.web.wait_most_s))
        self.next_at[host] = time.monotonic() + pause

    def _ask_robots(self, url: str) -> None:
        """Raises `SourceError` where the host's robots.txt forbids the address."""
        parts = urlsplit(url)
        if parts.netloc not in self.robots:
            self.robots[parts.netloc] = self._robots(f"{parts.scheme}://{parts.netloc}/robots.txt")
        robots = self.robots[parts.netloc]
        if robots is not None and not robots.can_fetch(AGENT, url):
            raise SourceError(f"{url}: the site's robots.txt forbids programs to read it; read it in a browser")

    def _robots(self, url: str) -> RobotFileParser | None:
        """The rules; None for a host without. RFC 9309: an error of the server's forbids all, none found nothing."""
        for _ in range(_HOPS):
            response, content = self._request(url, None, _ROBOTS_MAX)
            if response.status_code in _MOVED and "location" in response.headers:
                url = checked(urljoin(url, response.headers["location"]))
                continue
            if response.status_code in _AGAIN:
                raise _RetryError(f"robots.txt answers {response.status_code}", _retry_after(response))
            if response.status_code != 200:
                return None
            rules = RobotFileParser()
            rules.parse(content.decode("utf-8", "replace").splitlines())
            return rules
        return None


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the server asks to wait: a number or a date; None where it does not say."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal() and len(value) < 8:
        return float(value)
    try:
        return max(email.utils.parsedate_to_datetime(value).timestamp() - time.time(), 0.0) if value else None
    except ValueError:
        return None
