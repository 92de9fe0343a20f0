"""Fits the relation model to annotated articles and writes ``ingest/relations/data/weights.tsv.gz``.

    python training/fit_relations.py training/gold/train [MORE_FOLDERS …] [--found FOLDS …] [--write]

Prints cross-validated figures over the documents (names as annotated, or as found with `--found`); `--write` then fits to all of them and ships the
weights. Further folders, whose texts stay outside the repository, may be named. `--dev FOLDER` is scored with the
model that is fitted to all.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from found import found
from oracle import load, oracle
from scipy import sparse
from scipy.optimize import minimize

from policygraph.ingest.reading import Reading
from policygraph.ingest.relations import Triple, decide
from policygraph.ingest.relations.candidates import Candidate, local, triples
from policygraph.ingest.relations.home import home_candidates, issuer_candidates, setting, topic_candidates
from policygraph.ingest.relations.model import Model, model
from policygraph.ingest.relations.parsing import propose
from policygraph.ingest.relations.skeleton import Skeleton, skeletons
from policygraph.ingest.relations.walk import Parse

TARGET = Path(__file__).parent.parent / "ingest/relations/data/weights.tsv.gz"
LEAST = 2  # documents' candidates that must show a feature
SMALL = 0.02  # weights nearer to zero are not shipped
L2 = 3.0
RULE_PRIOR = 2.5
WEIGHTS = {"train-figures": 0.5}  # what an article of a folder counts, one of the others being 1
Best = dict[Triple, tuple[float, Candidate]]


@dataclass(slots=True)
class Document:
    """An annotated article with its candidates; `stated` holds the spans of each gold triple, `optional` those of
    responsibility lists."""

    name: str
    reading: Reading
    stated: dict[Triple, list[tuple[int, int]]]
    optional: set[Triple]
    skeletons: list[Skeleton]
    parses: list[Parse]
    weight: float = 1.0
    first: list[Candidate] = field(default_factory=list)
    second: list[Candidate] = field(default_factory=list)


def document(gold: dict[str, Any], reading: Reading | None = None, ids: dict[str, int] | None = None) -> Document:
    """The candidates of one annotated article, names as annotated; or as in `reading`, `ids` telling which is which."""
    reading = reading or oracle(gold)
    ids = ids if ids is not None else {entity["id"]: index for index, entity in enumerate(gold["entities"])}
    stated: dict[Triple, list[tuple[int, int]]] = defaultdict(list)
    optional = set()
    for relation in gold["relations"]:
        if relation["subject"] not in ids or relation["object"] not in ids:
            continue  # a name that was not found
        ends = ids[relation["subject"]], ids[relation["object"]]
        if relation["predicate"] == "collaboratesWith":
            ends = min(ends), max(ends)
        triple = (ends[0], relation["predicate"], ends[1])
        if relation.get("cue") == "responsibility list":
            optional.add(triple)
            continue
        offset = reading.view.view_offset
        stated[triple].append((offset(relation["start_offset"]), offset(relation["end_offset"])))
    bones = list(skeletons(reading))
    parses = [propose(skeleton.symbols) for skeleton in bones]
    made = Document(gold["id"], reading, dict(stated), optional - set(stated), bones, parses)
    home = setting(reading).home
    for skeleton, parse in zip(bones, parses, strict=True):
        made.first += local(skeleton, home, parse)
    return made


def found_document(gold: dict[str, Any], folders: Sequence[Path]) -> Document | None:
    """The same with names as a tagger finds them that never saw the article; None where there is no such tagger."""
    pair = found(gold, folders)
    return document(gold, *pair) if pair else None


def outer(doc: Document, judge: Model) -> list[Candidate]:
    """The candidates whose subject stands outside the sentence; they know what `judge` says of the others."""
    rivals: dict[tuple[str, int], float] = {}
    for candidate in doc.first:
        probability = judge.probability(candidate)
        for _, predicate, object_ in triples(candidate):
            rivals[predicate, object_] = max(rivals.get((predicate, object_), 0.0), probability)
    where = setting(doc.reading)
    return [
        *home_candidates(doc.reading, doc.skeletons, where, rivals, doc.parses),
        *topic_candidates(doc.reading, doc.skeletons, where, doc.parses),
        *issuer_candidates(doc.reading, doc.skeletons, where),
    ]


def label(doc: Document, candidate: Candidate) -> tuple[int, float] | None:
    """1 or 0 with a weight; None where gold has the link elsewhere in the text, or as an optional one."""
    yes = no = 0
    for triple in triples(candidate):
        if triple in doc.stated:
            sentence = candidate.skeleton
            if candidate.kind == "issuer" or any(
                start < sentence.end and sentence.start < end for start, end in doc.stated[triple]
            ):
                yes += 1
        elif triple not in doc.optional:
            no += 1
    if yes + no == 0:
        return None
    return int(yes >= no), min(yes + no, 4) ** 0.5


def fit(docs: Iterable[Document], which: str, l2: float = L2) -> dict[tuple[str, str], dict[str, float]]:
    """Weights by predicate and kind, fitted to the `first` or `second` candidates of the documents."""
    rows: dict[tuple[str, str], list[tuple[set[str], int, float]]] = defaultdict(list)
    for doc in docs:
        for candidate in getattr(doc, which):
            if (answer := label(doc, candidate)) is not None:
                right, weight = answer
                row = {"bias", *candidate.features}, right, weight * doc.weight
                rows[candidate.predicate, candidate.kind].append(row)
    return {key: _logistic(part, l2) for key, part in rows.items()}


def _prior(feature: str) -> float:
    """What a weight is before any document is seen: the grammar is mostly right, all else mostly says nothing."""
    if feature == "bias":
        return -2.0
    if feature in {"r:none", "r:other", "r:own", "r:taken", "r:alone", "r:topic"} or not feature.startswith("r:"):
        return {"r:other": -1.0, "r:taken": -1.5}.get(feature, 0.0)
    if "&" in feature or feature.startswith(("r:open ", "r:topic ")):
        return 0.0
    return RULE_PRIOR


def _logistic(rows: Sequence[tuple[set[str], int, float]], l2: float) -> dict[str, float]:
    counts = Counter(feature for features, _, _ in rows for feature in features)
    index = {feature: i for i, feature in enumerate(sorted(f for f, n in counts.items() if n >= LEAST or f == "bias"))}
    pairs = [(i, index[f]) for i, (features, _, _) in enumerate(rows) for f in features if f in index]
    shape = (len(rows), len(index))
    matrix = sparse.csr_matrix((np.ones(len(pairs)), tuple(np.array(pairs).T)), shape=shape)
    target = np.array([row[1] for row in rows], dtype=float)
    weight = np.array([row[2] for row in rows])
    ridge = np.full(len(index), l2)
    prior = np.array([_prior(feature) for feature in sorted(index, key=index.__getitem__)])

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        odds = np.clip(matrix @ beta, -30, 30)
        probability = 1 / (1 + np.exp(-odds))
        value = float(
            (weight * (np.logaddexp(0, odds) - target * odds)).sum() + 0.5 * (ridge * (beta - prior) ** 2).sum()
        )
        return value, matrix.T @ (weight * (probability - target)) + ridge * (beta - prior)

    beta = minimize(loss, prior.copy(), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return {feature: float(beta[i]) for feature, i in index.items() if abs(beta[i]) >= SMALL or feature == "bias"}


def train(docs: Sequence[Document], folds: int = 5) -> Model:
    """A model fitted to all documents; the outer candidates learn from out-of-fold answers of the inner ones."""
    for k in range(folds):
        part = docs[k::folds]
        inner = Model(fit([doc for doc in docs if doc not in part], "first"), {})
        for doc in part:
            doc.second = outer(doc, inner)
    return Model({**fit(docs, "first"), **fit(docs, "second")}, {})


def cross_validate(docs: Sequence[Document], folds: int, also: Sequence[Document] = ()) -> dict[str, Best]:
    """What models that never saw a document say of it, by document name."""
    answers = {}
    for k in range(folds):
        part = docs[k::folds]
        held = {doc.name for doc in part}
        judge = train([doc for doc in (*docs, *also) if doc.name not in held])
        for doc in part:
            answers[doc.name] = decide(doc.reading, judge)
    return answers


def thresholds(docs: Sequence[Document], answers: dict[str, Best]) -> dict[str, float]:
    """The threshold of each predicate that gives the best F1, drawn towards the common one where data are few."""
    levels = np.round(np.arange(0.25, 0.76, 0.05), 2)
    points = {level: _hits(docs, answers, dict.fromkeys(_predicates(docs), level)) for level in levels}

    def f1(level: float, predicate: str) -> float:
        every, own = _total(points[level]), points[level].get(predicate, (0, 0, 0))
        prior = 20 / max(_total(points[level])[2], 1)
        hit, given, gold = (o + prior * e for o, e in zip(own, every, strict=True))
        return float(2 * hit / max(given + gold, 1e-9))

    return {p: float(max(levels, key=lambda level: f1(level, p))) for p in _predicates(docs)}


def _predicates(docs: Sequence[Document]) -> list[str]:
    return sorted({triple[1] for doc in docs for triple in doc.stated})


def _hits(
    docs: Sequence[Document], answers: dict[str, Best], levels: dict[str, float]
) -> dict[str, tuple[int, int, int]]:
    """Hits, answers and gold relations by predicate."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for doc in docs:
        given = {t for t, (p, _) in answers[doc.name].items() if p >= levels.get(t[1], 0.5)} - doc.optional
        for column, part in enumerate((given & set(doc.stated), given, set(doc.stated))):
            for triple in part:
                counts[triple[1]][column] += 1
    return {predicate: (c[0], c[1], c[2]) for predicate, c in counts.items()}


