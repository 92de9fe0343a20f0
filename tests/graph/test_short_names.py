"""Names as people type them: without quotation marks, without the word of the kind; the nearest where there is none."""

from __future__ import annotations

import pytest

from policygraph.graph.names import nearest
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article
from policygraph.schema.errors import UnknownNameError
from policygraph.schema.record import Entity, Mention, Record


@pytest.fixture
def named(tmp_path: object) -> Workspace:
    text = "澜州市“云岭英才”计划 “云岭英才”联谊会 强链补链行动 云岭实业"
    kinds = ("Program", "Organization", "Program", "Enterprise")
    entities = []
    for number, (name, kind) in enumerate(zip(text.split(), kinds, strict=True), 1):
        at = text.index(name)
        mention = Mention(name=name, start_offset=at, end_offset=at + len(name), rule="t", confidence=1.0)
        entities.append(
            Entity(id=f"e{number}", type=kind, names=(name,), mentions=(mention,), rule="t", confidence=1.0)  # type: ignore[arg-type]
        )
    article = Article(id="a", text=text)
    ws = Workspace.open(str(tmp_path) + "/ws", create=True)
    ws.add(article, Record(id="a", source=article.source, text=text, entities=tuple(entities), metrics=(), relations=(),
                           extractor="t"))  # fmt: skip
    return ws


def test_names_without_marks_and_type_word_are_found(named: Workspace) -> None:
    with named as ws:
        assert {label for _, _, label in ws.find("云岭英才")} == {"澜州市“云岭英才”计划", "“云岭英才”联谊会"}
        assert [label for _, _, label in ws.find("强链补链")] == ["强链补链行动"]
        with pytest.raises(UnknownNameError):
            ws.entity("云岭")


def test_what_holds_the_name_is_nearest() -> None:
    known = ["按销售额", "学校", "专精特新“小巨人”企业", "小企业"]
    assert nearest("小巨人", known)[0] == "专精特新“小巨人”企业"
    assert nearest("xiao qi ye", known)[0] == "小企业"
    assert nearest("小起业", known)[0] == "小企业"
