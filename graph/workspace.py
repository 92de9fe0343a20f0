"""The workspace: everything that can be put into it and asked of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from policygraph.graph import catalogue, copies, names
from policygraph.graph.curation.rulings import item_fields
from policygraph.graph.ledger import Entry
from policygraph.graph.loading import Outcome
from policygraph.graph.named import named_query
from policygraph.graph.named import terms as query_terms
from policygraph.graph.opening import Opened
from policygraph.graph.rdf import ArticleGraph
from policygraph.graph.resolution import redirects
from policygraph.graph.results import Results, Row
from policygraph.schema.article import Article
from policygraph.schema.errors import UnknownNameError
from policygraph.schema.record import Record

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

    from policygraph.graph.network import Network
    from policygraph.graph.paths import Step
    from policygraph.graph.portrait import Portrait
    from policygraph.graph.validation import Finding

BATCH = 100  # articles in one step of `add_many`


class Workspace(Opened):
    """Articles, what they say, and the graph of it. Open one with `Workspace.open`; it is a context manager."""

    # ---- putting in and taking out

    def key(self, article: Article) -> str:
        """The key under which the workspace has an article, or would have it."""
        return self._loader.key(article)

    def is_current(self, article: Article, extractor: str) -> bool:
        """Whether the workspace has this very content, read by this version of the extractor."""
        return self._loader.is_current(article, extractor)

    def add(self, article: Article, record: Record, *, force: bool = False) -> Outcome:
        """Put one article in, or replace it, in one transaction; unchanged ones stay as they are.

        A record that cannot be stored gives an outcome with state ``failed``, its error noted in the ledger.
        """
        outcome = self._writer().add([(article, record)], force=force)[0]
        self._forget_past([outcome])
        return outcome

    def add_many(
        self,
        items: Iterable[tuple[Article, Record]],
        *,
        force: bool = False,
        batch: int = BATCH,
        done: Callable[[Outcome], None] | None = None,
    ) -> list[Outcome]:
        """Put many articles in, a batch at a time; `done` hears of each as soon as the ledger has it.

        The store loads one batch while the next one is resolved; it has all of them when this returns.
        """
        loader, waiting, outcomes = self._writer(), iter(items), []
        with loader.delivery.behind():
            while part := list(islice(waiting, batch)):
                for outcome in loader.add(part, force=force):
                    outcomes.append(outcome)
                    if done:
                        done(outcome)
        self._forget_past(outcomes)
        return outcomes

    def fail(self, article: Article, error: str) -> str:
        """Note in the ledger why an article could not be read; its key. Earlier claims of the article are kept."""
        return self._writer().fail(article, error)

    def remove(self, article: str) -> Entry:
        """Take an article (id, key, path or URL) and its claims out; raises `UnknownNameError` when there is none."""
        entry = self.article(article)
        self._writer().remove(entry.key)
        self._forget_past()
        return entry

    def _forget_past(self, outcomes: Iterable[Outcome] | None = None) -> None:
        """Delete what is kept of earlier days where an article went or has another text; None: one went."""
        if outcomes is None or any(outcome.state == "replaced" for outcome in outcomes):
            from policygraph.graph.known import forget

            forget(self.folder)

    # ---- asking

    def known_on(self, day: str) -> AbstractContextManager[Self]:
        """A workspace of what was known on a day, for the time of a question.

        It holds the articles published up to that day (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``), resolved and tracked
        by themselves; articles without a date are not in it. What people decided holds in it. It is only read, and
        kept below the workspace's folder for the next question. Raises `QueryError` for what is no day.
        """
        from policygraph.graph.known import known_on

        return known_on(self, day)

    def undated(self) -> list[str]:
        """The articles without a date of publication, which a question about a day leaves out."""
        return [entry.id for entry in self.articles() if not entry.source.published and entry.state != "failed"]

    def query(self, sparql: str) -> Results:
        """Answer a SPARQL 1.1 query over the merge of all graphs, the usual prefixes declared; raises `QueryError`."""
        self.track()
        return self.store.query(sparql, prefixes={"id": self.settings.base})

    def named(self, name: str, **values: str) -> Results:
        """Answer a packaged query (`policygraph.graph.named`) with values for its parameters.

        Raises `QueryError` for an unknown query or parameter, `UnknownNameError` for an entity that is not there.
        """
        self.track()
        query = named_query(name)
        known = {parameter.name: parameter for parameter in query.parameters}
        wanted = [value for key, value in values.items() if key in known and known[key].kind == "entity" and value]
        terms = query_terms(query, values, {value: self.entity(value) for value in wanted})
        return self.store.query(query.text, parameters=terms, prefixes={"id": self.settings.base})

    def dataset(self) -> rdflib.Dataset:
        """An `rdflib.Dataset` over the store itself (over a copy of a server's): each quad once, to be read only."""
        from policygraph.graph.dataset import dataset

        self.track()
        return dataset(self.store.local())

    def quads(self) -> Iterator[ox.Quad]:
        """All quads of the named graphs, graph by graph; the default graph, which repeats them merged, is left out."""
        import pyoxigraph as ox

        self.track()
        store = self.store.local()
        names = sorted(node.value for node in store.named_graphs() if isinstance(node, ox.NamedNode))
        for name in names:
            if name != self.iris.meta:
                yield from store.quads_for_pattern(None, None, None, ox.NamedNode(name))

    def size(self) -> tuple[int, int]:
        """How many articles have claims, and how many entities these name."""
        ask = self.ledger.connection.execute
        articles = ask("SELECT count(*) FROM articles WHERE record IS NOT NULL AND state <> 'removing'").fetchone()[0]
        entities = ask("SELECT count(DISTINCT iri) FROM article_names").fetchone()[0]
        return articles, entities

    def idle_decisions(self) -> int:
        """How many decisions of people found nothing to apply to."""
        from policygraph.graph.curation.review import review

        return sum(standing.state == "idle" for standing in review(self))

    def articles(self) -> list[Entry]:
        """The articles in the ledger with their state, by publication date."""
        from policygraph.graph.notebook import Articles

        return Articles(self.ledger.entries("state <> 'removing'"))

    def corrections(self) -> dict[str, tuple[str, ...]]:
        """The articles that correct single statements of others, by key, with the ids of those."""
        return copies.corrections(self.ledger.connection)

    def article(self, name: str) -> Entry:
        """One article by its id, key, path or URL; raises `UnknownNameError`."""
        entry = self.ledger.entry(name)
        if entry is None:
            known = [e.id for e in self.articles()]
            close = names.nearest(name, known)
            listed = " ".join(close) or "-"
            error = UnknownNameError(f"no article {name!r}; nearest: {listed}", close)
            raise error.because("unknown_article", name=name, nearest=listed)
        return entry

    def record(self, article: str) -> Record | None:
        """What an article says; None when it failed."""
        return self.ledger.record(self.article(article).key)

    def records(self) -> Iterator[tuple[str, Record]]:
        """Key and record of every article that has claims."""
        return self.ledger.records()

    def reading(self, key: str, record: Record) -> Record:
        """A record as resolution takes it: entities joined and parted, names of other articles recalled."""
        return self._loader.resolver.resolve(key, self._loader.resolver.read(key, record))[0]

    def stated(self, key: str, record: Record) -> Record:
        """A record as the graph of its article states it: without what people rejected and what a copy repeats."""
        return self._loader.stated(key, self._loader.resolver.read(key, record))[0]

    def identified(self, key: str) -> tuple[Record, dict[str, str]] | None:
        """What `stated` gives for an article, and the IRI of each of its entities; None for one without claims."""
        record = self.ledger.record(key)
        if record is None:
            return None
        stated, identities = self._loader.stated(key, self._loader.resolver.read(key, record))
        return stated, {entity: identity.iri for entity, identity in identities.items()}

    def graph(self, key: str, record: Record) -> ArticleGraph:
        """The triples that the store should have of an article."""
        return self._loader.graph(key, self._loader.resolver.resolve(key, self._loader.resolver.read(key, record)))

    def item(self, key: str, kind: str, id_: str) -> dict[str, Any] | None:
        """What a metric (by id) or a relation (by number) of an article says, for the log; None where there is none."""
        record = self.ledger.record(key)
        return item_fields(self.stated(key, record), kind, id_) if record else None

    def entities(self, type_: str | None = None) -> list[catalogue.EntityEntry]:
        """The entities, all or of one type, with every name and mention."""
        from policygraph.graph.notebook import Entities

        return Entities(catalogue.entities(self.store, self.iris.base, type_))

    def find(self, name: str) -> list[tuple[str, str, str]]:
        """All entities that some article calls so, as ``(iri, type, label)``, the commonest first.

        An IRI that became part of another entity leads to it.
        """
        from policygraph.graph.notebook import Names

        connection = self.ledger.connection
        leads_to = redirects.target(connection, self.settings.base, name) if "/" in name else None
        return Names(names.find(connection, leads_to or name))

    def entity(self, name: str) -> str:
        """The IRI of the entity with a name; raises `UnknownNameError` with the three nearest names."""
        found = self.find(name)
        if not found:
            raise names.unknown(self.ledger.connection, name)
        return found[0][0]

    def show(self, name: str) -> Portrait:
        """One entity by name or IRI: names, facts, metrics over time, evidence; raises `UnknownNameError`.

        Its targets are those that articles state of it and those that tracking holds it to.
        """
        from policygraph.graph.portrait import portrait

        self.track()
        return portrait(self.store, self.entity(name))

    def path(self, a: str, b: str, *, max_hops: int = 4, limit: int = 1, inferred: bool = False) -> list[list[Step]]:
        """How two entities are linked: up to `limit` shortest chains, none longer than `max_hops`."""
        from policygraph.graph.notebook import Paths
        from policygraph.graph.paths import paths_in

        ends = self.entity(a), self.entity(b)
        return Paths(paths_in(self.store, *ends, max_hops=max_hops, limit=limit, inferred=inferred))

    def analyze(
        self,
        measure: str,
        *,
        top: int = 20,
        types: Collection[str] | None = None,
        predicates: Collection[str] | None = None,
    ) -> list[dict[str, Any]]:
        """A measure of `policygraph.graph.analytics` on the network, or on the part with these types and predicates."""
        from policygraph.graph import analytics
        from policygraph.graph.notebook import Measures

        network = self.network(types=types, predicates=predicates, inferred=False)
        return Measures(analytics.measure(network, measure, top=top))

    def validate(self, *, lang: str = "zh") -> list[Finding]:
        """What in the graph does not fit the SHACL shapes; an empty list: all is well."""
        from policygraph.graph.notebook import Findings
        from policygraph.graph.validation import findings

        return Findings(findings(self.store, lang=lang))

    def network(
        self,
        *,
        types: Collection[str] | None = None,
        predicates: Collection[str] | None = None,
        statuses: Collection[str] = (),
        inferred: bool = True,
        min_confidence: float = 0.0,
        keep: Callable[[Row], bool] | None = None,
    ) -> Network:
        """The graph as a `networkx.MultiDiGraph`; see `policygraph.graph.network.network`."""
        from policygraph.graph.network import network

        return network(
            self.store, types=types, predicates=predicates, statuses=statuses, inferred=inferred,
            min_confidence=min_confidence, keep=keep,
        )  # fmt: skip
