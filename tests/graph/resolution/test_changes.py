"""A workspace through which articles came and went says what one says that only ever had those which are left."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from policygraph.graph.workspace import Workspace
from tests.graph.conftest import Draft
from tests.graph.test_stories import said

CITIES = ("宁波市", "杭州市", "慈溪市", "浙江省", "中国", "云江市")
THINGS = (
    ("Enterprise", ("宁波港联集团有限公司", "港联集团")), ("Enterprise", ("杭州港联集团有限公司", "港联集团")),
    ("Enterprise", ("港联集团",)), ("Enterprise", ("港联集团控股有限公司", "港联集团")),
    ("Program", ("“银龄暖窗”行动",)), ("Program", ("“银龄暖窗”专项行动", "银龄暖窗")),
    ("Platform", ("宁波骑岭现代物流园", "骑岭物流园")), ("Platform", ("骑岭物流园",)),
    ("PolicyDocument", ("《港联电机产业发展规划》",)), ("PolicyDocument", ("《电机产业发展规划》",)),
    ("Organization", ("市科技局",)), ("Organization", ("宁波市科学技术局", "市科技局")),
)  # fmt: skip


def article(draw: random.Random, key: str) -> Draft:
    """An article that reads some things and passes others by."""
    chosen = draw.sample(THINGS, 4)
    unread = [names[-1] for _, names in draw.sample(THINGS, 2)]
    text = "。".join(["、".join(dict.fromkeys((*names, "开工"))) for _, names in chosen] + unread) + "。"
    draft = Draft(key, text, title=key, published=f"20{draw.randint(20, 24)}-01-01", place=draw.choice(CITIES))
    for number, (kind, names) in enumerate(chosen):
        draft.entity(f"e{number}", kind, *names)
    return draft.metric("actual", "产值", float(draw.randint(1, 9)), "亿元", "开工", subject="e0", end="2024")


@pytest.mark.parametrize("seed", range(6))
def test_what_is_left_is_as_if_nothing_else_had_been(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    left: dict[str, Draft] = {}
    with Workspace.open(tmp_path / "a", create=True) as ws, Workspace.open(tmp_path / "b", create=True) as fresh:
        for _ in range(14):
            key = draw.choice("abcdefgh")
            if key in left and draw.random() < 0.5:
                del left[key]
                ws.remove(key)
                continue
            again = left[key] if key in left and draw.random() < 0.5 else article(draw, key)
            left[key] = again
            ws.add(*again.item, force=True)
        fresh.add_many([draft.item for draft in left.values()])
        assert {str(quad) for quad in ws.quads()} == {str(quad) for quad in fresh.quads()}
        assert {str(quad) for quad in ws.store.local()} == {
            str(quad).replace(str(fresh.ledger.meta("ledger")), str(ws.ledger.meta("ledger")))
            for quad in fresh.store.local()
        }
        mine, theirs = said(ws), said(fresh)
        assert {table: rows for table, rows in mine.items() if rows != theirs[table]} == {}
