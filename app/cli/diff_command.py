"""``policygraph diff``: what changed between two days or two workspaces."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.flat import FLAT, check_output, output_option, send
from policygraph.cli.left_out import tell_left_out
from policygraph.cli.messages import language, say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import format_option, workspace_option
from policygraph.cli.output import print_json, print_table

COLUMNS = ("change", "kind", "what", "before", "after", "article")


@make_command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@workspace_option
@format_option("table", "json", "csv", "xlsx")
@output_option
def command(before: str, after: str, workspace: Path, form: str, output: Path | None, quiet: bool) -> None:
    """Show what changed; the help text stands in messages.toml."""
    import policygraph
    from policygraph.graph.tracking.changes import of_claims, of_targets

    check_output(form, output)
    lang = language()
    if Path(before).is_dir() or Path(after).is_dir():
        with policygraph.open(before, read_only=True) as old, policygraph.open(after, read_only=True) as new:
            a, b = old.tracking(), new.tracking()
            found = of_targets(a.targets(), b.targets(), lang) + of_claims(
                a.claims, b.claims, lang, old=a.subject, new=b.subject
            )
    else:
        with policygraph.open(workspace, read_only=True) as ws:
            tracking = ws.tracking()
            found = of_targets(tracking.targets(as_of=before), tracking.targets(as_of=after), lang)
            figures = tracking.known(before), tracking.known(after)
            found += of_claims(*figures, lang, old=tracking.subject, new=tracking.subject)
            tell_left_out(tracking, after, quiet=quiet)
    if form == "json":
        print_json([change.as_json() for change in found])
        return
    rows = [(c.change, c.kind, c.what, c.before, c.after, c.article) for c in found]
    shown = [(say(f"diff.{row[0]}"), say(f"diff.{row[1]}"), *row[2:]) for row in rows]
    if form in FLAT:
        send(form, output, COLUMNS, rows, title=say("diff.sheet"), said=shown, quiet=quiet)
        return
    print_table(COLUMNS, shown, headings={name: say(f"diff.column_{name}") for name in COLUMNS}, quiet=quiet)
