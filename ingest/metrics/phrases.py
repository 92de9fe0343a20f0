"""What is counted, by a model: every stretch of words near a figure is a candidate, the likeliest one is the indicator.

The score of a stretch is that of its first word, its last word and the pair; what concerns the words alone is computed
once an article, what concerns the figure once a figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from policygraph.ingest.metrics.calendars import Calendar
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.lattice import Edge, Lattice, Measures, Rows, lattices
from policygraph.ingest.metrics.ranking import UNIT, Choice
from policygraph.ingest.metrics.shapes import LEFT, LONGEST, LONGEST_STRETCH, LONGEST_WORDS, Ints, shape_of
from policygraph.ingest.metrics.stretches import Marked, Stretch
from policygraph.ingest.metrics.word_points import word_points
from policygraph.ingest.reading import Reading
from policygraph.ingest.tokens import Token

_GAP = 4  # words between a phrase and the figure that are read


@dataclass(frozen=True, slots=True)
class Phrase:
    """A candidate for the indicator: its text and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Around:
    """What else speaks for a phrase: that of the rules, the one before.

    `rule` is the span of `text`, None where the rules made it up.
    """

    text: str
    by: str
    rule: tuple[int, int] | None
    before: tuple[int, int] | None
    made: tuple[tuple[str, str], ...] = ()  # further phrases that are no stretch of the text, and how they were made
    near: bool = True  # whether the one before stands in the same sentence


