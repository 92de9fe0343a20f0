"""Fits the models of metrics to annotated articles; scores them by cross-validation first.

    python training/fit_metrics.py [--also FOLDER ...] [--found FOLDS ...] [--folds 5] [--write]

Articles of ``training/gold/train`` and of every further folder are used; ``--write`` writes the packaged models.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from found import found
from oracle import load, oracle
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from policygraph.ingest.metrics import find
from policygraph.ingest.metrics.context import Asked
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.governing import Period
from policygraph.ingest.metrics.judge import Linear
from policygraph.ingest.metrics.packed import pack
from policygraph.ingest.metrics.phrases import Around, Phrase
from policygraph.ingest.metrics.ranking import Choice
from policygraph.ingest.metrics.told import Told
from policygraph.ingest.reading import Reading
from policygraph.ingest.scoring import Comparison, compare, fold, likeness, total

ROOT = Path(__file__).resolve().parent
TARGET = ROOT.parent / "ingest" / "metrics" / "data" / "models.json.gz"
ENOUGH = 0.6  # so much of the longer indicator must be common
LEAST = 2  # a feature that was seen less often is no evidence
SUBJECTS = "subjects-"  # articles that teach subjects alone: their periods are all alike, and would teach just that
Example = tuple[list[str], str]
Group = Sequence[tuple[list[str], bool]]  # the candidates of one figure, and whether each is right
Fitted = tuple[dict[str, Linear], dict[str, Choice]]


def reading_of(gold: dict[str, Any]) -> tuple[Reading, dict[str, int]]:
    """The reading of an article and which of its entities each annotated one is."""
    if "found" in gold:  # with names as they were found
        pair: tuple[Reading, dict[str, int]] = gold["found"]
        return pair
    return oracle(gold), {entity["id"]: i for i, entity in enumerate(gold["entities"])}


def examples(gold: dict[str, Any]) -> dict[str, list[Any]]:
    """What each model is to learn from one article."""
    reading, ids = reading_of(gold)
    names = {entity["id"]: {fold(name) for name in entity["names"]} for entity in gold["entities"]}
    assembly = find.Assembly(reading)
    out: dict[str, list[Any]] = {
        "metric": [],
        "measure": [],
        "status": [],
        "indicator": [],
        "subject": [],
        "period": [],
        "worth": [],
        "phrase worth": [],
        "context": [],
    }
    real = not gold["source"].get("synthetic")
    matched = matches(assembly, gold)
    for figure in assembly.possible:
        out["metric"].append((assembly.traits.of(figure), "yes" if figure.quantity.start in matched else "no"))
    before, told = find.Before(), Told(reading)
    for figure in assembly.kept(matched):
        match = matched[figure.quantity.start]
        features = assembly.traits.of(figure)
        before = before.of(figure)
        out["measure"].append((features, match["measure"]))
        period = assembly.timing.period(figure, match["measure"])
        seen = [*features, *assembly.traits.timed(figure, period), *before.carries(figure, period)]
        out["status"].append((seen, match["status"]))
        options = assembly.timing.options(figure, period, match["measure"], match["status"])
        held = period_examples(options, match)
        out["period"].append(held)
        period = next((option for (option, _), (_, good) in zip(options, held, strict=True) if good), period)
        around = assembly.around(figure, before)
        group, phrase = phrase_examples(
            assembly, figure, around, match["indicator"] or "", names.get(match["subject"], set())
        )
        out["indicator"].append(group)
        out["phrase worth"].append(REAL if real else 1.0)
        wanted = ids.get(match["subject"]) if match["subject"] else None
        candidates = assembly.subjects.candidates(figure, match["status"], match["measure"], phrase, told)
        told.add(figure, wanted, match["status"])
        known = wanted is not None or not match["subject"]  # else its name was not found, and nobody is right
        out["context"].append((Asked(figure, phrase, match["measure"], match["status"]), wanted, known))
        if known:
            out["subject"].append([(list(c.features), c.entity == wanted) for c in candidates])
            out["worth"].append(REAL_BEARER if real else 1.0)
        span = (phrase.start, phrase.end) if phrase.start >= 0 else None
        status = before.promised(figure, match["status"])
        before = find.Before(figure, match["indicator"] or before.indicator, span, status)
    return out


def period_examples(options: list[tuple[Period, list[str]]], gold: dict[str, Any]) -> list[tuple[list[str], bool]]:
    """The options of a figure, those marked that the annotation accepts."""
    wanted = (gold["start"], gold["end"])

    def right(period: Period, *, exact: bool) -> bool:
        if wanted == (None, None):
            return period.inferred or (period.start, period.end) == wanted
        return (period.start, period.end) == wanted if exact else period.end == wanted[1]

    exact = any(right(period, exact=True) for period, _ in options)
    return [(features, right(period, exact=exact)) for period, features in options]


def matches(assembly: find.Assembly, gold: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """The annotated metric of each possible figure, by the figure's start."""
    view = assembly.reading.view
    spans = [
        (view.view_offset(m["start_offset"]), view.view_offset(m["end_offset"] - 1) + 1, m) for m in gold["metrics"]
    ]
    found = {}
    for figure in assembly.possible:
        q = figure.quantity
        match = next((m for s, e, m in spans if s < q.end and q.start < e and same(m, q)), None)
        if match:
            found[q.start] = match
    return found


