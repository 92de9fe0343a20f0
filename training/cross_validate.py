"""Cross-validates the whole pipeline: each gold article is read by models none of which has seen it.

    python training/cross_validate.py FOLDS [--also FOLDER ...] [--workers 2] [--write]

FOLDS is what ``train_tagger.py --folds N --keep FOLDS`` leaves: taggers, and which article each was not fitted to. For
each of them the models of names, metrics, subjects and relations are fitted anew without its articles; the seventeen
weights between rules and tagger stay. Articles that no tagger was kept for are fitted to, and not read. Prints figures by folder as `policygraph eval` counts them, and how far confidence and
share of right answers lie apart; ``--write`` fits the lines of metrics and relations in ``ingest/data/calibration.tsv``
to these answers (`FITTED_ON` says to which of them).
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

from policygraph.ingest.calibration import ALWAYS, PARTS, Evidence, log_odds, of_metric, of_relation, weights
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
FITTED_ON = {"metric": ("train", "train-real"), "relation": ("train", "train-real", "train-more")}
"""The folders by which confidence is fitted: of the others one hand wrote and annotated each, see the README."""
KNOWN = "answers.json"
PENALTY = {"metric": 1e-2, "relation": 1e-4}
Gold = dict[str, Any]
Answers = list[tuple[float, bool]]
Judged = list[tuple[Evidence, bool]]  # what is known of an answer, and whether it is right


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


def read(gold: Gold, models: Models, taggers: Sequence[Path]) -> tuple[dict[str, Any], Judged]:
    """The record of an article by these models, and its metrics and relations judged."""
    reading = begin(article(gold))
    tagger = tagger_of(gold["id"], taggers)
    find_names(reading, read_tags(tagger, [reading.text])[0] if tagger else None, models={"rules": models.names})
    reading.metrics = list(decide(Assembly(reading), *models.metrics, models.context))
    reading.relations = find_relations(reading, models.relations)
    record: dict[str, Any] = to_record(reading.article, reading, extractor="cross-validation").model_dump(mode="json")
    known = {  # in the order of the record
        "metrics": [of_metric(m) for m in sorted(reading.metrics, key=lambda m: (m.start, m.end))],
        "relations": [of_relation(r, reading.entities) for r in sorted(reading.relations, key=lambda r: r.start)],
    }
    return record, judged(gold, record, known)


def judged(gold: Gold, record: dict[str, Any], known: dict[str, list[Evidence]]) -> Judged:
    """The answers of a record with what is known of each; an answer's number stands in for its confidence."""
    numbered = {layer: [{**item, "confidence": n} for n, item in enumerate(record[layer])] for layer in known}
    sure = compare(gold, {**record, **numbered}).sure
    layers = {"metrics": "metrics_strict", "relations": "relations"}
    return [(known[layer][int(number)], right) for layer, name in layers.items() for number, right in sure[name]]


_LIBRARY: list[Library] = []  # the one of this run: workers find it where they are forked, for it is gigabytes


def read_fold(name: str, held_by: dict[str, str], keep: Path | None) -> list[tuple[str, Comparison, Judged]]:
    """How the articles of one fold are read by models that do not know them, each with its folder."""
    (library,) = _LIBRARY
    held = {gold for gold, tagger in held_by.items() if tagger == name}
    tagger = tagger_of(next(iter(held)), library.taggers)
    assert tagger is not None
    models = library.without(held, tagger)
    found = []
    for folder, gold in library.golds:
        if held_by.get(gold["id"]) == name:
            record, answers = read(gold, models, library.taggers)
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{gold['id']}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1))
            found.append((folder, compare(gold, record), answers))
    print(name, "done", flush=True)
    return found


def fit(kind: str, answers: Judged) -> dict[str, float]:
    """The weights of the parts and marks of a kind that make the answers likeliest; no part weighs less than nothing."""
    marks = sorted({mark for evidence, _ in answers for mark in evidence.marks})
    names = [*PARTS[kind], *marks, ALWAYS]
    rows = np.array(
        [
            [log_odds(e.said[part]) if part in e.said else 0.0 for part in PARTS[kind]]
            + [float(mark in e.marks) for mark in marks]
            + [1.0]
            for e, _ in answers
        ]
    )
    right = np.array([right for _, right in answers], dtype=float)

    def cost(vector: np.ndarray[Any, Any]) -> float:
        z = rows @ vector
        return float(np.mean(np.logaddexp(0, z) - right * z) + PENALTY[kind] * np.sum(vector[:-1] ** 2))

    bounds = [(0, None)] * len(PARTS[kind]) + [(None, None)] * (len(marks) + 1)
    found = minimize(cost, np.zeros(len(names)), method="L-BFGS-B", bounds=bounds, options={"maxiter": 1000}).x
    return {name: round(float(weight), 4) for name, weight in zip(names, found, strict=True)}


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


def read_all(options: argparse.Namespace) -> dict[str, Judged]:
    """Read all articles by fold and print the figures; the judged answers by folder."""
    _LIBRARY[:] = [
        Library([ROOT / "training/gold/train", *options.also], [options.taggers], as_found=not options.annotated)
    ]
    held_by: dict[str, str] = json.loads((options.taggers / "folds.json").read_text(encoding="utf-8"))
    by_folder: dict[str, list[Comparison]] = defaultdict(list)
    known: dict[str, Judged] = defaultdict(list)
    part = partial(read_fold, held_by=held_by, keep=options.keep)
    names = sorted(set(held_by.values()))
    with multiprocessing.get_context("fork").Pool(options.workers) if options.workers > 1 else nullcontext() as pool:
        for found in pool.imap(part, names) if pool else map(part, names):
            for folder, comparison, answers in found:
                by_folder[folder].append(comparison)
                known[folder] += answers
    show(by_folder)
    every = [comparison for comparisons in by_folder.values() for comparison in comparisons]
    for kind in LAYERS:
        print(kind)
        for mean, share, count in reliability(answers_of(every, kind)):
            print(f"  said {mean:.2f} right {share:.2f} ({count})")
    if options.keep:
        rows = {
            folder: [(e.kind, dict(e.said), e.marks, right) for e, right in judged] for folder, judged in known.items()
        }
        (options.keep / KNOWN).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return known


def kept(folder: Path) -> dict[str, Judged]:
    """The judged answers that an earlier run kept."""
    rows = json.loads((folder / KNOWN).read_text(encoding="utf-8"))
    return {
        name: [(Evidence(kind, said, tuple(marks)), right) for kind, said, marks, right in judged]
        for name, judged in rows.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("taggers", type=Path, help="folder of taggers by fold")
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="further folders of gold articles")
    parser.add_argument("--annotated", action="store_true", help="fit to names as annotated alone: half the memory")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for the records, and for what is known of each answer")
    parser.add_argument("--again", action="store_true", help="only fit the weights, to the answers in KEEP")
    parser.add_argument(
        "--workers", type=int, default=1, help="folds that are read at a time; each takes as much memory as the first"
    )
    options = parser.parse_args()
    known = kept(options.keep) if options.again else read_all(options)
    table = dict(weights())
    for kind, folders in FITTED_ON.items():
        table[kind] = fit(kind, [one for folder in folders for one in known[folder] if one[0].kind == kind])
        print(kind, table[kind])
    lines = ["# kind\twhat\tweight: of the log odds of a part, or of a mark; made by training/cross_validate.py"]
    lines += [f"{kind}\t{what}\t{weight}" for kind, row in table.items() for what, weight in row.items()]
    if options.write:
        TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"wrote {TARGET}")


if __name__ == "__main__":
    main()
