"""What the command line says to people, in Chinese and English, from ``data/messages.toml``."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from policygraph.schema.errors import PolicyGraphError
from policygraph.schema.failures import told

LANGUAGES = ("zh", "en")
_KINDS_SHOWN = 12


def language(arguments: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> str:
    """``"zh"`` or ``"en"``: from ``--lang``, else from the locale; Chinese where neither names a language.

    >>> language(["build", "--lang", "en"], {}), language([], {"LANG": "C.UTF-8"})
    ('en', 'zh')
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    environ = os.environ if environ is None else environ
    for at, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else None
        if argument == "--lang" and at + 1 < len(arguments):
            value = arguments[at + 1]
        if value in LANGUAGES:
            return value
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "zh" if locale.split(".")[0] in {"", "C", "POSIX"} or locale.lower().startswith("zh") else "en"


def say(key: str, /, **values: Any) -> str:
    """The message ``key`` (``"section.name"``) in the language of this run, filled with `values`."""
    message: str = _messages()[key][language()]
    return message.format(**values) if values else message


def in_all_languages(key: str) -> tuple[str, ...]:
    """The message ``key`` in every language."""
    return tuple(_messages()[key].values())


def spoken(error: PolicyGraphError) -> str:
    """What an error says in the language of this run; in English where it has no text of its own."""
    key = f"errors.{error.reason}"
    return say(key, **in_language(error.details)) if key in _messages() else told(str(error), language())


def in_language(details: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a message; what another program or a reader said, in the language of this run where it is known."""
    return {name: told(value, language()) if isinstance(value, str) else value for name, value in details.items()}


def failed(name: str, reason: str | PolicyGraphError) -> str:
    """The line about an input that could not be read, in the language of this run."""
    why = spoken(reason) if isinstance(reason, PolicyGraphError) else told(reason, language())
    for colon in ("：", ": "):  # the messages of readers begin with the name
        why = why.removeprefix(name + colon)
    return say("output.failed", name=name, error=why)


def failed_together(failures: Iterable[tuple[str, str]]) -> list[str]:
    """The lines about inputs that could not be read; entries of one file with one reason share a line.

    >>> len(failed_together([("a.json:1", "a.json:1: is null"), ("a.json:2", "a.json:2: is null"), ("b.txt", "x")]))
    2
    """
    entries: dict[tuple[str, str], list[str]] = {}
    for name, reason in failures:
        file, colon, number = name.rpartition(":")
        entry = bool(colon) and number.isdigit()
        plain = reason.removeprefix(f"{name}: ")
        entries.setdefault((file, plain) if entry else (name, plain), []).append(number if entry else "")
    lines = []
    for (file, reason), numbers in entries.items():
        shown = f"{file}:{','.join(numbers)}" if numbers[0] else file
        lines.append(failed(shown, f"{shown}: {reason}"))
    return lines


def passed_over(kinds: Mapping[str, int]) -> str:
    """The line about what lies beside articles and is none; `kinds` counts it by ending or name.

    >>> ".png 11" in passed_over({".png": 11, "LICENSE": 1})
    True
    """
    most_first = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{kind} {count}" if kind.startswith(".") else kind for kind, count in most_first[:_KINDS_SHOWN]]
    if len(most_first) > len(shown):
        shown.append("…")
    comma = "、" if language() == "zh" else ", "
    return say("output.passed_over", count=sum(kinds.values()), kinds=comma.join(shown))


@cache
def _messages() -> dict[str, dict[str, str]]:
    table = tomllib.loads(files("policygraph.cli").joinpath("data/messages.toml").read_text(encoding="utf-8"))
    return {f"{section}.{name}": texts for section, rows in table.items() for name, texts in rows.items()}
