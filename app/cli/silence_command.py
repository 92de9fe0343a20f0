"""``policygraph silence``: what was announced and never heard of again."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.flat import FLAT, check_output, output_option, send
from policygraph.cli.left_out import tell_left_out
from policygraph.cli.messages import in_all_languages, say
from policygraph.cli.options import Called, as_of_option, format_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import print_json, print_table
from policygraph.graph.tracking.silence import KINDS

COLUMNS = ("kind", "what", "article", "published", "quote")


def _kinds() -> dict[str, tuple[str, ...]]:
    return {kind: in_all_languages(f"silence.kind_{kind}") + in_all_languages(f"silence.{kind}") for kind in KINDS}


@make_command("silence")
@workspace_option
@as_of_option
@click.option("--kind", "-k", type=Called(KINDS, _kinds), help=say("silence.kind"))
@format_option("table", "json", "csv", "xlsx")
@output_option
def command(workspace: Path, as_of: str | None, kind: str | None, form: str, output: Path | None, quiet: bool) -> None:
    """List what stayed silent; the help text stands in messages.toml."""
    import policygraph

    check_output(form, output)
    with policygraph.open(workspace, read_only=True) as ws:
        tracking = ws.tracking()
        found = [s for s in tracking.silences(as_of=as_of) if kind in {None, s.kind}]
        tell_left_out(tracking, as_of, quiet=quiet)
    if form == "json":
        print_json([item.as_json() for item in found])
        return
    rows = [(item.kind, item.what, item.article, item.published, " ".join(item.quote.split())) for item in found]
    said = [(say(f"silence.{row[0]}"), *row[1:]) for row in rows]
    if form in FLAT:
        send(form, output, COLUMNS, rows, title=say("silence.sheet"), said=said, quiet=quiet)
        return
    headings = {name: say(f"silence.column_{name}") for name in COLUMNS}
    print_table(COLUMNS, said, headings=headings, quiet=quiet)
