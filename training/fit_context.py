"""Fits the network that follows who is spoken of, ``ingest/metrics/data/context.onnx``; scores it on held-out articles.

    python training/fit_context.py --also FOLDER … [--found FOLDS …] [--folds 3] [--write]

The names are those of the annotation, with `--found` also those that a tagger finds which never saw the article; the
states are always those of the packaged tagger: fit that first.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from context.export import packed
from context.fitting import Example, Plan, fit, joined
from context.network import ContextNetwork
from fit_metrics import REAL, ROOT, examples, reading_of
from found import found
from oracle import load

from policygraph.ingest.metrics.context import Asked, Context
from policygraph.ingest.metrics.find import Assembly
from policygraph.ingest.tagger import Tagger, load_tagger

Told = Sequence[tuple[Asked, int | None, bool]]
TARGET = ROOT.parent / "ingest" / "metrics" / "data" / "context.onnx"


def passages(
    gold: dict[str, Any], tagger: Tagger | None = None, told: Told | None = None
) -> Iterator[tuple[Context, Example]]:
    """The passages of an article that hold figures, by the states of a tagger (None: the packaged one).

    `told` is what `fit_metrics.examples` says of them; None: asked for here.
    """
    reading, _ = reading_of(gold)
    told = examples(gold)["context"] if told is None else told
    asked = [one for one, _, _ in told]
    context = Context(Assembly(reading).subjects, asked)
    states = (tagger or load_tagger()).scores([reading.text])[0].states
    worth = 1.0 if gold["source"].get("synthetic") else REAL
    for passage in context.passages():
        right, known = zip(*(told[i][1:] for i in passage.asked), strict=True)
        yield context, Example(context.batch([passage], states), right, known, reading.home, worth)


def score(network: ContextNetwork, told: Sequence[tuple[Context, Example]]) -> list[bool]:
    """For each figure whose subject is known whether the likeliest one is right."""
    hits = []
    for context, example in told:
        with torch.no_grad():
            named, others = network(**joined([example]))
        shares = context.shares(example.batch, named.numpy(), others.numpy())
        hits += [
            max(row, key=lambda entity: row[entity]) == right
            for row, right, known in zip(shares, example.right, example.known, strict=True)
            if known
        ]
    return hits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--also", type=Path, nargs="*", default=[])
    parser.add_argument("--test", type=Path, nargs="*", default=[ROOT / "gold" / "dev"])
    parser.add_argument("--found", type=Path, nargs="*", default=[], help="taggers by fold: names as found, too")
    parser.add_argument("--folds", type=int, default=0, help="so many folds are held out in turn first")
    parser.add_argument("--epochs", type=int, default=Plan().epochs)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    plan = Plan(epochs=args.epochs)
    folders = [ROOT / "gold" / "train", *args.also]
    golds = [(folder.name, load(path)) for folder in folders for path in sorted(folder.glob("*.json"))]
    articles = [list(passages(gold)) for _, gold in golds]
    beside = [list(passages({**gold, "found": pair})) if (pair := found(gold, args.found)) else [] for _, gold in golds]
    hits: dict[str, list[bool]] = defaultdict(list)
    for fold in range(args.folds):
        rest = [i for i in range(len(golds)) if i % args.folds != fold]
        network = fit([example for i in rest for _, example in [*articles[i], *beside[i]]], plan)
        for i in range(fold, len(golds), args.folds):
            hits[f"cv {golds[i][0]}"] += score(network, articles[i])
            hits[f"cv {golds[i][0]} found"] += score(network, beside[i])
    network = fit([example for some in (*articles, *beside) for _, example in some], plan)
    for folder in args.test:
        for path in sorted(folder.glob("*.json")):
            hits[folder.name] += score(network, list(passages(load(path))))
    for name, some in hits.items():
        print(f"{name}: {sum(some) / max(len(some), 1):.3f} of {len(some)}")
    if args.write:
        TARGET.write_bytes(packed(network))
        print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
