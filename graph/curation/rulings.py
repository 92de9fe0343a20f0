"""Rulings: the log in terms of nodes and articles, as resolution and loading obey it. A pure function of the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from policygraph.graph.curation.log import Entry, active
from policygraph.graph.iris import slug
from policygraph.graph.resolution.index import Decisions
from policygraph.schema.record import Metric, Record, Relation

Mark = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rulings:
    """What people decided: `decisions` on nodes, `labels` by node, and the marks of items `rejected` or `confirmed`."""

    decisions: Decisions = field(default_factory=Decisions)
    labels: Mapping[str, str] = field(default_factory=dict)
    rejected: frozenset[Mark] = frozenset()
    confirmed: frozenset[Mark] = frozenset()

    def nodes(self) -> dict[tuple[str, ...], object]:
        """What is said of nodes, by what it is said of; two rulings are compared by it."""
        d = self.decisions
        said: dict[tuple[str, ...], object] = {("pair", *pair): same for pair, same in d.pairs.items()}
        said |= {("type", node): type_ for node, type_ in d.types.items()}
        said |= {("label", node): label for node, label in self.labels.items()}
        return said

    def partings(self) -> dict[tuple[str, ...], object]:
        """What is taken out of nodes: the articles of these must be entered again."""
        d = self.decisions
        said: dict[tuple[str, ...], object] = {("moved", node, key): new for (key, node), new in d.moved.items()}
        said |= {("parted", node, name): new for (node, name), new in d.parted.items()}
        return said | {("entity", node): True for node in d.rejected}

    def items(self) -> set[Mark]:
        """The marks of rejected and confirmed metrics and relations."""
        marks = {("rejected", *mark) for mark in self.rejected} | {("confirmed", *mark) for mark in self.confirmed}
        return {mark for mark in marks if mark[1] != "entity"}


def rulings(entries: Sequence[Entry]) -> Rulings:
    """What a log says in the end; of two decisions on one thing the later one holds."""
    pairs: dict[tuple[str, str], bool] = {}
    types: dict[str, str] = {}
    labels: dict[str, str] = {}
    moved: dict[tuple[str, str], str] = {}
    parted: dict[tuple[str, str], str] = {}
    rejected: dict[Mark, bool] = {}
    for entry in active(entries):
        fields = entry.fields
        if entry.do in {"merge", "apart"}:
            _rule_pairs(pairs, [party["nodes"] for party in fields["entities"]], same=entry.do == "merge")
        elif entry.do == "split":
            _split(entry, pairs, moved, parted)
        elif entry.do == "rename":
            labels |= dict.fromkeys(fields["entity"]["nodes"], fields["name"])
        elif entry.do == "retype":
            types |= dict.fromkeys(fields["entity"]["nodes"], fields["type"])
        else:
            for mark in marks_of(fields["item"]):
                rejected[mark] = entry.do == "reject"
    gone = frozenset(mark for mark, no in rejected.items() if no)
    nodes = frozenset(mark[1] for mark in gone if mark[0] == "entity")
    decisions = Decisions(pairs, types, moved, parted, nodes)
    return Rulings(decisions, labels, gone, frozenset(mark for mark, no in rejected.items() if not no))


def split_node(node: str, tail: str) -> str:
    """The node of what people took out of another: by the article, or by the name."""
    return f"{node}~{slug(tail)}"


def marks_of(item: Mapping[str, Any]) -> list[Mark]:
    """How a decided item is known again after its article was read anew."""
    if item["kind"] == "entity":
        return [("entity", node) for node in item.get("nodes", ())]
    keys = ("article", "subject", "predicate", "object") if item["kind"] == "relation" else (
        "article", "indicator", "value", "unit"
    )  # fmt: skip
    return [(item["kind"], *(str(item.get(key, "")) for key in keys))]


def metric_mark(article: str, metric: Metric) -> Mark:
    """How a metric is known again: by article, indicator, value and unit.

    >>> metric_mark("a", Metric(id="m1", status="actual", indicator="“企业” 数", measure="level", comparator="=",
    ...                         value=3, unit="家", start_offset=0, end_offset=2))
    ('metric', 'a', '企业数', '3.0', '家')
    """
    return ("metric", article, slug(metric.indicator), str(float(metric.value)), metric.unit)


def relation_mark(article: str, record: Record, relation: Relation) -> Mark:
    """How a relation is known again: by article, predicate and the fullest names of both ends."""
    ends = (record.entity(relation.subject).names[0], record.entity(relation.object).names[0])
    return ("relation", article, slug(ends[0]), relation.predicate, slug(ends[1]))


def item_fields(record: Record, kind: str, id_: str) -> dict[str, Any] | None:
    """What the log says of a metric (by id) or a relation (by number) of a record; None where there is none."""
    if kind == "metric":
        for m in record.metrics:
            if m.id == id_:
                return {"indicator": slug(m.indicator), "value": float(m.value), "unit": m.unit, "quote": m.quote}
        return None
    if not id_.isdecimal() or int(id_) >= len(record.relations):
        return None
    r = record.relations[int(id_)]
    ends = (record.entity(r.subject).names[0], record.entity(r.object).names[0])
    return {"subject": slug(ends[0]), "predicate": r.predicate, "object": slug(ends[1]), "quote": r.quote}


def without(record: Record, article: str, rejected: frozenset[Mark]) -> Record:
    """The record without the metrics and relations that people rejected."""
    if not any(mark[1] == article for mark in rejected if mark[0] != "entity"):
        return record
    metrics = tuple(m for m in record.metrics if metric_mark(article, m) not in rejected)
    relations = tuple(r for r in record.relations if relation_mark(article, record, r) not in rejected)
    return record.model_copy(update={"metrics": metrics, "relations": relations})


def confirmed_items(record: Record, article: str, confirmed: frozenset[Mark]) -> frozenset[str]:
    """The metrics of a record that people confirmed, by id, and its relations, by ``relation/number``."""
    if not any(mark[1] == article for mark in confirmed):
        return frozenset()
    found = {m.id for m in record.metrics if metric_mark(article, m) in confirmed}
    numbered = enumerate(record.relations)
    found |= {f"relation/{n}" for n, r in numbered if relation_mark(article, record, r) in confirmed}
    return frozenset(found)


def _rule_pairs(pairs: dict[tuple[str, str], bool], groups: Sequence[Iterable[str]], *, same: bool) -> None:
    """Two groups of nodes are one thing: their first nodes are joined, and nothing holds the others apart any more."""
    for number, one in enumerate(groups):
        for two in groups[number + 1 :]:
            for a, b in product(one, two):
                pair = (a, b) if a < b else (b, a)
                if a != b:
                    pairs.pop(pair, None)
                    if not same:
                        pairs[pair] = False
            a, b = next(iter(one)), next(iter(two))
            if same and a != b:
                pairs[(a, b) if a < b else (b, a)] = True


def _split(
    entry: Entry,
    pairs: dict[tuple[str, str], bool],
    moved: dict[tuple[str, str], str],
    parted: dict[tuple[str, str], str],
) -> None:
    """Take nodes out of an entity, and out of others (``from``) what some articles or names say; they are one thing."""
    fields = entry.fields
    out = list(fields["nodes"])
    for node in fields.get("from", ()):
        for article in fields.get("articles", ()):
            moved[article, node] = split_node(node, f"article-{article}")
            out.append(moved[article, node])
        for name in fields.get("names", ()):
            parted[node, name] = split_node(node, fields["names"][0])
            out.append(parted[node, name])
    rest = [node for node in fields["entity"]["nodes"] if node not in out]
    out = list(dict.fromkeys(out))
    if rest:
        _rule_pairs(pairs, [out, rest], same=False)
    for node in out[1:]:
        _rule_pairs(pairs, [out[:1], [node]], same=True)
