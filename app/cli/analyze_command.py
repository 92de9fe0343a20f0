"""``policygraph analyze``: networkx measures on the graph."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.known import workspace_on
from policygraph.cli.messages import language, say
from policygraph.cli.options import as_of_option, format_option, term_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import print_json, print_table
from policygraph.schema.vocabulary import vocabulary

MEASURES = click.Choice(("degree", "pagerank", "betweenness", "communities", "components", "bridges", "links"))


@make_command("analyze")
@workspace_option
@as_of_option
@click.option("--measure", "-m", type=MEASURES, default="pagerank", show_default=True, help=say("analyze.measure"))
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True, help=say("analyze.top"))
@click.option("--type", "-t", "types", multiple=True, type=term_option("types"), help=say("selecting.types"))
@format_option("table", "json")
def command(
    workspace: Path, as_of: str | None, measure: str, top: int, types: tuple[str, ...], form: str, quiet: bool
) -> None:
    """Compute and print one measure; the help text stands in messages.toml."""
    with workspace_on(workspace, as_of, quiet=quiet) as ws:
        rows = ws.analyze(measure, top=top, types=types or None)
    if form == "json":
        print_json(rows)
        return
    columns = [name for name in (rows[0] if rows else ()) if name != "iri"]
    print_table(columns, [[_shown(row[name], name) for name in columns] for row in rows], quiet=quiet)


def _shown(value: object, column: str) -> str:
    """A cell: entities by their labels, types in the reader's language, numbers short."""
    if column == "type" and value in vocabulary().types:
        return vocabulary().types[str(value)].label(language())
    if isinstance(value, dict):
        return str(value.get("label", ""))
    if isinstance(value, list | tuple):
        shown = [_shown(item, "") for item in value[:12]]
        return "、".join(shown) + (f" …({len(value)})" if len(value) > 12 else "")
    return f"{value:.4g}" if isinstance(value, float) else str(value)
