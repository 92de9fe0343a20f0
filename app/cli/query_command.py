"""``policygraph query``: SPARQL over the graph, or a packaged query."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click

from policygraph.cli.known import workspace_on
from policygraph.cli.messages import language, say, spoken
from policygraph.cli.options import as_of_option, format_option, pair, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import clean, print_table, talk
from policygraph.schema.errors import QueryError

FORMATS = ("table", "json", "xml", "csv", "tsv", "turtle", "nt", "jsonld", "trig", "nq")


@make_command("query")
@click.argument("sparql", required=False, metavar="[QUERY]")
@workspace_option
@as_of_option
@click.option("--file", "file", type=click.File("r", encoding="utf-8"), help=say("query.file"))
@click.option("--named", "-n", help=say("query.named"))
@click.option("--param", "-p", "parameters", multiple=True, metavar="NAME=VALUE", help=say("query.param"))
@click.option("--list", "list_", is_flag=True, help=say("query.list"))
@format_option(*FORMATS)
def command(
    sparql: str | None,
    workspace: Path,
    as_of: str | None,
    file: TextIO | None,
    named: str | None,
    parameters: tuple[str, ...],
    list_: bool,
    form: str,
    quiet: bool,
) -> None:
    """Answer one query; the help text stands in messages.toml."""
    if list_:
        _list(quiet)
        return
    if sum(given is not None for given in (sparql, file, named)) != 1:
        raise click.UsageError(say("query.one"))
    values = dict(pair(parameter) for parameter in parameters)
    with workspace_on(workspace, as_of, quiet=quiet) as ws:
        results = ws.named(named, **values) if named is not None else ws.query(file.read() if file else sparql or "")
        try:
            text = results.text(form)
        except QueryError as error:
            if error.reason != "format":
                raise
            raise click.BadParameter(spoken(error), param_hint="--format") from error
    shown = form == "table" or on_terminal()  # a file or another program gets the data as they are
    click.echo(clean(text) if shown else text, nl=False)
    if form == "table":
        talk(say("output.rows", count=max(text.count("\n") - 2, 0)), quiet=quiet)


def _list(quiet: bool) -> None:
    from policygraph.graph.named import named_queries

    chinese = language() == "zh"
    rows = []
    for query in named_queries().values():
        parameters = " ".join(f"--param {p.name}={p.example}" for p in query.parameters)
        rows.append((query.name, query.zh if chinese else query.en, parameters))
    print_table(("name", "title", "parameters"), rows, quiet=quiet)


def on_terminal() -> bool:
    """Whether a person sees what is printed."""
    return sys.stdout.isatty()
