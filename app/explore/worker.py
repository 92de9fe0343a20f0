"""A worker: another process that answers SPARQL from a snapshot, a query at a time, and that may be killed.

Run as ``python -m policygraph.explore.worker SNAPSHOT MEMORY_MB``. Each line on standard input is a task (JSON); the
answer is one line (JSON) on standard output that says what it is, and as many bytes as that says; a long one goes into
the file that the task names instead.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from policygraph.explore.media import ROWS, TRIPLES
from policygraph.graph.results import ROW_FORMATS, TRIPLE_FORMATS
from policygraph.graph.sparql import check_reads_only, syntax_error
from policygraph.schema.errors import QueryError

_JSON_ROW = re.compile(rb'\},\{"[^}",]')  # between two rows, and never inside of a text, where quotes are escaped


class TooMuchError(Exception):
    """An answer grew beyond its bounds; the argument names which."""


class Short:
    """Holds an answer in memory while it is short; what grows longer goes into a file."""

    def __init__(self, path: Path, most: int = 1_000_000) -> None:
        self.path, self.most = path, most
        self.held: io.BytesIO | None = io.BytesIO()
        self._file: IO[bytes] | None = None

    def write(self, data: bytes) -> int:
        if self.held is not None:
            if self.held.tell() + len(data) <= self.most:
                return self.held.write(data)
            self._file = self.path.open("wb")
            self._file.write(self.held.getbuffer())
            self.held = None
        assert self._file is not None
        return self._file.write(data)

    def flush(self) -> None:
        """All is written when it is closed."""

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


class _Bounded:
    """A file that takes so many bytes and rows and no more."""

    def __init__(self, file: Short, rows: Callable[[bytes], int], most_rows: int, most_bytes: int) -> None:
        self.file, self.count, self.rows, self.bytes = file, rows, most_rows, most_bytes

    def write(self, data: bytes) -> int:
        self.bytes -= len(data)
        self.rows -= self.count(bytes(data))
        if self.bytes < 0 or self.rows < 0:
            raise TooMuchError("bytes" if self.bytes < 0 else "rows")
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


def row_counter(form: str) -> Callable[[bytes], int]:
    """What counts the rows in an answer that comes in pieces; the heading of a table counts as one, too.

    >>> count = row_counter("csv")
    >>> count(b'a,b\\r\\n"two\\r\\nlines'), count(b'",2\\r\\n')
    (1, 1)
    >>> count = row_counter("json")
    >>> count(b'{"a":{"value":"},{"}}'), count(b',{"a":{"value":1}}')
    (0, 1)
    """
    tail, quoted = b"", False

    def lines_outside_quotes(data: bytes) -> int:
        nonlocal quoted
        pieces = data.split(b'"')
        inside = [piece.count(b"\n") for piece in pieces[1 if quoted else 0 :: 2]]
        quoted ^= len(pieces) % 2 == 0
        return sum(inside)

    def json_rows(data: bytes) -> int:
        nonlocal tail
        data = tail + data
        tail = data[-4:]  # one byte less than what is looked for: nothing is found twice
        return len(_JSON_ROW.findall(data))

    def xml_rows(data: bytes) -> int:
        nonlocal tail
        data = tail + data
        tail = data[-7:]
        return data.count(b"<result>")

    return {"csv": lines_outside_quotes, "json": json_rows, "xml": xml_rows}.get(form, lambda data: data.count(b"\n"))


def answer(store: ox.Store, task: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What the answer to a task is, or why there is none, and the answer itself, b"" where it is in the task's file."""
    written = Short(Path(task["file"]))
    try:
        told = _answer(store, task, written)
    finally:
        written.close()
    if "error" in told or written.held is None:
        return told, b""
    held = written.held.getvalue()
    return {**told, "bytes": len(held)}, held


