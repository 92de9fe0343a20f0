"""Resolving: which names of all shards mean one thing, worked out by the machines that read them."""

from __future__ import annotations

import gzip
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from policygraph.graph.iris import Iris
from policygraph.graph.resolution import parts
from policygraph.graph.resolution.redirects import triples
from policygraph.graph.resolution.resolver import entered
from policygraph.graph.resolution.tables import Entered
from policygraph.graph.resolution.within import read
from policygraph.schema.errors import ShardError
from policygraph.shards.engines import ENGINES
from policygraph.shards.loading import articles_of
from policygraph.shards.places import Folder, Telling
from policygraph.shards.run import ENTITIES, manifest
from policygraph.shards.tables import Writer
from policygraph.shards.work import Work

_COLUMNS = ("node", "entity", "type")


def resolve_shards(how: Work, *, engine: str = "local", workers: int = 1, most: int = parts.NODES) -> tuple[int, int]:
    """Write what the names in a folder of shards mean: ``entities.parquet`` and ``entities.nq.gz``.

    The IRIs that the shards' quads have are nodes; the table gives the entity of each, the quads say ``owl:sameAs``
    where it is another. People's decisions are not in it: they are a workspace's.

    Parameters
    ----------
    most
        Nodes that a part of the work holds.

    Returns
    -------
    int, int
        How many nodes there are, and how many entities they are.

    Raises
    ------
    ShardError
        When a shard is not finished or damaged, or a part of the work was lost.
    """
    folder = Folder.at(how.output)
    ids = manifest(folder)
    run = partial(ENGINES[engine], workers=workers)
    named = dict(run(partial(names, how), ids))
    if lost := [id_ for id_ in ids if id_ not in named]:
        raise ShardError(
            f"{folder.url}: names could not be joined: {len(lost)} of {len(ids)} shards were lost; run it again"
        ).because("parts_lost", lost=len(lost), parts=len(ids))
    connection = parts.database()
    for id_ in ids:  # in the order of inputs: of two articles with one id the later counts
        parts.enter(connection, named.pop(id_))
    parts.resolve(connection, run, most=most)
    iris = Iris(how.base)
    found = connection.execute("SELECT node, entity, type FROM nodes WHERE entity <> '' ORDER BY node").fetchall()
    with Telling(folder.url), TemporaryDirectory(prefix="policygraph-") as name:
        table, graph = Path(name, "table"), Path(name, "graph")
        with Writer(table, _COLUMNS) as writer:
            for node, entity, type_ in found:
                writer.write({"node": iris.base + node, "entity": iris.base + entity, "type": type_})
        moved = {iris.base + node: iris.base + entity for node, entity, _ in found if node != entity}
        lines = "".join(f"{triple} <{iris.names}> .\n" for triple in triples(moved))
        graph.write_bytes(gzip.compress(lines.encode(), mtime=0))
        for target, file in zip(ENTITIES, (table, graph), strict=True):
            folder.put(target, file)
    return len(found), len({entity for _, entity, _ in found})


def names(how: Work, id_: str) -> tuple[str, list[Entered]]:
    """The nodes of the articles of one shard; what a worker runs."""
    found = articles_of(Folder.at(how.output), id_)
    return id_, [entered(key, read(record, home=how.home)) for key, record in found]
