"""Whose figure is it? Candidates from clause, sentence, headings and the figure before; a model ranks them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.reading import FoundMention, Reading

_REACH = 6  # mentions before a figure in its sentence that are candidates
_HERE = ("我市", "全市", "我省", "全省", "我县", "全县", "我区", "全区", "全州", "我州", "全镇", "全域", "本市", "本省")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a figure may be about, and what speaks for or against it."""

    entity: int
    features: tuple[str, ...]


class Subjects:
    """The candidates for the figures of one article."""

    def __init__(self, reading: Reading, genre: str) -> None:
        self.reading = reading
        self.text = reading.text
        self.genre = genre
        self.starts = [mention.start for mention in reading.mentions]
        self.document = self._document()

    def _document(self) -> int | None:
        """The document or program that grants the terms: the one the title names, else the first in the text."""
        title_end = self.reading.structure.lines[0].end if self.reading.structure.lines else 0
        for kinds in (("PolicyDocument",), ("Program",)):
            for mention in self.reading.mentions:
                if self.reading.entities[mention.entity].type in kinds and (
                    mention.start < title_end or kinds[0] == "PolicyDocument"
                ):
                    return mention.entity
        return None

    def candidates(self, figure: Figure, status: str, measure: str, previous: int | None) -> list[Candidate]:
        """Every candidate once, with the features of its best position."""
        found: dict[int, list[str]] = {}
        entities = self.reading.entities
        shared = f"{self.genre}+{status}"
        for position, mention in self._positions(figure):
            kind = entities[mention.entity].type
            row = [f"pos:{position}", f"type:{kind}", f"pos+type:{position}+{kind}", f"pos+status:{position}+{status}",
                   f"type+status:{kind}+{status}", f"type+measure:{kind}+{measure}"]  # fmt: skip
            row.append(f"pos+type+status:{position}+{kind}+{status}")
            behind = self.text[mention.end : mention.end + 2]
            before = self.text[max(0, mention.start - 2) : mention.start]
            row += [f"behind:{behind[:1]}", f"behind2:{behind}", f"before2:{before}", f"before1:{before[-1:]}+{kind}"]
            row += [f"touches:{mention.end >= figure.left[0] and mention.start >= figure.left[0]}+{kind}"]
            found.setdefault(mention.entity, row)
        for index, (entity, name) in enumerate(
            ((self.reading.home, "home"), (previous, "previous"), (self.document, "document"))
        ):
            if entity is None:
                continue
            kind = entities[entity].type
            row = found.setdefault(entity, [f"only:{name}", f"type:{kind}", f"type+status:{kind}+{status}"])
            row += [
                f"is:{name}",
                f"is+status:{name}+{shared}",
                f"is+type:{name}+{kind}",
                f"is+unit:{name}+{figure.quantity.kind}",
            ]
            if index == 0 and any(word in self.text[figure.sentence.start : figure.quantity.start] for word in _HERE):
                row += ["here:sentence"]
                if any(word in self.text[figure.clause.start : figure.quantity.start] for word in _HERE):
                    row += ["here:clause"]
        for entity, row in found.items():
            others = len(found) - 1
            row += [f"others:{min(others, 3)}+{entities[entity].type}"]
            if self.reading.home is not None and entity != self.reading.home and entities[entity].type == "Place":
                row.append("other-place")
            names = entities[entity].names
            row.append(
                f"in-title:{any(name in (self.reading.source.title or '') for name in names)}+{entities[entity].type}"
            )
        return [Candidate(entity, tuple(row)) for entity, row in found.items()]

    def _positions(self, figure: Figure) -> Iterator[tuple[str, FoundMention]]:
        """Mentions and where they stand, the likeliest first."""
        mentions = self.reading.mentions
        at = bisect_left(self.starts, figure.quantity.start)
        count = 0
        for mention in reversed(mentions[max(0, at - 40) : at]):
            if mention.start < figure.sentence.start or count >= _REACH:
                break
            if mention.end > figure.quantity.start:
                continue
            where = "clause" if mention.start >= figure.clause.start else "sentence"
            touching = "-touching" if mention.end >= figure.quantity.start - 1 else ""
            yield f"{where}{min(count, 2)}{touching}", mention
            count += 1
        first = bisect_left(self.starts, figure.sentence.start)
        if first < len(mentions) and mentions[first].start < figure.quantity.start:
            yield "sentence-first", mentions[first]
        for mention in mentions[at : at + 3]:
            if mention.start < figure.clause.end:
                yield "right-touching" if mention.start <= figure.quantity.end + 1 else "right", mention
        for parent in reversed(figure.line.parents):
            line = self.reading.structure.lines[parent]
            for mention in self.reading.mentions_in(line.start, min(line.end, line.start + 60)):
                yield "heading", mention
        start = bisect_left(self.starts, figure.line.start)
        if start < len(mentions) and mentions[start].start < figure.sentence.start:
            yield "line-first", mentions[start]
        for mention in reversed(mentions[max(0, at - 12) : at]):
            if figure.line.start <= mention.start < figure.sentence.start:
                yield "line-earlier", mention
