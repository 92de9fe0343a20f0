"""Whose figure is it? Candidates from clause, sentence, headings and the figure before; a model ranks them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from policygraph.ingest.coreference import anaphors
from policygraph.ingest.metrics.excluded import Excluded
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.phrases import Phrase
from policygraph.ingest.metrics.roles import Roles
from policygraph.ingest.metrics.tables import either, words
from policygraph.ingest.metrics.told import Told
from policygraph.ingest.metrics.topics import Topics
from policygraph.ingest.reading import FoundMention, Reading
from policygraph.ingest.structure import Line, marks

ANAPHOR = "anaphor"
_SURE = (0.5, 0.65, 0.8, 0.9, 0.97)  # bounds of how sure a name is: a doubtful one bears little
_REACH = 6  # mentions before a figure in its sentence that are candidates
_CALL = re.compile(r"关于[^\n]*的(?:通知|公告)")
_HERE = re.compile(r"[全我本](?:市|省|县|区|州|镇|乡|村|旗|自治区|自治县|域|国)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a figure may be about (None: nobody), and what speaks for or against it."""

    entity: int | None
    features: tuple[str, ...]


class Subjects:
    """The candidates for the figures of one article.

    An anaphor (全市, 该公司) is a mention of what it stands for, wherever one is looked for.
    """

    def __init__(self, reading: Reading, genre: str) -> None:
        self.reading = reading
        self.text = reading.text
        self.genre = genre
        named: list[FoundMention] = []
        firms: list[FoundMention] = []
        for mention in reading.mentions:
            (firms if self._is_of_firms(mention) else named).append(mention)
        self.mentions = sorted(  # 全市 and 该公司 stand for names
            [*named, *(FoundMention(a.start, a.end, a.entity, ANAPHOR) for a in anaphors(reading))],
            key=lambda mention: mention.start,
        )
        self.starts = [mention.start for mention in self.mentions]
        self.roles = Roles(reading, self.mentions, genre)
        self.topics = Topics(reading, self.mentions, self.roles)
        self.shared: dict[int, dict[int, FoundMention | None]] = {}  # by a figure's start; known once the metrics are
        self.turns: dict[int, int] = {}  # whose a figure surely is, by its start
        self.excluded = Excluded(reading, self.mentions, firms)
        self._here_of: tuple[Figure | None, list[str], list[str]] = (None, [], [])
        self.counts = Counter(mention.entity for mention in reading.mentions)
        lines = reading.structure.lines
        self.title_end = lines[0].end if lines else 0
        self.document = self._document()
        called = _CALL.search(self.text, 0, self.title_end) is not None
        self._is_act = self.document is not None and (called or reading.entities[self.document].type != "Program")
        self.in_title = {
            index
            for index, entity in enumerate(reading.entities)
            if any(name in (reading.source.title or "") or name in self.text[: self.title_end] for name in entity.names)
        }

    def _is_of_firms(self, mention: FoundMention) -> bool:
        """Whether an industry only says which firms are meant (种业企业总产值): their place is spoken of."""
        is_industry = self.reading.entities[mention.entity].type == "Industry"
        return is_industry and self.text.startswith(words("role_words")["firms"], mention.end)

    def _document(self) -> int | None:
        """The document or program that grants the terms: the one the title names, else the first in the text.

        A notice that calls for a program (关于组织申报…专项的通知) tells the terms of the program.
        """
        entities = self.reading.entities
        titled = [mention.entity for mention in self.reading.mentions if mention.start < self.title_end]
        program = next((entity for entity in titled if entities[entity].type == "Program"), None)
        if program is not None and _CALL.search(self.text, 0, self.title_end):
            return program
        documents = (m.entity for m in self.reading.mentions if entities[m.entity].type == "PolicyDocument")
        return next(documents, program)

    def _is_granted(self, figure: Figure) -> bool:
        """Whether a document grants the terms: the article is it, or the line named one before the figure."""
        if self.document in self.in_title and self._is_act:
            return True
        entities = self.reading.entities
        told = self._within(figure.line.start, figure.quantity.start)
        return any(entities[mention.entity].type == "PolicyDocument" for mention in told)

    def _within(self, start: int, end: int) -> list[FoundMention]:
        """The mentions that lie wholly in a span."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [mention for mention in self.mentions[first:last] if mention.end <= end]

    def candidates(
        self, figure: Figure, status: str, measure: str, phrase: Phrase | None, told: Told
    ) -> list[Candidate]:
        """Every candidate once, with the features of its best position; nobody is the last one."""
        rows, nobody = self.local(figure, status, measure, phrase)
        granted = status == "term" and self._is_granted(figure)
        over = self.excluded.of(figure, said_here=bool(self._here(figure)[1]), granted=granted)
        rows = {entity: row for entity, row in rows.items() if entity not in over}
        for entity in told.entities():
            if entity not in rows and entity not in over:
                rows[entity] = [*self.general(figure, entity, status, measure, phrase), "far"]
        return [
            *(Candidate(entity, tuple(row + told.features(figure, entity, status))) for entity, row in rows.items()),
            Candidate(None, tuple(nobody + told.features(figure, None, status))),
        ]

    def owner(self, figure: Figure, status: str) -> int | None:
        """Whose a figure surely is: by its turn in a row, or a term of what one is taken into; None: not said."""
        if figure.cell:
            return None
        return self._entered(figure) if status == "term" else self.turns.get(figure.quantity.start)

    def _entered(self, figure: Figure) -> int | None:
        """The program whose members a term is for: 入选“佟江学者”的，给予200万元."""
        for mention in self._within(figure.sentence.start, figure.quantity.start):
            of_program = self.reading.entities[mention.entity].type == "Program"
            if of_program and _enters().search(self.text, max(figure.sentence.start, mention.start - 8), mention.start):
                return mention.entity
        return None

    def local(
        self, figure: Figure, status: str, measure: str, phrase: Phrase | None
    ) -> tuple[dict[int, list[str]], list[str]]:
        """The features of each entity near a figure, of the article's place and its document, and those of nobody."""
        found: dict[int, list[str]] = {}
        seen: dict[int, set[str]] = {}
        entities = self.reading.entities
        quantity = figure.quantity
        said = phrase.text if phrase else ""
        here, here_sentence = self._here(figure)
        for order, (position, mention) in enumerate(self._positions(figure)):
            kind = entities[mention.entity].type
            if mention.entity in found:
                if position not in seen[mention.entity]:
                    found[mention.entity].append(f"also:{position}+{kind}")
                    seen[mention.entity].add(position)
                continue
            seen[mention.entity] = {position}
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
            if mention.rule == ANAPHOR:
                row += self._pointing(mention, kind, position, phrase)
            row += self.roles.features(figure, mention, kind, status)
            within = phrase is not None and mention.start >= phrase.start and mention.end <= phrase.end
            row += self.topics.features(figure, mention, kind, within=within)
            if phrase:
                row += self._beside(figure, mention, kind, phrase)
            found[mention.entity] = row
        for entity, name in ((self.reading.home, "home"), (self.document, "document")):
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
                *self.topics.unsaid(figure, name),
            ]
        before_it = self._within(figure.sentence.start, figure.quantity.start)
        mine = len(found.keys() & {mention.entity for mention in before_it})
        shared = self.shared.get(figure.quantity.start, {})
        for entity, row in found.items():
            if shared:
                turn = "out" if entity not in shared else "mine" if shared[entity] else "other"
                row.append(f"each:{turn}+{entities[entity].type}")
            row += [
                *self.general(figure, entity, status, measure, phrase),
                f"others:{min(len(found) - 1, 3)}+{entities[entity].type}",
                f"mine:{min(mine, 3)}+{entity == self.reading.home}",
            ]
        nobody = [
            "none",
            f"none+status:{status}+{self.genre}",
            f"none+measure:{measure}",
            f"none+kind:{quantity.kind}",
            f"none+said:{said[-2:]}",
            f"none+home:{self.reading.home is not None}",
            f"none+mine:{min(mine, 2)}",
            f"none+shared:{bool(shared)}",
            *self.topics.unsaid(figure, "none"),
        ]
        return found, nobody

    def general(self, figure: Figure, entity: int, status: str, measure: str, phrase: Phrase | None) -> list[str]:
        """What speaks for an entity wherever it stands: its type, the title, what such a place usually counts."""
        quantity = figure.quantity
        said = phrase.text if phrase else ""
        kind = self.reading.entities[entity].type
        is_home = entity == self.reading.home
        row = [
            f"type:{kind}",
            f"type+status:{kind}+{status}",
            f"type+measure:{kind}+{measure}",
            f"type+kind:{kind}+{quantity.kind}",
            f"type+genre:{kind}+{self.genre}",
            f"type+said:{kind}+{said[-2:]}",
            f"type+said1:{kind}+{said[-1:]}",
            f"in-title:{entity in self.in_title}+{kind}",
            f"in-title+genre:{entity in self.in_title}+{kind}+{self.genre}",
            f"count:{min(self.counts[entity], 4)}+{kind}",
            f"home+said:{is_home}+{said[-2:]}",
            f"home+said-first:{is_home}+{said[:2]}",
            f"home+unit:{is_home}+{quantity.unit}",
            f"home+genre+measure:{is_home}+{self.genre}+{measure}",
            f"home+genre+status:{is_home}+{self.genre}+{status}",
            f"sure:{bisect_left(_SURE, self.reading.entities[entity].confidence)}+{kind}",
        ]
        if kind == "Place":
            last = self.reading.entities[entity].names[0][-1:]
            row.append(f"place-home:{is_home}+{last}")
            for name, words in zip(("clause", "sentence"), self._here(figure), strict=True):
                if words:
                    fits = words[-1][-1] == last or (is_home and words[-1][-1] in "域市县区州")
                    row.append(f"here:{name}+{fits}+{is_home}")
        return row

    def _here(self, figure: Figure) -> tuple[list[str], list[str]]:
        """The words for the place itself (全市) in the clause of a figure and in its sentence, looked for once."""
        if self._here_of[0] is not figure:
            end = figure.quantity.end
            clause, sentence = (self.text[part.start : end] for part in (figure.clause, figure.sentence))
            self._here_of = figure, _HERE.findall(clause), _HERE.findall(sentence)
        return self._here_of[1:]

    def _beside(self, figure: Figure, mention: FoundMention, kind: str, phrase: Phrase) -> list[str]:
        """Where a mention stands to the indicator: in it, at it, or how much lies between."""
        if mention.start >= phrase.start and mention.end <= phrase.end:
            return [f"in-phrase:{kind}", f"in-phrase:{mention.start == phrase.start}+{mention.end == phrase.end}"]
        if phrase.start - 1 <= mention.end <= phrase.start:
            return ["at-phrase", f"at-phrase:{kind}"]
        if mention.end <= phrase.start and mention.start >= figure.sentence.start:
            gap = self.text[mention.end : phrase.start]
            row = [f"gap-marks:{min(marks(gap), 3)}+{'、' in gap}+{kind}"]
            return [*row, f"gap:{gap}"] if len(gap) <= 4 else row
        return [f"off-phrase:{kind}"]

    def _lead_in(self, figure: Figure) -> Line | None:
        """The line that leads up to the list in which a figure stands: 到2027年，集群实现“四个跃升”：."""
        lines, line = self.reading.structure.lines, figure.line
        if not line.level:
            return None
        for before in reversed(lines[max(line.index - 12, 0) : line.index]):
            if before.level != line.level:
                leads = not before.level and self.text[before.start : before.end].rstrip().endswith("：")
                return before if leads else None
        return None

    def _pointing(self, mention: FoundMention, kind: str, position: str, phrase: Phrase | None) -> list[str]:
        """What an anaphor says more than a name."""
        near = position[:6]
        return [
            f"anaphor:{position}",
            f"anaphor-word:{self.text[mention.start : mention.end]}",
            f"anaphor+type:{kind}+{near}",
            f"anaphor-at-phrase:{phrase is not None and mention.end >= phrase.start - 1}+{near}",
            f"anaphor+home:{mention.entity == self.reading.home}+{near}",
        ]

    def _positions(self, figure: Figure) -> Iterator[tuple[str, FoundMention]]:
        """Mentions and where they stand, the likeliest first."""
        mentions = self.mentions
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
            count += mention.rule != ANAPHOR
        first = bisect_left(self.starts, figure.sentence.start)
        if first < len(mentions) and mentions[first].start < figure.quantity.start:
            yield "sentence-first", mentions[first]
        for mention in mentions[at : at + 3]:
            if mention.start < figure.clause.end:
                yield "right-touching" if mention.start <= figure.quantity.end + 1 else "right", mention
        for shared in self.shared.get(figure.quantity.start, {}).values():
            if shared:
                yield "shared", shared
        for depth, parent in enumerate(reversed(figure.line.parents)):
            line = self.reading.structure.lines[parent]
            for mention in self._within(line.start, min(line.end, line.start + 60)):
                yield f"heading{min(depth, 1)}", mention
        if (lead := self._lead_in(figure)) is not None:
            for mention in self._within(lead.start, lead.end):
                if mention.rule == ANAPHOR and mention.entity != self.reading.home:  # a name may be why, not whose
                    yield "heading0", mention
        if figure.line.title:
            for mention in self._within(*figure.line.title)[:2]:
                yield "own-title", mention
        start = bisect_left(self.starts, figure.line.start)
        if start < len(mentions) and mentions[start].start < figure.sentence.start:
            yield "line-first", mentions[start]
        for mention in reversed(mentions[max(0, at - 12) : at]):
            if figure.line.start <= mention.start < figure.sentence.start:
                yield "line-earlier", mention
        for mention in mentions[: bisect_left(self.starts, self.title_end)][:4]:
            yield "title", mention


@cache
def _enters() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('role_words', 'enters')})[省市县区级]{{0,2}}$")
