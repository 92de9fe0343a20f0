"""The door: strange hosts, other sites' pages, visitors without a token and large bodies stay outside."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.testclient import TestClient

from policygraph.explore import csrf
from policygraph.explore.guard import FORM_MB, HEADERS
from policygraph.explore.site import create_app

ORIGIN = "http://127.0.0.1:8712"


@pytest.fixture(scope="module")
def closed(folder: Path) -> Iterator[TestClient]:
    """A site that asks for a token."""
    with TestClient(create_app(folder, token="暗号 1", read_only=True), base_url=ORIGIN) as client:
        yield client


@pytest.fixture
def changing(folder: Path) -> Iterator[TestClient]:
    """A site with one more page, which changes something."""
    app = create_app(folder, read_only=True)

    @app.post("/change", dependencies=[Depends(csrf.check)])
    def change() -> str:
        return "done"

    with TestClient(app, base_url=ORIGIN) as client:
        yield client


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8712", 200), ("localhost", 200), ("[::1]:8712", 200), ("192.0.2.7", 200),
        ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("localhost.evil.example:8712", 421), ("", 421),
        ("evil.example@127.0.0.1", 421), ("127.0.0.1/x", 421), ("[::1", 421), ("<script>", 421),
    ],
)  # fmt: skip
def test_only_known_hosts_are_answered(visitor: TestClient, host: str, status: int) -> None:
    assert visitor.get("/", headers={"Host": host}).status_code == status


def test_a_proxy_name_is_known_once_it_was_named(folder: Path) -> None:
    app = create_app(folder, hosts=["policy.example"], read_only=True)
    with TestClient(app, base_url="http://policy.example") as client:
        assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/targets?format=csv", "/nowhere", "/sparql?query=ASK{}", "/static/explore.css", "/.well-known/void"]
)
def test_head_is_answered_as_get_without_the_body(visitor: TestClient, path: str) -> None:
    head, got = visitor.head(path), visitor.get(path)
    assert head.status_code == got.status_code
    assert head.headers["content-type"] == got.headers["content-type"]
    assert (head.content, len(got.content) > 0) == (b"", True)


@pytest.mark.parametrize("path", ["/", "/nowhere", "/login", "/static/explore.css"])
def test_every_answer_has_its_headers(visitor: TestClient, path: str) -> None:
    headers = visitor.get(path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    scripts = headers["content-security-policy"].partition("script-src")[2].partition(";")[0]
    assert "unsafe" not in scripts


@pytest.mark.parametrize(
    "path", ["/static/../site.py", "/static/%2e%2e/site.py", "/static/..%2fwords.toml", "/static/%5c..%5cwords.toml",
             "/static//etc/passwd", "/static/%00"],
)  # fmt: skip
def test_no_path_leads_out_of_the_static_files(visitor: TestClient, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code in {400, 404}
    assert "create_app" not in answer.text
    assert "root:" not in answer.text


def test_pages_of_other_sites_change_nothing(changing: TestClient) -> None:
    token = {"x-csrf-token": csrf_token(changing)}
    for strange in (
        {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://127.0.0.1:9999"},
    ):  # fmt: skip
        assert changing.post("/change", headers={**token, **strange}).status_code == 403
    near = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
    assert changing.post("/change", headers={**token, **near}).text == '"done"'


def csrf_token(client: TestClient) -> str:
    """The token as a form of the site would carry it."""
    client.cookies.set(csrf.COOKIE, "a-visitor")

    cookie = f"{csrf.COOKIE}=a-visitor".encode()
    return csrf.token_of(Request({"type": "http", "headers": [(b"cookie", cookie)]}))


def test_a_change_needs_the_token_of_its_visitor(changing: TestClient) -> None:
    token = csrf_token(changing)
    assert changing.post("/change").status_code == 403
    assert changing.post("/change", data={"csrf": token[:-1]}).status_code == 403
    assert changing.post("/change", data={"csrf": "口令"}).status_code == 403
    assert changing.post("/change", data={"csrf": token}).status_code == 200
    changing.cookies.set(csrf.COOKIE, "another")
    assert changing.post("/change", data={"csrf": token}).status_code == 403
    changing.cookies.clear()
    assert changing.post("/change", data={"csrf": token}).status_code == 403


def test_every_route_that_changes_something_asks_for_the_token(folder: Path) -> None:
    app = create_app(folder, read_only=True)
    exempt = {"/login", "/sparql"}
    asked = [route for route in routes(app) if not (route.methods or set()) <= {"GET", "HEAD", "OPTIONS"}]
    assert {route.path for route in asked} >= {"/login"}
    lacking = [
        route.path
        for route in asked
        if route.path not in exempt and csrf.check not in [part.call for part in route.dependant.dependencies]
    ]
    assert lacking == []


def routes(app: FastAPI) -> list[APIRoute]:
    """Every route of the app, those of its routers too."""
    return [context.route for context in iter_route_contexts(app.routes) if isinstance(context.route, APIRoute)]


def test_large_bodies_are_refused_with_or_without_their_length(visitor: TestClient) -> None:
    large = b"token=" + b"x" * (FORM_MB * 1_000_000)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert visitor.post("/login", content=large, headers=form).status_code == 413
    unmeasured = visitor.post("/login", content=iter([large[:1_000_000]] * 4), headers=form)
    assert unmeasured.status_code == 413


def test_who_has_no_token_sees_nothing(closed: TestClient) -> None:
    assert closed.get("/").status_code == 401
    assert "<nav" not in closed.get("/").text
    page = closed.get("/?x=1", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=/%3Fx%3D1")
    for wrong in ("Bearer x", "Bearer ", "Basic !!", "Basic " + base64.b64encode(b"u:x").decode(), "Digest x"):
        assert closed.get("/", headers={"Authorization": wrong}).status_code == 401
    for pass_ in ("1.x", "", "99999999999.", "99999999999." + "0" * 64):
        assert closed.get("/", headers={"Cookie": f"policygraph_pass={pass_}"}).status_code == 401


def test_people_come_in_by_the_form_and_programs_by_a_header(closed: TestClient) -> None:
    assert closed.post("/login", data={"token": "falsch"}).status_code == 403
    answer = closed.post("/login", data={"token": "暗号 1", "next": "//evil.example"}, follow_redirects=False)
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "暗号" not in cookie
    assert "<nav" in closed.get("/").text
    closed.cookies.clear()
    for word in (f"u:{'暗号 1'}", "暗号 1:暗号 1"):
        basic = base64.b64encode(word.encode()).decode()
        assert closed.get("/", headers={"Authorization": f"Basic {basic}"}).status_code == 200
    assert closed.get("/", headers={"Authorization": "Bearer 暗号 1".encode()}).status_code == 200
