"""Click's own words (Usage, Missing argument …) in the language of this run, from ``data/click.toml``."""

from __future__ import annotations

import sys
import tomllib
from functools import cache
from importlib.resources import files

from policygraph.cli.messages import language


def translate() -> None:
    """Have Click's modules look their words up here: each has bound ``gettext`` to a name of its own at import."""
    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            for own, ours in (("_", translated), ("ngettext", translated_number)):
                if own in vars(module):
                    setattr(module, own, ours)


def translated(words: str) -> str:
    """Click's words in the language of this run; as they are where the table has none.

    >>> translated("words that Click does not have")
    'words that Click does not have'
    """
    return chinese().get(words, words) if language() == "zh" else words


def translated_number(one: str, many: str, count: int) -> str:
    """The words for one thing or for many."""
    return translated(one if count == 1 else many)


@cache
def chinese() -> dict[str, str]:
    """Click's words and ours."""
    table: dict[str, str] = tomllib.loads(files("policygraph.cli").joinpath("data/click.toml").read_text("utf-8"))
    return table
