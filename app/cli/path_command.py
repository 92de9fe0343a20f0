"""``policygraph path``: how two entities are linked."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.known import workspace_on
from policygraph.cli.messages import language, say
from policygraph.cli.options import as_of_option, format_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import clean, print_json, talk
from policygraph.cli.show_command import cited
from policygraph.schema.vocabulary import vocabulary


@make_command("path")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@workspace_option
@as_of_option
@click.option("--max-hops", "hops", type=click.IntRange(min=1), default=4, show_default=True, help=say("path.hops"))
@click.option("--limit", type=click.IntRange(min=1), default=1, show_default=True, help=say("path.limit"))
@format_option("text", "json", default="text")
def command(a: str, b: str, workspace: Path, as_of: str | None, hops: int, limit: int, form: str, quiet: bool) -> None:
    """Print the shortest paths with evidence; the help text stands in messages.toml."""
    with workspace_on(workspace, as_of, quiet=quiet) as ws:
        found = ws.path(a, b, max_hops=hops, limit=limit)
    if form == "json":
        print_json([[step.as_json() for step in chain] for chain in found])
        return
    if not found:
        talk(say("path.none", a=a, b=b, hops=hops), quiet=quiet)
    predicates, lang = vocabulary().predicates, language()
    for number, chain in enumerate(found):
        if number:
            click.echo()
        for step in chain:
            label = predicates[step.predicate].label(lang)
            arrow = f"—{label}→" if step.forward else f"←{label}—"
            click.echo(clean(f"{step.start_label} {arrow} {step.end_label}"))
            for line in cited(step.evidence[:2]):
                click.echo(clean(line))
