"""Decisions in the explorer: previewed, logged, applied at once, undone; refused with the reason; readers go on."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
from httpx import Response
from starlette.testclient import TestClient

import policygraph
from policygraph.explore import csrf, questions
from policygraph.explore.site import create_app
from policygraph.graph.curation import suggest
from policygraph.graph.curation.rehearsal import Rehearsal
from policygraph.graph.curation.rulings import relation_mark
from tests.app.explore.serving import serving

ORIGIN = "http://127.0.0.1:8712"
ONE, OTHER = "澜州市", "临屿县"


@pytest.fixture
def place(workspace: Path, tmp_path: Path) -> Path:
    """A workspace to change."""
    copy = tmp_path / "workspace"
    shutil.copytree(workspace, copy)
    return copy


@pytest.fixture
def client(place: Path) -> Iterator[TestClient]:
    """A visitor who may change it."""
    with TestClient(create_app(place), base_url=ORIGIN) as visitor:
        yield visitor


def token(client: TestClient) -> str:
    """The token of the visitor's forms, from a form."""
    page = client.get("/curate").text
    if csrf.COOKIE not in client.cookies:
        raise AssertionError("the page with the form gives the cookie")
    return re.findall(r'name="csrf" value="([0-9a-f]+)"', page)[0]


def decide(client: TestClient, **fields: object) -> Response:
    """Send the form that decides; it leads back to where it was."""
    data = {"csrf": token(client), **fields}
    return client.post("/curate", data=data, follow_redirects=False)


def log(place: Path) -> list[dict[str, object]]:
    """The decisions in the file."""
    path = place / "curation.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def words(page: Response) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2])))


def test_a_rehearsal_tells_what_a_decision_does_and_does_nothing(place: Path) -> None:
    with policygraph.open(place) as ws:
        before = (ws.ledger.connection.total_changes, sorted(ws.entities(), key=lambda e: e.iri))
        curator = Rehearsal(ws)
        curator.merge([ONE, OTHER])
        told = curator.change
        assert log(place) == []
        assert (ws.ledger.connection.total_changes, sorted(ws.entities(), key=lambda e: e.iri)) == before
        policygraph.graph.curation.acts.Curator(ws).merge([ONE, OTHER])
        [after] = told.after
        names = ws.ledger.connection.execute("SELECT name FROM names WHERE iri = ?", (after.iri,)).fetchall()
        assert {entity.label for entity in told.before} == {ONE, OTHER}
        assert {name for (name,) in names} == set(after.names)
        assert {OTHER, ONE} <= set(after.names)


def test_a_merge_shows_at_once_and_is_undone(client: TestClient, place: Path) -> None:
    known = client.get(f"/entity/Place/{ONE}").text
    preview = client.get("/curate/preview", params={"do": "merge", "entity": [ONE, OTHER]})
    assert OTHER in words(preview)
    assert log(place) == []
    done = decide(client, do="merge", entity=[ONE, OTHER], who="李", why="试试", back=f"/entity/Place/{ONE}")
    assert done.status_code == 303
    page = client.get(done.headers["location"])
    assert "决定 1" in page.text
    assert OTHER in words(page).partition("这里有错")[0]
    assert [(e["do"], e["who"], e["why"]) for e in log(place)] == [("merge", "李", "试试")]
    assert "随时可以" in words(preview)
    assert "随时可以" not in words(client.get("/curate/preview", params={"do": "undo", "number": "1"}))
    decide(client, do="undo", number="1")
    assert client.get(f"/entity/Place/{ONE}").text == known
    rows = client.get("/curate/decisions?format=csv").content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[-1] for row in rows[1:]] == ["有效", "已撤回"]


def test_a_rejected_figure_leaves_and_comes_back(client: TestClient, place: Path) -> None:
    count = client.get("/article/plan-2021").text.count('id="metric-')
    item = re.findall(r'name="item" value="([^"]+/metric/[^"]+)"', client.get("/article/plan-2021").text)[0]
    assert "1 篇文章" in words(client.get("/curate/preview", params={"do": "reject", "item": item}))
    decide(client, do="reject", item=item)
    assert client.get("/article/plan-2021").text.count('id="metric-') == count - 1
    decide(client, do="undo", number="1")
    assert client.get("/article/plan-2021").text.count('id="metric-') == count
    decide(client, do="confirm", item=item)
    assert "已确认" in client.get("/article/plan-2021").text


def test_the_queue_knows_a_link_again_when_one_before_it_is_rejected(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggest, "_DOUBTFUL", 1.0)  # so that there is more than one link of an article to decide on
    client.get("/curate")
    site = client.app.state.site  # type: ignore[attr-defined]
    asked = [question for question in questions.waiting(site) if "/relation/" in question.item]
    last = max(asked, key=lambda question: int(question.item.rpartition("/")[2]))
    article = last.item.partition("/")[0]
    decide(client, do="reject", item=f"{article}/relation/0")
    left = {question.mark: question for question in questions.waiting(site)}[last.mark]
    now = questions.current(site, left)
    assert now.item == f"{article}/relation/{int(last.item.rpartition('/')[2]) - 1}"
    item = questions.item(site, now.item)
    assert item is not None
    assert item.relation is not None
    assert relation_mark(item.entry.key, item.record, item.relation) == last.mark
    decide(client, do="confirm", item=now.item)
    assert last.mark not in {question.mark for question in questions.waiting(site)}


