"""What the pages of the manual on the endpoint show is what it answers."""

from __future__ import annotations

import re
import shlex

import pytest
from starlette.testclient import TestClient

from tests.conftest import ROOT


def shown(page: str) -> list[tuple[str, list[str]]]:
    """Commands of a page's console block, each with the lines below it."""
    (block,) = re.findall(r"```console\n(.*?)```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.DOTALL)
    parts = re.split(r"^\$ ", block.replace("\\\n", " "), flags=re.MULTILINE)[1:]
    return [(command, answer.splitlines()) for command, _, answer in (part.partition("\n") for part in parts)]


def asked(visitor: TestClient, command: str) -> str:
    """The answer to a ``curl`` command, as far as this manual uses its options."""
    words = iter(shlex.split(command.partition(" | ")[0])[1:])
    address, by_get, headers, form, body = "", False, {}, {}, None
    for word in words:
        if word == "-G":
            by_get = True
        elif word in ("-H", "-b"):
            name, _, value = next(words).partition(": ") if word == "-H" else ("Cookie", "", next(words))
            headers[name] = value
        elif word == "--data-urlencode":
            name, _, value = next(words).partition("=")
            form[name] = value
        elif word == "--data-binary":
            body = next(words)
        else:
            address = word
    if by_get or not (form or body):
        return visitor.get(address, params=form or None, headers=headers).text
    if body:
        return visitor.post(address, content=body.encode(), headers=headers).text
    return visitor.post(address, data=form, headers=headers).text


@pytest.mark.parametrize("page", ["endpoint.md", "endpoint.en.md"])
def test_the_answers_of_the_manual_are_those_of_the_site(page: str, visitor: TestClient) -> None:
    commands = shown(page)
    assert commands
    for command, lines in commands:
        visitor.cookies.clear()
        first = int(command.partition(" | head -")[2] or 99)
        assert asked(visitor, command).splitlines()[:first] == lines, command
