"""``policygraph show``: one entity with everything that is said of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from policygraph.cli.known import workspace_on
from policygraph.cli.messages import language, say
from policygraph.cli.options import as_of_option, format_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import clean, print_json, talk
from policygraph.graph.catalogue import place_of
from policygraph.graph.evidence import Evidence
from policygraph.graph.portrait import MetricFact, Naming, Portrait
from policygraph.schema.vocabulary import vocabulary

_TOLD = 3  # of the others that are called so


@make_command("show")
@click.argument("name", metavar="NAME")
@workspace_option
@as_of_option
@format_option("text", "json", default="text")
def command(name: str, workspace: Path, as_of: str | None, form: str, quiet: bool) -> None:
    """Show one entity; the help text stands in messages.toml."""
    with workspace_on(workspace, as_of, quiet=quiet) as ws:
        found = ws.show(name)
        others = [(iri, label, place_of(iri, ws.iris.base)) for iri, _, label in ws.find(name) if iri != found.iri]
    if others:
        told = "".join(f"\n  {label}{f'（{place}）' if place else ''} {iri}" for iri, label, place in others[:_TOLD])
        talk(say("show.others", name=name, count=len(others), others=told), quiet=quiet)
    if form == "json":
        print_json(found.as_json())
    else:
        click.echo(clean("\n".join(lines(found))))


def lines(found: Portrait) -> Iterable[str]:
    """The entity as text: names, links and metrics, each followed by its sentences."""
    words, lang = vocabulary(), language()
    yield f"{found.label}  [{words.types[found.type].label(lang)}]"
    if len(found.names) > 1:
        yield f"{say('show.names')}: {'、'.join(map(dated, found.naming))}"
    if found.facts:
        yield f"\n{say('show.facts')}"
        for fact in found.facts:
            label = words.predicates[fact.predicate].label(lang)
            yield f"  {label} → {fact.other_label}" if fact.forward else f"  {fact.other_label} → {label}"
            yield from cited(fact.evidence)
    if found.metrics:
        yield f"\n{say('show.metrics')}"
        for metric in found.metrics:
            yield f"  [{words.statuses[metric.status].label(lang)}] {metric.text}{elsewhere(metric)}"
            yield from cited([metric.evidence])


def dated(naming: Naming) -> str:
    """A name, and from when till when articles use it."""
    days = "—".join(dict.fromkeys(day for day in (naming.first, naming.last) if day))
    return naming.name + (say("show.dated", days=days) if days else "")


def elsewhere(metric: MetricFact) -> str:
    """Whom the article says a target of, or whose tracking takes it for, where that is another entity."""
    if metric.stated_of:
        return say("show.stated_of", other=metric.stated_of)
    return say("show.tracked_of", other=metric.tracked_of) if metric.tracked_of else ""


def cited(evidence: Iterable[Evidence]) -> Iterable[str]:
    """A line per sentence, with title and date of its article."""
    for item in evidence:
        where = " ".join(filter(None, (f"《{item.title or item.article}》", item.published)))
        quote = " ".join(item.quote.split())
        yield f"      “{quote}” {where}"
