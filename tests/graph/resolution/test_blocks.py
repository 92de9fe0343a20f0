"""Blocks: what may be one thing meets in one; names that only begin or end alike do not, however many there are."""

from __future__ import annotations

import pytest

from policygraph.graph.resolution.blocks import blocks, facing
from policygraph.graph.resolution.compare import View, compare, thresholds


def meet(kind: str, one: str, two: str, place: str = "3302") -> bool:
    a, b = (View(name, kind, frozenset({place}), ((name, "full"),)) for name in (one, two))
    there = {facing(block) for block in blocks(a)} & blocks(b)
    back = {facing(block) for block in blocks(b)} & blocks(a)
    assert bool(there) == bool(back)
    return bool(there)


ALIKE = [
    ("beginning", "Enterprise", "港联电机", "港联电机科技股份有限公司"),
    ("same-core", "Enterprise", "宁波港联电机有限公司", "港联电机"),
    ("small-words", "Organization", "港联海岳与恒润船舶重工促进会", "港联海岳恒润船舶重工促进会"),
    ("one-letter", "Enterprise", "港联海岳恒润船舶重工装备", "港联海岳恒闰船舶重工装备"),
    ("short-form", "Platform", "骑岭物流园", "骑岭现代物流园"),
    ("same-number", "Platform", "骑岭12号研究院", "骑岭12号创新研究院"),
    ("initials", "Program", "骑岭提升行动", "骑岭水质提升行动"),
    ("end-of-title", "PolicyDocument", "《电机产业发展规划》", "《港联电机产业发展规划》"),
    ("begin-of-title", "PolicyDocument", "《港联电机产业》", "《港联电机产业行动计划》"),
    ("title-left-out", "PolicyDocument", "《港电产业发展规划》", "《港联电机产业发展规划》"),
    ("title-spelled", "PolicyDocument", "《江联电机产业发展规划》", "《港联电机产业发展规划》"),
]
NO_KIN = [
    ("begin-alike", "Enterprise", "港联电机有限公司", "港联锌业有限公司"),
    ("same-kind", "PolicyDocument", "《港联电机产业发展规划》", "《骑岭锌业产业发展规划》"),
    ("same-begin", "Platform", "骑岭物流园", "骑岭科创园"),
    ("other-number", "Platform", "骑岭12号创新研究院", "骑岭19号创新研究院"),
    ("other-phase", "Program", "骑岭水质提升二期行动", "骑岭水质提升三期行动"),
    ("other-field", "Program", "骑岭水质提升行动", "骑岭物流攻坚行动"),
]


@pytest.mark.parametrize(("kind", "one", "two"), [pytest.param(*row, id=case) for case, *row in ALIKE])
def test_what_may_be_one_thing_meets(kind: str, one: str, two: str) -> None:
    a, b = (View(name, kind, frozenset({"3302"}), ((name, "full"),)) for name in (one, two))
    assert compare(a, b).score >= thresholds().suggest
    assert meet(kind, one, two)


@pytest.mark.parametrize(("kind", "one", "two"), [pytest.param(*row, id=case) for case, *row in NO_KIN])
def test_what_only_looks_alike_does_not_meet(kind: str, one: str, two: str) -> None:
    assert not meet(kind, one, two)


def test_short_forms_of_different_places_do_not_meet() -> None:
    a = View("a", "Enterprise", frozenset({"3302"}), (("港联电机", "full"),))
    b = View("b", "Enterprise", frozenset({"4401"}), (("港联电机科技园区", "full"),))
    assert {facing(block) for block in blocks(a)}.isdisjoint(blocks(b))
