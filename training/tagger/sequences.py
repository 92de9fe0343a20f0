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
from policygraph.schema.divisions import upper_names
from tagger.documents import Document, Mention

_UNIT = re.compile(r"[^。；！？\n]*[。；！？\n]*")
_FORMS = ("公司", "有限", "股份", "责任", "集团")
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
    """Puts other names of the same type in the place of names, so that the network learns shapes and contexts.

    A name is left, or exchanged for another of its type, or only the place or division that it begins with is
    exchanged, or a company's name is cut down to its brand; quotation marks are dropped, and lists get longer.
    """

    def __init__(self, documents: Sequence[Document], rate: float, rich: float, seed: int) -> None:
        self._rate = rate
        self._rich = rich
        self._random = random.Random(seed)
        pools: dict[str, set[str]] = defaultdict(set)
        for document in documents:
            for m in document.mentions:
                pools[m.type].add(document.text[m.start : m.end])
        self._pools = {kind: sorted(pool) for kind, pool in pools.items()}
        divisions: dict[str, list[str]] = defaultdict(list)
        for name in upper_names():
            divisions[_ending(name)].append(name)
        self._divisions = divisions

    def __call__(self, text: str, mentions: Sequence[Mention]) -> tuple[str, list[Mention]]:
        """A text with some of its names exchanged, and where they stand now."""
        if self._random.random() > self._rate:
            return text, list(mentions)
        out: list[str] = []
        moved: list[Mention] = []
        at = size = 0
        for m in mentions:
            names = [self._exchanged(text[m.start : m.end], m.type)]
            listed = text[m.end : m.end + 1] == "、" or text[m.start - 1 : m.start] == "、"
            while listed and self._random.random() < 0.15 * self._rich:
                names.append(self._exchanged(self._random.choice(self._pools[m.type]), m.type))
            pieces = [text[at : m.start], *("、" for _ in names[1:])]
            for piece, name in zip(pieces, names, strict=True):
                out += (piece, name)
                start = size + len(piece)
                size = start + len(name)
                moved.append(Mention(start, size, m.type))
            at = m.end
        out.append(text[at:])
        return "".join(out), moved

    def _exchanged(self, name: str, kind: str) -> str:
        chance = self._random.random()
        if chance < 0.3:
            name = self._random.choice(self._pools[kind])
        if self._random.random() < 0.4 * self._rich:
            name = self._moved(name)
        if kind == "Enterprise" and self._random.random() < 0.2 * self._rich:
            name = _brand(name)
        if self._random.random() < 0.2:
            name = name.translate(_QUOTES) or name
        return name

    def _moved(self, name: str) -> str:
        """The name with another division at its start; the name itself where it starts with none."""
        old = _leading_division(name)
        return self._random.choice(self._divisions[_ending(old)]) + name[len(old) :] if old else name


def _leading_division(name: str) -> str:
    names = upper_names()
    for size in range(min(11, len(name)), 1, -1):
        if name[:size] in names:
            return name[:size]
    return ""


def _ending(division: str) -> str:
    """What a division's name ends with if it is a full name, else nothing."""
    return division[-1] if len(division) > 2 and division[-1] in "省市县区旗州" else ""


def _brand(company: str) -> str:
    """A company's name without its legal form and the division at its start; the name itself where little is left."""
    inner = company.removeprefix(_leading_division(company))
    for form in _FORMS:
        inner = inner.removesuffix(form)
    return inner if len(inner) >= 2 else company
