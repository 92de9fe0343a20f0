"""``policygraph entities``: the entities with every mention."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.known import workspace_on
from policygraph.cli.messages import language, say
from policygraph.cli.options import as_of_option, format_option, term_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import print_json, print_table
from policygraph.graph.catalogue import told_apart
from policygraph.schema.vocabulary import vocabulary


@make_command("entities")
@workspace_option
@as_of_option
@click.option("--type", "-t", "kind", type=term_option("types"), help=say("entities.type"))
@format_option("table", "json")
def command(workspace: Path, as_of: str | None, kind: str | None, form: str, quiet: bool) -> None:
    """List the entities, as a table or with every mention as JSON; the help text stands in messages.toml."""
    with workspace_on(workspace, as_of, quiet=quiet) as ws:
        entries = ws.entities(kind)
    if form == "json":
        print_json([entry.as_json() for entry in entries])
        return
    types, called = vocabulary().types, told_apart(entries)
    print_table(
        ("type", "label", "names", "mentions"),
        [
            (types[entry.type].label(language()), called[entry.iri],
             "、".join(name for name in entry.names if name != entry.label), len(entry.mentions))
            for entry in entries
        ],
        quiet=quiet,
    )  # fmt: skip
