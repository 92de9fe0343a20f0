"""The site: opens the workspace once, answers in both languages, says what went wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

import policygraph
from policygraph.explore.words import table
from policygraph.schema.errors import WorkspaceLockedError


def test_home_says_what_is_in_here(visitor: TestClient) -> None:
    page = visitor.get("/")
    assert page.status_code == 200
    assert "<b>11</b> 文章" in page.text
    assert '<html lang="zh-CN">' in page.text


def test_the_language_is_chosen_by_the_address_and_remembered(folder: Path, visitor: TestClient) -> None:
    page = visitor.get("/", params={"lang": "en"})
    assert '<html lang="en">' in page.text
    assert "<b>11</b> Articles" in page.text
    assert "<b>11</b> Articles" in visitor.get("/").text
    visitor.cookies.clear()
    assert "<b>11</b> 文章" in visitor.get("/").text


def test_others_may_read_but_not_write_while_it_runs(folder: Path, visitor: TestClient) -> None:
    with policygraph.open(folder, read_only=True) as ws:
        assert ws.size()[0] == 11
    with pytest.raises(WorkspaceLockedError):
        policygraph.open(folder)


def test_what_is_not_there_is_said_with_a_way_out(visitor: TestClient) -> None:
    page = visitor.get("/nowhere")
    assert page.status_code == 404
    assert "没有找到" in page.text
    assert 'href="/"' in page.text


def test_words_are_complete_in_both_languages() -> None:
    assert [
        key for key, texts in table().items() if set(texts) - {"en_one"} != {"zh", "en"} or not all(texts.values())
    ] == []
