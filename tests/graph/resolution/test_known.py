"""Known names: in whose articles a name means a node, found by the index as by looking at each place."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from policygraph.graph.ledger import Ledger
from policygraph.graph.resolution.compare import View
from policygraph.graph.resolution.known import KnownNames, Where
from policygraph.graph.resolution.places import NATION, home_of, relation

PLACES = ("33", "3302", "330282", "3303", "4401", NATION, "云江市", "市@云江市")
HOMES = ("浙江省", "宁波市", "慈溪市", "温州市", "广东省", "云江市", "中国", None)


@pytest.mark.parametrize("home", HOMES)
def test_a_name_means_a_node_where_one_of_its_places_lies_near(home: str | None, tmp_path: Path) -> None:
    ref = home_of(home)
    ledger = Ledger(tmp_path)
    names = KnownNames(ledger.connection)
    for number, places in enumerate(itertools.combinations(PLACES, 2)):
        wanted = any(relation(place, ref.ref) in {"same", "within"} for place in places)
        assert Where("骑岭物流园", "n", places).holds(ref) == wanted, places
        name = "骑岭" + chr(0x4E00 + number) + "园"
        names.put(
            [f"Platform/{name}"], {f"Platform/{name}": View("n", "Platform", frozenset(places), ((name, "full"),))}
        )
        assert bool(names.meant(f"参观{name}。", ref)) == wanted, places
    ledger.close()


@pytest.mark.parametrize(
    ("home", "found"), [("盐城市", {"市民政局"}), ("东台市", {"市民政局"}), ("南京市", set()), (None, set())]
)
def test_a_bare_level_means_the_body_of_its_place(home: str | None, found: set[str], tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    names = KnownNames(ledger.connection)
    node = "Organization/盐城市/民政部门"
    names.put([node], {node: View(node, "Organization", frozenset({"3209"}), (("盐城市民政局", "full"),))})
    place = home_of(home)
    assert set(names.meant("昨天，市民政局开会。", place)) == (
        found if Where("市民政局", node, {"=3209"}).holds(place) else set()
    )
    ledger.close()


def test_a_name_that_means_two_things_means_none(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    names = KnownNames(ledger.connection)
    views = {
        node: View(node, "Platform", frozenset({"3302"}), (("骑岭物流园", "full"),))
        for node in ("Platform/a", "Platform/b")
    }
    names.put(["Platform/a"], views)
    assert names.meant("骑岭物流园启用。", home_of("宁波市")) == {"骑岭物流园": "Platform/a"}
    names.put(["Platform/b"], views)
    assert names.meant("骑岭物流园启用。", home_of("宁波市")) == {}
    names.put(["Platform/a"], {})
    assert names.meant("骑岭物流园启用。", home_of("宁波市")) == {"骑岭物流园": "Platform/b"}
    ledger.close()


def test_a_short_name_of_general_words_means_what_an_article_introduces_it_for_in_its_place(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    names = KnownNames(ledger.connection)
    node = "Platform/江屿机器人检测认证公共服务平台"
    view = View(
        node, "Platform", frozenset({"3206"}), (("江屿机器人检测认证公共服务平台", "full"), ("检测平台", "alias"))
    )
    names.put([node], {node: view})
    told = "年末，检测平台出具报告3份。"
    assert names.meant(told, home_of("南通市")) == {"检测平台": node}
    assert names.meant(told, home_of("苏州市")) == {}
    ledger.close()