def _total(hits: dict[str, tuple[int, int, int]]) -> tuple[int, int, int]:
    columns = list(zip(*hits.values(), strict=True)) or [(0,), (0,), (0,)]
    return sum(columns[0]), sum(columns[1]), sum(columns[2])


def report(title: str, docs: Sequence[Document], answers: dict[str, Best], levels: dict[str, float], by: bool) -> None:
    """Prints precision, recall and F1, by predicate too if `by`."""
    hits = _hits(docs, answers, levels)
    for name, (hit, given, gold) in (("all", _total(hits)), *(sorted(hits.items()) if by else ())):
        precision, recall, f1 = hit / max(given, 1), hit / max(gold, 1), 2 * hit / max(given + gold, 1)
        print(
            f"{title:12} {name:17} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}   ({hit} of {gold}, {given} answered)"
        )


def misses(docs: Sequence[Document], answers: dict[str, Best], levels: dict[str, float]) -> None:
    """Prints what was missed and what was answered in excess."""
    for doc in docs:
        best, text = answers[doc.name], doc.reading.text

        def say(kind: str, triple: Triple, note: str, start: int, end: int) -> None:
            subject, object_ = (doc.reading.entities[i].names[0] for i in (triple[0], triple[2]))
            quote = text[max(start, 0) : end].replace("\n", "⏎")
            print(f"{kind} {doc.name} {subject} {triple[1]} {object_} | {note} | {quote[:130]}")

        given = {t for t, (p, _) in best.items() if p >= levels.get(t[1], 0.5)} - doc.optional
        for triple in sorted(set(doc.stated) - given, key=lambda t: doc.stated[t][0]):
            start, end = doc.stated[triple][0]
            note = f"{best[triple][0]:.2f} {best[triple][1].kind}" if triple in best else "-"
            say("MISSED", triple, note, start, end)
        for triple in sorted(given - set(doc.stated)):
            probability, candidate = best[triple]
            say(
                "EXTRA",
                triple,
                f"{probability:.2f} {candidate.kind} {candidate.cue}",
                candidate.start - 12,
                candidate.end + 12,
            )


