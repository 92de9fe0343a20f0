"""Titles of texts that were wrapped at one width, and what a text says of its source."""

from __future__ import annotations

import pytest

from policygraph.ingest.readers.inputs import Input
from policygraph.ingest.readers.plain import article_of_text

WIDTH = 46
SENTENCE = (
    "近日，全市各有关部门召开动员会议，部署下一阶段的重点工作，要求各单位结合实际抓好落实，推动各项任务取得实效，"
)
BODY = "\n".join((SENTENCE * 8)[at : at + WIDTH] for at in range(0, WIDTH * 6, WIDTH)) + "为群众办好实事。"
IMPRINT = "发布日期: 2024-03-04  来源：云汀日报"


def title(*lines: str, body: str = BODY) -> str | None:
    return article_of_text("\n".join((*lines, body)), Input("a.txt", content=b"")).source.title


BROKEN = [
    ("behind-imprint", ["云汀市住房和城乡建设局通报全市危旧房屋改造专项行动进展情", IMPRINT, "况"],
     "云汀市住房和城乡建设局通报全市危旧房屋改造专项行动进展情况"),
    ("before-imprint", ["云汀市住房和城乡建设局党组书记深入社区调研老旧小区改造工", "作并召开座谈会", IMPRINT],
     "云汀市住房和城乡建设局党组书记深入社区调研老旧小区改造工作并召开座谈会"),
    ("on-three-lines", ["市政府印发《云汀市深化放管服改革优化营商环境电视电话会议",
     "重点任务分工方案》六项措施由住房和城乡建设局牵头或共同分",
     IMPRINT, "工负责"],
     "市政府印发《云汀市深化放管服改革优化营商环境电视电话会议重点任务分工方案》六项措施由住房和城乡建设局牵头或共同分工负责"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "whole"), [pytest.param(*row, id=case) for case, *row in BROKEN])
def test_a_title_that_was_wrapped_is_whole(lines: list[str], whole: str) -> None:
    assert title(*lines) == whole


WHOLE = [
    ("short-title", ["云汀市通报改造进展", "活动现场"], "云汀市通报改造进展"),
    ("addressee", ["云汀市住房和城乡建设局通报全市危旧房屋改造专项行动进展情况", IMPRINT, "各县区人民政府："],
     "云汀市住房和城乡建设局通报全市危旧房屋改造专项行动进展情况"),
    ("section", ["云汀市住房和城乡建设局通报全市危旧房屋改造专项行动进展情况", IMPRINT, "一、总体进展"],
     "云汀市住房和城乡建设局通报全市危旧房屋改造专项行动进展情况"),
    ("complete", ["云汀市住房和城乡建设局关于开展危旧房屋改造专项行动的通知", "云汀市人民政府"],
     "云汀市住房和城乡建设局关于开展危旧房屋改造专项行动的通知"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "whole"), [pytest.param(*row, id=case) for case, *row in WHOLE])
def test_what_follows_a_whole_title_is_no_part_of_it(lines: list[str], whole: str) -> None:
    assert title(*lines) == whole


def test_lines_of_a_text_that_was_not_wrapped_stay() -> None:
    body = "一个段落。\n又一个段落，各有长短，都写完整。\n第三个段落说明工作安排。"
    line = "云汀市住房和城乡建设局通报全市危旧房屋改造专项行动进展"
    assert title(line, "现场见闻", body=body) == line


def test_radicals_in_place_of_characters_do_not_hide_the_source() -> None:
    text = "云汀市⼈⺠政府关于印发⽔利规划的通知\n发布⽇期：2024-03-04\n各部⻔：\n现印发给你们，请认真组织实施。"
    article = article_of_text(text, Input("a.txt", content=b""))
    assert (article.source.title, article.source.issuer, article.source.published, article.text) == (
        "云汀市人民政府关于印发水利规划的通知", "云汀市人民政府", "2024-03-04", text,
    )  # fmt: skip


@pytest.mark.parametrize("value", ["转载", "转载文章", "本站原创", "网络", "--", "佚名"])
def test_what_names_nobody_is_no_publisher(value: str) -> None:
    text = f"云汀市通报改造进展\n日期：2024-03-04  来源：{value}\n全市改造房屋三百间，群众生活得到改善。"
    assert article_of_text(text, Input("a.txt", content=b"")).source.publisher is None
