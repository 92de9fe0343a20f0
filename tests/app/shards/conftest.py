"""A few articles in files, one of them unreadable, and what a workspace makes of them directly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import policygraph

TEXTS = (
    "到2027年，慈溪市将新增高新技术企业{n}家。慈溪海岳电机有限公司（以下简称海岳电机）投资{n}亿元建设智能工厂。",
    "慈溪市科技局实施“双倍增”行动，海岳电机入选。2025年，全市规上工业增加值达到{n}亿元。",
    "宁波市人民政府印发《宁波市物流提速计划（2021—2023年）》，宁波骑岭现代物流园开建，投资{n}亿元。",
)  # fictional


def write_articles(folder: Path, count: int) -> Path:
    """Files of articles, and one that nobody can read."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        article = {
            "id": f"n{number}",
            "source": {"title": f"新闻{number}", "published": f"2025-{number % 12 + 1:02}-11", "place": "慈溪市"},
            "text": TEXTS[number % len(TEXTS)].format(n=number + 3),
        }
        (folder / f"n{number:04}.json").write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")
    (folder / "n0001-坏.json").write_text('{"id": "bad", "text": 5}', encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine articles and a bad one."""
    return write_articles(tmp_path_factory.mktemp("shards") / "articles", 9)


@pytest.fixture(scope="session")
def direct(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The quads of a workspace that was built from the articles themselves."""
    with policygraph.open(tmp_path_factory.mktemp("direct") / "ws") as ws:
        ws.build([articles], profile="fast")
        return {str(quad) for quad in ws.quads()}
