"""Articles from the web, from a real server on loopback."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import policygraph
from policygraph.ingest.readers import Failure, read
from policygraph.ingest.web import fetching
from policygraph.ingest.web.guard import checked
from policygraph.ingest.web.options import Web
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError
from tests.documents import Sheet, pdf, set_lines, wrapped

FIRST = "到2027年，全市低空经济规模达到300亿元，培育龙头企业10家以上，建成起降场地50个。"
SECOND = "市发展改革委会同有关部门建立工作专班，每季度调度一次，重大事项及时报告市政府。"


def page(title: str, day: str = "2025-03-01") -> bytes:
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1><p>发布时间：{day} "
        f"来源：云汀市人民政府</p><p>{FIRST}</p><p>{SECOND}</p></body></html>"
    ).encode()


Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A server: what it answers by path, and what it was asked."""

    pages: dict[str, bytes | Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def paths(self) -> list[str]:
        return [path for path in self.asked if path != "/robots.txt"]


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.headers.append({name.lower(): value for name, value in self.headers.items()})
            found = made.pages.get(self.path)
            if found is None:
                self.send_error(404)
            elif callable(found):
                found(self)
            else:
                answer(found)(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()


def answer(body: bytes, status: int = 200, **headers: str) -> Answer:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


@pytest.fixture
def web(tmp_path: Path) -> Callable[..., Web]:
    def make(**changed: Any) -> Web:
        given: dict[str, Any] = {"allow_private": True, "pause_s": 0.0, "cache": tmp_path / "cache", **changed}
        return Web(**given)

    return make


def articles(source: str, options: Web) -> list[Article]:
    found = list(read(source, options))
    assert all(isinstance(item, Article) for item in found), found
    return [item for item in found if isinstance(item, Article)]


def failure(source: str, options: Web) -> str:
    (found,) = read(source, options)
    assert isinstance(found, Failure), found
    return str(found)


def test_a_page(site: Site, web: Any) -> None:
    site.pages["/a.html"] = page("云汀市发布低空经济规划")
    (article,) = articles(f"{site.url}/a.html#top", web())
    assert article.text.split("\n") == ["云汀市发布低空经济规划", FIRST, SECOND]
    assert (article.source.url, article.source.path) == (f"{site.url}/a.html", None)
    assert (article.source.published, article.source.publisher) == ("2025-03-01", "云汀市人民政府")
    assert "policygraph" in site.headers[-1]["user-agent"]


def test_the_charset_of_the_answer_counts(site: Site, web: Any) -> None:
    body = page("云汀市发布低空经济规划").decode().replace("<meta charset=utf-8>", "").encode("gb18030")
    site.pages["/a.html"] = answer(body, Content_Type="text/html; charset=gb2312")
    assert articles(f"{site.url}/a.html", web())[0].source.title == "云汀市发布低空经济规划"


def test_a_document(site: Site, web: Any) -> None:
    site.pages["/a"] = answer(pdf([Sheet(set_lines(wrapped(FIRST, 30)))]), Content_Type="application/octet-stream")
    (article,) = articles(f"{site.url}/a", web())
    assert (article.text, article.source.url) == (FIRST, f"{site.url}/a")


def feed(site: Site, count: int) -> None:
    items = ""
    for number in range(count):
        site.pages[f"/{number}.html"] = page(f"云汀市第{number}号低空经济规划")
        items += f"<item><title>条目{number}</title><link>{site.url}/{number}.html</link></item>"
    site.pages["/feed.xml"] = answer(
        f"<rss version='2.0'><channel><title>通知</title>{items}</channel></rss>".encode(), Content_Type="text/xml",
        ETag='"1"',
    )  # fmt: skip


def test_a_feed_gives_its_articles_in_order_up_to_the_most(site: Site, web: Any) -> None:
    feed(site, 5)
    found = articles(f"{site.url}/feed.xml", web(most=3))
    assert [article.source.title for article in found] == [f"云汀市第{n}号低空经济规划" for n in range(3)]


def test_what_a_feed_says_fills_what_the_page_does_not(site: Site, web: Any) -> None:
    site.pages["/a.html"] = f"<html><body><p>{FIRST}</p><p>{SECOND}</p></body></html>".encode()
    site.pages["/feed"] = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>云汀市规划发布</title>"
        f"<link href='{site.url}/a.html'/>"
        "<updated>2025-04-05T08:00:00+08:00</updated></entry></feed>"
    ).encode()
    (article,) = articles(f"{site.url}/feed", web())
    assert (article.source.title, article.source.published) == ("云汀市规划发布", "2025-04-05")


def test_one_bad_entry_does_not_spoil_the_others(site: Site, web: Any) -> None:
    feed(site, 3)
    site.pages["/1.html"] = answer(b"gone", 410)
    found = list(read(f"{site.url}/feed.xml", web()))
    assert [type(item) for item in found] == [Article, Failure, Article]
    assert "410" in str(found[1])


def test_a_list_page(site: Site, web: Any) -> None:
    titles = [f"云汀市第{number}号低空经济发展规划发布" for number in range(9)]
    for number, title in enumerate(titles):
        site.pages[f"/art/{number}.html"] = page(title)
    links = "".join(f"<li><a href='/art/{n}.html'>{title}</a> 2025-03-0{n + 1}</li>" for n, title in enumerate(titles))
    site.pages["/list/"] = (
        f"<html><meta charset=utf-8><body><a href='/'>首页</a><ul>{links}</ul>"
        "<a href='http://example.org/a/1.html'>别的网站的一篇文章</a></body></html>"
    ).encode()
    assert [article.source.title for article in articles(f"{site.url}/list/", web())] == titles


def test_a_sitemap_and_an_index_of_sitemaps(site: Site, web: Any) -> None:
    for name in ("a", "b"):
        site.pages[f"/{name}.html"] = page(f"云汀市{name}号低空经济规划")
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    entries = "".join(
        f"<url><loc>{site.url}/{name}.html</loc><lastmod>2025-0{month}-01</lastmod></url>"
        for name, month in (("a", 1), ("b", 2))
    )
    site.pages["/map.xml"] = f"<?xml version='1.0'?><urlset {space}>{entries}</urlset>".encode()
    site.pages["/index.xml"] = (
        f"<sitemapindex {space}><sitemap><loc>{site.url}/map.xml</loc></sitemap></sitemapindex>".encode()
    )
    found = articles(f"{site.url}/index.xml", web())
    assert [article.source.title for article in found] == ["云汀市b号低空经济规划", "云汀市a号低空经济规划"]


def test_a_packed_sitemap_of_an_index_is_read_and_a_bad_one_does_not_spoil_it(site: Site, web: Any) -> None:
    site.pages["/a.html"] = page("云汀市发布低空经济规划")
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    good = f"<urlset {space}><url><loc>{site.url}/a.html</loc></url></urlset>".encode()
    site.pages |= {"/bad.xml.gz": b"\x1f\x8bnothing", "/cut.xml.gz": gzip.compress(good)[:-9]}
    site.pages["/good.xml.gz"] = gzip.compress(good)
    maps = "".join(f"<sitemap><loc>{site.url}/{name}.xml.gz</loc></sitemap>" for name in ("bad", "cut", "good"))
    site.pages["/index.xml"] = f"<sitemapindex {space}>{maps}</sitemapindex>".encode()
    bad, cut, good_one = read(f"{site.url}/index.xml", web())
    assert isinstance(bad, Failure) and bad.name.endswith("bad.xml.gz")
    assert isinstance(cut, Failure) and "cut off" in str(cut.error)
    assert isinstance(good_one, Article)


def test_robots_are_obeyed(site: Site, web: Any) -> None:
    site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /private/\n"
    site.pages["/private/a.html"] = page("云汀市发布低空经济规划")
    assert "robots.txt forbids" in failure(f"{site.url}/private/a.html", web())
    assert site.paths() == []


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now, self.slept = 1_000_000.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds

    def time(self) -> float:
        return self.now

    monotonic = time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(fetching, "time", made)
    return made


def test_one_request_a_pause_and_robots_may_ask_for_longer(site: Site, web: Any, clock: Clock) -> None:
    feed(site, 2)
    articles(f"{site.url}/feed.xml", web(pause_s=1.0))
    assert clock.slept == [1.0, 1.0, 1.0]  # between four requests, robots.txt among them
    clock.slept.clear()
    site.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 5\nAllow: /\n"
    articles(f"{site.url}/feed.xml", web(pause_s=1.0, fresh_s=0.0))
    assert clock.slept == [1.0, 5.0, 5.0]


def test_a_second_run_is_free(site: Site, web: Any) -> None:
    feed(site, 3)

    def unchanged(handler: BaseHTTPRequestHandler) -> None:
        assert handler.headers["If-None-Match"] == '"1"'
        answer(b"", 304)(handler)

    first = articles(f"{site.url}/feed.xml", web())
    site.pages["/feed.xml"] = unchanged
    site.asked.clear()
    assert articles(f"{site.url}/feed.xml", web()) == first
    assert site.paths() == ["/feed.xml"]


def test_a_page_that_changed_is_read_again(site: Site, web: Any) -> None:
    site.pages["/a.html"] = answer(page("云汀市发布低空经济规划"), Last_Modified="Sat, 01 Mar 2025 00:00:00 GMT")
    articles(f"{site.url}/a.html", web())
    site.pages["/a.html"] = page("云汀市修订低空经济规划")
    assert articles(f"{site.url}/a.html", web())[0].source.title == "云汀市修订低空经济规划"
    assert site.headers[-1]["if-modified-since"] == "Sat, 01 Mar 2025 00:00:00 GMT"


def test_a_damaged_cache_counts_as_none(site: Site, web: Any) -> None:
    site.pages["/a.html"] = page("云汀市发布低空经济规划")
    options = web()
    articles(f"{site.url}/a.html", options)
    for file in options.cache.glob("*.json"):
        file.write_text("{", encoding="utf-8")
    assert articles(f"{site.url}/a.html", options)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_when_it_says(site: Site, web: Any, clock: Clock, status: int) -> None:
    def busy(handler: BaseHTTPRequestHandler) -> None:
        site.pages["/a.html"] = page("云汀市发布低空经济规划")
        answer(b"", status, Retry_After="7")(handler)

    site.pages["/a.html"] = busy
    assert articles(f"{site.url}/a.html", web())
    assert site.paths() == ["/a.html", "/a.html"]
    assert clock.slept == [7.0]


def test_a_server_that_stays_busy_is_given_up(site: Site, web: Any, clock: Clock) -> None:
    site.pages["/a.html"] = answer(b"", 503)
    assert "503 after 3 tries" in failure(f"{site.url}/a.html", web())
    assert len(site.paths()) == 3
    assert clock.slept == [0.1, 0.2]
    site.pages["/b.html"] = answer(b"", 503, Retry_After="86400")
    assert "503 after 1 tries" in failure(f"{site.url}/b.html", web())


def test_private_addresses_are_refused(site: Site, web: Any) -> None:
    site.pages["/a.html"] = page("云汀市发布低空经济规划")
    for host in (site.url, site.url.replace("127.0.0.1", "localhost"), site.url.replace("127.0.0.1", "[::1]")):
        assert "private address" in failure(f"{host}/a.html", web(allow_private=False))
    assert site.asked == []


def test_each_redirect_is_checked(site: Site, web: Any) -> None:
    site.pages["/a.html"] = page("云汀市发布低空经济规划")
    site.pages["/good"] = answer(b"", 302, Location="/a.html")
    site.pages["/file"] = answer(b"", 302, Location="file:///etc/passwd")
    site.pages["/round"] = answer(b"", 302, Location="/round")
    site.pages["/closed"] = answer(b"", 302, Location="/private/a.html")
    site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /private/\n"
    assert articles(f"{site.url}/good", web())[0].source.url == f"{site.url}/a.html"
    assert "no web address" in failure(f"{site.url}/file", web())
    assert "redirects" in failure(f"{site.url}/round", web())
    assert "robots.txt forbids" in failure(f"{site.url}/closed", web())


def test_a_redirect_from_outside_to_a_private_network(site: Site, web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from policygraph.ingest.web import guard

    port = site.url.rpartition(":")[2]
    site.pages["/out"] = answer(b"", 302, Location=f"http://127.0.0.2:{port}/secret")
    monkeypatch.setattr(guard, "is_public", lambda number: number == "127.0.0.1")  # it stands for the outside
    assert "127.0.0.2, a private address" in failure(f"{site.url}/out", web(allow_private=False))
    assert site.paths() == ["/out"]


@pytest.mark.parametrize("number", ["169.254.169.254", "[fe80::1]", "[::ffff:169.254.1.1]", "100.100.100.200"])
def test_metadata_addresses_are_never_asked(site: Site, web: Any, number: str) -> None:
    site.pages["/out"] = answer(b"", 302, Location=f"http://{number}/latest/meta-data/")
    assert "never asked" in failure(f"http://{number}/latest/meta-data/", web(allow_private=True))
    assert "never asked" in failure(f"{site.url}/out", web(allow_private=True))


def test_a_body_beyond_the_limit(site: Site, web: Any) -> None:
    site.pages["/a.html"] = page("云汀市发布低空经济规划") + b" " * 300_000
    assert "holds more than" in failure(f"{site.url}/a.html", web(max_bytes=100_000))


def test_a_slow_drip_is_cut_off(site: Site, web: Any) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(200):
                handler.wfile.write(b"<p>")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    site.pages["/a.html"] = drip
    began = time.monotonic()
    assert "takes more than 1 seconds" in failure(f"{site.url}/a.html", web(timeout_s=1.0))
    assert time.monotonic() - began < 15  # and not when all has dripped, after 20 s


@pytest.mark.parametrize("address", ["ftp://example.org/a", "http://", "http://u:p@example.org/", "http://a:b/"])
def test_what_is_no_web_address(address: str, web: Any) -> None:
    with pytest.raises(SourceError):
        checked(address)
    assert failure(address, web())


def test_a_web_archive(tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    def add(writer: WARCWriter, url: str, status: str, kind: str, body: bytes) -> None:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers))

    for name in ("a.warc.gz", "b.warc"):
        with (tmp_path / name).open("wb") as file:
            writer = WARCWriter(file, gzip=name.endswith("gz"))
            add(writer, "http://a.test/1.html", "200 OK", "text/html", page("云汀市发布低空经济规划"))
            add(writer, "http://a.test/2.html", "404 Not Found", "text/html", page("没有"))
            add(writer, "http://a.test/3.png", "200 OK", "image/png", b"\x89PNG")
            add(writer, "http://a.test/4.html", "200 OK", "text/html", b"<html></html>")
        article, bad = read(str(tmp_path / name))
        assert isinstance(article, Article)
        assert (article.source.url, article.source.title) == ("http://a.test/1.html", "云汀市发布低空经济规划")
        assert isinstance(bad, Failure)
        assert bad.name == "http://a.test/4.html"
    assert len(list(read(str(tmp_path)))) == 4
    (tmp_path / "b.warc").write_bytes(b"\0nothing of the kind")
    assert "damaged" in failure(str(tmp_path / "b.warc"), Web())


def test_watch_keeps_a_workspace_current(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from policygraph.cli.watch_command import command

    monkeypatch.setenv("POLICYGRAPH_CACHE", str(tmp_path / "cache"))
    feed(site, 1)
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(f"云汀市规划\n{FIRST}", encoding="utf-8")
    given = [f"{site.url}/feed.xml", str(folder), "-w", str(tmp_path / "ws"), "--once", "--allow-private",
             "--profile", "fast"]  # fmt: skip

    def titles() -> list[str | None]:
        assert CliRunner().invoke(command, given, standalone_mode=False).return_value == 0
        with policygraph.open(tmp_path / "ws", read_only=True) as ws:
            return sorted(str(entry.source.title) for entry in ws.articles())

    assert titles() == ["云汀市第0号低空经济规划", "云汀市规划"]
    feed(site, 2)
    assert titles() == ["云汀市第0号低空经济规划", "云汀市第1号低空经济规划", "云汀市规划"]
    assert site.paths().count("/0.html") == 1


def test_the_plugin_of_the_manual_works_when_it_is_installed(root: Path, tmp_path: Path) -> None:
    manual = (root / "docs" / "sources.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n# policygraph_sqlite\.py\n(.*?)```", manual, re.DOTALL)
    points = re.search(r"```toml\n.*?(\[project\.entry-points.*?)```", manual, re.DOTALL)
    assert code
    assert points
    assert len(code[1].strip().splitlines()) <= 30
    installed = tmp_path / "site"
    about = installed / "policygraph_sqlite-1.0.dist-info"
    about.mkdir(parents=True)
    (installed / "policygraph_sqlite.py").write_text(code[1], encoding="utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: policygraph-sqlite\nVersion: 1.0\n", encoding="utf-8")
    table = tomllib.loads(points[1])["project"]["entry-points"]
    (about / "entry_points.txt").write_text(
        "".join(f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in names.items()) for group, names in table.items()),
        encoding="utf-8",
    )
    with closing(sqlite3.connect(tmp_path / "a.db")) as base, base:
        base.execute("CREATE TABLE articles (title, published, text)")
        base.execute("INSERT INTO articles VALUES ('云汀市规划', '2025-03-01', ?)", (FIRST,))
    run = subprocess.run(
        [sys.executable, "-m", "policygraph.cli", "extract", f"sqlite://{tmp_path}/a.db", "sqlite://no-such.db",
         "--profile", "fast"],
        check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join([str(installed), *filter(None, sys.path)])},
        capture_output=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    assert run.returncode == 1, run.stderr
    (line,) = run.stdout.splitlines()
    assert json.loads(line)["source"]["title"] == "云汀市规划"
    assert "no-such.db" in run.stderr


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_an_archive_that_ends_inside_a_record_says_so(tmp_path: Path, name: str) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    file = tmp_path / name
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=name.endswith(".gz"))
        for number in (1, 2):
            body = io.BytesIO(page(f"云汀市{number}号低空经济规划"))
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            url = f"http://example.org/{number}.html"
            begins = stream.tell()
            writer.write_record(writer.create_warc_record(url, "response", payload=body, http_headers=headers))
    whole = file.read_bytes()
    assert len(list(read(str(file), Web()))) == 2
    # inside the magic number, the header of the archive, that of the page, and the page
    for end in (3, 40, len(whole) // 4, len(whole) // 3, len(whole) - begins - 60):
        file.write_bytes(whole[: begins + end])
        first, cut = read(str(file), Web())
        assert isinstance(first, Article)
        assert isinstance(cut, Failure)
        assert f"begins at byte {begins}, after 1 pages" in str(cut.error)


def test_a_packed_archive_at_an_address_gives_all_its_pages(site: Site, web: Any, tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    for number in (1, 2, 3):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        body = io.BytesIO(page(f"云汀市{number}号低空经济规划"))
        url = f"http://example.org/{number}.html"
        writer.write_record(writer.create_warc_record(url, "response", payload=body, http_headers=headers))
    site.pages["/crawl.warc.gz"] = answer(stream.getvalue(), 200, **{"Content-Type": "application/gzip"})
    assert len(articles(f"{site.url}/crawl.warc.gz", web())) == 3


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/a.txt?x=1&y=政策", "text/plain"),
        ("/down.jsp?id=3", "text/plain"),
        ("/down.jsp?file=a.txt", "application/octet-stream"),
        ("/api.php?id=1.2", "application/json"),
        ("/a.jsonl?v=2", "application/octet-stream"),
        ("/政策/三", "application/json"),
    ],
)
def test_documents_of_addresses_with_queries_are_read(site: Site, web: Any, path: str, kind: str) -> None:
    text = f"云汀市规划\n{FIRST}"
    body = json.dumps({"text": text}) if "json" in path + kind else text
    site.pages[quote(path, safe="/?=&.")] = answer(body.encode(), 200, **{"Content-Type": kind})
    (article,) = articles(f"{site.url}{path}", web())
    assert article.text == text
