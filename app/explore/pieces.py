"""Pieces: a long list as many short ones, so that two lists that are nearly alike have nearly all pieces in common.

A list is cut behind the items whose keys say so, wherever they stand: what is put in or taken out changes the piece in
which it stands and no other. A claim is packed by itself once; what else holds it has its mark only.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, TypeVar

from policygraph.graph.tracking.claims import Claim

Item = TypeVar("Item")
_MEAN = 64  # items of a piece; one is unpacked in two or three milliseconds
_MOST = 8 * _MEAN


def cut(items: Iterable[Item], key: Callable[[Item], str]) -> Iterator[list[Item]]:
    """The pieces of a list, in order.

    >>> one = list(cut(range(1000), str))
    >>> two = list(cut((n for n in range(1000) if n != 500), str))
    >>> sum(one, []) == list(range(1000)), len(one) > 9, sum(piece not in one for piece in two)
    (True, True, 1)
    """
    piece: list[Item] = []
    for item in items:
        piece.append(item)
        if zlib.crc32(key(item).encode()) % _MEAN == 0 or len(piece) == _MOST:
            yield piece
            piece = []
    if piece:
        yield piece


def digest(data: bytes) -> str:
    """What stands for a piece: two with one digest are the same."""
    return blake2b(data, digest_size=16).hexdigest()


def marked(claims: Iterable[Claim]) -> list[tuple[str, Claim]]:
    """Claims, each with a mark that follows from all that it says."""
    return [(digest(pickle.dumps(claim)), claim) for claim in claims]


class Packer:
    """Packs items into bytes, claims by their marks."""

    def __init__(self, claims: Iterable[tuple[str, Claim]] = ()) -> None:
        self._marks = {id(claim): mark for mark, claim in claims}

    def pack(self, items: list[Any]) -> bytes:
        """The bytes of a piece; the same for items that are alike and came about alike."""
        file = io.BytesIO()
        _Pickler(file, self._marks).dump(items)
        return file.getvalue()


def unpack(data: bytes, claims: Mapping[str, Claim]) -> list[Any]:
    """The items of a piece from a process of our own, with the claims of these marks."""
    found: list[Any] = _Unpickler(io.BytesIO(data), claims).load()
    return found


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, marks: Mapping[int, str]) -> None:
        super().__init__(file, protocol=5)
        self._marks = marks

    def persistent_id(self, obj: Any) -> str | None:
        return self._marks.get(id(obj)) if type(obj) is Claim else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, claims: Mapping[str, Claim]) -> None:
        super().__init__(file)
        self._claims = claims

    def persistent_load(self, pid: str) -> Claim:
        return self._claims[pid]
