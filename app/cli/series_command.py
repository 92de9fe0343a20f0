"""``policygraph series``: one indicator over time."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.flat import FLAT, check_output, output_option, send
from policygraph.cli.left_out import tell_left_out, tell_unknown
from policygraph.cli.messages import language, say
from policygraph.cli.options import as_of_option, format_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import print_json, print_table, talk
from policygraph.graph.tracking.series import Point, line_of, measure_shown, sparkline
from policygraph.schema.vocabulary import vocabulary

COLUMNS = (
    "subject", "day", "status", "measure", "comparator", "value", "unit", "indicator", "article", "quote", "withdrawn",
)  # fmt: skip


@make_command("series")
@click.argument("indicator", metavar="INDICATOR")
@workspace_option
@click.option("--place", "-p", help=say("targets.place"))
@as_of_option
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=say("series.plot"))
@format_option("table", "json", "csv", "xlsx")
@output_option
def command(
    indicator: str,
    workspace: Path,
    place: str | None,
    as_of: str | None,
    plot: Path | None,
    form: str,
    output: Path | None,
    quiet: bool,
) -> None:
    """Show every value of an indicator; the help text stands in messages.toml."""
    import policygraph

    check_output(form, output)
    if plot is not None and plot.suffix.lower() not in {".svg", ".png"}:
        raise click.UsageError(say("series.svg_only", file=plot))
    with policygraph.open(workspace, read_only=True) as ws:
        tracking = ws.tracking()
        points = tracking.series(indicator, place=place, as_of=as_of)
        if as_of:
            tell_left_out(tracking, as_of, quiet=quiet)
        if place is not None and not points:
            places = {point.claim.place or "" for point in tracking.series(indicator, as_of=as_of)}
            tell_unknown("place", place, places, quiet=quiet)
    rows = [cells(point) for point in points]
    if plot is not None:
        from policygraph.exports.printing import draw_png
        from policygraph.graph.tracking.plot import svg

        drawing = svg(indicator, points)
        if plot.suffix.lower() == ".png":
            draw_png(drawing, plot)
        else:
            plot.write_text(drawing, encoding="utf-8")
        talk(say("series.plotted", file=plot), quiet=quiet)
    if form == "json":
        print_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    elif form in FLAT:
        send(form, output, COLUMNS, rows, title=indicator, said=[worded(row) for row in rows], quiet=quiet)
    else:
        show(points, quiet=quiet)


def cells(point: Point) -> list[object]:
    """A value as plain data."""
    claim = point.claim
    return [
        point.subject.label, point.day, claim.status, claim.measure, claim.comparator, point.value, point.unit,
        claim.indicator, claim.article, claim.quote, point.withdrawn,
    ]  # fmt: skip


def worded(row: list[object]) -> list[object]:
    """A value as plain data, status and measure in words."""
    words, lang, out = vocabulary(), language(), list(row)
    out[2], out[3] = words.statuses[str(row[2])].label(lang), words.measures[str(row[3])].label(lang)
    return out


def show(points: list[Point], *, quiet: bool) -> None:
    """A table of the values and a line of blocks for each subject's actuals; what came new has one of its own."""
    from policygraph.graph.figures import claimed, figure

    words, lang = vocabulary(), language()
    headings = {name: say(f"series.column_{name}") for name in ("subject", "day", "actual", "target", "article")}
    rows = []
    for point in points:
        claim, status = point.claim, point.claim.status
        measure = measure_shown(claim)
        text = figure(point.value, point.unit, comparator=claim.comparator, measure=measure or "level", lang=lang)
        own = (point.value, point.unit) == (claim.value, claim.unit)
        if own and (measure == "multiple" or claim.value < 0):
            text = claimed(claim, lang)
        if measure and measure not in {"growth", "increment", "multiple"}:  # these the words say: 下降6.2%, 新增12家
            text += f" [{words.measures[measure].label(lang)}]"
        if status not in {"actual", "target"}:
            text += f" [{words.statuses[status].label(lang)}]"
        if point.withdrawn:
            text += f" [{say('series.withdrawn')}]"
        came = ("", text)[:: -1 if status == "actual" else 1]
        rows.append((point.subject.label, point.day, *came, claim.article))
    print_table(tuple(headings), rows, headings=headings, quiet=quiet)
    groups: dict[tuple[str, str], list[float]] = {}
    named: dict[tuple[str, str], str | None] = {}
    for point in points:
        if point.claim.status == "actual" and not point.withdrawn:
            groups.setdefault((point.subject.label, line_of(point.claim)), []).append(point.value)
            named[point.subject.label, line_of(point.claim)] = measure_shown(point.claim)
    for key, values in groups.items():
        if len(values) > 1:
            measure = named[key]
            what = f" [{words.measures[measure].label(lang)}]" if measure else ""
            click.echo(f"{key[0]}{what}  {sparkline(values)}")