def calibration(docs: Sequence[Document], answers: dict[str, Best]) -> None:
    """Prints how often answers of a confidence are right."""
    bins: dict[int, list[float]] = defaultdict(list)
    for doc in docs:
        for triple, (probability, _) in answers[doc.name].items():
            if triple not in doc.optional:
                bins[min(int(probability * 10), 9)].append((probability, triple in doc.stated))  # type: ignore[arg-type]
    for tenth, pairs in sorted(bins.items()):
        said, right = np.mean(np.array(pairs), axis=0)
        print(f"confidence {tenth / 10:.1f}  said {said:.2f}  right {right:.2f}  ({len(pairs)})")


def write(judge: Model, target: Path = TARGET) -> None:
    """Ships the model; the same model gives the same bytes."""
    lines = ["# predicate\tkind\tfeature\tweight; made by training/fit_relations.py"]
    lines += [f"{p}\tthreshold\t\t{level:g}" for p, level in sorted(judge.thresholds.items())]
    for (predicate, kind), weights in sorted(judge.weights.items()):
        lines += [f"{predicate}\t{kind}\t{feature}\t{weight:.3g}" for feature, weight in sorted(weights.items())]
    broken = [line for line in lines[1:] if line.count("\t") != 3 or len(line.splitlines()) != 1]
    if broken:  # features hold what stands in texts; such a line could not be read back
        raise SystemExit(f"a feature holds a tab or a line break: {broken[0]!r}; strip it where it is made")
    target.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), mtime=0))


