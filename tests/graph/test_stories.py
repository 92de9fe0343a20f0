"""The stories: names that are one thing meet, names that are not stay apart, whatever the order of the articles."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from policygraph.graph import search
from policygraph.graph.iris import slug
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Record
from tests.conftest import ROOT

FLOOR = 0.95
STORIES = {"given": ROOT / "training" / "gold" / "stories", "own": ROOT / "training" / "stories"}
MORE = (  # of tests/data/stories_tracking
    "agri", "care", "chem", "clinic", "data", "edu", "energy", "forest", "grain", "heat", "hub", "jobs", "lowair",
    "mine", "renew", "robot", "sci", "sea", "steel", "tour", "trade", "water", "wine",
)  # fmt: skip
Item = tuple[Article, Record]


@cache
def items(folder: Path) -> list[Item]:
    """The articles of a folder of stories with what the extractor reads in them."""
    from policygraph.ingest.pipeline import extract_many

    rows = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*story*.json"))]
    articles = [Article(id=row["id"], source=Source(**row["source"]), text=row["text"]) for row in rows]
    return list(zip(articles, extract_many(articles, profile="accurate"), strict=True))


@pytest.fixture(scope="module", params=STORIES)
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Workspace]]:
    """A folder of stories and its workspace."""
    folder = STORIES[request.param]
    with Workspace.open(tmp_path_factory.mktemp("story") / "ws", create=True) as ws:
        ws.add_many(items(folder))
        yield folder, ws


def where(ws: Workspace) -> dict[tuple[str, str], set[str]]:
    """Which entities an article means by a name."""
    found: dict[tuple[str, str], set[str]] = {}
    for entity in ws.entities():
        for mention in entity.mentions:
            found.setdefault((mention.article, slug(mention.name)), set()).add(entity.iri)
    return found


def test_same_things_meet_and_no_others(story: tuple[Path, Workspace]) -> None:
    meet(*story)


@pytest.mark.parametrize("name", MORE)
def test_same_things_of_other_stories_meet_and_no_others(name: str, tmp_path: Path) -> None:
    folder = ROOT / "tests" / "data" / "stories_tracking" / name
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many(items(folder))
        meet(folder, ws)


def meet(folder: Path, ws: Workspace) -> None:
    """Whether the pairs of a story's truth that are one thing meet, at least by the floor, and none that are not."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    at = where(ws)
    met = [bool(at.get((a, slug(x)), set()) & at.get((b, slug(y)), set())) for a, x, b, y, _ in truth["same"]]
    wrong = [
        row
        for row in truth["different"]
        if at.get((row[0], slug(row[1])), set()) & at.get((row[2], slug(row[3])), set())
    ]
    assert wrong == []
    recall = sum(met) / len(met)
    assert 2 * recall / (recall + 1) >= FLOOR


_CHANCE = {  # columns that differ between any two workspaces: moments, row numbers, marks of the file
    "meta": {"value"}, "articles": {"added", "changed", "created", "updated"}, "text_rows": {"row"},
    "article_texts_content": {"id"}, "search_names": {"id"},
}  # fmt: skip
_SHADOWS = ("_data", "_idx", "_docsize", "_config")  # how SQLite keeps the text of an index


def said(ws: Workspace) -> dict[str, list[str]]:
    """All that a ledger says, table by table, without chance."""
    connection, found = ws.ledger.connection, {}
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        kept = ", ".join(column for column in columns if column not in _CHANCE.get(table, ()))
        if kept and table != "search_index" and not table.endswith(_SHADOWS):
            found[table] = sorted(map(repr, connection.execute(f"SELECT {kept} FROM {table}").fetchall()))
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, search_index, row)")
    found["terms"] = sorted(map(repr, connection.execute("SELECT * FROM temp.terms").fetchall()))
    return found


@pytest.mark.parametrize("gone", [0, 3, 5])
def test_what_was_removed_was_never_there(story: tuple[Path, Workspace], tmp_path: Path, gone: int) -> None:
    """In the graph with its tracking, in every table of the ledger, in search and in what targets say."""
    all_items = items(story[0])
    with Workspace.open(tmp_path / "a", create=True) as ws, Workspace.open(tmp_path / "b", create=True) as never:
        ws.add_many(all_items)
        before = set(map(str, ws.quads()))
        assert any("/tracking>" in quad for quad in before)
        ws.remove(all_items[gone][0].id or "")
        never.add_many([item for number, item in enumerate(all_items) if number != gone])
        after = {str(quad) for quad in ws.quads()}
        assert after == {str(quad) for quad in never.quads()} != before
        mine, theirs = said(ws), said(never)
        assert {table: rows for table, rows in mine.items() if rows != theirs[table]} == {}
        for name in {mention.name for entity in ws.entities() for mention in entity.mentions}:
            assert search.find(ws.ledger.connection, name) == search.find(never.ledger.connection, name)
        assert list(ws.targets()) == list(never.targets()) != []


def test_copies_and_corrections_are_told(story: tuple[Path, Workspace]) -> None:
    folder, ws = story
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    entries = {entry.id: entry for entry in ws.articles()}
    for original, copy in truth["near_copies"]:
        assert (entries[copy].state, entries[copy].copy_of) == ("copy", original)
    for old, new in truth["corrections"]:
        corrects = ws.query(f"ASK {{ <{ws.iris.article(new)}> pg:corrects <{ws.iris.article(old)}> }}").truth
        assert corrects or entries[old].superseded_by == new


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_articles_does_not_matter(story: tuple[Path, Workspace], tmp_path: Path, seed: int) -> None:
    folder, ws = story
    shuffled = list(items(folder))
    random.Random(seed).shuffle(shuffled)
    with Workspace.open(tmp_path / "ws", create=True) as other:
        for start in range(0, len(shuffled), seed + 1):
            other.add_many(shuffled[start : start + seed + 1])
        assert {str(quad) for quad in other.quads()} == {str(quad) for quad in ws.quads()}