def _answer(store: ox.Store, task: Mapping[str, Any], written: Short) -> dict[str, Any]:
    query, prefixes = task["query"], task["prefixes"]
    try:
        check_reads_only(query, prefixes)
        found = _ask(store, query, prefixes, task["default_graphs"], task["named_graphs"])
    except QueryError as error:
        return {"error": error.reason or "failed", "message": str(error), **error.details}
    except SyntaxError as error:
        told = syntax_error(query, error, prefixes)
        return {"error": told.reason, "message": str(told), **told.details}
    except RuntimeError as error:  # a page of the store that is not what was written
        return {"error": "damaged", "message": str(error)}
    except (OSError, ValueError) as error:
        return {"error": "failed", "message": str(error)}
    of_rows = not isinstance(found, ox.QueryTriples)
    media = task["rows"] if of_rows else task["triples"]
    if media is None:
        return {"error": "media", "kind": "rows" if of_rows else "triples"}
    try:
        _write(found, media, written, task["most_rows"], task["most_bytes"], prefixes)
    except TooMuchError as error:
        return {"error": str(error)}
    except RuntimeError as error:
        return {"error": "damaged", "message": str(error)}
    except (OSError, ValueError) as error:
        return {"error": "failed", "message": str(error)}
    return {"media": media, "variables": [v.value for v in found.variables] if hasattr(found, "variables") else None}


def _ask(
    store: ox.Store, query: str, prefixes: dict[str, str], default_graphs: list[str], named_graphs: list[str]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    if not (default_graphs or named_graphs):
        return store.query(query, prefixes=prefixes)
    chosen: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.NamedNode(iri) for iri in default_graphs]
    if len(chosen) > 1:  # their merge has each triple once, which Oxigraph's union has not
        merged = ox.Store()
        for iri in default_graphs:
            merged.bulk_extend(ox.Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, _node(iri)))
        for iri in named_graphs:
            merged.bulk_extend(store.quads_for_pattern(None, None, None, _node(iri)))
        store, chosen = merged, [ox.DefaultGraph()]
    return store.query(
        query, prefixes=prefixes, default_graph=chosen, named_graphs=[_node(iri) for iri in named_graphs]
    )


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _write(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
    media: str,
    file: Short,
    most_rows: int,
    most_bytes: int,
    prefixes: dict[str, str],
) -> None:
    if isinstance(found, ox.QueryTriples):
        bounded = cast("IO[bytes]", _Bounded(file, lambda _data: 0, most_rows, most_bytes))
        ox.serialize(_counted(found, most_rows), bounded, format=TRIPLE_FORMATS[TRIPLES[media]], prefixes=prefixes)
        return
    form = ROWS[media]
    if isinstance(found, ox.QueryBoolean) and form in {"csv", "tsv"}:  # the standard has no form for it
        file.write(b"true\r\n" if found else b"false\r\n")
        return
    headings = 1 if form in {"csv", "tsv"} else 0 if form == "xml" else -1
    bounded = cast("IO[bytes]", _Bounded(file, row_counter(form), most_rows + headings, most_bytes))
    found.serialize(bounded, format=ROW_FORMATS[form])


def _counted(triples: ox.QueryTriples, most: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number >= most:
            raise TooMuchError("rows")
        yield triple


def bound_memory(megabytes: int) -> bool:
    """Let this process take so much memory on top of what it has; False where the system has no such bound."""
    try:
        import resource
    except ImportError:  # Windows
        return False
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        return True
    return False


def main(snapshot: str, megabytes: str) -> None:
    """Answer tasks until standard input ends."""
    try:
        store = ox.Store.read_only(snapshot)
    except RuntimeError as error:
        print(json.dumps({"error": "damaged", "message": str(error)}), flush=True)  # noqa: T201
        return
    print(json.dumps({"ready": True, "bounded": bound_memory(int(megabytes))}), flush=True)  # noqa: T201
    for line in sys.stdin.buffer:
        try:
            told, held = answer(store, json.loads(line))
        except MemoryError:
            told, held = {"error": "memory"}, b""
        sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + held)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
