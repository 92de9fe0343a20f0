"""``policygraph validate``: SHACL over the graph."""

from __future__ import annotations

from pathlib import Path

from policygraph.cli.messages import language, say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import format_option, workspace_option
from policygraph.cli.output import print_json, print_table, talk


@make_command("validate")
@workspace_option
@format_option("table", "json")
def command(workspace: Path, form: str, quiet: bool) -> int:
    """Check the graph; exit code 1 where something does not fit. The help text stands in messages.toml."""
    import policygraph

    with policygraph.open(workspace, read_only=True) as ws:
        found = [finding.as_json() for finding in ws.validate(lang=language())]
        count = sum(1 for _ in ws.quads())
    if form == "json":
        print_json(found)
    elif found:
        columns = ("label", "shape", "path", "value", "way_out", "node")
        print_table(columns, [[row[name] for name in columns] for row in found], quiet=quiet)
    talk(say("validate.bad", count=len(found)) if found else say("validate.good", count=count), quiet=quiet)
    return 1 if found else 0