def phrase_examples(
    assembly: find.Assembly, figure: Figure, around: Around, wanted: str, names: set[str]
) -> tuple[list[tuple[list[str], bool]], Phrase]:
    """The candidates for an indicator, those marked that come nearest to the annotated one, and the best of them."""
    found = [
        (likeness(wanted, p.text, names), p, features) for p, features in assembly.stretches.candidates(figure, around)
    ]
    top = max((near for near, *_ in found), default=0.0)
    if top < ENOUGH:
        return [], Phrase(around.text, *(around.rule or (-1, -1)))
    best = next(phrase for near, phrase, _ in found if near == top)
    return [(features, near >= max(ENOUGH, top - 0.05)) for near, _, features in found], best


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


def fit_choice(groups: Sequence[Group], strength: float, worth: Sequence[float] = ()) -> Choice:
    """A model that ranks the candidates of each group; several of a group may be right; `worth` is what each counts."""
    usable = [i for i, group in enumerate(groups) if any(good for _, good in group)]
    each = np.array([worth[i] if worth else 1.0 for i in usable])
    groups = [groups[i] for i in usable]
    counts = Counter(f for group in groups for features, _ in group for f in set(features))
    index = {f: i for i, f in enumerate(f for f, n in sorted(counts.items()) if n >= LEAST)}
    indptr, indices, right, starts = [0], [], [], []
    for group in groups:
        starts.append(len(right))
        for features, good in group:
            indices += [index[f] for f in dict.fromkeys(features) if f in index]
            indptr.append(len(indices))
            right.append(good)
    x = csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(right), len(index)))
    turned = x.T.tocsr()
    good = np.array(right)
    owner = np.repeat(np.arange(len(starts)), np.diff([*starts, len(right)]))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        p = np.exp(z - np.maximum.reduceat(z, starts)[owner])
        p /= np.add.reduceat(p, starts)[owner]
        kept = np.where(good, p, 0)
        mass = np.add.reduceat(kept, starts) + 1e-12
        cost = -(each * np.log(mass)).sum() + strength / 2 * (w @ w)
        return cost, turned @ (each[owner] * (p - kept / mass[owner])) + strength * w

    done = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 120})
    return Choice({f: round(float(done.x[i]), 3) for f, i in index.items() if abs(done.x[i]) >= 0.02})


