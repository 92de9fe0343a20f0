"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from policygraph.cli.messages import say

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


def pair(parameter: str) -> tuple[str, str]:
    """Name and value of a ``--param NAME=VALUE``."""
    name, sign, value = parameter.partition("=")
    if not sign:
        raise click.UsageError(say("query.badparam", value=parameter))
    return name, value


def sources_argument(function: Function) -> Function:
    """One or more sources: files, folders, globs or ``-``."""
    return click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")(function)
