"""Files added in the browser: named safely, bounded, read like any others, failures named; articles taken out."""

from __future__ import annotations

import gzip
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from policygraph.explore import uploads
from policygraph.explore.site import create_app
from tests.app.explore.test_deciding import ORIGIN, words

TEXT = "2025年6月，澜州市新增高新技术企业12家。".encode()


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


def send(client: TestClient, *files: tuple[str, bytes]) -> str:
    """Add files and wait until they are read; what the page then says."""
    form = re.findall(r'name="csrf" value="([0-9a-f]+)"', client.get("/workspace").text)[0]
    answer = client.post("/workspace", data={"csrf": form}, files=[("files", file) for file in files])
    assert answer.status_code == 200, answer.text
    for _ in range(600):
        page = client.get("/workspace")
        if 'data-running="0"' in page.text:
            return words(page)
        assert "http-equiv" in page.text, "without scripts the page renews itself"
        time.sleep(0.2)
    raise AssertionError("the files are never finished")


def test_good_files_are_read_and_bad_ones_named(client: TestClient, place: Path) -> None:
    told = send(
        client, ("新闻.txt", TEXT), ("空.txt", b""), ("表.exe", b"MZ"), ("坏.json", b"{"),
        ("../../越界.md", TEXT + b"!"), ("无后缀", TEXT),
    )  # fmt: skip
    assert "新增 2 篇" in told
    for name, state in (("空.txt", "没有读成"), ("表.exe", "没有读成"), ("坏.json", "没有读成"), ("越界.md", "读完了")):
        assert re.search(rf"{re.escape(name)} {state}", told), (name, told)
    assert str(place) not in told, "nobody sees where the server keeps them"
    assert {path.name for path in (place / "uploads").iterdir()} == {"新闻.txt", "坏.json", "越界.md"}
    assert all(path.stat().st_mode & 0o111 == 0 for path in (place / "uploads").iterdir())
    assert "坏.json" in client.get("/workspace?format=csv").text, "failures are a list like any other"
    assert "<b>13</b> 文章" in client.get("/").text, "what pages remember is renewed"
    assert "没有变化 1 篇" in send(client, ("新闻.txt", TEXT))


def test_another_file_of_the_same_name_replaces_nothing(client: TestClient, place: Path) -> None:
    send(client, ("报告.txt", TEXT))
    send(client, ("报告.txt", "2024年，临屿县规上企业达到60家。".encode()))
    assert {path.name for path in (place / "uploads").iterdir()} == {"报告.txt", "报告-2.txt"}
    assert "<b>13</b> 文章" in client.get("/").text


def test_an_ending_in_two_parts_is_one(client: TestClient, place: Path) -> None:
    said = TEXT.decode() + "市长说，这是五年来最多的一年，企业研发投入增长很快，全年有望继续增加。"
    page = f"<html><title>新增企业</title><body><h1>新增企业</h1><p>{said}</p></body></html>".encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    for text in (http, http.replace(b"2025", b"2024")):
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/1.html\r\n"
            "WARC-Date: 2025-11-14T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(text)}\r\n\r\n"
        ).encode()
        assert "抓取.warc.gz 读完了" in send(client, ("抓取.warc.gz", gzip.compress(head + text + b"\r\n\r\n")))
    assert {path.name for path in (place / "uploads").iterdir()} == {"抓取.warc.gz", "抓取-2.warc.gz"}


def test_number_and_size_are_bounded(client: TestClient, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    monkeypatch.setattr(uploads, "MOST_MB", 1)
    told = send(client, ("大.txt", b"x" * (1 << 20 | 1)), ("一.txt", TEXT), ("二.txt", TEXT), ("三.txt", TEXT))
    assert "大.txt 没有读成 超过 1 MB" in told
    assert "二.txt 没有读成 一次最多 2 个文件" in told
    assert "三.txt" not in told
    assert {path.name for path in (place / "uploads").iterdir()} == {"一.txt"}


def test_a_link_in_the_folder_is_not_followed(client: TestClient, place: Path, tmp_path: Path) -> None:
    (place / "uploads").mkdir()
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"stays")
    (place / "uploads" / "新闻.txt").symlink_to(secret)
    send(client, ("新闻.txt", TEXT))
    assert secret.read_bytes() == b"stays"
    assert (place / "uploads" / "新闻-2.txt").read_bytes() == TEXT


def test_an_article_is_taken_out_after_a_question(client: TestClient, place: Path) -> None:
    send(client, ("新闻.txt", TEXT))
    key = re.findall(r'/workspace/remove\?article=([^"]+)"', client.get("/workspace").text)[0]
    question = client.get("/workspace/remove", params={"article": key})
    assert "上传的文件也会删除" in question.text
    assert "<b>12</b> 文章" in client.get("/").text
    form = re.findall(r'name="csrf" value="([0-9a-f]+)"', question.text)[0]
    assert client.post("/workspace/remove", data={"article": key}).status_code == 403
    assert "已移出：新闻.txt" in words(client.post("/workspace/remove", data={"csrf": form, "article": key}))
    assert "<b>11</b> 文章" in client.get("/").text
    assert list((place / "uploads").iterdir()) == []
    assert client.post("/workspace/remove", data={"csrf": form, "article": key}).status_code == 404
