"""How fast the store is built and asked: ``python benchmarks/bench_store.py [--articles 1000] [--json]``.

Records are synthetic, with names that recur as in life. Compared in the same run: two-hop SPARQL through the workspace
against bare pyoxigraph and against rdflib's memory store.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib

from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article, Source
from policygraph.schema.namespace import PREFIXES
from policygraph.schema.record import Entity, Mention, Metric, Record, Relation

TWO_HOP = """
SELECT ?a ?b ?c WHERE {
  ?a pg:collaboratesWith ?b . ?b pg:locatedIn ?c . ?a a pg:Enterprise .
}
"""
_SYLLABLES = "海岳云江远航北湖恒润启明华晨东岭金桥天元瑞丰宏图万川玉泉长风青石白鹿"
_SUFFIXES = {
    "Enterprise": "电机集团股份有限公司", "Platform": "创新研究院", "Program": "提升行动", "Place": "新区",
    "Industry": "产业链", "Honour": "示范企业", "Organization": "促进会", "PolicyDocument": "若干措施",
}  # fmt: skip
_LINKS = (
    ("Place", "implements", "Program"), ("Place", "builds", "Platform"), ("Enterprise", "locatedIn", "Place"),
    ("Enterprise", "leads", "Industry"), ("Enterprise", "collaboratesWith", "Platform"),
    ("Platform", "locatedIn", "Place"), ("Enterprise", "awarded", "Honour"),
    ("Place", "issues", "PolicyDocument"), ("Platform", "focusesOn", "Industry"),
)  # fmt: skip


def records(
    count: int, seed: int = 7, *, characters: int = 1200, names: int = 24, figures: int = 14, links: int = 2
) -> Iterator[tuple[Article, Record]]:
    """Synthetic articles of about 500 triples each; a few names stand in many, most in few.

    Fewer `names`, `figures` and rounds of `links` make articles of the same length that say less.
    """
    rng = random.Random(seed)
    for number in range(count):
        text = "".join(rng.choices(_SYLLABLES, k=characters))
        entities, by_type = [], {}
        for index in range(names):
            type_ = rng.choice(list(_SUFFIXES))
            stem = rng.randrange(200) if rng.random() < 0.3 else rng.randrange(200, 20_000)
            name = f"{_SYLLABLES[stem % 32]}{_SYLLABLES[stem // 32 % 32]}{stem}{_SUFFIXES[type_]}"
            mentions = tuple(
                Mention(name=name, start_offset=start, end_offset=start + len(name))
                for start in rng.sample(range(1100), rng.randint(1, 3))
            )
            entities.append(Entity(id=f"e{index}", type=type_, names=(name, name[:6]), mentions=mentions))
            by_type.setdefault(type_, []).append(f"e{index}")
        relations = []
        for subject, predicate, object_ in _LINKS * links:
            if subject in by_type and object_ in by_type:
                start = rng.randrange(1100)
                relations.append(
                    Relation(
                        subject=rng.choice(by_type[subject]), predicate=predicate, object=rng.choice(by_type[object_]),
                        start_offset=start, end_offset=start + 30, quote=text[start : start + 30], rule="synthetic",
                    )
                )  # fmt: skip
        metrics = tuple(
            Metric(
                id=f"m{i}", status=rng.choice(["target", "actual"]), indicator=text[i * 7 : i * 7 + 6], measure="level",
                comparator=">", value=rng.randrange(10**6), unit="家", end=str(2020 + rng.randrange(10)),
                subject=rng.choice(entities).id, start_offset=i * 20, end_offset=i * 20 + 8,
                quote=text[i * 20 : i * 20 + 40], rule="synthetic",
            )
            for i in range(figures)
        )  # fmt: skip
        source = Source(title=text[:18], published=f"202{rng.randrange(6)}-0{rng.randint(1, 9)}-11", place="云江市")
        article = Article(id=f"s{number:06}", text=text, source=source)
        yield article, Record(
            id=article.id, source=source, text=text, entities=tuple(entities), metrics=metrics,
            relations=tuple(relations), extractor="synthetic",
        )  # fmt: skip


def seconds(action: Callable[[], Any], repeats: int = 7) -> float:
    """The median time of an action."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def paired(one: Callable[[], Any], other: Callable[[], Any], repeats: int = 15) -> tuple[float, float]:
    """The least times of two actions that take turns, so that whatever else the machine does meets both."""
    pairs = [(seconds(one, 1), seconds(other, 1)) for _ in range(repeats)]
    return min(time for time, _ in pairs), min(time for _, time in pairs)


def run(articles: int, *, with_rdflib: bool = True) -> dict[str, float]:
    """All figures of one run."""
    items = list(records(articles))
    figures: dict[str, float] = {"articles": articles}
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "ws", create=True) as ws:
        start, busy = time.perf_counter(), time.process_time()
        ws.add_many(items)
        taken, busy = time.perf_counter() - start, time.process_time() - busy
        quads = int(next(iter(ws.query("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")))["n"])
        figures |= {"quads": quads, "build_s": taken, "quads_per_s": quads / taken}
        figures |= {"build_cpu_s": busy, "quads_per_cpu_s": quads / busy}

        start = time.perf_counter()
        ws.add_many(items)
        figures["unchanged_s"] = time.perf_counter() - start
        article, record = items[0]
        figures["replace_one_ms"] = 1000 * seconds(lambda: ws.add(article, record, force=True))

        bare = ws.store.oxigraph
        figures["rows"] = sum(1 for _ in ws.query(TWO_HOP))
        ours, theirs = paired(
            lambda: list(ws.query(TWO_HOP)),
            lambda: [
                {name: row[name].value for name in ("a", "b", "c")} for row in bare.query(TWO_HOP, prefixes=PREFIXES)
            ],
        )
        figures |= {"two_hop_workspace_ms": 1000 * ours, "two_hop_oxigraph_ms": 1000 * theirs}
        figures["two_hop_ratio"] = figures["two_hop_workspace_ms"] / figures["two_hop_oxigraph_ms"]
        figures["network_s"] = seconds(ws.network, 1)
        figures["entities_s"] = seconds(ws.entities, 1)
        if with_rdflib:
            memory = rdflib.Graph()
            triples = Path(folder) / "all.nt"
            default = bare.quads_for_pattern(None, None, None, ox.DefaultGraph())
            triples.write_text("\n".join(f"{quad.triple} ." for quad in default), "utf-8")
            memory.parse(triples, format="nt")
            query = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + TWO_HOP
            figures["two_hop_rdflib_memory_ms"] = 1000 * seconds(lambda: list(memory.query(query)), 1)
    return figures


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--no-rdflib", action="store_true", help="leave out rdflib's memory store, which takes minutes")
    arguments = parser.parse_args()
    figures = run(arguments.articles, with_rdflib=not arguments.no_rdflib)
    if arguments.json:
        print(json.dumps({name: round(value, 3) for name, value in figures.items()}))
    else:
        for name, value in figures.items():
            print(f"{name:28} {value:12,.1f}")
    assert ox.__version__


if __name__ == "__main__":
    main()
