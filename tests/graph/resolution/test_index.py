"""Resolution in a workspace: any order of articles gives one graph, old IRIs lead on, an article touches its blocks."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from policygraph.graph.resolution import index
from policygraph.graph.workspace import Workspace
from tests.graph.conftest import Draft


def articles() -> list[Draft]:
    """Six articles of two cities that call things by many names."""
    texts = {
        "plan": ("2021-03-01", "宁波市", "宁波市人民政府印发《宁波市物流提速计划（2021—2023年）》。"
                 "宁波港联集团有限公司（以下简称港联集团）扩建。宁波骑岭现代物流园（以下简称骑岭物流园）开建。市科技局参加。"),
        "news": ("2022-05-01", "宁波市", "骑岭物流园启用，港联集团入驻。宁波市科学技术局支持。《物流提速计划》落地。"),
        "visit": ("2022-06-01", "杭州市", "杭州市科技局来访，市科技局局长带队，参观宁波的骑岭物流园。"),
        "renamed": ("2023-01-10", "宁波市", "港联集团更名为远港集团股份有限公司（以下简称远港集团）。"),
        "later": ("2024-02-01", "宁波市", "远港集团产值增长。2023年，骑岭物流园吞吐量达到12万吨。"),
        "phase": ("2024-03-01", "宁波市", "骑岭物流园二期工程开工，港联集团旧址拆除。"),
    }  # fmt: skip
    types = {
        "宁波市人民政府": "Organization", "《宁波市物流提速计划（2021—2023年）》": "PolicyDocument",
        "宁波港联集团有限公司": "Enterprise", "港联集团": "Enterprise", "宁波骑岭现代物流园": "Platform",
        "骑岭物流园": "Platform", "市科技局": "Organization", "宁波市科学技术局": "Organization",
        "《物流提速计划》": "PolicyDocument", "杭州市科技局": "Organization", "远港集团股份有限公司": "Enterprise",
        "远港集团": "Enterprise", "骑岭物流园二期工程": "Program",
    }  # fmt: skip
    read = {
        "plan": ["宁波市人民政府", "《宁波市物流提速计划（2021—2023年）》", "宁波港联集团有限公司",
                 "宁波骑岭现代物流园", "市科技局"],
        "news": ["骑岭物流园", "宁波市科学技术局", "《物流提速计划》"],
        "visit": ["杭州市科技局"],
        "renamed": ["港联集团", "远港集团股份有限公司"],
        "later": [],
        "phase": ["骑岭物流园二期工程"],
    }  # fmt: skip
    drafts = []
    for key, (day, place, text) in texts.items():
        draft = Draft(key, text, title=key, published=day, place=place)
        for number, name in enumerate(read[key], 1):
            short = {"宁波港联集团有限公司": "港联集团", "宁波骑岭现代物流园": "骑岭物流园"}.get(name)
            draft.entity(f"e{number}", types[name], *filter(None, (name, short)))
        drafts.append(draft)
    return drafts


def quads(ws: Workspace) -> set[str]:
    return {str(quad) for quad in ws.quads()}


def build(folder: Path, drafts: list[Draft], batch: int = 10) -> set[str]:
    with Workspace.open(folder, create=True) as ws:
        for start in range(0, len(drafts), batch):
            ws.add_many([draft.item for draft in drafts[start : start + batch]])
        return quads(ws)


@pytest.fixture
def whole(tmp_path: Path) -> Workspace:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many([draft.item for draft in articles()])
        yield ws


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_articles_does_not_matter(tmp_path: Path, seed: int) -> None:
    drafts = articles()
    expected = build(tmp_path / "a", drafts)
    random.Random(seed).shuffle(drafts)
    assert build(tmp_path / "b", drafts, batch=seed % 3 + 1) == expected


@pytest.mark.parametrize("gone", ["plan", "renamed", "later"])
def test_what_was_removed_was_never_there(tmp_path: Path, gone: str) -> None:
    expected = build(tmp_path / "a", [draft for draft in articles() if draft.article.id != gone])
    with Workspace.open(tmp_path / "b", create=True) as ws:
        ws.add_many([draft.item for draft in articles()])
        ws.remove(gone)
        assert quads(ws) == expected
        ws.add(*next(draft.item for draft in articles() if draft.article.id == gone))
        assert quads(ws) == build(tmp_path / "c", articles())


def found(ws: Workspace, name: str) -> set[str]:
    return {iri for iri, _, _ in ws.find(name)}


def test_names_of_one_thing_meet(whole: Workspace) -> None:
    for one, two in (
        ("宁波港联集团有限公司", "远港集团"), ("宁波骑岭现代物流园", "骑岭物流园"),
        ("《宁波市物流提速计划（2021—2023年）》", "《物流提速计划》"), ("市科技局", "宁波市科学技术局"),
    ):  # fmt: skip
        assert found(whole, one) & found(whole, two), (one, two)
    assert not found(whole, "杭州市科技局") & found(whole, "宁波市科学技术局")
    assert not found(whole, "骑岭物流园二期工程") & found(whole, "骑岭物流园")


def test_a_known_name_is_found_where_it_was_passed_by(whole: Workspace) -> None:
    [platform] = [e for e in whole.entities("Platform") if "骑岭物流园" in e.names]
    assert {"later", "news", "plan"} <= {mention.article for mention in platform.mentions}
    assert "phase" not in {mention.article for mention in platform.mentions}  # there it is part of a longer name
    [bureau] = [e for e in whole.entities("Organization") if "杭州市科技局" in e.names]
    assert {(m.article, m.name) for m in bureau.mentions} == {("visit", "杭州市科技局"), ("visit", "市科技局")}


def test_later_articles_rename_nothing(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        known: dict[str, str] = {}
        for draft in articles():
            ws.add(*draft.item)
            for entity in ws.entities():
                known.setdefault(entity.label, entity.iri)
            for iri in known.values():
                assert ws.find(iri), iri


def test_an_iri_that_became_part_of_another_leads_to_it(tmp_path: Path) -> None:
    drafts = {draft.article.id: draft for draft in articles()}
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add(*drafts["news"].item)
        [bookmark] = found(ws, "骑岭物流园")
        ws.add(*drafts["plan"].item)  # older, and so the one whose name the IRI bears
        [now] = found(ws, "骑岭物流园")
        assert now != bookmark
        assert found(ws, bookmark) == {now}
        assert ws.show(bookmark).iri == now
        rows = ws.query(f"SELECT ?new {{ <{bookmark}> owl:sameAs ?new ; dcterms:isReplacedBy ?new }}")
        assert [row["new"] for row in rows] == [now]


def test_an_article_touches_its_own_blocks_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []
    original = index.compare
    monkeypatch.setattr(index, "compare", lambda a, b, t: compared.append((a.node, b.node)) or original(a, b, t))
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many([draft.item for draft in articles()])
        compared.clear()
        stranger = Draft("new", "昆明花卉交易中心启用。", title="新", published="2024-05-01", place="昆明市")
        ws.add(*stranger.entity("e1", "Platform", "昆明花卉交易中心").item)
        assert compared == []


def test_a_name_that_is_used_in_a_new_place_rewrites_no_article_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of(place: str, key: str, *, read: bool = True) -> Draft:
        draft = Draft(key, f"{place}推进“银龄暖窗”行动。", title=key, published="2024-01-01", place=place)
        return draft.entity("e1", "Program", "“银龄暖窗”行动") if read else draft

    written: list[str] = []
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many([of("宁波市", f"n{number}").item for number in range(3)])
        ws.add(*of("杭州市", "unread", read=False).item)
        graph = ws._loader.graph
        monkeypatch.setattr(ws._loader, "graph", lambda key, found: written.append(key) or graph(key, found))
        ws.add(*of("温州市", "w1").item)
        assert written == ["w1"]
        ws.add(*of("杭州市", "h1").item)  # now the name is known there, too
        assert sorted(written) == ["h1", "unread", "w1"]
        [program] = ws.entities("Program")
        assert {mention.article for mention in program.mentions} == {"n0", "n1", "n2", "unread", "w1", "h1"}


def test_a_crash_between_ledger_and_store_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = build(tmp_path / "a", articles())
    drafts = articles()
    ws = Workspace.open(tmp_path / "b", create=True)
    ws.add_many([draft.item for draft in drafts[:3]])
    monkeypatch.setattr(ws._loader.delivery, "write", lambda *_a, **_k: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        ws.add_many([draft.item for draft in drafts[3:]])
    ws.close()
    with Workspace.open(tmp_path / "b") as again:
        assert quads(again) == expected


QUOTED = [  # names of three articles of one place with their types; what becomes one
    ("one-platform", [("Program", "“果链通”"), ("Platform", "“果链通”追溯平台")], [{0, 1}]),
    (
        "two-platforms",  # the bare name may mean either
        [("Program", "“果链通”"), ("Platform", "“果链通”追溯平台"), ("Platform", "“果链通”服务中心")],
        [{0}, {1}, {2}],
    ),
    (
        "a-program-of-that-name",
        [("Program", "“果链通”"), ("Platform", "“果链通”追溯平台"), ("Program", "“果链通”行动")],
        [{0, 2}, {1}],
    ),
]


@pytest.mark.parametrize(("names", "groups"), [pytest.param(*rest, id=case) for case, *rest in QUOTED])
def test_a_bare_quoted_name_joins_what_alone_is_called_so(
    tmp_path: Path, names: list[tuple[str, str]], groups: list[set[int]]
) -> None:
    drafts = []
    for number, (type_, name) in enumerate(names):
        text = f"宁波市推广{name}。第{number}批。"
        drafts.append(Draft(f"a{number}", text, published=f"2023-0{number + 1}-01", place="宁波市"))
        drafts[-1].entity("e1", type_, name)
    for order in (drafts, drafts[::-1]):
        with Workspace.open(tmp_path / f"ws{order[0].article.id}", create=True) as ws:
            ws.add_many([draft.item for draft in order])
            found = [{int(m.article[1:]) for m in e.mentions} for e in ws.entities() if e.type != "Place"]
            assert sorted(found, key=min) == groups


TITLES = ["《宁波市机器人产业三年行动方案（2021—2023年）》", "《宁波市现代物流三年行动方案（2021—2023年）》"]
BODIES = ["宁波市数据资源管理局", "宁波市数字产业投资局"]


@pytest.mark.parametrize(
    ("type_", "full", "short"), [("PolicyDocument", TITLES, "《三年行动方案》"), ("Organization", BODIES, "市数资局")]
)
@pytest.mark.parametrize("backwards", [False, True])
def test_what_is_short_for_one_thing_is_short_for_neither_of_two(
    tmp_path: Path, type_: str, full: list[str], short: str, *, backwards: bool
) -> None:
    items = [
        Draft(f"a{n}", f"会议提到{name}。", published="2022-03-01", place="宁波市").entity("e", type_, name).item
        for n, name in enumerate([*(reversed(full) if backwards else full), short])
    ]
    first, second, third = items
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add(*first)
        ws.add(*third)
        one = full[1] if backwards else full[0]
        assert found(ws, short) == found(ws, one)
        ws.add(*second)
        assert len({iri for name in (*full, short) for iri in found(ws, name)}) == 3
        ws.remove(str(second[0].id))
        assert found(ws, short) == found(ws, one)
