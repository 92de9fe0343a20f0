"""``policygraph extract``: articles in, records out."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.messages import say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import lists_options, profile_option, sources_argument, web_options
from policygraph.cli.output import talk
from policygraph.cli.reading import how


@make_command("extract")
@sources_argument
@click.option("--output", "-o", type=click.Path(path_type=Path, file_okay=False), help=say("extract.output"))
@profile_option
@lists_options
@web_options
def command(
    sources: tuple[str, ...],
    output: Path | None,
    profile: str | None,
    workspace: Path | None,
    named: tuple[str, ...],
    most: int,
    allow_private: bool,
    quiet: bool,
) -> int:
    """Write one record per article; the help text stands in messages.toml."""
    from policygraph.cli.inputs import Inputs, stem
    from policygraph.ingest.pipeline import extract
    from policygraph.ingest.web.options import Web

    chosen = how(profile, workspace, named)
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
    inputs = Inputs(sources, Web(most=most, allow_private=allow_private))
    count, taken = 0, set[str]()
    for article in inputs:
        record = extract(article, profile=chosen.profile, lists=chosen.lists)
        if output is None:
            click.echo(record.model_dump_json())
        else:
            path = output / f"{stem(article, taken)}.json"
            path.write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8")
        count += 1
    talk(say("extract.done", count=count, failed=inputs.failed), quiet=quiet)
    return 1 if inputs.failed else 0
