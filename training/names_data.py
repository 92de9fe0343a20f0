"""Annotated texts for the names model: gold articles and written documents with inline marks."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from oracle import article, load
from tagger.documents import chain_border

from policygraph.ingest.normal import normalise
from policygraph.ingest.reading import Reading, begin
from policygraph.schema.article import Article, Source

_PAIRS = {"《": "》", "“": "”"}
_MARK = re.compile(r"\{(Enterprise|Program|Platform|Organization|Place|Industry|Honour|PolicyDocument):([^{}\n]+)\}")
_HEADER = re.compile(r"(id|title|published|publisher|place|url|kind|genre)\s*[:：]\s*(.*)")


@dataclass(slots=True)
class Example:
    """A reading with the gold spans of its names: ``(start, end, type)`` in the view."""

    name: str
    reading: Reading
    spans: list[tuple[int, int, str]]
    gold: dict | None
    group: str  # "gold", "written" or the name of a further folder


def canonical(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the marks around it, where marks enclose it wholly."""
    if start and end < len(text) and _PAIRS.get(text[start - 1]) == text[end]:
        return start - 1, end + 1
    return start, end


def from_gold(path: Path, group: str) -> Example:
    """A gold article; each listed name is sought in the text, longest first."""
    gold = load(path)
    reading = begin(article(gold))
    text = reading.text
    names = [
        (normalise(name).text, e["type"])
        for e in gold["entities"]
        for name in e["names"]
        if e["type"] != "Place" or not chain_border(normalise(name).text)  # each level of 宜兴市官林镇 is a name
    ]
    taken = bytearray(len(text))
    spans = set()
    for name, kind in sorted(set(names), key=lambda pair: -len(pair[0])):
        at = text.find(name)
        while at >= 0:
            if not any(taken[at : at + len(name)]):
                taken[at : at + len(name)] = b"\1" * len(name)
                spans.add((*canonical(text, at, at + len(name)), kind))
            at = text.find(name, at + 1)
    return Example(path.stem, reading, sorted(spans), gold, group)


def from_written(path: Path) -> Example:
    """A written document: header lines, a blank line, the body with ``{Type:surface}`` for every mention."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields = {m[1]: m[2].strip() for line in head.splitlines() if (m := _HEADER.match(line.strip()))}
    plain, spans, at, length = [], [], 0, 0
    for match in _MARK.finditer(body):
        piece = body[at : match.start()]
        plain += [piece, match[2]]
        length += len(piece)
        spans.append((length, length + len(match[2]), match[1]))
        length += len(match[2])
        at = match.end()
    plain.append(body[at:])
    text = "".join(plain)
    published = fields.get("published")
    if published and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", published):
        published = None
    source = Source(
        title=fields.get("title"), publisher=fields.get("publisher"), place=fields.get("place"), published=published
    )
    reading = begin(Article(id=path.stem, source=source, text=text))
    view = reading.view
    found = []
    for start, end, kind in spans:
        a, b = view.view_offset(start), view.view_offset(end - 1) + 1
        found.append((*canonical(reading.text, a, b), kind))
    return Example(path.stem, reading, sorted(set(found)), None, "written")


def examples(gold: Path, also: Iterable[Path] = (), written: Path | None = None) -> Iterator[Example]:
    """All training texts; those of each further folder in a group by its name."""
    for path in sorted(gold.glob("*.json")):
        yield from_gold(path, "gold")
    for folder in also:
        for path in sorted(folder.glob("*.json")):
            yield from_gold(path, folder.name)
    if written:
        for path in sorted(written.glob("*.txt")):
            yield from_written(path)
