"""``policygraph curate``: a person's decisions, logged and applied."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policygraph.cli.messages import language, say
from policygraph.cli.options import Function, format_option, workspace_option
from policygraph.cli.options import command as dressed
from policygraph.cli.output import clean, print_json, print_table, talk

if TYPE_CHECKING:
    from policygraph.graph.curation.acts import Curator
    from policygraph.graph.curation.log import Entry
    from policygraph.graph.curation.suggest import Suggestion


class Acts(click.Group):
    """The group of acts; its line per act comes in the order in which they stand here."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of the acts."""
        return list(self.commands)


@click.group(name="curate", cls=Acts, help=say("curate.help"), short_help=say("curate.short"))
@click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, help=say("main.lang"))
def command() -> None:
    """Curate (its help text stands in messages.toml)."""


def act(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """One act of `curate`, which also takes ``--workspace``."""
    return lambda function: dressed(name, within=command)(workspace_option(function))


def signed(function: Function) -> Function:
    """``--who`` and ``--why``."""
    function = click.option("--why", help=say("curate.why"))(function)
    return click.option("--who", envvar="POLICYGRAPH_WHO", help=say("curate.who"))(function)


@contextmanager
def curator(workspace: Path, who: str | None, why: str | None) -> Iterator[Curator]:
    """A curator at the workspace, which must exist."""
    import policygraph
    from policygraph.graph.curation.acts import Curator

    with policygraph.open(workspace, create=False) as ws:
        yield Curator(ws, who=who, why=why)


def done(person: Curator, entry: Entry, quiet: bool) -> None:
    """Say which number the decision has."""
    where = shlex.quote(str(person.workspace.folder))
    talk(say("curate.done", id=entry.id, act=say(f"curate.did_{entry.do}"), workspace=where), quiet=quiet)


@act("merge")
@click.argument("entities", nargs=-1, required=True, metavar="NAME NAME...")
@signed
def merge(entities: tuple[str, ...], workspace: Path, who: str | None, why: str | None, quiet: bool) -> None:
    """Two or more are one."""
    with curator(workspace, who, why) as person:
        done(person, person.merge(entities), quiet)


@act("split")
@click.argument("entity", metavar="NAME")
@click.argument("parts", nargs=-1, metavar="[PART]...")
@click.option("--article", "articles", multiple=True, metavar="ARTICLE", help=say("curate.split_article"))
@signed
def split(
    entity: str, parts: tuple[str, ...], articles: tuple[str, ...], workspace: Path, who: str | None,
    why: str | None, quiet: bool,
) -> None:  # fmt: skip
    """One is several."""
    with curator(workspace, who, why) as person:
        done(person, person.split(entity, parts, articles), quiet)


@act("rename")
@click.argument("entity", metavar="NAME")
@click.argument("name", metavar="NEW_NAME")
@signed
def rename(entity: str, name: str, workspace: Path, who: str | None, why: str | None, quiet: bool) -> None:
    """It is listed under another name."""
    with curator(workspace, who, why) as person:
        done(person, person.rename(entity, name), quiet)


@act("retype")
@click.argument("entity", metavar="NAME")
@click.argument("kind", metavar="TYPE")
@signed
def retype(entity: str, kind: str, workspace: Path, who: str | None, why: str | None, quiet: bool) -> None:
    """It is of another type."""
    with curator(workspace, who, why) as person:
        done(person, person.retype(entity, kind), quiet)


@act("reject")
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@signed
def reject(items: tuple[str, ...], workspace: Path, who: str | None, why: str | None, quiet: bool) -> None:
    """An item is wrong."""
    with curator(workspace, who, why) as person:
        for item in items:
            done(person, person.reject(item), quiet)


@act("confirm")
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@signed
def confirm(items: tuple[str, ...], workspace: Path, who: str | None, why: str | None, quiet: bool) -> None:
    """An item is right."""
    with curator(workspace, who, why) as person:
        for item in items:
            done(person, person.confirm(item), quiet)


@act("apart")
@click.argument("entities", nargs=-1, required=True, metavar="NAME NAME...")
@signed
def apart(entities: tuple[str, ...], workspace: Path, who: str | None, why: str | None, quiet: bool) -> None:
    """They are not one."""
    with curator(workspace, who, why) as person:
        done(person, person.keep_apart(entities), quiet)


@act("undo")
@click.argument("number", type=int, required=False)
@signed
def undo(number: int | None, workspace: Path, who: str | None, why: str | None, quiet: bool) -> None:
    """A decision is taken back."""
    with curator(workspace, who, why) as person:
        done(person, person.undo(number), quiet)


@act("log")
@format_option("table", "json")
def log(workspace: Path, form: str, quiet: bool) -> None:
    """All decisions with their state."""
    import policygraph
    from policygraph.graph.curation.review import review

    with policygraph.open(workspace, read_only=True) as ws:
        found = review(ws)
    if form == "json":
        print_json([{**_row(s.entry), "state": s.state, "about": s.about()} for s in found])
        return
    columns = ("id", "do", "about", "who", "when", "why", "state")
    rows = [
        (s.entry.id, say(f"curate.did_{s.entry.do}"), s.about(), s.entry.who, s.entry.when, s.entry.why,
         say(f"curate.state_{s.state}"))
        for s in found
    ]  # fmt: skip
    print_table(columns, rows, headings={c: say(f"curate.col_{c}") for c in columns}, quiet=quiet)


def _row(entry: Entry) -> dict[str, Any]:
    return {"id": entry.id, "do": entry.do, "who": entry.who, "when": entry.when, "why": entry.why}


@act("suggest")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help=say("curate.limit"))
@click.option("--ask/--list", "ask", default=None, help=say("curate.ask"))
@format_option("table", "json")
@signed
def suggest(
    limit: int, ask: bool | None, form: str, workspace: Path, who: str | None, why: str | None, quiet: bool
) -> None:
    """What to decide next."""
    import sys

    import policygraph
    from policygraph.graph.curation.suggest import suggestions

    if ask is None:
        ask = form == "table" and sys.stdin.isatty() and sys.stdout.isatty()
    if ask:
        with curator(workspace, who, why) as person:
            questions(person, suggestions(person.workspace, limit, language()), quiet=quiet)
        return
    with policygraph.open(workspace, read_only=True) as ws:
        found = suggestions(ws, limit, language())
    if form == "json":
        print_json([suggestion.as_json() for suggestion in found])
        return
    for number, suggestion in enumerate(found, 1):
        click.echo(clean(f"{number}. {shown(suggestion)}"))
    talk(say("output.rows", count=len(found)), quiet=quiet)