class Stretches:
    """The candidates of one article's figures and their features."""

    def __init__(self, reading: Reading, figures: list[Figure], dates: list[Calendar]) -> None:
        self.text = reading.text
        self.tokens: list[Token] = reading.tokens
        self.ends_of = [token.end for token in self.tokens]
        self.marked = Marked(self.text, self.tokens, figures, dates)
        self.starts, self.blocked = self.marked.starts, self.marked.blocked
        self.names = {m.start: reading.entities[m.entity].type for m in reading.mentions}
        self.ends = {m.end: reading.entities[m.entity].type for m in reading.mentions}
        self.measures = Measures(self.tokens)
        self._near: dict[int, list[Stretch]] = {}  # by the start of a figure
        self._lattices: dict[tuple[str, int, int], Lattice] = {}
        self._ends: dict[tuple[int, int, str, str], Ints] = {}
        self._places: dict[tuple[str, int, int, int, int], int] = {}

    # -- features -------------------------------------------------------------------------------------------------

    def of_first(self, i: int) -> list[str]:
        """What a stretch's first word and the word before it say."""
        token, before = self.tokens[i], self.tokens[i - 1] if i else None
        mark = self.blocked.get(i - 1, "")
        word = mark or (before.text if before else "^")
        tag = mark or (before.tag if before else "^")
        found = [
            f"s:{token.text}",
            f"st:{token.tag}",
            f"b:{word}",
            f"bt:{tag}",
            f"bt+st:{tag}+{token.tag}",
            f"b+st:{word}+{token.tag}",
        ]
        if not mark and i > 1:
            found.append(f"b2:{self.tokens[i - 2].text}{word}")
        if token.start in self.names:
            found.append(f"name:{self.names[token.start]}")
        if token.start in self.ends:
            found.append(f"after-name:{self.ends[token.start]}")
        return found

    def of_last(self, j: int) -> list[str]:
        """What a stretch's last word and the word behind it say."""
        token = self.tokens[j]
        behind = self.tokens[j + 1] if j + 1 < len(self.tokens) else None
        mark = self.blocked.get(j + 1, "")
        word = mark or (behind.text if behind else "$")
        tag = mark or (behind.tag if behind else "$")
        found = [
            f"e:{token.text}",
            f"et:{token.tag}",
            f"ec:{token.text[-1]}",
            f"a:{word}",
            f"at:{tag}",
            f"et+at:{token.tag}+{tag}",
            f"et+a:{token.tag}+{word}",
        ]
        if token.end in self.ends:
            found.append(f"name-end:{self.ends[token.end]}")
        return found

    def of_place(self, figure: Figure, stretch: Stretch) -> list[str]:
        """What the place of a stretch says."""
        kind = figure.quantity.kind
        where = f"{max(-1, min(stretch.steps, 4))}"
        seen = f"{stretch.figures}{stretch.clauses}"
        return [
            f"p:{where}",
            f"p+kind:{where}+{kind}",
            f"pf:{seen}",
            f"pf+kind:{seen}+{kind}",
            f"pf+index:{seen}+{min(figure.index, 2)}",
        ]

    def of_end(self, figure: Figure, stretch: Stretch, j: int) -> list[str]:
        """What stands between the last word and the figure says."""
        return [*self.of_end_word(figure, j), *self.of_gap(figure, stretch, j)]

    def of_end_word(self, figure: Figure, j: int) -> list[str]:
        """What the last word says to a figure of this kind."""
        kind, unit, word = figure.quantity.kind, figure.quantity.unit, self.tokens[j].text
        return [f"ec+kind:{word[-1]}+{kind}", f"e+kind:{word}+{kind}", f"ec+unit:{word[-1]}+{unit}"]

    def of_gap(self, figure: Figure, stretch: Stretch, j: int) -> list[str]:
        """What lies between the last word and the figure, or behind the last word in its stretch."""
        kind, left = figure.quantity.kind, stretch.last - j
        if stretch.steps < 0:
            return [f"right-end:{left}", f"right-end+kind:{min(left, 3)}+{kind}"]
        found = [f"left:{min(left, LEFT)}+{stretch.steps}"]
        if stretch.steps == 0 and left <= _GAP:
            gap = self.text[self.tokens[j].end : figure.quantity.core[0]]
            found += [f"gap:{gap}", f"gap+kind:{gap}+{kind}"]
        return found

    def of_pair(self, stretch: Stretch, i: int, j: int, around: Around) -> list[str]:
        """What both ends say together."""
        start, end = self.tokens[i].start, self.tokens[j].end
        side = "r" if stretch.steps < 0 else "l"
        found = [f"size:{side}{end - start}", f"words:{j - i}"]
        found += [f"inside:{name}{min(count[j] - count[i], 2)}" for name, count in self.measures.counts.items()]
        if i == stretch.first:
            found.append(f"whole:{side}{min(j - i, 4)}+{j == stretch.last}")
        return found + self.of_around(stretch, start, end, around)

    @staticmethod
    def of_around(stretch: Stretch, start: int, end: int, around: Around) -> list[str]:
        """What the phrase of the rules and the one before say of a span."""
        found = []
        if around.before == (start, end):
            found += ["as-before", f"as-before:{min(stretch.figures, 2)}", f"as-before-near:{around.near}"]
        if around.rule == (start, end):
            size = min(end - start, 24) // 2
            found += ["as-rule", f"as-rule:{around.by}", f"as-rule-size:{size}", f"as-rule-size:{around.by}+{size}"]
        elif around.rule and (around.rule[0] == start or around.rule[1] == end):
            found.append(f"half-rule:{around.rule[0] == start}")
        return found

    def of_made(self, figure: Figure, text: str, by: str, *, near: bool) -> list[str]:
        """What speaks for a phrase that is no stretch of the text."""
        kind = figure.quantity.kind
        raw = self.text[slice(*figure.left)].strip(" 　，、")
        length = min(len(raw), 8)
        found = [
            "made",
            f"made:{by}",
            f"made-near:{by}+{near}",
            f"made+kind:{by}+{kind}",
            f"made-size:{min(len(text), 25)}",
            f"made-end:{text[-1:]}+{kind}",
            f"made-end2:{text[-2:]}",
            f"made-left:{by}+{length}",
            f"made-last:{by}+{raw[-1:]}",
            f"made-last2:{by}+{raw[-2:]}",
            f"made-first:{by}+{raw[:1]}",
            f"made-first2:{by}+{raw[:2]}",
            f"made-index:{by}+{min(figure.index, 2)}",
        ]
        if length <= 4:
            found.append(f"made-raw:{by}+{raw}")
        if "分别" in self.text[figure.clause.start : figure.quantity.start]:
            found.append(f"made-each:{by}")
        return found

    # -- choice ---------------------------------------------------------------------------------------------------

    def _spans(self, stretch: Stretch) -> Iterator[tuple[int, range]]:
        """First words of a stretch, each with the last words that are near enough."""
        behind = stretch.steps < 0
        first = stretch.first if behind else max(stretch.first, stretch.last - LONGEST_STRETCH + 1)
        last = min(stretch.last, stretch.first + LONGEST_WORDS * 2) if behind else stretch.last
        closes, starts = self.ends_of, self.starts
        for i in range(first, (min(last, first + 4) if behind else last) + 1):
            j = min(last, i + LONGEST_WORDS - 1)
            while j >= i and closes[j] - starts[i] > LONGEST:
                j -= 1
            yield i, range(i, j + 1)

    def pairs(self, figure: Figure) -> Iterator[tuple[Stretch, int, int]]:
        """Every candidate as stretch, first and last word."""
        for stretch in self.marked.near(figure):
            for i, js in self._spans(stretch):
                for j in js:
                    yield stretch, i, j

    def weigh(self, ranker: Choice, figures: Iterable[Figure]) -> None:
        """Work out at once what the words of all stretches near these figures weigh, for `best`."""
        asked: dict[tuple[str, int, int], Rows] = {}
        for figure in figures:
            near = self._near[figure.quantity.start] = list(self.marked.near(figure))
            for stretch in near:
                key = _key(stretch)
                if key not in self._lattices and key not in asked:
                    spans = list(self._spans(stretch))
                    asked[key] = Rows(stretch.first, stretch.last, spans[0][0], [len(js) for _, js in spans])
        if not asked:
            return
        firsts, lasts = self._words(ranker, asked.values())
        for side in "lr":
            own = {key: rows for key, rows in asked.items() if key[0] == side}
            found = lattices(list(own.values()), firsts, lasts, self.measures, shape_of(ranker), side=side)
            self._lattices.update(zip(own, found, strict=True))

    def _words(self, ranker: Choice, asked: Collection[Rows]) -> tuple[Ints, Ints]:
        """The points of `of_first` and those of `of_last` for the words that are asked for; 0 for all others."""
        points, tokens = word_points(ranker), self.tokens
        firsts: Ints = np.zeros(len(tokens), dtype=np.int64)
        lasts: Ints = np.zeros(len(tokens), dtype=np.int64)
        begun = sorted({i for rows in asked for i in range(rows.begin, rows.begin + len(rows.lengths))})
        ended = sorted({j for rows in asked for j in range(rows.begin, rows.begin + rows.width)})
        firsts[begun] = points.firsts(tokens, self.blocked, begun)
        lasts[ended] = points.lasts(tokens, self.blocked, ended)
        for i in begun:
            start = tokens[i].start
            if start in self.names:
                firsts[i] += points.more("name", self.names[start])
            if start in self.ends:
                firsts[i] += points.more("after-name", self.ends[start])
        for j in ended:
            if tokens[j].end in self.ends:
                lasts[j] += points.more("name-end", self.ends[tokens[j].end])
        return firsts, lasts

    def best(self, ranker: Choice, figure: Figure, around: Around) -> tuple[Phrase, float]:
        """The likeliest phrase and its probability."""
        if figure.quantity.start not in self._near:
            self.weigh(ranker, [figure])
        near = self._near[figure.quantity.start]
        found = [self._lattices[_key(stretch)] for stretch in near]
        rows: list[Ints] = []
        edges = [self.measures.edges(*span) for span in (around.rule, around.before) if span]
        for stretch, pairs in zip(near, found, strict=True):
            ends = self._end_row(ranker, figure, stretch, pairs)
            rows.append(pairs.points + ends[pairs.lasts])
            if any(pairs.holds(edge.first) or pairs.holds(edge.last) for edge in edges):
                self._heed(ranker, stretch, around, edges, pairs, rows[-1])
        made = self._made(around)
        further = [ranker.points(self.of_made(figure, *pair, near=around.near)) for pair in made]
        points = np.concatenate([*rows, np.array(further, dtype=np.int64)])
        if not len(points):
            return Phrase(around.text, *(around.rule or (-1, -1))), 0.5
        index = int(points.argmax())
        probability = 1.0 / float(np.exp((points - points[index]) / UNIT).sum())
        if index >= len(points) - len(made):
            return Phrase(made[index - len(points)][0], -1, -1), probability
        at = 0
        while index >= len(rows[at]):
            index -= len(rows[at])
            at += 1
        i, j = found[at].pair(index)
        start, end = self.starts[i], self.ends_of[j]
        return Phrase(self.text[start:end], start, end), probability

    def _end_row(self, ranker: Choice, figure: Figure, stretch: Stretch, pairs: Lattice) -> Ints:
        """The points of `of_end` for the last words of a stretch, and those of `of_place`."""
        quantity, first, count = figure.quantity, pairs.first, pairs.width
        kind, unit = quantity.kind, quantity.unit
        words = self._ends.get((first, count, kind, unit))
        if words is None:
            points = word_points(ranker).to_figure([t.text for t in self.tokens[first : first + count]], kind, unit)
            words = self._ends[first, count, kind, unit] = np.array(points, dtype=np.int64)
        where = kind, figure.index, stretch.steps, stretch.figures, stretch.clauses
        if where not in self._places:
            self._places[where] = ranker.points(self.of_place(figure, stretch))
        words = words + self._places[where]
        if stretch.steps < 0:
            gaps = [ranker.points(self.of_gap(figure, stretch, j)) for j in range(first, first + count)]
            return words + np.array(gaps, dtype=np.int64)
        far = stretch.last - first  # words between the first of them and the end of the stretch
        row = shape_of(ranker).left[stretch.steps]
        words += row[len(row) - 1 - far : len(row) - 1 - far + count]
        if stretch.steps == 0:
            for j in range(max(first, stretch.last - _GAP), first + count):
                words[j - first] += ranker.points(self.of_gap(figure, stretch, j)[1:])
        return words

    def _heed(
        self, ranker: Choice, stretch: Stretch, around: Around, edges: list[Edge], pairs: Lattice, points: Ints
    ) -> None:
        """Add the points of `of_around` to those of the pairs that begin or end as the phrases around do."""
        whole: dict[int, int] = {}
        for edge in edges:
            if (number := pairs.number(edge.first, edge.last)) >= 0:
                around_it = self.of_around(stretch, edge.start, edge.end, around)
                whole[number] = int(points[number]) + ranker.points(around_it)
        if around.rule:
            points[pairs.beginning(edges[0].first)] += ranker.points_of.get("half-rule:True", 0)
            points[pairs.lasts == edges[0].last - pairs.first] += ranker.points_of.get("half-rule:False", 0)
        for number, value in whole.items():
            points[number] = value

    def candidates(self, figure: Figure, around: Around) -> Iterator[tuple[Phrase, list[str]]]:
        """Every candidate with all its features, for fitting."""
        for stretch, i, j in self.pairs(figure):
            start, end = self.tokens[i].start, self.tokens[j].end
            yield (
                Phrase(self.text[start:end], start, end),
                [
                    *self.of_place(figure, stretch),
                    *self.of_first(i),
                    *self.of_last(j),
                    *self.of_end(figure, stretch, j),
                    *self.of_pair(stretch, i, j, around),
                ],
            )
        for text, by in self._made(around):
            yield Phrase(text, -1, -1), self.of_made(figure, text, by, near=around.near)

    @staticmethod
    def _made(around: Around) -> list[tuple[str, str]]:
        rule = [(around.text, around.by)] if around.text and around.rule is None else []
        return [*rule, *around.made]


def _key(stretch: Stretch) -> tuple[str, int, int]:
    """What the words of a stretch weigh by: its side of the figure, its first and its last word."""
    return "r" if stretch.steps < 0 else "l", stretch.first, stretch.last