STRENGTH = {"metric": 1.0, "measure": 1.0, "status": 1.0, "indicator": 1.5, "period": 3.0}
CAUTION = 0.25  # the subject's, times the root of the number of figures: a slip goes through to the end of a paragraph
REAL = 3.0  # what a figure of a real passage counts for indicators and the network of subjects
REAL_BEARER = 6.0  # and for the ranker of subjects: there the place bears far more of them


def fit_all(golds: Sequence[dict[str, Any]], articles: Sequence[dict[str, list[Any]]]) -> Fitted:
    """All models from the examples of many articles."""
    return fit_once([taught(gold, article) for gold, article in zip(golds, articles, strict=True)])


def taught(gold: dict[str, Any], article: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """What the article is to teach of its examples."""
    if not gold["id"].startswith(SUBJECTS):
        return article
    return {name: rows if name in {"subject", "worth"} else [] for name, rows in article.items()}


def fit_once(articles: Iterable[dict[str, list[Any]]]) -> Fitted:
    """All models from these examples."""
    rows: dict[str, list[Any]] = {name: [] for name in (*STRENGTH, "phrase worth", "subject", "worth")}
    for article in articles:
        for name in rows:
            rows[name] += article[name]
    strength = {**STRENGTH, "subject": CAUTION * len(rows["subject"]) ** 0.5}
    classes = {name: fit(rows[name], strength[name]) for name in ("metric", "measure", "status")}
    ranks = {
        "period": fit_choice(rows["period"], strength["period"]),
        "indicator": fit_choice(rows["indicator"], strength["indicator"], rows["phrase worth"]),
        "subject": fit_choice(rows["subject"], strength["subject"], rows["worth"]),
    }
    return classes, ranks


def answer(reading: Reading, models: Fitted) -> dict[str, Any]:
    """The metrics of a reading as plain data, to be scored."""
    metrics = []
    for m in find.decide(find.Assembly(reading), *models):
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
    parser.add_argument("--found", type=Path, nargs="*", default=[], help="taggers by fold: names as found, too")
    parser.add_argument("--misses", type=int, default=0)
    args = parser.parse_args()
    folders = [ROOT / "gold" / "train", *args.also]
    golds = [(folder.name, load(path)) for folder in folders for path in sorted(folder.glob("*.json"))]
    if args.found:
        pairs = [(name, gold, found(gold, args.found)) for name, gold in golds]
        golds = [
            x
            for name, gold, pair in pairs
            for x in ((name, gold), (f"{name} found", {**gold, "found": pair}))
            if x[1].get("found", True)
        ]
    rows = [examples(gold) for _, gold in golds]
    results: dict[str, list[Comparison]] = {}
    step = 2 if args.found else 1
    for part in range(args.folds):
        held = {gold["id"] for i, (_, gold) in enumerate(golds) if i // step % args.folds == part}
        rest = [i for i in range(len(golds)) if golds[i][1]["id"] not in held]
        models = fit_all([golds[i][1] for i in rest], [rows[i] for i in rest])
        for name, gold in golds:
            if gold["id"] in held:
                result = compare({**gold, "relations": []}, answer(reading_of(gold)[0], models))
                results.setdefault(name, []).append(result)
                for miss in [m for m in result.misses if not m.kind.startswith("entity")][: args.misses]:
                    print(gold["id"], miss.kind, miss.what, miss.detail, sep=" | ")
    for name, comparisons in results.items():
        show(f"cv {name}", comparisons)
    models = fit_all([gold for _, gold in golds], rows)
    for folder in args.test:
        show(
            folder.name,
            [
                compare({**g, "relations": []}, answer(oracle(g), models))
                for g in map(load, sorted(folder.glob("*.json")))
            ],
        )
    if args.write:
        classes = {name: {"classes": model.classes, "weights": model.weights} for name, model in models[0].items()}
        TARGET.write_bytes(pack({"models": classes}))
        rankers = {name: ranker.weights for name, ranker in models[1].items()}
        TARGET.with_name("rankers.json.gz").write_bytes(pack({"rankers": rankers}))
        print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
