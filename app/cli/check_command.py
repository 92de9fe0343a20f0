"""``policygraph check``: whether ledger, store and decisions are sound and fit each other."""

from __future__ import annotations

from pathlib import Path

from policygraph.cli.messages import in_language, say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import format_option, workspace_option
from policygraph.cli.output import print_json, print_table, talk


@make_command("check")
@workspace_option
@format_option("table", "json")
def command(workspace: Path, form: str, quiet: bool) -> int:
    """Name what is wrong and the way out; exit code 1 where something is. The help text stands in messages.toml."""
    from policygraph.graph.checking import check

    columns = ("part", "where", "what", "way_out")
    rows = [
        dict(
            zip(
                columns,
                (
                    fault.part,
                    fault.where,
                    say(f"check.{fault.reason}", **in_language(fault.details)),
                    say(f"check.{fault.reason}_way"),
                ),
                strict=True,
            )
        )
        for fault in check(workspace)
    ]
    if form == "json":
        print_json(rows)
    elif rows:
        headings = {name: say(f"check.{name}") for name in columns}
        print_table(columns, [[row[name] for name in columns] for row in rows], headings=headings, quiet=True)
    talk(say("check.bad", count=len(rows)) if rows else say("check.good"), quiet=quiet)
    return 1 if rows else 0
