"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from policygraph.cli.messages import say
from policygraph.graph.tracking.rows import VERDICTS
from policygraph.schema.vocabulary import Term, called_by, vocabulary

Function = TypeVar("Function", bound=Callable[..., Any])


def command(name: str, within: click.Group | None = None) -> Callable[[Callable[..., Any]], click.Command]:
    """A command whose help stands in messages.toml, with ``--lang`` and ``--quiet``; `quiet` is passed on.

    Parameters
    ----------
    within
        The command of which it is a part (``curate merge``).
    """
    make, text = (click.command, f"{name}.") if within is None else (within.command, f"{within.name}.{name}_")

    def wrap(function: Callable[..., Any]) -> click.Command:
        function = click.option("--quiet", "-q", is_flag=True, help=say("options.quiet"))(function)
        function = click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, help=say("main.lang"))(
            function
        )
        return make(
            name=name,
            help=say(f"{text}help"),
            short_help=say(f"{text}short"),
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )(function)

    return wrap


def workspace_option(function: Function) -> Function:
    """``--workspace DIR``, default ``$POLICYGRAPH_WORKSPACE``, else ``./workspace``."""
    return click.option(
        "--workspace",
        "-w",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="POLICYGRAPH_WORKSPACE",
        default=Path("workspace"),
        show_default="$POLICYGRAPH_WORKSPACE, ./workspace",
        help=say("options.workspace"),
    )(function)


def as_of_option(function: Function) -> Function:
    """``--as-of DATE``."""
    return click.option("--as-of", metavar="DATE", help=say("targets.as_of"))(function)


def web_options(function: Function) -> Function:
    """``--max N`` and ``--allow-private``; a `Web` is made of them by `web`."""
    function = click.option("--allow-private", is_flag=True, help=say("options.allow_private"))(function)
    return click.option(
        "--max", "most", type=click.IntRange(min=1), default=100, show_default=True, help=say("options.max")
    )(function)


def format_option(*choices: str, default: str = "table") -> Callable[[Function], Function]:
    """``--format``, one of `choices`."""
    return click.option(
        "--format",
        "-f",
        "form",
        type=click.Choice(choices),
        default=default,
        show_default=True,
        help=say("options.format"),
    )


def profile_option(function: Function) -> Function:
    """``--profile accurate|fast``."""
    return click.option(
        "--profile", type=click.Choice(["accurate", "fast"]), default=None, help=say("options.profile")
    )(function)


def lists_options(function: Function) -> Function:
    """``--list KIND=FILE``, and ``--workspace DIR`` whose settings are used: none where it is not given."""
    function = click.option("--list", "named", multiple=True, metavar="KIND=FILE", help=say("options.list"))(function)
    return click.option(
        "--workspace",
        "-w",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="POLICYGRAPH_WORKSPACE",
        default=None,
        help=say("options.settings_of"),
    )(function)


class Called(click.Choice[str]):
    """One of several names, which may be given by their labels in either language: ``--type 企业``.

    Parameters
    ----------
    labels
        Makes the labels of each name, when the first value is read.
    """

    def __init__(self, names: Iterable[str], labels: Callable[[], Mapping[str, Iterable[str]]]) -> None:
        super().__init__(list(names))
        self._labels = labels

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name that is called so; fails with all names and their labels where none is."""
        labels = self._labels()
        name = called_by(labels, value)
        if name not in self.choices:
            self.fail(
                say("options.none_called", value=value, known=", ".join(map(self._told, self.choices))), param, ctx
            )
        return name

    def _told(self, name: str) -> str:
        others = [label for label in self._labels()[name] if label.casefold() != name.casefold()]
        return f"{name} ({' / '.join(others)})" if others else name


def term_option(kind: str) -> Called:
    """A name of a kind of the vocabulary: ``types``, ``predicates`` …"""
    terms: Mapping[str, Term] = getattr(vocabulary(), kind)
    return Called(terms, lambda: {name: (term.zh, term.en) for name, term in terms.items()})


def verdict_option() -> Called:
    """A verdict on a target."""

    def labels() -> dict[str, tuple[str, ...]]:
        from policygraph.graph.tracking.telling import verdict

        return {name: (verdict(name, "zh"), verdict(name, "en")) for name in VERDICTS}

    return Called(VERDICTS, labels)


def pair(parameter: str) -> tuple[str, str]:
    """Name and value of a ``--param NAME=VALUE``."""
    name, sign, value = parameter.partition("=")
    if not sign:
        raise click.UsageError(say("query.badparam", value=parameter))
    return name, value


def sources_argument(function: Function) -> Function:
    """One or more sources: files, folders, globs or ``-``."""
    return click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")(function)
