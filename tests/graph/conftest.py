"""Small records made by hand, and a workspace that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Entity, Mention, Metric, Record, Relation

EXTRACTOR = "test-1"


class Draft:
    """Builds a record: names are found in the text, relations and metrics are given by the words that say so."""

    def __init__(self, article_id: str | None, text: str, **source: str) -> None:
        self.article = Article(id=article_id, text=text, source=Source(**source))
        self.entities: dict[str, Entity] = {}
        self.relations: list[Relation] = []
        self.metrics: list[Metric] = []

    def _span(self, words: str) -> dict[str, int]:
        start = self.article.text.index(words)
        return {"start_offset": start, "end_offset": start + len(words)}

    def entity(self, id_: str, type_: str, *names: str) -> Draft:
        found = [Mention(name=name, **self._span(name)) for name in names if name in self.article.text]
        self.entities[id_] = Entity(id=id_, type=type_, names=names, mentions=tuple(found))
        return self

    def relation(self, subject: str, predicate: str, object_: str, words: str, **more: object) -> Draft:
        self.relations.append(
            Relation(subject=subject, predicate=predicate, object=object_, quote=words, **self._span(words), **more)
        )
        return self

    def metric(self, status: str, indicator: str, value: float, unit: str, words: str, **more: object) -> Draft:
        slots = {"measure": "level", "comparator": "=", "quote": words, **more}
        self.metrics.append(
            Metric(
                id=f"m{len(self.metrics) + 1}", status=status, indicator=indicator, value=value, unit=unit,
                **self._span(words), **slots,
            )
        )  # fmt: skip
        return self

    @property
    def record(self) -> Record:
        return Record(
            id=self.article.id, source=self.article.source, text=self.article.text,
            entities=tuple(self.entities.values()), metrics=tuple(self.metrics), relations=tuple(self.relations),
            extractor=EXTRACTOR,
        )  # fmt: skip

    @property
    def item(self) -> tuple[Article, Record]:
        return self.article, self.record


def plan() -> Draft:
    """A plan with a program, a platform, two leaders and three targets."""
    text = (
        "云江市制造业三年行动方案\n云江市实施“云岭英才”计划，到2025年高技能人才达到3万名。"
        "建设云江科创走廊，云江科创走廊位于北湖新区。远航电机集团是智能电机产业链的龙头企业。"
        "到2025年规上工业产值突破1000亿元，研发投入占比3—3.5%。市科技局印发《云江市科创规划》。"
    )
    return (
        Draft("plan", text, title="云江市制造业三年行动方案", published="2021-03-01", publisher="云江日报",
              place="云江市")
        .entity("e1", "Place", "云江市")
        .entity("e2", "Program", "“云岭英才”计划", "云岭英才")
        .entity("e3", "Platform", "云江科创走廊")
        .entity("e4", "Place", "北湖新区")
        .entity("e5", "Enterprise", "远航电机集团")
        .entity("e6", "Industry", "智能电机产业链")
        .entity("e7", "Organization", "市科技局")
        .entity("e8", "PolicyDocument", "《云江市科创规划》")
        .relation("e1", "implements", "e2", "云江市实施“云岭英才”计划", rule="verb.implement", cue="实施")
        .relation("e1", "builds", "e3", "建设云江科创走廊")
        .relation("e3", "locatedIn", "e4", "云江科创走廊位于北湖新区")
        .relation("e5", "leads", "e6", "远航电机集团是智能电机产业链的龙头企业")
        .relation("e7", "issues", "e8", "市科技局印发《云江市科创规划》")
        .metric("target", "高技能人才", 30000, "人", "3万名", end="2025", subject="e1")
        .metric("target", "规上工业产值", 1e11, "元", "突破1000亿元", end="2025", subject="e1", comparator=">")
        .metric("target", "研发投入占比", 3, "%", "3—3.5%", value_max=3.5, measure="share", end="2025", subject="e1")
    )  # fmt: skip


def report() -> Draft:
    """A report on it, which names the same things in other forms."""
    text = (
        "云江晒出成绩单\n去年，云江市高技能人才达2.6万名。远航电机集团获评省级绿色工厂。"
        "远航电机集团与云江科创走廊合作。云岭英才计划深入实施。市科技局负责。智能电机产业链向好。"
    )
    return (
        Draft("report", text, title="云江晒出成绩单", published="2024-01-20", publisher="云江日报", place="云江市",
              url="https://example.org/2")
        .entity("e1", "Place", "云江市")
        .entity("e2", "Enterprise", "远航电机集团")
        .entity("e3", "Honour", "省级绿色工厂")
        .entity("e4", "Platform", "云江科创走廊")
        .entity("e5", "Program", "云岭英才计划")
        .entity("e6", "Organization", "市科技局")
        .entity("e7", "Industry", "智能电机产业链")
        .relation("e2", "awarded", "e3", "远航电机集团获评省级绿色工厂")
        .relation("e2", "collaboratesWith", "e4", "远航电机集团与云江科创走廊合作")
        .relation("e4", "focusesOn", "e7", "智能电机产业链向好", inferred=True, confidence=0.4)
        .metric("actual", "高技能人才", 26000, "人", "2.6万名", start="2023", end="2023", subject="e1")
    )  # fmt: skip


def elsewhere() -> Draft:
    """Another city, whose 市科技局 is another body."""
    text = "南平湖市的市科技局发布通知。远航电机集团落户南平湖市。"
    return (
        Draft("other", text, title="落户", published="2024-05", place="南平湖市")
        .entity("e1", "Place", "南平湖市")
        .entity("e2", "Organization", "市科技局")
        .entity("e3", "Enterprise", "远航电机集团")
        .relation("e3", "locatedIn", "e1", "远航电机集团落户南平湖市")
    )


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with three small articles."""
    with Workspace.open(tmp_path / "ws", create=True) as workspace:
        workspace.add_many([draft().item for draft in (plan, report, elsewhere)])
        yield workspace
