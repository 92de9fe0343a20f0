"""Search: any part of a name, pinyin and initials find an entity; the index keeps up with the articles."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from policygraph.graph import search
from policygraph.graph.workspace import Workspace
from tests.graph.conftest import Draft


def draft(id_: str, *names: tuple[str, str]) -> Draft:
    made = Draft(id_, "，".join(name for _, name in names) + "。")
    for number, (type_, name) in enumerate(names):
        made.entity(f"e{number}", type_, name)
    return made


NAMES = (
    ("Place", "慈溪市"),
    ("Enterprise", "宁波公牛电器有限公司"),
    ("Program", "“上林英才”计划"),
    ("Platform", "5G+AI实验室"),
    ("Industry", "绿色石化产业"),
    ("Enterprise", "慈星股份有限公司"),
)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    with Workspace.open(tmp_path / "ws", create=True) as made:
        made.add(*draft("a", *NAMES).item)
        yield made


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("慈溪市", ["慈溪市"], id="whole"),
        pytest.param("溪", ["慈溪市"], id="one-character"),
        pytest.param("公牛", ["宁波公牛电器有限公司"], id="inside"),
        pytest.param("公司 慈", ["慈星股份有限公司"], id="two-words-in-any-order"),
        pytest.param("cixi", ["慈溪市", "慈星股份有限公司"], id="pinyin"),
        pytest.param("CiXiShi", ["慈溪市"], id="case"),
        pytest.param("ci xi shi", ["慈溪市"], id="pinyin-with-spaces"),
        pytest.param("gongniu", ["宁波公牛电器有限公司"], id="pinyin-inside"),
        pytest.param("cxs", ["慈溪市"], id="initials"),
        pytest.param("gndq", ["宁波公牛电器有限公司"], id="initials-inside"),
        pytest.param("上林英才", ["“上林英才”计划"], id="without-quotation-marks"),
        pytest.param("「上林英才」", ["“上林英才”计划"], id="other-quotation-marks"),
        pytest.param("5g", ["5G+AI实验室"], id="latin"),
        pytest.param("ａｉ实验", ["5G+AI实验室"], id="wide"),
        pytest.param("lvse", ["绿色石化产业"], id="u-umlaut"),
        pytest.param("溪慈", [], id="order-counts"),
        pytest.param("ixi", [], id="not-from-the-middle-of-a-syllable"),
        pytest.param("", [], id="nothing"),
        pytest.param('" OR *', [], id="syntax-of-the-index"),
        pytest.param("慈溪市'; DROP TABLE names; --", [], id="syntax-of-sql"),
    ],
)
def test_find(space: Workspace, asked: str, found: list[str]) -> None:
    assert [hit.label for hit in search.find(space.ledger.connection, asked)] == found


def test_the_closest_stands_first(space: Workspace) -> None:
    connection = space.ledger.connection
    space.add(*draft("b", ("Place", "慈溪市高新区"), ("Place", "慈溪市高新区东片")).item)
    assert [hit.label for hit in search.find(connection, "慈溪市")] == ["慈溪市", "慈溪市高新区", "慈溪市高新区东片"]
    assert Counter(hit.type for hit in search.find(connection, "慈")) == {"Place": 3, "Enterprise": 1}


def test_the_index_follows_the_articles(space: Workspace) -> None:
    connection = space.ledger.connection
    space.add(*draft("b", ("Place", "余姚市")).item)
    assert [hit.label for hit in search.find(connection, "yuyao")] == ["余姚市"]
    space.remove("b")
    assert search.find(connection, "yuyao") == []
    assert connection.execute("SELECT count(*) FROM search_names WHERE folded = '余姚市'").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM search_index WHERE search_index MATCH 'yuyao*'").fetchone() == (0,)
    space.add(*draft("c", ("Place", "余姚市")).item)
    assert [hit.label for hit in search.find(connection, "yys")] == ["余姚市"]


def test_names_that_come_close(space: Workspace) -> None:
    connection = space.ledger.connection
    assert "宁波公牛电器有限公司" in search.alike(connection, "公牛集团")
    assert "慈溪市" in search.alike(connection, "词溪市")
    assert search.alike(connection, "？") == []


def test_a_ledger_from_before_the_index_is_filled_when_it_is_opened_and_searched_plainly_until_then(
    space: Workspace,
) -> None:
    folder = space.folder
    space.track()
    with space.ledger.transaction() as connection:
        connection.execute("DROP TABLE search_index")
        connection.execute("DROP TABLE search_names")
        connection.execute("DELETE FROM meta WHERE name = 'search'")
    space.close()
    with Workspace.open(folder, read_only=True) as reader:
        assert [hit.label for hit in search.find(reader.ledger.connection, "公牛")] == ["宁波公牛电器有限公司"]
        assert search.alike(reader.ledger.connection, "公牛集团") == []
    with Workspace.open(folder) as again:
        assert [hit.label for hit in search.find(again.ledger.connection, "gongniu")] == ["宁波公牛电器有限公司"]
