"""``policygraph targets``: what was promised, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from policygraph.cli.flat import FLAT, check_output, output_option, send
from policygraph.cli.left_out import tell_left_out, tell_unknown
from policygraph.cli.messages import language, say
from policygraph.cli.options import as_of_option, format_option, verdict_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import clean, print_json, print_table
from policygraph.graph.tracking.rows import Row
from policygraph.schema.vocabulary import vocabulary

BAR = 10  # cells of a progress bar
COLUMNS = ("subject", "indicator", "target", "deadline", "result", "as_of", "progress", "verdict")
FLAT_COLUMNS = (
    "subject", "place", "indicator", "measure", "comparator", "target", "target_max", "unit", "start", "deadline",
    "base", "base_as_of", "result", "result_as_of", "progress", "pace", "verdict", "contradictory", "dropped",
    "target_article", "target_quote", "result_article", "result_quote", "why",
)  # fmt: skip


@make_command("targets")
@workspace_option
@as_of_option
@click.option("--place", "-p", help=say("targets.place"))
@click.option("--subject", "-s", help=say("targets.subject"))
@click.option("--status", type=verdict_option(), help=say("targets.status"))
@click.option("--why", is_flag=True, help=say("targets.why"))
@format_option("table", "json", "csv", "xlsx")
@output_option
def command(
    workspace: Path, as_of: str | None, place: str | None, subject: str | None, status: str | None, why: bool,
    form: str, output: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Show targets against results; the help text stands in messages.toml."""
    import policygraph
    from policygraph.graph.tracking.telling import as_json

    check_output(form, output)
    lang = language()
    with policygraph.open(workspace, read_only=True) as ws:
        tracking = ws.tracking()
        rows = tracking.targets(as_of=as_of, place=place, subject=subject, status=status)
        tell_left_out(tracking, as_of, quiet=quiet)
        for what, name in (("place", place), ("subject", subject)):
            if name is not None and not tracking.targets(as_of=as_of, **{what: name}):
                tell_unknown(what, name, tracking.owners(what, as_of=as_of), quiet=quiet)
    if form == "json":
        print_json([as_json(row, lang) for row in rows])
    elif form in FLAT:
        send(form, output, FLAT_COLUMNS, [flat(row, lang) for row in rows], title=say("targets.sheet"),
             said=[flat(row, lang, said=True) for row in rows], quiet=quiet)  # fmt: skip
    elif why:
        click.echo(clean("\n".join(reasons(rows, lang))))
    else:
        headings = {name: say(f"targets.column_{name}") for name in COLUMNS}
        print_table(COLUMNS, [cells(row, lang) for row in rows], headings=headings, quiet=quiet)


def bar(progress: float | None) -> str:
    """A share as a bar of ten cells with its number; more than all is a full bar.

    >>> bar(0.42), bar(None)
    ('████······ 42%', '')
    """
    if progress is None:
        return ""
    full = max(0, min(BAR, round(progress * BAR)))
    return f"{'█' * full}{'·' * (BAR - full)} {progress:.0%}"


def cells(row: Row, lang: str) -> list[str]:
    """The cells of a target in the table."""
    from policygraph.graph.figures import claimed, reached
    from policygraph.graph.tracking.telling import verdict

    last = row.results[-1] if row.results else None
    return [
        row.subject.label,
        row.target.indicator,
        claimed(row.target, lang),
        row.target.end or "",
        reached(last, row.target.measure, lang) if last else "",
        last.as_of.isoformat() if last else "",
        bar(row.progress),
        verdict(row.verdict, lang)
        + (say("targets.dropped") if row.dropped else "")
        + (" ⚠" if row.contradictory else ""),
    ]


def reasons(rows: Iterable[Row], lang: str) -> Iterable[str]:
    """Each target with its sentence, its results with theirs, and each step to the verdict."""
    from policygraph.graph.figures import claimed, reached
    from policygraph.graph.tracking.telling import steps, verdict

    for row in rows:
        target, measure = row.target, row.target.measure
        what = f"{row.subject.label} {target.indicator} {claimed(target, lang)} ({target.end or '—'})"
        yield f"{what}: {verdict(row.verdict, lang)}"
        for version in row.versions:
            yield f"  {say('targets.version')} {claimed(version, lang)}  {quoted(version.quote, version.article)}"
        yield f"  {say('targets.target')} {claimed(target, lang)}  {quoted(target.quote, target.article)}"
        if row.base:
            claim = row.base.claim
            base = f"{reached(row.base, measure, lang)} {row.base.as_of}"
            yield f"  {say('targets.base')} {base}  {quoted(claim.quote, claim.article)}"
        for result in row.results:
            claim = result.claim
            came = f"{reached(result, measure, lang)} {result.as_of}"
            yield f"  {say('targets.result')} {came}  {quoted(claim.quote, claim.article)}"
        yield from (f"  → {step}" for step in steps(row, lang))
        yield ""


def quoted(quote: str, article: str) -> str:
    """A sentence in quotation marks, with its article."""
    return f"“{' '.join(quote.split())}” ({article})"


def flat(row: Row, lang: str, *, said: bool = False) -> list[object]:
    """The cells of a target under `FLAT_COLUMNS`, plain numbers and codes; with `said` the codes in words."""
    from policygraph.graph.tracking.telling import verdict, why

    t, b, r = row.target, row.base, row.results[-1] if row.results else None
    return [
        row.subject.label, row.place, t.indicator, vocabulary().measures[t.measure].label(lang) if said else t.measure,
        t.comparator, t.value, t.value_max, t.unit, t.start, t.end, b.value if b else None, b.as_of if b else None,
        r.value if r else None, r.as_of if r else None, row.progress, row.pace,
        verdict(row.verdict, lang) if said else row.verdict, row.contradictory,
        row.dropped.published if row.dropped else None, t.article, t.quote, r.claim.article if r else None,
        r.claim.quote if r else None, why(row, lang),
    ]  # fmt: skip
