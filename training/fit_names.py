"""Fit the names model: which candidate is a name, and of which type.

    python training/fit_names.py [--also FOLDER ...] [--cv] [--folds 5]

Reads ``training/gold/train``, ``training/written`` and, where named, further folders of gold articles; writes
``ingest/names/data/model.npz``. With ``--cv`` it only measures: every gold article is read by a model that has not seen
it.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).parent))

from names_data import Example, examples
from score_names import Tally

from policygraph.ingest.names.candidates import Candidate, propose
from policygraph.ingest.names.features import Seen, describe
from policygraph.ingest.names.find import find_names
from policygraph.ingest.names.frame import frame
from policygraph.ingest.names.model import CLASSES, Linear, save
from policygraph.ingest.reading import begin

ROOT = Path(__file__).parent.parent
RARE = 2  # a feature seen less often is left out
PENALTY = 1.0
LESS = {"written": 0.7, "train-figures": 0.7}  # what a text of these counts, an article of the other folders being 1


class Prepared:
    """One text with its candidates, their features and classes."""

    def __init__(self, example: Example) -> None:
        view = frame(example.reading)
        self.example = example
        self.candidates: list[Candidate] = list(propose(view).values())
        seen = Seen(example.reading, view, self.candidates)
        self.described = describe(view, seen, self.candidates).features()
        gold = {(start, end): CLASSES.index(kind) for start, end, kind in example.spans}
        self.classes = [gold.get((c.start, c.end), 0) for c in self.candidates]
        self.weight = LESS.get(example.group, 1.0)


def matrix(described: Sequence[Sequence[str]], index: dict[str, int]) -> sparse.csr_matrix:
    """Features as a sparse matrix of ones."""
    columns: list[int] = []
    rows = [0]
    for features in described:
        columns += [index[f] for f in features if f in index]
        rows.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    return sparse.csr_matrix((ones, np.array(columns, np.int32), np.array(rows)), shape=(len(described), len(index)))


def fit(
    described: Sequence[Sequence[str]],
    classes: Sequence[int],
    weights: Sequence[float],
    penalty: float = PENALTY,
    iterations: int = 150,
) -> Linear:
    """Multinomial logistic regression with an L2 penalty."""
    seen = Counter(f for features in described for f in features)
    index = {feature: i for i, feature in enumerate(f for f, n in seen.items() if n >= RARE)}
    inputs = matrix(described, index)
    turned = inputs.T.tocsr()
    wanted = np.array(classes)
    weight = np.array(weights, np.float32)
    rows = np.arange(len(wanted))
    hot = np.zeros((len(wanted), len(CLASSES)), np.float32)
    hot[rows, wanted] = 1
    shape = (inputs.shape[1], len(CLASSES))

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        current = flat.reshape(shape).astype(np.float32)
        logits = inputs @ current
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        total = odds.sum(axis=1, keepdims=True)
        value = -(weight * (logits[rows, wanted] - np.log(total[:, 0]))).sum()
        gradient = turned @ ((odds / total - hot) * weight[:, None])
        value += 0.5 * penalty * float((current**2).sum())
        return float(value), (gradient + penalty * current).ravel().astype(np.float64)

    start = np.zeros(shape[0] * shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": iterations})
    solution = found.x.reshape(shape).astype(np.float32)
    kept = np.flatnonzero(np.abs(solution).max(axis=1) > 0.02)
    features = list(index)
    table = np.vstack([solution[kept], np.zeros((1, len(CLASSES)), np.float32)])
    return Linear({features[k]: i for i, k in enumerate(kept)}, table)


def fit_first(texts: Sequence[Prepared]) -> Linear:
    """The first model, on what stands in and around each candidate."""
    described = [features for p in texts for features in p.described]
    return fit(described, [c for p in texts for c in p.classes], [p.weight for p in texts for _ in p.classes])


def folds(texts: Sequence[Prepared], count: int) -> list[list[int]]:
    """Gold articles dealt into parts; written texts are always for training."""
    gold = [i for i, p in enumerate(texts) if p.example.group != "written"]
    random.Random(7).shuffle(gold)
    return [gold[k::count] for k in range(count)]


def train(texts: Sequence[Prepared]) -> dict[str, Linear]:
    """All models from these texts."""
    return {"rules": fit_first(texts)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--also", type=Path, action="append", default=[], help="a further folder of gold articles")
    parser.add_argument("--cv", action="store_true", help="measure only")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--output", type=Path, default=ROOT / "ingest/names/data/model.npz")
    options = parser.parse_args()
    started = time.perf_counter()
    texts = [Prepared(e) for e in examples(ROOT / "training/gold/train", options.also, ROOT / "training/written")]
    print(
        f"{len(texts)} texts, {sum(len(p.candidates) for p in texts)} candidates, {time.perf_counter() - started:.0f} s"
    )
    if options.cv:
        tally = Tally()
        for part in folds(texts, options.folds):
            models = train([p for i, p in enumerate(texts) if i not in set(part)])
            for i in part:
                example = texts[i].example
                reading = begin(example.reading.article)
                find_names(reading, models=models)
                assert example.gold is not None
                tally.add(example.group, example.gold["entities"], reading)
        tally.print(misses=options.misses)
    else:
        models = train(texts)
        save(options.output, models)
        print(options.output, options.output.stat().st_size, "bytes", {k: len(m.index) for k, m in models.items()})
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
