"""Resolution in parts: machines that know only their own part find what one machine finds that knows all."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from policygraph.graph.resolution import parts
from policygraph.graph.resolution.parts import Part, Row
from policygraph.graph.resolution.resolver import entered
from policygraph.graph.resolution.within import read
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article
from policygraph.schema.errors import PolicyGraphError
from policygraph.schema.record import Record
from tests.graph.resolution.test_index import articles

Rows = list[tuple[str, str, str]]


def records() -> list[tuple[str, Record]]:
    """The articles of the stories of resolution, each as its record with the text it is of."""
    found = []
    for draft in articles():
        article, record = draft.item
        found.append((article.id or "", record.model_copy(update={"source": article.source, "text": article.text})))
    return found


def one_machine(folder: Path) -> Rows:
    """What a workspace says the nodes are."""
    with Workspace.open(folder, create=True) as ws:
        ws.add_many([draft.item for draft in articles()])
        ask = "SELECT node, entity, type FROM nodes WHERE entity <> '' ORDER BY node"
        return ws.ledger.connection.execute(ask).fetchall()


def gold_items(gold: Path) -> list[tuple[Article, Record]]:
    """The annotated articles and stories that ship with the project, in which places and bodies return."""
    found = []
    for path in sorted([*(gold / "dev").glob("*.json"), *(gold / "stories").glob("*story*.json")]):
        record = Record.model_validate_json(path.read_text(encoding="utf-8"))
        record = record.model_copy(update={"id": path.stem})
        found.append((Article(id=path.stem, source=record.source, text=record.text), record))
    return found


class Machines:
    """Machines that each know one part, and finish in any order."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self.taken: list[int] = []

    def __call__(self, function: Callable[[Part], list[Row]], given: Sequence[Part]) -> Iterator[list[Row]]:
        self.taken.append(len(given))
        for part in self.random.sample(list(given), len(given)):
            yield function(part)


def many_machines(given: list[tuple[str, Record]], machines: parts.Each, most: int) -> Rows:
    connection = parts.database()
    parts.enter(connection, [entered(key, read(record)) for key, record in given])
    parts.resolve(connection, machines, most=most)
    return connection.execute("SELECT node, entity, type FROM nodes WHERE entity <> '' ORDER BY node").fetchall()


@pytest.mark.parametrize("most", [1, 2, 3, 1000])
@pytest.mark.parametrize("seed", range(3))
def test_many_machines_find_what_one_finds(tmp_path: Path, seed: int, most: int) -> None:
    expected = one_machine(tmp_path / "ws")
    given = records()
    random.Random(seed).shuffle(given)
    machines = Machines(seed)
    assert many_machines(given, machines, most) == expected
    assert any(node != entity for node, entity, _ in expected)  # names were joined
    assert all(count > 1 for count in machines.taken) == (most < 1000)  # and by more than one machine


def test_the_annotated_articles_in_parts_are_what_they_are_together(tmp_path: Path, gold: Path) -> None:
    items = gold_items(gold)
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many(items)
        ask = "SELECT node, entity, type FROM nodes WHERE entity <> '' ORDER BY node"
        expected = ws.ledger.connection.execute(ask).fetchall()
    given = [(article.id or "", record) for article, record in items]
    random.Random(1).shuffle(given)
    machines = Machines(1)
    assert many_machines(given, machines, 5) == expected
    assert min(machines.taken) > 5
    assert sum(node != entity for node, entity, _ in expected) > 5


def test_an_article_that_comes_again_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    given = records()
    other = given[0][1].model_copy(update={"entities": (), "relations": (), "metrics": ()})
    assert many_machines([(given[0][0], other), *given], Machines(), 3) == one_machine(tmp_path / "ws")


def test_a_part_that_is_lost_is_told() -> None:
    def careless(function: Callable[[Part], list[Row]], given: Sequence[Part]) -> Iterator[list[Row]]:
        yield from [function(part) for part in given][1:]

    with pytest.raises(PolicyGraphError, match=r"1 of \d+ parts were lost; run it again"):
        many_machines(records(), careless, 2)
