"""The training documents of the name tagger: marks, projected names, refused lines."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training"))

from tagger.documents import FormatError, bare, chain_border, read_gold, read_written

HEADER = "title: 甲\npublished: 2025-01-01\npublisher: 乙\nplace: 丙\n\n"


def written(folder: Path, body: str, header: str = HEADER) -> list[tuple[str, str]]:
    (folder / "a.txt").write_text(header + body, encoding="utf-8")
    (document,) = read_written(folder)
    return [(document.text[m.start : m.end], m.type) for m in document.mentions]


def test_marks_become_mentions(tmp_path: Path) -> None:
    assert written(tmp_path, "推动{Enterprise:海岳电机}在{Place:临湖区}建设{Platform:海岳电机中央研究院}。\n") == [
        ("海岳电机", "Enterprise"),
        ("临湖区", "Place"),
        ("海岳电机中央研究院", "Platform"),
    ]


@pytest.mark.parametrize(
    ("marked", "mentions"),
    [
        pytest.param("{PolicyDocument:《某规划》}", [("某规划", "PolicyDocument")], id="title-marks-dropped"),
        pytest.param("{Program:“某某”行动}", [("“某某”行动", "Program")], id="quotation-inside-kept"),
        pytest.param("{Place:宜兴市官林镇}", [("宜兴市", "Place"), ("官林镇", "Place")], id="address-chain"),
        pytest.param("新 增{Place:⼭东省}", [("山东省", "Place")], id="radicals-and-spaces"),
    ],
)
def test_mentions_are_made_uniform(tmp_path: Path, marked: str, mentions: list[tuple[str, str]]) -> None:
    assert written(tmp_path, marked + "\n") == mentions


@pytest.mark.parametrize(
    ("header", "body", "message"),
    [
        pytest.param(HEADER, "{Company:甲}\n", r"a\.txt:6: type 'Company'", id="unknown-type"),
        pytest.param(HEADER, "一\n{Place:甲\n", r"a\.txt:7: a brace", id="open-brace"),
        pytest.param(HEADER, "{Place: }\n", r"a\.txt:6: a mark without a name", id="empty-name"),
        pytest.param("author: 甲\n\n", "{Place:甲}\n", r"a\.txt:1: expected title:", id="unknown-header"),
        pytest.param(HEADER, "没有标记。\n", r"a\.txt: a text without a mark", id="no-mark"),
    ],
)
def test_bad_lines_are_refused(tmp_path: Path, header: str, body: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        written(tmp_path, body, header)


def test_names_are_found_in_the_text_longest_first(tmp_path: Path) -> None:
    record = {
        "text": "慈溪市实施“上林英才”计划，上林英才来慈溪，慈溪市科技局牵头。",
        "entities": [
            {"type": "Program", "names": ["“上林英才”计划", "上林英才"]},
            {"type": "Place", "names": ["慈溪市", "慈溪"]},
            {"type": "Organization", "names": ["慈溪市科技局"]},
        ],
    }
    (tmp_path / "a.json").write_text(json.dumps(record), encoding="utf-8")
    (document,) = read_gold(tmp_path)
    assert [document.text[m.start : m.end] for m in document.mentions] == [
        "慈溪市",
        "“上林英才”计划",
        "上林英才",
        "慈溪",
        "慈溪市科技局",
    ]
    assert bare("“上林英才”计划 ") == "上林英才计划"


def test_a_folder_without_records_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no records"):
        read_gold(tmp_path)


def test_chain_border() -> None:
    assert [chain_border(name) for name in ("宜兴市官林镇", "各县市区", "前湾新区", "广西壮族自治区")] == [3, 0, 0, 0]


def test_all_written_documents_can_be_read() -> None:
    documents = read_written(Path(__file__).resolve().parents[2] / "training" / "written")
    assert len(documents) >= 100
    assert len({document.id for document in documents}) == len(documents)
