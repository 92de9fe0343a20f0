"""Annotated documents as training data: gold records, and texts with marks written for this purpose."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from policygraph.ingest.normal import normalise
from policygraph.ingest.tagger.characters import fold
from policygraph.ingest.tagger.features import features
from policygraph.ingest.tagger.tags import TYPES
from policygraph.schema.divisions import lookup

_IGNORED = re.compile(r"[\s“”‘’\"'「」『』《》〈〉]")
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉"}
_LEVEL_ENDS = ("省", "市", "县", "区", "自治州", "旗", "镇", "乡", "街道", "村")
_MARK = re.compile(r"\{([A-Za-z]+):([^{}]*)\}")
_HEADER = re.compile(r"(title|published|publisher|place): *(.*)")


class FormatError(Exception):
    """A training file is not in its form; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: `[start, end)` and its type."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Document:
    """A folded text with its mentions; `entities` are the accepted names of each entity, where gold lists them."""

    id: str
    group: str
    text: str
    mentions: tuple[Mention, ...]
    entities: tuple[tuple[str, frozenset[str]], ...]


def bare(name: str) -> str:
    """A name without quotation marks and white space."""
    return _IGNORED.sub("", name)


def read_gold(folder: Path) -> list[Document]:
    """The records of a folder, in the order of their names."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise FormatError(f"{folder}: no records (*.json)")
    return [_gold_document(path, folder.name) for path in paths]


def _gold_document(path: Path, group: str) -> Document:
    record = json.loads(path.read_text(encoding="utf-8"))
    text = fold(normalise(record["text"]).text)
    names = {
        name: entity["type"]
        for entity in record["entities"]
        for name in (bare(fold(normalise(name).text)) for name in entity["names"])
        if entity["type"] != "Place" or not chain_border(name)
    }
    entities = tuple(
        (entity["type"], frozenset(bare(fold(normalise(name).text)) for name in entity["names"]))
        for entity in record["entities"]
    )
    return Document(path.stem, group, text, tuple(projected(text, names)), entities)


def chain_border(name: str) -> int:
    """Where the last level of an address chain begins (宜兴市官林镇), 0 if the name is no chain.

    Examples
    --------
    >>> chain_border("宜兴市官林镇"), chain_border("浙江省宁波市慈溪市"), chain_border("宜兴市")
    (3, 6, 0)
    """
    for border in () if lookup(name) else range(len(name) - 2, 1, -1):
        upper, lower = name[:border], name[border:]
        if upper.endswith(_LEVEL_ENDS) and lower.endswith(_LEVEL_ENDS) and (lookup(upper) or lookup(lower)):
            return border
    return 0


def _levels(mention: Mention, text: str) -> list[Mention]:
    """A place, or each level of an address chain."""
    border = mention.start + chain_border(text[mention.start : mention.end])
    if mention.type != "Place" or border == mention.start:
        return [mention]
    upper = Mention(mention.start, border, mention.type)
    return [*_levels(upper, text), Mention(border, mention.end, mention.type)]


def projected(text: str, names: dict[str, str]) -> list[Mention]:
    """Where bare names stand in a text, the longest first, none inside another.

    A name of one or two characters counts only where a word begins and ends.
    """
    kept = [i for i, c in enumerate(text) if not _IGNORED.match(c)]
    plain = "".join(text[i] for i in kept)
    place_in_word = features(text)[:, 0] % 4
    taken = bytearray(len(plain))
    mentions = []
    for name in sorted(names, key=lambda n: (-len(n), n)):
        at = plain.find(name) if name else -1
        while at >= 0:
            end = at + len(name)
            start_ok = len(name) > 2 or place_in_word[kept[at]] in (0, 3)
            end_ok = len(name) > 2 or place_in_word[kept[end - 1]] in (2, 3)
            if start_ok and end_ok and not any(taken[at:end]):
                taken[at:end] = b"\1" * (end - at)
                mentions.append(_with_marks(text, kept[at], kept[end - 1] + 1, names[name]))
                at = plain.find(name, end)
            else:
                at = plain.find(name, at + 1)
    return sorted(mentions, key=lambda m: m.start)


def _with_marks(text: str, start: int, end: int, kind: str) -> Mention:
    """A span with both marks of a pair where it holds only one of them."""
    for opening, closing in _PAIRS.items():
        inside = text[start:end]
        if inside.count(closing) > inside.count(opening) and start and text[start - 1] == opening:
            start -= 1
        elif inside.count(opening) > inside.count(closing) and text[end : end + 1] == closing:
            end += 1
    return Mention(start, end, kind)


def read_written(folder: Path) -> list[Document]:
    """The marked texts of a folder: a header of `key: value` lines, an empty line, and a body with `{Type:name}`."""
    return [_written_document(path) for path in sorted(folder.glob("*.txt"))]


def _written_document(path: Path) -> Document:
    lines = path.read_text(encoding="utf-8").splitlines()
    body_at = lines.index("") if "" in lines else len(lines)
    for number, line in enumerate(lines[:body_at], 1):
        if not _HEADER.fullmatch(line):
            raise FormatError(f"{path}:{number}: expected title:, published:, publisher: or place:, got {line!r}")
    text: list[str] = []
    mentions: list[Mention] = []
    size = 0
    for number, line in enumerate(lines[body_at + 1 :], body_at + 2):
        at = 0
        for mark in _MARK.finditer(line):
            before = line[at : mark.start()]
            kind, name = mark[1], mark[2]
            if kind not in TYPES:
                raise FormatError(f"{path}:{number}: type {kind!r} is none of {', '.join(TYPES)}")
            if not name.strip():
                raise FormatError(f"{path}:{number}: a mark without a name")
            text += (before, name)
            start = size + len(before)
            size = start + len(name)
            mentions.append(Mention(start, size, kind))
            at = mark.end()
        rest = line[at:]
        if set("{}") & set(_MARK.sub("", line)):
            raise FormatError(f"{path}:{number}: a brace outside a mark {{Type:name}}: {line!r}")
        text += (rest, "\n")
        size += len(rest) + 1
    if not mentions:
        raise FormatError(f"{path}: a text without a mark")
    whole = "".join(text)
    view = normalise(whole)
    mentions = [Mention(view.view_offset(m.start), view.view_offset(m.end - 1) + 1, m.type) for m in mentions]
    whole = fold(view.text)
    mentions = [level for m in mentions for level in _levels(_trimmed(whole, m), whole)]
    entities = tuple((m.type, frozenset({bare(whole[m.start : m.end])})) for m in mentions)
    return Document(path.stem, "written", whole, tuple(mentions), tuple(dict.fromkeys(entities)))


def _trimmed(text: str, mention: Mention) -> Mention:
    """A mention without the marks of a pair that encloses all of it, as gold's names are projected."""
    start, end = mention.start, mention.end
    while end - start > 2 and _PAIRS.get(text[start]) == text[end - 1] and text[end - 1] not in text[start : end - 1]:
        start, end = start + 1, end - 1
    return Mention(start, end, mention.type)
