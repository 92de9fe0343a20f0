"""``policygraph backup``: a workspace into one archive."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.messages import say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import workspace_option
from policygraph.cli.output import talk


@make_command("backup")
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False))
@workspace_option
@click.option("--replace", is_flag=True, help=say("backup.replace"))
def command(archive: Path, workspace: Path, replace: bool, quiet: bool) -> int:
    """Write the archive; the help text stands in messages.toml."""
    from policygraph.graph.archive import backup

    if archive.exists() and not replace:
        raise click.UsageError(say("backup.exists", archive=archive))
    packed = backup(workspace, archive)
    talk(say("backup.done", archive=archive, articles=packed.articles, size=archive.stat().st_size), quiet=quiet)
    return 0
