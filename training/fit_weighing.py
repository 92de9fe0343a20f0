"""Fits how rules and tagger are weighed against each other, and writes ``ingest/names/data/weighing.tsv``.

    python training/fit_weighing.py FOLDS [--also FOLDER ...] [--write]

FOLDS is what ``train_tagger.py --folds 5 --keep FOLDS`` leaves: taggers, and which article each was not fitted to. The
rules' model is fitted anew without each part of the articles, so that both speak of articles that they do not know.
Prints figures of five-fold cross-validation by folder, by the scorer of `policygraph eval`.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from fit_names import Prepared, fit_first, folds
from found import tagger_of
from names_data import examples
from numpy.typing import NDArray
from scipy.optimize import minimize

from policygraph.ingest.names.certain import certain
from policygraph.ingest.names.combine import columns, combine, read_tags, weigh
from policygraph.ingest.names.evidence import TYPES, Floats, Sure, Tags, spans_of
from policygraph.ingest.names.features import Described
from policygraph.ingest.names.find import THRESHOLD_WITH_TAGGER, enter
from policygraph.ingest.reading import begin
from policygraph.ingest.scoring import Comparison, compare, total

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "ingest/names/data/weighing.tsv"
PENALTY = 10.0
PARTS = 5
OFTEN = 4  # words that stand more often in an article count no more than that


@dataclass(slots=True)
class Article:
    """An article with what rules and tagger say that were not fitted to it, and the evidence of its spans."""

    prepared: Prepared
    rules: Floats
    tags: Tags
    sure: Sure
    evidence: Floats  # (spans, types, features)
    right: NDArray[np.float64]  # (spans, types)
    weight: NDArray[np.float64]  # (spans, types)


def article(prepared: Prepared, rules: Floats, tags: Tags) -> Article:
    """The evidence of one article, with what is right and how much each span counts."""
    example = prepared.example
    text, sure = example.reading.text, certain(example.reading.text)
    spans = spans_of(prepared.candidates, rules, tags, sure)
    gold = {(start, end): TYPES.index(kind) for start, end, kind in example.spans}
    often = Counter(text[c.start : c.end] for c in spans)
    right = np.zeros((len(spans), len(TYPES)))
    weight = np.zeros_like(right)
    for i, c in enumerate(spans):
        weight[i] = 1 / min(often[text[c.start : c.end]], OFTEN)
        if (kind := gold.get((c.start, c.end))) is not None:
            right[i, kind] = 1
    seen = weigh(text, spans, prepared.candidates, rules, tags)
    return Article(prepared, rules, tags, sure, seen, right, weight)


def fit(articles: Sequence[Article]) -> Floats:
    """Logistic regression with an L2 penalty, one answer a span and type."""
    inputs = np.concatenate([a.evidence.reshape(-1, a.evidence.shape[2]) for a in articles]).astype(np.float64)
    right = np.concatenate([a.right.ravel() for a in articles])
    weight = np.concatenate([a.weight.ravel() for a in articles])

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        p = 1 / (1 + np.exp(-(inputs @ w)))
        value = -(weight * (right * np.log(p + 1e-12) + (1 - right) * np.log(1 - p + 1e-12))).sum()
        return value + PENALTY / 2 * (w @ w), inputs.T @ (weight * (p - right)) + PENALTY * w

    start = np.zeros(inputs.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    result: Floats = np.round(found.x, 3).astype(np.float32)
    return result


def answer(held: Article, weights: Floats) -> Comparison:
    """How the entities of an article compare with its annotation by these weights."""
    example = held.prepared.example
    reading = begin(example.reading.article)
    candidates, probabilities = combine(
        reading.text, held.prepared.candidates, held.rules, held.tags, held.sure, weights
    )
    enter(reading, candidates, probabilities, THRESHOLD_WITH_TAGGER)
    entities = [
        {"id": str(i), "type": e.type, "names": e.names} for i, e in enumerate(reading.entities) if not e.implied
    ]
    gold: dict[str, Any] = {**(example.gold or {}), "metrics": [], "relations": []}
    return compare(gold, {"entities": entities, "metrics": [], "relations": []})


def read(texts: Sequence[Prepared], taggers: Sequence[Path]) -> list[Article]:
    """Every article as rules and taggers see it that were not fitted to it; those without such a tagger are left out."""
    found = []
    for part in folds(texts, PARTS):
        held = set(part)
        model = fit_first([p for i, p in enumerate(texts) if i not in held])
        for i in part:
            example = texts[i].example
            tagger = tagger_of(example.name, taggers)
            if tagger is not None:
                rules = model.probabilities(Described.of(texts[i].described))
                found.append(article(texts[i], rules, read_tags(tagger, [example.reading.text])[0].tags))
    return found


def show(articles: Sequence[Article], comparisons: Sequence[Comparison]) -> None:
    by_folder: dict[str, list[Comparison]] = defaultdict(list)
    for one, comparison in zip(articles, comparisons, strict=True):
        by_folder[one.prepared.example.group].append(comparison)
    for folder, some in sorted(by_folder.items()):
        tallies = total(some)
        t = tallies["entities"]
        kinds = " ".join(
            f"{kind} {tallies[f'entities/{kind}'].f1:.3f}" for kind in TYPES if f"entities/{kind}" in tallies
        )
        print(f"{folder}: P {t.precision:.3f} R {t.recall:.3f} F1 {t.f1:.3f}  {kinds}", flush=True)


def write(weights: Floats) -> None:
    lines = ["# type (* for all)\tevidence\tweight in log odds; made by training/fit_weighing.py"]
    lines += [f"{kind}\t{name}\t{weight:.3f}" for (kind, name), weight in zip(columns(), weights, strict=True)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("taggers", type=Path, nargs="+", help="folders of taggers by fold")
    parser.add_argument("--also", type=Path, action="append", default=[], help="a further folder of gold articles")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    known = examples(ROOT / "training/gold/train", options.also, ROOT / "training/written")
    articles = read([Prepared(example) for example in known], options.taggers)
    weights = [fit([a for i, a in enumerate(articles) if i % PARTS != part]) for part in range(PARTS)]
    show(articles, [answer(a, weights[i % PARTS]) for i, a in enumerate(articles)])
    if options.write:
        write(fit(articles))
        print(f"wrote {TARGET}")


if __name__ == "__main__":
    main()
