"""Cross-validates the whole pipeline: each gold article is read by models none of which has seen it.

    python training/cross_validate.py FOLDS [--also FOLDER ...] [--workers 2] [--write]

FOLDS is what ``train_tagger.py --folds N --keep FOLDS`` leaves: taggers, and which article each was not fitted to. For
each of them the models of names, metrics, subjects and relations are fitted anew without its articles; the seventeen
weights between rules and tagger stay. Articles that no tagger was kept for are fitted to, and not read. Prints figures by folder as `policygraph eval` counts them, and how far confidence and
share of right answers lie apart; ``--write`` fits ``ingest/data/calibration.tsv`` to these answers.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import fit_context
import fit_metrics
import fit_relations
import numpy as np
from context.export import packed
from context.fitting import Example
from fit_names import Prepared, fit_first
from found import found, tagger_of
from names_data import examples
from oracle import article, load
from scipy.optimize import minimize

from policygraph.ingest.calibration import log_odds, scales
from policygraph.ingest.metrics.context import Network
from policygraph.ingest.metrics.find import Assembly, decide
from policygraph.ingest.names import find_names
from policygraph.ingest.names.combine import read_tags
from policygraph.ingest.names.model import Linear
from policygraph.ingest.reading import begin
from policygraph.ingest.record import to_record
from policygraph.ingest.relations import find_relations
from policygraph.ingest.relations.model import Model, model
from policygraph.ingest.scoring import Comparison, calibration_error, compare, interval, reliability, total
from policygraph.ingest.tagger import Tagger

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "ingest/data/calibration.tsv"
LAYERS = {"entity": "entities", "metric": "metrics_strict", "relation": "relations"}
SHOWN = ("entities", "metrics_core", "metrics_strict", "slot/subject", "relations")
Gold = dict[str, Any]
Answers = list[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Models:
    """All that is fitted but the tagger."""

    names: Linear
    metrics: fit_metrics.Fitted
    context: Network
    relations: Model


class Library:
    """The gold articles with what each model learns from them, made once for all parts."""

    def __init__(self, folders: Sequence[Path], taggers: Sequence[Path], *, as_found: bool = True) -> None:
        self.taggers = taggers
        self.golds = [(folder.name, load(path)) for folder in folders for path in sorted(folder.glob("*.json"))]
        known = examples(folders[0], folders[1:], ROOT / "training/written")
        self.names = [Prepared(example) for example in known]
        seen = [{**gold, "found": pair} for _, gold in self.golds if as_found and (pair := found(gold, taggers))]
        annotated = [gold for _, gold in self.golds]
        self.metrics = [(gold, fit_metrics.examples(gold)) for gold in [*annotated, *seen]]
        self.relations = [fit_relations.document(gold) for gold in annotated]
        self.relations += [fit_relations.document(gold, *gold["found"]) for gold in seen]
        folder_of = {gold["id"]: folder for folder, gold in self.golds}
        for document in self.relations:
            document.weight = fit_relations.WEIGHTS.get(folder_of[document.name], 1.0)

    def without(self, held: set[str], tagger: Tagger) -> Models:
        """The models that do not know the articles `held`, as `tagger` does not."""
        metrics = [(gold, rows) for gold, rows in self.metrics if gold["id"] not in held]
        relations = fit_relations.train([doc for doc in self.relations if doc.name not in held])
        return Models(
            names=fit_first([p for p in self.names if p.example.name not in held]),
            metrics=fit_metrics.fit_all([gold for gold, _ in metrics], [rows for _, rows in metrics]),
            context=Network(packed(fit_context.fit(_passages(metrics, tagger), fit_context.Plan()))),
            relations=Model(relations.weights, model().thresholds),
        )


def _passages(metrics: Sequence[tuple[Gold, dict[str, Any]]], tagger: Tagger) -> list[Example]:
    """What the network of subjects learns from articles with names as annotated."""
    annotated = [(gold, rows) for gold, rows in metrics if "found" not in gold]
    return [one for gold, rows in annotated for _, one in fit_context.passages(gold, tagger, rows["context"])]


def read(gold: Gold, models: Models, taggers: Sequence[Path]) -> dict[str, Any]:
    """The record of an article by these models."""
    reading = begin(article(gold))
    tagger = tagger_of(gold["id"], taggers)
    find_names(reading, read_tags(tagger, [reading.text])[0] if tagger else None, models={"rules": models.names})
    reading.metrics = list(decide(Assembly(reading), *models.metrics, models.context))
    reading.relations = find_relations(reading, models.relations)
    record: dict[str, Any] = to_record(reading.article, reading, extractor="cross-validation").model_dump(mode="json")
    return record


_LIBRARY: list[Library] = []  # the one of this run: workers find it where they are forked, for it is gigabytes


def read_fold(name: str, held_by: dict[str, str], keep: Path | None) -> list[tuple[str, Comparison]]:
    """How the articles of one fold are read by models that do not know them, each with its folder."""
    (library,) = _LIBRARY
    held = {gold for gold, tagger in held_by.items() if tagger == name}
    tagger = tagger_of(next(iter(held)), library.taggers)
    assert tagger is not None
    models = library.without(held, tagger)
    found = []
    for folder, gold in library.golds:
        if held_by.get(gold["id"]) == name:
            record = read(gold, models, library.taggers)
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{gold['id']}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1))
            found.append((folder, compare(gold, record)))
    print(name, "done", flush=True)
    return found


def fit(answers: Answers) -> tuple[float, float]:
    """Slope and shift on the log odds that make the answers likeliest."""
    odds = np.array([log_odds(confidence) for confidence, _ in answers])
    right = np.array([right for _, right in answers], dtype=float)

    def cost(pair: np.ndarray[Any, Any]) -> float:
        z = pair[0] * odds + pair[1]
        return float(np.mean(np.logaddexp(0, z) - right * z))

    slope, shift = minimize(cost, np.array([1.0, 0.0])).x
    return round(float(slope), 4), round(float(shift), 4)


def show(by_folder: dict[str, list[Comparison]]) -> None:
    """Prints F1 with its interval and the calibration error by folder."""
    for folder, comparisons in by_folder.items():
        tallies = total(comparisons)
        figures = [f"{layer} {tallies[layer].f1:.3f}" for layer in SHOWN]
        spans = [f"{layer} {low:.3f}-{high:.3f}" for layer in SHOWN for low, high in [interval(comparisons, layer)]]
        errors = [f"{kind} {calibration_error(answers_of(comparisons, kind)):.3f}" for kind in LAYERS]
        print(f"{folder} ({len(comparisons)}): {', '.join(figures)}; 95 % {', '.join(spans)}; ECE {', '.join(errors)}")


def answers_of(comparisons: Sequence[Comparison], kind: str) -> Answers:
    return [answer for comparison in comparisons for answer in comparison.sure[LAYERS[kind]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("taggers", type=Path, help="folder of taggers by fold")
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="further folders of gold articles")
    parser.add_argument("--annotated", action="store_true", help="fit to names as annotated alone: half the memory")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for the records")
    parser.add_argument(
        "--workers", type=int, default=1, help="folds that are read at a time; each takes as much memory as the first"
    )
    options = parser.parse_args()
    _LIBRARY[:] = [
        Library([ROOT / "training/gold/train", *options.also], [options.taggers], as_found=not options.annotated)
    ]
    held_by: dict[str, str] = json.loads((options.taggers / "folds.json").read_text(encoding="utf-8"))
    by_folder: dict[str, list[Comparison]] = defaultdict(list)
    part = partial(read_fold, held_by=held_by, keep=options.keep)
    names = sorted(set(held_by.values()))
    with multiprocessing.get_context("fork").Pool(options.workers) if options.workers > 1 else nullcontext() as pool:
        for found in pool.imap(part, names) if pool else map(part, names):
            for folder, comparison in found:
                by_folder[folder].append(comparison)
    show(by_folder)
    every = [comparison for comparisons in by_folder.values() for comparison in comparisons]
    lines = ["# what\tslope\tshift (on the log odds of what the models say); made by training/cross_validate.py"]
    for kind in LAYERS:
        answers = answers_of(every, kind)
        slope, shift = fit(answers)
        turned = [(1 / (1 + float(np.exp(-(slope * log_odds(c) + shift)))), right) for c, right in answers]
        print(f"{kind}: slope {slope}, shift {shift}; ECE {calibration_error(answers):.3f}", end=" ")
        print(f"-> {calibration_error(turned):.3f}")
        for mean, share, count in reliability(turned):
            print(f"  said {mean:.2f} right {share:.2f} ({count})")
        first, moved = scales()[kind]  # the records carry the packaged calibration; the new one goes on top of it
        lines.append(f"{kind}\t{slope * first:.4f}\t{slope * moved + shift:.4f}")
    if options.write:
        TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"wrote {TARGET}")


if __name__ == "__main__":
    main()
