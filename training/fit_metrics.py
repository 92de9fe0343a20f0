"""Fits the models of metrics to annotated articles; scores them by cross-validation first.

    python training/fit_metrics.py [--also FOLDER ...] [--folds 5] [--write]

Articles of ``training/gold/train`` and of every further folder are used; ``--write`` writes the packaged models.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from oracle import load, oracle
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from policygraph.ingest.metrics import find
from policygraph.ingest.metrics.figures import figures, placed, reference_date
from policygraph.ingest.metrics.judge import FORMAT, Linear
from policygraph.ingest.metrics.subject import Subjects
from policygraph.ingest.metrics.timing import Timing
from policygraph.ingest.metrics.traits import Traits
from policygraph.ingest.reading import Reading
from policygraph.ingest.scoring import Comparison, compare, total

ROOT = Path(__file__).resolve().parent
TARGET = ROOT.parent / "ingest" / "metrics" / "data" / "models.json.gz"
LEAST = 2  # a feature that was seen less often is no evidence
Example = tuple[list[str], str]


def examples(gold: dict[str, Any]) -> dict[str, list[Example]]:
    """What each model is to learn from one article."""
    reading = oracle(gold)
    ids = {entity["id"]: i for i, entity in enumerate(gold["entities"])}
    found, dates = figures(reading)
    traits = Traits(reading)
    timing = Timing(reading, dates, reference_date(reading.source.published))
    subjects = Subjects(reading, traits.genre)
    spans = [
        (reading.view.view_offset(m["start_offset"]), reading.view.view_offset(m["end_offset"] - 1) + 1, m)
        for m in gold["metrics"]
    ]
    out: dict[str, list[Example]] = {"metric": [], "measure": [], "status": [], "subject": []}
    matched = {}
    for figure in found:
        q = figure.quantity
        if q.kind in find.NEVER or find.inside_name(reading, figure):
            continue
        match = next((m for s, e, m in spans if s < q.end and q.start < e and same(m, q)), None)
        out["metric"].append((traits.of(figure), "yes" if match else "no"))
        if match:
            matched[q.start] = match
    previous: int | None = None
    last = None
    for figure in placed(reading, [f.quantity for f in found if f.quantity.start in matched]):
        match = matched[figure.quantity.start]
        features = traits.of(figure)
        if last is None or last.line != figure.line:
            previous = None
        out["measure"].append((features, match["measure"]))
        period = timing.period(figure, match["measure"])
        out["status"].append(([*features, *traits.timed(figure, period)], match["status"]))
        wanted = ids.get(match["subject"]) if match["subject"] else None
        for candidate in subjects.candidates(figure, match["status"], match["measure"], previous):
            out["subject"].append((list(candidate.features), "yes" if candidate.entity == wanted else "no"))
        previous, last = wanted, figure
    return out


def same(metric: dict[str, Any], quantity: Any) -> bool:
    return abs(abs(float(metric["value"])) - abs(float(quantity.value))) <= 1e-3 * max(
        abs(float(metric["value"])), 1e-9
    )


def fit(rows: Sequence[Example], strength: float) -> Linear:
    """A softmax model with L2 penalty; `strength` is the penalty on each weight."""
    counts = Counter(f for features, _ in rows for f in set(features))
    index = {f: i for i, (f, n) in enumerate(sorted(counts.items())) if n >= LEAST}
    index = {f: i for i, f in enumerate(index)}
    classes = tuple(sorted({label for _, label in rows}))
    indptr, indices = [0], []
    for features, _ in rows:
        indices += [index[f] for f in dict.fromkeys(features) if f in index]
        indptr.append(len(indices))
    x = csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(rows), len(index)))
    y = np.array([classes.index(label) for _, label in rows])
    k = len(classes)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(len(index), k)
        z = x @ w
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(axis=1, keepdims=True)
        value = -np.log(p[np.arange(len(y)), y] + 1e-12).sum() + strength / 2 * (w * w).sum()
        p[np.arange(len(y)), y] -= 1
        return value, (x.T @ p + strength * w).ravel()

    done = minimize(loss, np.zeros(len(index) * k), jac=True, method="L-BFGS-B", options={"maxiter": 120})
    w = done.x.reshape(len(index), k)
    keep = {f: tuple(round(float(v), 3) for v in w[i]) for f, i in index.items() if np.abs(w[i]).max() >= 0.02}
    return Linear(classes, keep)


STRENGTH = {"metric": 1.0, "measure": 1.0, "status": 1.0, "subject": 1.0}


def fit_all(articles: Iterable[dict[str, list[Example]]]) -> dict[str, Linear]:
    """All models from the examples of many articles."""
    rows: dict[str, list[Example]] = {name: [] for name in STRENGTH}
    for article in articles:
        for name in STRENGTH:
            rows[name] += article[name]
    return {name: fit(rows[name], strength) for name, strength in STRENGTH.items()}


def answer(reading: Reading, models: dict[str, Linear]) -> dict[str, Any]:
    """The metrics of a reading as plain data, to be scored."""
    metrics = []
    for m in find._decide(reading, models["metric"], models["measure"], models["status"], models["subject"]):
        start, end = reading.view.span(m.start, m.end)
        metrics.append(
            {"value": float(m.value), "value_max": None if m.value_max is None else float(m.value_max), "unit": m.unit,
             "comparator": m.comparator, "measure": m.measure, "status": m.status, "indicator": m.indicator,
             "start": m.period_start, "end": m.period_end, "period_inferred": m.period_inferred,
             "subject": None if m.subject is None else str(m.subject), "start_offset": start, "end_offset": end}
        )  # fmt: skip
    entities = [{"id": str(i), "type": e.type, "names": e.names} for i, e in enumerate(reading.entities)]
    return {"entities": entities, "metrics": metrics}


def show(title: str, comparisons: list[Comparison]) -> None:
    tallies = total(comparisons)
    slots = " ".join(f"{k[5:]} {t.f1:.3f}" for k, t in tallies.items() if k.startswith("slot/"))
    core, strict = tallies["metrics_core"], tallies["metrics_strict"]
    print(
        f"{title:14} core P {core.precision:.3f} R {core.recall:.3f} F1 {core.f1:.3f}  strict {strict.f1:.3f}  {slots}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--also", type=Path, nargs="*", default=[])
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--test", type=Path, nargs="*", default=[ROOT / "gold" / "dev"])
    parser.add_argument("--misses", type=int, default=0)
    args = parser.parse_args()
    folders = [ROOT / "gold" / "train", *args.also]
    golds = [(folder.name, load(path)) for folder in folders for path in sorted(folder.glob("*.json"))]
    rows = [examples(gold) for _, gold in golds]
    results: dict[str, list[Comparison]] = {}
    for fold in range(args.folds):
        models = fit_all(row for i, row in enumerate(rows) if i % args.folds != fold)
        for i, (name, gold) in enumerate(golds):
            if i % args.folds == fold:
                result = compare({**gold, "relations": []}, answer(oracle(gold), models))
                results.setdefault(name, []).append(result)
                for miss in [m for m in result.misses if not m.kind.startswith("entity")][: args.misses]:
                    print(gold["id"], miss.kind, miss.what, miss.detail, sep=" | ")
    for name, comparisons in results.items():
        show(f"cv {name}", comparisons)
    models = fit_all(rows)
    for folder in args.test:
        show(
            folder.name,
            [
                compare({**g, "relations": []}, answer(oracle(g), models))
                for g in map(load, sorted(folder.glob("*.json")))
            ],
        )
    if args.write:
        table = {
            "format": FORMAT,
            "models": {n: {"classes": m.classes, "weights": m.weights} for n, m in models.items()},
        }
        text = json.dumps(table, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        TARGET.write_bytes(gzip.compress(text.encode(), mtime=0))
        print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
