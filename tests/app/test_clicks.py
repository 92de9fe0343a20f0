"""Click's own words are said in the language of the run."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import click
import pytest

from policygraph.cli.clicks import chinese
from policygraph.cli.main import COMMANDS, WRONG_USAGE
from tests.app.conftest import Run


def _fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_the_table_has_words_that_click_says_with_the_same_fields() -> None:
    """A new release of Click that words something anew is noticed here."""
    said = {
        node.value
        for path in Path(click.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for words, ours in chinese().items():
        assert words in said
        assert _fields(ours) <= _fields(words)


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["entities", "--format", "csv"], "的值无效", "Invalid value"),
        (["export"], "缺少参数", "Missing argument"),
        (["query", "--nosuch"], "没有选项", "No such option"),
        (["build", "--workers"], "要带一个值", "requires an argument"),
        (["targts"], "没有命令 targts；最接近的：targets", "there is no command targts; the nearest: targets"),
        (["xyzzyx"], "没有命令 xyzzyx", "there is no command xyzzyx"),
    ],
)
def test_wrong_usage_is_said_in_both_languages(run: Run, arguments: list[str], zh: str, en: str) -> None:
    for language, words, others in (("zh", zh, ("Usage", "Error")), ("en", en, ("用法", "错误"))):
        done = run("--lang", language, *arguments)
        assert done.code == WRONG_USAGE
        assert words in done.err
        assert not any(other in done.err for other in others)


@pytest.mark.parametrize("command", ["build", "targets"])
def test_help_has_no_english_head_in_chinese(run: Run, command: str) -> None:
    assert command in COMMANDS
    shown = run("--lang", "zh", command, "--help").out
    assert shown.startswith("用法：")
    assert "选项:" in shown
    assert "Show this message" not in shown
