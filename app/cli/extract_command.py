"""``policygraph extract``: articles in, records out."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.messages import failed, say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import lists_options, profile_option, sources_argument, web_options
from policygraph.cli.output import talk
from policygraph.cli.reading import How, how


@make_command("extract")
@sources_argument
@click.option("--output", "-o", metavar="DIR|URL", help=say("extract.output"))
@click.option("--engine", type=click.Choice(["local", "ray"]), help=say("extract.engine"))
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help=say("extract.workers"))
@click.option("--shard-inputs", type=click.IntRange(min=1), default=500, show_default=True, help=say("extract.shard"))
@click.option("--resolve", is_flag=True, help=say("extract.resolve"))
@profile_option
@lists_options
@web_options
def command(
    sources: tuple[str, ...],
    output: str | None,
    engine: str | None,
    workers: int,
    shard_inputs: int,
    resolve: bool,
    profile: str | None,
    workspace: Path | None,
    named: tuple[str, ...],
    most: int,
    allow_private: bool,
    quiet: bool,
) -> int:
    """Write one record per article; the help text stands in messages.toml."""
    from policygraph.cli.inputs import Inputs, stem
    from policygraph.ingest.parts import is_long
    from policygraph.ingest.pipeline import extract
    from policygraph.ingest.web.options import Web

    chosen = how(profile, workspace, named)
    if engine is not None:
        if output is None:
            raise click.MissingParameter(param_hint="--output", param_type="option")
        return _shards(sources, output, engine, workers, shard_inputs, chosen, workspace, resolve=resolve, quiet=quiet)
    if resolve or workers > 1:
        raise click.UsageError(say("extract.only_engine"))
    folder = None
    if output is not None:
        if "://" in output:
            raise click.BadParameter(say("extract.needs_engine", value=output), param_hint="--output")
        folder = Path(output)
        folder.mkdir(parents=True, exist_ok=True)
    inputs = Inputs(sources, Web(most=most, allow_private=allow_private))
    count, taken = 0, set[str]()
    for article in inputs:
        if is_long(article.text):
            talk(
                say("build.lengthy", name=article.source.path or article.id or "-", length=len(article.text)),
                quiet=quiet,
            )
        record = extract(article, profile=chosen.profile, lists=chosen.lists)
        if folder is None:
            click.echo(record.model_dump_json())
        else:
            path = folder / f"{stem(article, taken)}.json"
            path.write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8")
        count += 1
    inputs.tell_passed(quiet=quiet)
    talk(say("extract.done", count=count, failed=inputs.failed), quiet=quiet)
    return 1 if inputs.failed else 0


def _shards(
    sources: tuple[str, ...], output: str, engine: str, workers: int, most: int, chosen: How, workspace: Path | None,
    *, resolve: bool, quiet: bool,
) -> int:  # fmt: skip
    """Write shards of records and N-Quads, and say what is in them."""
    from policygraph.cli.build_command import progress
    from policygraph.graph.settings import Settings, read
    from policygraph.shards.run import extract_shards
    from policygraph.shards.work import Work

    settings = read(workspace) if workspace else Settings()
    place = output if "://" in output else str(Path(output).resolve())  # other machines stand in other folders
    work = Work(place, settings.base, settings.home or None, chosen.profile, chosen.lists)
    with progress(say("extract.shards"), None, quiet=quiet) as done:
        result = extract_shards(
            sources, work, engine=engine, workers=workers, most=most, done=lambda shard: done(shard.id)
        )
    for shard in result.known + result.done:
        for name, error in shard.failures:
            talk(failed(name, error))
        if shard.failed > len(shard.failures):
            talk(say("extract.more_failed", count=shard.failed - len(shard.failures), shard=shard.id, output=output))
    if result.unfinished:
        talk(say("extract.unfinished", count=len(result.unfinished)))
    talk(
        say("extract.sharded", done=len(result.done), known=len(result.known), articles=result.articles,
            failed=result.failed, output=output),
        quiet=quiet,
    )  # fmt: skip
    if resolve and not result.unfinished:
        from policygraph.shards.resolving import resolve_shards

        nodes, entities = resolve_shards(work, engine=engine, workers=workers)
        talk(say("extract.resolved", nodes=nodes, entities=entities, output=output), quiet=quiet)
    return 1 if result.failed or result.unfinished else 0
