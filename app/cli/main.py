"""The program ``policygraph``: finds the command, says errors in one line, returns the exit code.

0 done, 1 some inputs failed (each named, the rest done), 2 wrong usage, 3 workspace or one of its word lists unusable.
"""

from __future__ import annotations

import difflib
import importlib
import io
import os
import sqlite3
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import click

from policygraph.cli.clicks import translate
from policygraph.cli.messages import language, say, spoken
from policygraph.cli.output import clean, talk
from policygraph.schema.errors import (
    CurationError,
    CurationFileError,
    CurationFileWarning,
    ListError,
    PolicyGraphError,
    UpgradeWarning,
    WorkspaceError,
)
from policygraph.schema.failures import told

COMMANDS = (  # in the order in which people meet them; each is a module of the same name with a function `command`
    "demo",
    "extract",
    "explain",
    "build",
    "watch",
    "remove",
    "curate",
    "articles",
    "entities",
    "show",
    "path",
    "targets",
    "series",
    "compare",
    "silence",
    "cascade",
    "diff",
    "query",
    "analyze",
    "export",
    "serve",
    "validate",
    "check",
    "repair",
    "backup",
    "restore",
    "eval",
)
DONE, SOME_FAILED, WRONG_USAGE, WORKSPACE_UNUSABLE = range(4)


class LazyGroup(click.Group):
    """A group that imports a command's module when the command runs, so that ``--help`` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command called `cmd_name`, None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"policygraph.cli.{cmd_name}_command").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; one that there is none of is refused with the nearest names."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            near = difflib.get_close_matches(name, COMMANDS, 3, 0.5)
            ctx.fail(say("main.near" if near else "main.unknown", name=name, near=", ".join(near)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write a line per command, without importing any of them."""
        with formatter.section(say("main.commands")):
            formatter.write_dl([(name, say(f"{name}.short")) for name in COMMANDS])


@click.group(
    cls=LazyGroup,
    help=say("main.help"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, help=say("main.lang"))
@click.version_option(package_name="policygraph", message="policygraph %(version)s")
def group() -> None:
    """Policygraph (its help text stands in messages.toml)."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # Windows consoles default to the locale's encoding
            reconfigure(encoding="utf-8", errors="backslashreplace" if stream is not sys.stdin else "surrogateescape")
    translate()
    try:
        with warnings.catch_warnings():
            for kind in (CurationFileWarning, UpgradeWarning):
                warnings.simplefilter("always", kind)
            warnings.showwarning = partial(_warned, warnings.showwarning)
            code = group.main(args=arguments, prog_name="policygraph", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        click.echo(say("main.stopped"), err=True)
        return 130
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        click.echo(clean(shown.getvalue()), nl=False, err=True)  # it may quote what came from an article
        return WRONG_USAGE
    except ListError as error:
        talk(say("main.error", error=say(f"lists.{error.reason}", **error.details)))
        return WORKSPACE_UNUSABLE
    except CurationFileError as error:
        talk(say("main.error", error=say(f"curate.{error.reason}", **error.details)))
        return WORKSPACE_UNUSABLE
    except CurationError as error:
        talk(say("main.error", error=say(f"curate.{error.reason}", **error.details)))
        return WRONG_USAGE
    except WorkspaceError as error:
        talk(say("main.error", error=spoken(error)))
        return WORKSPACE_UNUSABLE
    except PolicyGraphError as error:
        talk(say("main.error", error=spoken(error)))
        return SOME_FAILED
    except sqlite3.DatabaseError as error:  # a damaged page of the ledger shows only when it is read
        talk(say("main.error", error=say("main.damaged", error=error)))
        return WORKSPACE_UNUSABLE
    except RuntimeError as error:
        from policygraph.graph.damage import damage

        found = damage(error)  # a damaged page of the store, as it is read
        if found is None:
            raise
        talk(say("main.error", error=spoken(found)))
        return WORKSPACE_UNUSABLE
    except BrokenPipeError:  # the reader of our output has gone (| head)
        sys.stderr.close()
        return DONE
    except OSError as error:  # the disk of our output is full, or a file cannot be written
        _give_up(sys.stdout)
        why = told(error.strerror or str(error), language())
        talk(say("main.unwritten" if error.filename is None else "main.no_file", error=why, file=error.filename))
        return SOME_FAILED
    return code if isinstance(code, int) else DONE


def _warned(others: Callable[..., None], message: Warning | str, *where: Any, **more: Any) -> None:
    """Say in one line what a workspace warns of; other warnings are shown as Python does."""
    if isinstance(message, CurationFileWarning):
        error = message.error
        talk(say("curate.not_applied", error=say(f"curate.{error.reason}", **error.details)))
    elif isinstance(message, UpgradeWarning):
        context = click.get_current_context(silent=True)
        quiet = context is not None and bool(context.params.get("quiet"))
        talk(say("main.upgrade", articles=message.articles), quiet=quiet)
    else:
        others(message, *where, **more)


def _give_up(stream: Any) -> None:
    """Let go of what a stream could not write: Python would try again, and complain, at its end."""
    with suppress(OSError, ValueError):
        stream.flush()
        return
    with suppress(OSError, ValueError), open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), stream.fileno())
