"""``policygraph watch``: a workspace kept current with feeds and folders."""

from __future__ import annotations

import time
from pathlib import Path

import click

from policygraph.cli.messages import say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import profile_option, sources_argument, web_options, workspace_option
from policygraph.cli.output import talk


@make_command("watch")
@sources_argument
@workspace_option
@click.option("--every", type=click.FloatRange(min=1), default=3600, show_default=True, help=say("watch.every"))
@click.option("--once", is_flag=True, help=say("watch.once"))
@profile_option
@web_options
def command(
    sources: tuple[str, ...],
    workspace: Path,
    every: float,
    once: bool,
    profile: str | None,
    most: int,
    allow_private: bool,
    quiet: bool,
) -> int:
    """Build again and again; the help text stands in messages.toml."""
    import policygraph
    from policygraph.cli.build_command import report
    from policygraph.ingest.web.options import Web

    web = Web(most=most, allow_private=allow_private)
    try:
        while True:
            with policygraph.open(workspace) as ws:  # closed between rounds, so that others may write
                summary = ws.build(sources, profile=profile, web=web)
                size = ws.size()
            report(summary, size, workspace, quiet=quiet)
            if once:
                return 1 if summary.failed else 0
            talk(say("watch.waiting", seconds=every), quiet=quiet)
            time.sleep(every)
    except KeyboardInterrupt:
        talk(say("watch.ended"), quiet=quiet)
        return 0