def questions(person: Curator, found: list[Suggestion], *, quiet: bool) -> None:
    """Ask about each: yes, no, skip, or quit; an answer is logged at once."""
    for number, suggestion in enumerate(found, 1):
        click.echo(clean(f"\n{number}/{len(found)}. {shown(suggestion)}"))
        answer = click.prompt(
            say(f"curate.ask_{suggestion.kind}"), type=click.Choice(["y", "n", "s", "q"]), default="s"
        )
        if answer == "q":
            return
        if answer == "s":
            continue
        if suggestion.kind == "pair":
            pair = [side.iri for side in suggestion.sides]
            done(person, person.merge(pair) if answer == "y" else person.keep_apart(pair), quiet)
        else:
            done(person, person.confirm(suggestion.item) if answer == "y" else person.reject(suggestion.item), quiet)


def shown(suggestion: Suggestion) -> str:
    """A suggestion as text: both sides with their sentences, or the item with its quote."""
    if suggestion.kind != "pair":
        return f"[{suggestion.score:.2f}] {suggestion.item}\n      {' '.join(suggestion.text.split())}"
    why = "、".join(feature[language()] for feature in suggestion.why)
    lines = [f"[{suggestion.score:.2f}] {' ? '.join(side.name for side in suggestion.sides)}  ({why})"]
    for side in suggestion.sides:
        lines.append(f"   {side.name} · {say('curate.articles', count=side.articles)} · {side.iri}")
        lines += [f"      {' '.join(sentence.split())}" for sentence in side.sentences]
    return "\n".join(lines)
