"""``policygraph compare``: an indicator across places, or support terms side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from policygraph.cli.flat import FLAT, check_output, output_option, send
from policygraph.cli.left_out import tell_left_out
from policygraph.cli.messages import language, say
from policygraph.cli.options import as_of_option, format_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import print_json, print_table

VALUES = ("subject", "day", "value", "unit", "indicator", "article", "quote")
TERMS = ("place", "indicator", "comparator", "value", "value_max", "unit", "published", "article", "quote")


@make_command("compare")
@click.argument("words", metavar="WORD...", nargs=-1, required=True)
@workspace_option
@click.option("--terms", "-t", is_flag=True, help=say("compare.terms"))
@as_of_option
@format_option("table", "json", "csv", "xlsx")
@output_option
def command(
    words: tuple[str, ...], workspace: Path, terms: bool, as_of: str | None, form: str, output: Path | None, quiet: bool
) -> None:
    """Compare places; the help text stands in messages.toml."""
    import policygraph
    from policygraph.graph.tracking.across import latest

    check_output(form, output)
    columns: tuple[str, ...]
    with policygraph.open(workspace, read_only=True) as ws:
        tracking = ws.tracking()
        if terms:
            columns = TERMS
            rows = [
                [c.place, c.indicator, c.comparator, c.value, c.value_max, c.unit, c.published, c.article, c.quote]
                for c in tracking.terms(words, as_of=as_of)
            ]
        else:
            columns = VALUES
            rows = [
                [p.subject.label, p.day, p.value, p.unit, p.claim.indicator, p.claim.article, p.claim.quote]
                for p in latest(tracking.series("".join(words), as_of=as_of))
            ]
        if as_of:
            tell_left_out(tracking, as_of, quiet=quiet)
    if form == "json":
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif form in FLAT:
        send(form, output, columns, rows, title="".join(words), quiet=quiet)
    else:
        print_table(*table(columns, rows), headings=_headings(columns), quiet=quiet)


def table(columns: tuple[str, ...], rows: Sequence[Sequence[object]]) -> tuple[tuple[str, ...], list[list[object]]]:
    """Columns and cells as people read them: one cell for the figure."""
    from policygraph.graph.figures import figure

    shown = tuple(c for c in columns if c not in {"comparator", "value_max", "unit"})
    out = []
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        top = cells.get("value_max")
        cells["value"] = figure(
            float(str(cells["value"])), str(cells["unit"]), top=None if top is None else float(str(top)),
            comparator=str(cells.get("comparator", "=")), lang=language(),
        )  # fmt: skip
        out.append([cells[c] for c in shown])
    return shown, out


def _headings(columns: tuple[str, ...]) -> dict[str, str]:
    return {name: say(f"compare.column_{name}") for name in columns if name not in {"comparator", "value_max", "unit"}}
