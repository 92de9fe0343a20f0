"""Tables on a terminal: a narrow column ends its lines between words, in Chinese, too."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from policygraph.cli.output import print_table
from policygraph.cli.wrapping import folded, words


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("短的不动", 8, ["短的不动"]),
        ("项目从签约到开工平均用时压缩", 20, ["项目从签约到开工平均", "用时压缩"]),
        ("2024年全市总产值3.2亿元以上", 14, ["2024年全市", "总产值3.2亿元", "以上"]),
        ("产业“十四五”发展规划", 11, ["产业", "“十四五”", "发展规划"]),
        ("at least 50 people more a year", 20, ["at least 50 people", "more a year"]),
        ("abcdefghijkl", 5, ["abcdefghijkl"]),
    ],
    ids=["fits", "words", "numbers", "quotes", "english", "long-word"],
)
def test_lines_end_between_words(text: str, width: int, lines: list[str]) -> None:
    assert folded(text, width) == lines


@pytest.mark.parametrize("text", ["", " ", "“”", "（1）总投资，约3.2亿元。", "a\u3000b", "———", "‘’“”《》" * 9])
def test_no_character_is_lost(text: str) -> None:
    assert "".join(words(text)) == text
    assert "".join(folded(text, 4)).replace(" ", "").replace("\u3000", "") == text.replace(" ", "").replace(
        "\u3000", ""
    )


def test_a_table_keeps_words_whole(capsys: pytest.CaptureFixture[str]) -> None:
    name = "项目从签约到开工平均用时压缩" * 3
    print_table(["a", "b", "c", "d"], [[name] * 4], quiet=True)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[2:]]
    cut = [cell for row in rows for cell in row if cell.endswith(("签", "开", "平", "用", "压"))]
    assert cut == []
    assert all(cell_len(cell) <= 35 for row in rows for cell in row)
