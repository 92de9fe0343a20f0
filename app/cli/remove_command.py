"""``policygraph remove``: takes articles and their claims out."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.messages import failed, say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import workspace_option
from policygraph.cli.output import talk
from policygraph.schema.errors import UnknownNameError


@make_command("remove")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@workspace_option
def command(articles: tuple[str, ...], workspace: Path, quiet: bool) -> int:
    """Remove each article by id, key, path or address; the help text stands in messages.toml."""
    import policygraph

    removed = 0
    with policygraph.open(workspace, create=False) as ws:
        for article in articles:
            try:
                ws.remove(article)
            except UnknownNameError as error:
                talk(failed(article, error))
            else:
                removed += 1
    talk(say("remove.done", count=removed), quiet=quiet)
    return 0 if removed == len(articles) else 1
