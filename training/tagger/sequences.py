"""Documents cut into the sequences that the network reads, with names exchanged so that it learns shapes, not names."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.tagger.features import features
from policygraph.ingest.tagger.tagger import LONGEST
from policygraph.ingest.tagger.tags import labels_of
from tagger.documents import Document, Mention

_UNIT = re.compile(r"[^。；！？\n]*[。；！？\n]*")
_QUOTES = str.maketrans("", "", "“”‘’")


@dataclass(frozen=True, slots=True)
class Sequence_:
    """A piece of a document as the network sees it."""

    text: str
    features: NDArray[np.int64]
    labels: NDArray[np.int64]


def cut(document: Document, limit: int) -> list[tuple[str, list[Mention]]]:
    """Neighbouring sentences and lines together, up to `limit` characters; no mention is cut."""
    borders = [m.end() for m in _UNIT.finditer(document.text) if m.end() > m.start()]
    inside = {i for m in document.mentions for i in range(m.start + 1, m.end)}
    parts: list[tuple[str, list[Mention]]] = []
    start = last = 0
    for border in [b for b in borders if b not in inside]:
        if border - start > limit and last > start:
            parts.append(_part(document, start, last))
            start = last
        last = border
        while last - start > LONGEST:
            end = start + LONGEST
            while end in inside:
                end -= 1
            parts.append(_part(document, start, end))
            start = end
    if last > start:
        parts.append(_part(document, start, last))
    return parts


def _part(document: Document, start: int, end: int) -> tuple[str, list[Mention]]:
    inner = [m for m in document.mentions if start <= m.start and m.end <= end]
    return document.text[start:end], [Mention(m.start - start, m.end - start, m.type) for m in inner]


def sequence(text: str, mentions: Sequence[Mention]) -> Sequence_:
    """Text and mentions with features and labels."""
    labels = np.zeros(len(text), dtype=np.int64)
    for m in mentions:
        labels[m.start : m.end] = labels_of(m.start, m.end, m.type)
    return Sequence_(text, features(text), labels)


class Exchange:
    """Puts other names of the same type in the place of names, and drops quotation marks."""

    def __init__(self, documents: Sequence[Document], rate: float, seed: int) -> None:
        self._rate = rate
        self._random = random.Random(seed)
        pools: dict[str, set[str]] = defaultdict(set)
        for document in documents:
            for m in document.mentions:
                pools[m.type].add(document.text[m.start : m.end])
        self._pools = {kind: sorted(pool) for kind, pool in pools.items()}

    def __call__(self, text: str, mentions: Sequence[Mention]) -> tuple[str, list[Mention]]:
        if self._random.random() > self._rate:
            return text, list(mentions)
        out: list[str] = []
        moved: list[Mention] = []
        at = size = 0
        for m in mentions:
            before = text[at : m.start]
            name = text[m.start : m.end]
            if self._random.random() < 0.4:
                name = self._random.choice(self._pools[m.type])
            if self._random.random() < 0.2:
                name = name.translate(_QUOTES) or name
            out += (before, name)
            start = size + len(before)
            size = start + len(name)
            moved.append(Mention(start, size, m.type))
            at = m.end
        out.append(text[at:])
        return "".join(out), moved
