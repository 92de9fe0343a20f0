"""Whose figure is it? Candidates from clause, sentence, headings and the figure before; a model ranks them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from policygraph.ingest.coreference import Anaphor, anaphors
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.phrases import Phrase
from policygraph.ingest.reading import FoundMention, Reading

_REACH = 6  # mentions before a figure in its sentence that are candidates
_OPENS = re.compile(
    r"(?:^|[。；：，\n　 ！？）])"
    r"(?:[^，。；]{0,6}(?:年|月|底|末|日|期间|以来|前|目前|上半年|季度)[，]?)?(?:其中|同时|而|但|此外|另外|，)?$"
)
_HERE = re.compile(r"[全我本](?:市|省|县|区|州|镇|乡|村|旗|自治区|自治县|域|国)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a figure may be about (None: nobody), and what speaks for or against it."""

    entity: int | None
    features: tuple[str, ...]


class Subjects:
    """The candidates for the figures of one article."""

    def __init__(self, reading: Reading, genre: str) -> None:
        self.reading = reading
        self.text = reading.text
        self.genre = genre
        self.starts = [mention.start for mention in reading.mentions]
        self.words = [token.start for token in reading.tokens]
        self.counts = Counter(mention.entity for mention in reading.mentions)
        lines = reading.structure.lines
        self.title_end = lines[0].end if lines else 0
        self.document = self._document()
        self.anaphors = anaphors(reading)
        self.in_title = {
            index
            for index, entity in enumerate(reading.entities)
            if any(name in (reading.source.title or "") or name in self.text[: self.title_end] for name in entity.names)
        }

    def _document(self) -> int | None:
        """The document or program that grants the terms: the one the title names, else the first in the text."""
        for kinds in (("PolicyDocument",), ("Program",)):
            for mention in self.reading.mentions:
                early = mention.start < self.title_end or kinds[0] == "PolicyDocument"
                if self.reading.entities[mention.entity].type in kinds and early:
                    return mention.entity
        return None

    def _anaphors(self, figure: Figure) -> list[Anaphor]:
        """该公司, 走廊, 全市 in the sentence before the figure, the nearest first."""
        last = bisect_left(self.anaphors, figure.quantity.start, key=lambda anaphor: anaphor.start)
        near = self.anaphors[max(0, last - 4) : last]
        return [anaphor for anaphor in reversed(near) if anaphor.start >= figure.sentence.start]

    def candidates(
        self, figure: Figure, status: str, measure: str, phrase: Phrase | None, previous: int | None, near: bool
    ) -> list[Candidate]:
        """Every candidate once, with the features of its best position; nobody is the last one.

        Parameters
        ----------
        previous
            The subject of the metric before in the same line, `near` when it stands in the same sentence.
        """
        found: dict[int, list[str]] = {}
        entities = self.reading.entities
        quantity = figure.quantity
        said = phrase.text if phrase else ""
        here = _HERE.findall(self.text[figure.clause.start : quantity.end])
        here_sentence = _HERE.findall(self.text[figure.sentence.start : quantity.end])
        for order, (position, mention) in enumerate(self._positions(figure)):
            if mention.entity in found:
                continue
            kind = entities[mention.entity].type
            behind = self.text[mention.end : mention.end + 2]
            before = self.text[max(0, mention.start - 2) : mention.start]
            row = [
                f"pos:{position}",
                f"pos+type:{position}+{kind}",
                f"pos+status:{position}+{status}",
                f"pos+type+status:{position}+{kind}+{status}",
                f"order:{min(order, 5)}",
                f"behind:{behind[:1]}",
                f"behind2:{behind}",
                f"before2:{before}",
                f"before1:{before[-1:]}+{kind}",
                f"pos+behind:{position}+{behind[:1]}",
                f"pos+before:{position}+{before[-1:]}",
                f"pos+type+here:{position}+{kind}+{bool(here)}+{bool(here_sentence)}",
                f"pos+type+measure:{position}+{kind}+{measure}",
            ]
            row += self._topic(figure, mention, kind)
            if phrase:
                if mention.start >= phrase.start and mention.end <= phrase.end:
                    row += [
                        f"in-phrase:{kind}",
                        f"in-phrase:{mention.start == phrase.start}+{mention.end == phrase.end}",
                    ]
                elif phrase.start - 1 <= mention.end <= phrase.start:
                    row += ["at-phrase", f"at-phrase:{kind}"]
                elif mention.end <= phrase.start and mention.start >= figure.sentence.start:
                    gap = self.text[mention.end : phrase.start]
                    row += [f"gap-marks:{min(sum(c in '，；：' for c in gap), 3)}+{'、' in gap}+{kind}"]
                    if len(gap) <= 4:
                        row.append(f"gap:{gap}")
                else:
                    row.append(f"off-phrase:{kind}")
            found[mention.entity] = row
        for number, anaphor in enumerate(self._anaphors(figure)):
            where = "clause" if anaphor.start >= figure.clause.start else "sentence"
            word = self.text[anaphor.start : anaphor.end]
            row = found.setdefault(anaphor.entity, [])
            row += [
                f"anaphor:{where}{min(number, 1)}",
                f"anaphor+type:{where}{min(number, 1)}+{entities[anaphor.entity].type}",
                f"anaphor-word:{word}",
            ]
            if phrase:
                row.append(f"anaphor-at-phrase:{anaphor.end >= phrase.start - 1}+{where}")
        for entity, name in (
            (self.reading.home, "home"),
            (previous, "near" if near else "line"),
            (self.document, "document"),
        ):
            if entity is None:
                continue
            kind = entities[entity].type
            row = found.setdefault(entity, [f"only:{name}", f"only+type:{name}+{kind}"])
            row += [
                f"is:{name}",
                f"is+status:{name}+{self.genre}+{status}",
                f"is+type:{name}+{kind}",
                f"is+kind:{name}+{quantity.kind}",
                f"is+index:{name}+{min(figure.index, 1)}+{kind}",
            ]
        before_it = self.reading.mentions_in(figure.sentence.start, figure.quantity.start)
        mine = len(found.keys() & {mention.entity for mention in before_it})
        for entity, row in found.items():
            kind = entities[entity].type
            row += [
                f"type:{kind}",
                f"type+status:{kind}+{status}",
                f"type+measure:{kind}+{measure}",
                f"type+kind:{kind}+{quantity.kind}",
                f"type+genre:{kind}+{self.genre}",
                f"type+said:{kind}+{said[-2:]}",
                f"type+said1:{kind}+{said[-1:]}",
                f"others:{min(len(found) - 1, 3)}+{kind}",
                f"mine:{min(mine, 3)}+{entity == self.reading.home}",
                f"in-title:{entity in self.in_title}+{kind}",
                f"count:{min(self.counts[entity], 4)}+{kind}",
            ]
            last = entities[entity].names[0][-1:]
            if kind == "Place":
                row.append(f"place-home:{entity == self.reading.home}+{last}")
                for name, words in (("clause", here), ("sentence", here_sentence)):
                    if words:
                        fits = words[-1][-1] == last or (entity == self.reading.home and words[-1][-1] in "域市县区州")
                        row.append(f"here:{name}+{fits}+{entity == self.reading.home}")
        nobody = [
            "none",
            f"none+status:{status}+{self.genre}",
            f"none+measure:{measure}",
            f"none+kind:{quantity.kind}",
            f"none+said:{said[-2:]}",
            f"none+home:{self.reading.home is not None}",
            f"none+mine:{min(mine, 2)}",
        ]
        if previous is None:
            nobody.append(f"none+previous:{near}")
        return [*(Candidate(entity, tuple(row)) for entity, row in found.items()), Candidate(None, tuple(nobody))]

    def _topic(self, figure: Figure, mention: FoundMention, kind: str) -> list[str]:
        """Whether a mention opens its clause, how many clauses lie between it and the figure, and what follows it."""
        if not figure.line.start <= mention.start < figure.quantity.start:
            return []
        lead = self.text[max(figure.line.start, mention.start - 12) : mention.start]
        opens = bool(_OPENS.search(lead)) or mention.start == figure.line.start
        gap = self.text[mention.end : figure.quantity.start]
        clauses, parts = min(gap.count("，"), 3), min(gap.count("；"), 1)
        ended = min(gap.count("。"), 1)
        token = bisect_left(self.words, mention.end)
        tag = self.reading.tokens[token].tag if token < len(self.words) else "$"
        word = self.reading.tokens[token].text if token < len(self.words) else "$"
        return [
            f"opens:{opens}+{kind}",
            f"opens+gap:{opens}+{clauses}{parts}{ended}+{kind}",
            f"tag:{opens}+{tag}+{kind}",
            f"word:{opens}+{word}",
            f"word+type:{word}+{kind}",
            f"gap:{clauses}{parts}{ended}+{kind}",
            f"before-tag:{self._tag_before(mention.start)}+{kind}+{min(clauses, 1)}",
        ]

    def _tag_before(self, at: int) -> str:
        token = bisect_left(self.words, at) - 1
        return f"{self.reading.tokens[token].tag}{self.reading.tokens[token].text}" if token >= 0 else "^"

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
        if figure.line.title:
            for mention in self.reading.mentions_in(*figure.line.title)[:2]:
                yield "own-title", mention
        start = bisect_left(self.starts, figure.line.start)
        if start < len(mentions) and mentions[start].start < figure.sentence.start:
            yield "line-first", mentions[start]
        for mention in reversed(mentions[max(0, at - 12) : at]):
            if figure.line.start <= mention.start < figure.sentence.start:
                yield "line-earlier", mention
        for mention in mentions[: bisect_left(self.starts, self.title_end)][:4]:
            yield "title", mention
