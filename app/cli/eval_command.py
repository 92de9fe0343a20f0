"""``policygraph eval``: scores extraction against gold annotations."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import click

from policygraph.cli.messages import say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import format_option, profile_option
from policygraph.cli.output import print_json, print_table

LAYERS = ("entities", "entities_untyped", "metrics_core", "metrics_strict", "relations")


@make_command("eval")
@click.argument("gold", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="GOLD_DIR")
@click.option("--output", "-o", type=click.Path(path_type=Path, file_okay=False), help=say("eval.output"))
@click.option("--by", type=click.Choice(["type", "slot", "genre"]), multiple=True, help=say("eval.by"))
@click.option("--errors", type=click.IntRange(min=0), default=0, help=say("eval.errors"))
@profile_option
@format_option("table", "json")
def command(
    gold: Path, output: Path | None, by: tuple[str, ...], errors: int, profile: str | None, form: str, quiet: bool
) -> None:
    """Print precision, recall and F1 with bootstrap intervals; the help text stands in messages.toml."""
    from policygraph.ingest.evaluation import evaluate
    from policygraph.ingest.pipeline import extract
    from policygraph.ingest.scoring import calibration_error, interval, total

    results = list(evaluate(gold, lambda article: extract(article, profile=profile or "accurate")))
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        for result in results:
            path = output / result.path.name
            path.write_text(result.record.model_dump_json(indent=1) + "\n", encoding="utf-8")
    comparisons = [result.comparison for result in results]
    tallies = total(comparisons)
    layers = list(LAYERS)
    if "type" in by:
        layers += sorted(layer for layer in tallies if layer.startswith(("entities/", "relations/")))
    layers += sorted(layer for layer in tallies if layer.startswith("slot/"))
    rows = []
    for layer in layers:
        tally = tallies[layer]
        low, high = interval(comparisons, layer)
        rows.append(
            {
                "layer": layer,
                "precision": round(tally.precision, 4),
                "recall": round(tally.recall, 4),
                "f1": round(tally.f1, 4),
                "low": round(low, 4),
                "high": round(high, 4),
                "hit": tally.hit,
                "answered": tally.answered,
                "gold": tally.gold,
            }
        )
        if layer in comparisons[0].sure:
            rows[-1]["ece"] = round(calibration_error([s for c in comparisons for s in c.sure[layer]]), 4)
    if "genre" in by:
        from policygraph.ingest.metrics.traits import genre_of

        genres: dict[str, list[int]] = defaultdict(list)
        for i, result in enumerate(results):
            told = result.gold.get("genre") or result.gold.get("source", {}).get("genre")
            genres[str(told or genre_of(result.record))].append(i)
        for genre, members in sorted(genres.items()):
            part = total(comparisons[i] for i in members)
            rows += [
                {"layer": f"{genre}: {layer}", "f1": round(part[layer].f1, 4), "hit": part[layer].hit,
                 "answered": part[layer].answered, "gold": part[layer].gold}
                for layer in LAYERS
            ]  # fmt: skip
    if form == "json":
        print_json(rows)
    else:
        columns = ("layer", "precision", "recall", "f1", "low", "high", "hit", "answered", "gold", "ece")
        print_table(columns, [[row.get(column, "") for column in columns] for row in rows], quiet=quiet)
    if errors:
        kinds: dict[str, list[str]] = defaultdict(list)
        for result in results:
            for miss in result.comparison.misses:
                kinds[miss.kind].append(f"{result.path.stem}: {miss.what}: {miss.detail}")
        for kind, lines in sorted(kinds.items()):
            click.echo(f"\n{kind} ({len(lines)})")
            for line in lines[:errors]:
                click.echo(f"  {line}")
