"""Whether a workspace is sound: settings, ledger, articles, decisions, and the store against the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from policygraph.graph import settings
from policygraph.graph.curation import log
from policygraph.graph.curation.review import review
from policygraph.graph.full_disk import is_full
from policygraph.graph.ledger import FILE as LEDGER
from policygraph.graph.ledger import Ledger
from policygraph.graph.lock import is_locked
from policygraph.graph.opening import store_of
from policygraph.graph.rdf import check as check_record
from policygraph.graph.store import OxigraphStore
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import CurationFileError, PolicyGraphError, WorkspaceError
from policygraph.schema.record import Record

if TYPE_CHECKING:
    from policygraph.graph.workspace import Workspace

_SHOWN = 5  # faults of one kind that SQLite names


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be.

    `part` is ``settings``, ``ledger``, ``article``, ``curation`` or ``store``; `where` the file, article or graph;
    `reason` names what is wrong, `details` the values of the message that says it.
    """

    part: str
    where: str
    reason: str
    details: dict[str, Any] = field(default_factory=dict)


def check(folder: Path) -> Iterator[Fault]:
    """What is wrong in a workspace, found without changing anything; nothing: all is well.

    The store is compared with the ledger quad by quad, an article at a time. While somebody writes to the workspace,
    the store cannot be compared, which is a `Fault` of its own (``busy``).
    """
    try:
        chosen = settings.read(folder)
    except WorkspaceError as error:
        reason = "format" if error.reason == "other_format" else "settings"
        yield Fault("settings", str(folder / settings.FILE), reason, {"error": str(error), **error.details})
        return
    faults = list(_ledger(folder / LEDGER))
    yield from faults
    if faults:
        return
    faults = list(_articles(folder / LEDGER))
    yield from faults
    if any(fault.reason == "record" for fault in faults):
        return  # resolution needs every record, so that no graph can be compared
    from policygraph.graph.workspace import Workspace

    with Workspace(folder, Ledger(folder, read_only=True), OxigraphStore(), chosen, None) as workspace:
        yield from _decisions(workspace)
        yield from _store(workspace, folder)


def _ledger(path: Path) -> Iterator[Fault]:
    """Damage in the file itself: SQLite's own check of all pages and indexes."""
    if not path.is_file():
        yield Fault("ledger", str(path), "no_ledger")
        return
    try:
        with closing(_connect(path)) as connection:
            found = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_SHOWN})")]
    except sqlite3.Error as error:
        if is_full(path.parent, error):  # nothing is known to be damaged, and nothing must be moved away
            yield Fault("ledger", str(path), "full", {"error": str(error)})
            return
        found = [str(error)]
    for fault in found:
        if fault != "ok":
            yield Fault("ledger", str(path), "damaged", {"error": fault.replace("\n", "; ")})


def _articles(path: Path) -> Iterator[Fault]:
    """Articles whose text is not the one that was read, or whose record does not fit the text."""
    with closing(_connect(path)) as connection:
        rows = connection.execute("SELECT key, source, text, record, content_hash, state FROM articles ORDER BY key")
        for key, source, text, record, digest, state in rows:
            if state == "removing" or record is None:
                continue
            try:
                article = Article(source=Source.model_validate_json(source), text=text)
                if article.content_hash != digest:
                    yield Fault("article", key, "content")
                read = Record.model_validate_json(record)
                check_record(read, key)
            except (ValueError, PolicyGraphError) as error:
                yield Fault("article", key, "record", {"error": str(error).splitlines()[0]})
                continue
            wrong = sum(
                text[mention.start_offset : mention.end_offset] != mention.name
                for entity in read.entities
                for mention in entity.mentions
            )
            quotes = [metric.quote for metric in read.metrics] + [relation.quote for relation in read.relations]
            wrong += sum(quote not in text for quote in quotes)
            if wrong:
                yield Fault("article", key, "evidence", {"count": wrong})


def _decisions(workspace: Workspace) -> Iterator[Fault]:
    """Lines of the log that are no decisions, or decisions that nothing in the workspace is about."""
    try:
        standings = review(workspace)
    except CurationFileError as error:
        yield Fault("curation", str(workspace.folder / log.FILE), "curation", {"error": str(error)})
        return
    for standing in standings:
        if standing.state == "idle":
            yield Fault("curation", f"#{standing.entry.id}", "idle", {"about": standing.about()})


def _store(workspace: Workspace, folder: Path) -> Iterator[Fault]:
    """Graphs of the store that are not what the ledger gives."""
    if is_locked(folder):
        yield Fault("store", str(folder / "store"), "busy")
        return
    waiting = workspace.ledger.connection.execute("SELECT count(*) FROM articles WHERE loaded = 0").fetchone()[0]
    if waiting:
        yield Fault("store", str(folder / "store"), "waiting", {"count": waiting})
        return
    try:
        kept = store_of(folder, workspace.settings, read_only=True)
        copy = kept.local()
    except WorkspaceError as error:
        yield Fault("store", str(folder / "store"), "store", {"error": str(error)})
        return
    try:
        known = {workspace.iris.names, workspace.iris.meta}
        for key, record in workspace.records():
            stated, inferred = workspace.iris.article(key), workspace.iris.inferred(key)
            known |= {stated, inferred, workspace.iris.tracking(stated)}
            graph = workspace.graph(key, record)
            for name, triples in ((stated, graph.stated), (inferred, graph.inferred)):
                yield from _graph(copy, name, triples)
        for name in sorted(set(kept.graphs()) - known):
            yield Fault("store", name, "orphan")
        yield from _merge(copy)
    except (RuntimeError, OSError) as error:  # a page of the store that cannot be read
        yield Fault("store", str(folder / "store"), "store", {"error": str(error)})
    finally:
        kept.close()


def _graph(store: ox.Store, name: str, triples: list[str]) -> Iterator[Fault]:
    wanted = {quad.triple for quad in ox.parse("".join(f"{t} .\n" for t in triples), format=ox.RdfFormat.N_TRIPLES)}
    there = {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(name))}
    if wanted != there:
        yield Fault("store", name, "graph", {"missing": len(wanted - there), "extra": len(there - wanted)})


def _merge(store: ox.Store) -> Iterator[Fault]:
    """The default graph must hold each triple of the named graphs once, and no other."""
    default = ox.DefaultGraph()
    missing = extra = 0
    for quad in store:
        subject, predicate, object_ = quad.triple
        if quad.graph_name != default:
            missing += ox.Quad(subject, predicate, object_, default) not in store
        else:
            everywhere = store.quads_for_pattern(subject, predicate, object_, None)
            extra += all(same.graph_name == default for same in everywhere)
    if missing or extra:
        yield Fault("store", "default", "graph", {"missing": missing, "extra": extra})


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
