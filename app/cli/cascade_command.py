"""``policygraph cascade``: a province's target against those of its cities."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from policygraph.cli.flat import FLAT, check_output, output_option, send
from policygraph.cli.left_out import tell_left_out
from policygraph.cli.messages import language, say
from policygraph.cli.options import as_of_option, format_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import clean, print_json, talk
from policygraph.graph.tracking.across import Cascade

COLUMNS = ("whole", "whole_target", "unit", "part", "part_target", "article")


@make_command("cascade")
@click.argument("indicator", metavar="INDICATOR")
@click.option("--year", "-y", type=click.IntRange(1900, 2200), required=True, help=say("cascade.year"))
@workspace_option
@as_of_option
@format_option("text", "json", "csv", "xlsx", default="text")
@output_option
def command(
    indicator: str, year: int, workspace: Path, as_of: str | None, form: str, output: Path | None, quiet: bool
) -> None:
    """Hold a place's target against those of the places in it; the help text stands in messages.toml."""
    import policygraph

    check_output(form, output)
    with policygraph.open(workspace, read_only=True) as ws:
        tracking = ws.tracking()
        found = tracking.cascades(indicator, year, as_of=as_of)
        tell_left_out(tracking, as_of, quiet=quiet)
    if form == "json":
        print_json([as_json(cascade) for cascade in found])
        return
    if form in FLAT:
        send(form, output, COLUMNS, flat(found), title=say("cascade.sheet"), quiet=quiet)
        return
    if not found:
        talk(say("cascade.none", indicator=indicator, year=year), quiet=quiet)
    for cascade in found:
        click.echo(clean("\n".join(lines(cascade))))


def flat(cascades: Iterable[Cascade]) -> list[list[object]]:
    """A row for each part, and for each place without a target one that names it, its value left empty."""
    rows: list[list[object]] = []
    for cascade in cascades:
        target = cascade.whole.target
        head = [cascade.whole.subject.label, target.value, target.unit]
        rows += [
            [*head, part.place, part.value, part.row.target.article if part.row else None] for part in cascade.parts
        ]
        rows += [[*head, place, None, None] for place in cascade.missing]
    return rows


def as_json(cascade: Cascade) -> dict[str, object]:
    """A cascade as plain data."""
    target = cascade.whole.target
    return {
        "place": cascade.whole.subject.label,
        "target": target.value,
        "unit": target.unit,
        "article": target.article,
        "parts": [
            {"place": part.place, "value": part.value, "article": part.row.target.article if part.row else None}
            for part in cascade.parts
        ],
        "total": cascade.total,
        "missing": list(cascade.missing),
    }


def lines(cascade: Cascade) -> list[str]:
    """A cascade as text: the whole, its parts, their sum, and who is missing."""
    from policygraph.graph.figures import claimed
    from policygraph.graph.wording import number

    whose, target = cascade.whole.subject.label, cascade.whole.target
    out = [f"{whose} {target.indicator} {claimed(target, language())} ({target.end}) {target.article}"]
    for part in cascade.parts:
        shown = number(part.value, target.unit) if part.value is not None else say("cascade.no_unit")
        out.append(f"  {part.place}  {shown}  {part.row.target.article if part.row else ''}")
    share = f" ({cascade.total / target.value:.0%})" if target.value else ""
    out.append(f"  {say('cascade.total')} {number(cascade.total, target.unit)}{share}")
    if cascade.missing:
        out.append(f"  {say('cascade.missing')} {'、'.join(cascade.missing)}")
    return out