@pytest.mark.parametrize(
    ("do", "fields", "says"),
    [
        ("rename", {"entity": "海岳电机", "name": "海岳电机集团"}, "海岳电机集团"),
        ("retype", {"entity": "海岳电机", "type": "Organization"}, "已生效"),
        ("apart", {"entity": [ONE, OTHER]}, "已生效"),
    ],
)
def test_other_acts(client: TestClient, place: Path, do: str, fields: dict[str, object], says: str) -> None:
    assert client.get("/curate/preview", params={"do": do, **fields}).status_code == 200
    done = decide(client, do=do, **fields)
    assert done.status_code == 303
    assert [e["do"] for e in log(place)] == [do]
    told = client.get(done.headers["location"]).text + client.get("/search?q=海岳电机").text
    assert says in told


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"do": "merge", "entity": [ONE, "无此名称"]}, "没有叫“无此名称”的"),
        ({"do": "merge", "entity": [ONE]}, "至少要两个名称"),
        ({"do": "merge", "entity": [ONE, "海岳电机"]}, "类型不同"),
        ({"do": "split", "entity": ONE}, "要拆出"),
        ({"do": "rename", "entity": ONE, "name": "  "}, "不能用"),
        ({"do": "retype", "entity": ONE, "type": "Nothing"}, "没有“Nothing”这种类型；可用的有：企业、计划、平台"),
        ({"do": "reject", "item": "plan-2021/metric/m999"}, "已经不在了"),
        ({"do": "undo", "number": "7"}, "没有编号为 7"),
        ({"do": "burn"}, "burn"),
        ({"do": "rename", "entity": ONE, "name": "长" * 501}, "填得太多了"),
    ],
    ids=["unknown", "one", "types", "split", "name", "type", "item", "number", "act", "long"],
)
def test_what_makes_no_sense_is_refused_with_the_reason(
    client: TestClient, place: Path, fields: dict[str, object], says: str
) -> None:
    for page in (client.get("/curate/preview", params=fields), decide(client, **fields)):
        assert page.status_code == 400
        assert says in words(page)
    assert log(place) == []


def test_a_change_needs_its_token(client: TestClient, place: Path) -> None:
    assert client.post("/curate", data={"do": "merge", "entity": [ONE, OTHER]}).status_code == 403
    assert log(place) == []


def test_who_only_reads_is_told_why_nothing_can_be_changed(workspace: Path) -> None:
    with TestClient(create_app(workspace, read_only=True), base_url=ORIGIN) as reader:
        assert "--read-only" in words(reader.get("/curate"))
        assert "--read-only" in words(reader.get("/workspace"))
        assert 'name="csrf"' not in reader.get("/curate").text + reader.get("/workspace").text
        refused = reader.get("/curate/preview", params={"do": "merge", "entity": [ONE, OTHER]})
        assert refused.status_code == 403
        assert "--read-only" in words(refused)


def test_nobody_is_led_away(client: TestClient) -> None:
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        done = decide(client, do="confirm", item=ONE, back=back)
        assert done.headers["location"].startswith("/?")
        decide(client, do="undo", number=re.findall(r"done=(\d+)", done.headers["location"])[0])


def test_decisions_at_once_are_all_kept_while_readers_go_on(place: Path) -> None:
    import httpx

    reading, answers = threading.Event(), []
    pages = ("/", f"/entity/Place/{ONE}", "/targets", "/search?q=dj", "/curate/decisions")
    with serving(place) as address:

        def read(number: int) -> None:
            with httpx.Client(base_url=address, trust_env=False, timeout=120) as reader:
                while not reading.is_set():
                    answers.append(reader.get(pages[number % len(pages)]).status_code)
                    number += 1

        def rename(number: int) -> int:
            with httpx.Client(base_url=address, trust_env=False, timeout=120) as person:
                form = re.findall(r'name="csrf" value="([0-9a-f]+)"', person.get("/curate").text)[0]
                data = {"csrf": form, "do": "rename", "entity": "海岳电机", "name": f"海岳电机{number}"}
                return person.post("/curate", data=data).status_code

        with ThreadPoolExecutor(8) as people:
            readers = [people.submit(read, number) for number in range(4)]
            changes = list(people.map(rename, range(8)))
            reading.set()
            for reader in readers:
                reader.result()
        last = log(place)[-1]["name"]
        with httpx.Client(base_url=address, trust_env=False) as person:
            shown = person.get("/search", params={"q": "海岳电机"}).text
    assert set(changes) == {303}
    assert [entry["id"] for entry in log(place)] == list(range(1, 9))
    assert {entry["name"] for entry in log(place)} == {f"海岳电机{number}" for number in range(8)}
    assert set(answers) == {200}
    assert str(last) in shown