def read(folder: Path) -> list[Document]:
    """The documents of a folder, by file name."""
    return [document(load(path)) for path in sorted(folder.glob("*.json"))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--dev", type=Path, action="append", default=[])
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    parser.add_argument(
        "--found", type=Path, nargs="*", default=[], help="folders of taggers by fold: names as found, too"
    )
    parser.add_argument("--choose", nargs="*", default=[], help="names of the folders that choose the thresholds")
    parser.add_argument("--keep", action="store_true", help="keep the thresholds that ship")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--by", action="store_true", help="figures by predicate")
    args = parser.parse_args()
    sets = {folder.name: read(folder) for folder in args.folders}
    docs = [doc for part in sets.values() for doc in part]
    random.Random(args.seed).shuffle(docs)
    also: list[Document] = []
    if args.found:
        golds = [load(path) for folder in args.folders for path in sorted(folder.glob("*.json"))]
        random.Random(args.seed).shuffle(golds)
        also, docs = docs, [doc for gold in golds if (doc := found_document(gold, args.found))]
        real = {doc.name: doc for doc in docs}
        sets = {name: [real[doc.name] for doc in part if doc.name in real] for name, part in sets.items()}
    weights = {path.stem: WEIGHTS.get(folder.name, 1.0) for folder in args.folders for path in folder.glob("*.json")}
    for doc in [*docs, *also]:
        doc.weight = weights[doc.name]
    answers = cross_validate(docs, args.folds, also)
    choosing = [doc for name, part in sets.items() if not args.choose or name in args.choose for doc in part]
    levels = dict(model().thresholds) if args.keep else thresholds(choosing, answers)
    print("thresholds", levels)
    for name, part in sets.items():
        report(f"{name} CV", part, answers, levels, args.by)
    calibration(docs, answers)
    if args.misses:
        for part in sets.values():
            misses(part, answers, levels)
    if args.dev or args.write:
        judge = Model(train([*docs, *also]).weights, levels)
        for folder in args.dev:
            dev = read(folder)
            dev_answers = {doc.name: decide(doc.reading, judge) for doc in dev}
            report(folder.name, dev, dev_answers, levels, args.by)
            if args.misses:
                misses(dev, dev_answers, levels)
        if args.write:
            write(judge)
            print(f"wrote {TARGET} ({TARGET.stat().st_size:,} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
