"""Metrics and relations of ``gold/train`` as models read them that were fitted to the other half alone: the gate's share of
cross-validation, small enough for every run of the tests. The whole pipeline is measured by ``cross_validate.py``.
"""

from __future__ import annotations

from pathlib import Path

import fit_metrics
import fit_relations
from oracle import load

from policygraph.ingest.relations import decide
from policygraph.ingest.scoring import compare, total

TRAIN = Path(__file__).resolve().parent / "gold" / "train"


def reached() -> dict[str, float]:
    """F1 by layer, names as annotated."""
    return {**_metrics(), "relations": _relations()}


def _metrics() -> dict[str, float]:
    golds = [load(path) for path in sorted(TRAIN.glob("*.json"))]
    rows = [fit_metrics.examples(gold) for gold in golds]
    compared = []
    for half in (0, 1):
        models = fit_metrics.fit_once(rows[1 - half :: 2])
        for gold in golds[half::2]:
            answer = fit_metrics.answer(fit_metrics.reading_of(gold)[0], models)
            compared.append(compare({**gold, "relations": []}, answer))
    tallies = total(compared)
    return {layer: tallies[layer].f1 for layer in ("metrics_core", "metrics_strict", "slot/subject")}


def _relations() -> float:
    docs = fit_relations.read(TRAIN)
    hit = given = wanted = 0
    for half in (0, 1):
        judge = fit_relations.train(docs[1 - half :: 2], 2)
        for doc in docs[half::2]:
            said = {triple for triple, (sure, _) in decide(doc.reading, judge).items() if sure >= 0.5} - doc.optional
            hit += len(said & set(doc.stated))
            given += len(said)
            wanted += len(doc.stated)
    return 2 * hit / (given + wanted)
