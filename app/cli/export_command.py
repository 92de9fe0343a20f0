"""``policygraph export``: the graph as page, RDF, table or graph file."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.messages import language, say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import workspace_option
from policygraph.cli.output import talk
from policygraph.exports import FORMATS
from policygraph.schema.vocabulary import vocabulary

TYPES = click.Choice(list(vocabulary().types))
PREDICATES = click.Choice(list(vocabulary().predicates))


@make_command("export")
@click.argument("form", type=click.Choice(list(FORMATS)), metavar="FORMAT")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT")
@workspace_option
@click.option(
    "--type", "-t", "types", multiple=True, type=click.Choice(list(vocabulary().types)), help=say("export.types")
)
@click.option("--predicate", "predicates", multiple=True, type=PREDICATES, help=say("export.predicates"))
@click.option("--entity", help=say("export.entity"))
@click.option("--hops", type=click.IntRange(min=0), default=2, show_default=True, help=say("export.hops"))
@click.option("--top", type=click.IntRange(min=1), help=say("export.top"))
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help=say("export.confidence"))
def command(
    form: str,
    target: Path,
    workspace: Path,
    types: tuple[str, ...],
    predicates: tuple[str, ...],
    entity: str | None,
    hops: int,
    top: int | None,
    min_confidence: float,
    quiet: bool,
) -> None:
    """Write the graph, or the selected part, to a file; the help text stands in messages.toml."""
    import policygraph
    from policygraph.exports.selection import Selection

    selection = Selection(types, predicates, entity, hops, top, min_confidence)
    with policygraph.open(workspace, read_only=True) as ws:
        ws.export(form, target, selection, lang=language())
    talk(say("export.done", path=target), quiet=quiet)
