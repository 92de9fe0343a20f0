"""Who is a figure about, by its context: a small network reads on from what the tagger read, passage by passage.

Where the model of `subject` counts what stands where, this one follows who is spoken of from clause to clause. It sees
the tagger's states with the names, the article's place and the figures marked, and gives each name near a figure, the
article's place and nobody their probability. `training/fit_context.py` makes the file ``data/context.onnx``.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.phrases import Phrase
from policygraph.ingest.metrics.subject import ANAPHOR, Subjects
from policygraph.ingest.reading import FoundMention
from policygraph.ingest.tagger.tags import TYPES
from policygraph.schema.errors import ModelError

MEASURES = ("level", "increment", "growth", "share", "multiple", "rank", "coverage", "gap")
STATUSES = ("actual", "target", "forecast", "term")
FORMAT = "policygraph-context-1"
LEAST_LOG = -7.0  # of who is less likely, and of who is not seen in the passage
WORTH = 0.5  # of its log probabilities beside the ranker's sums; chosen on articles not fitted to

_LEAST = math.exp(LEAST_LOG)
_PASSAGE = 300  # characters of a passage whose figures are asked about together
_SHORTEST = 120
_BEFORE = 120  # characters before the passage that are read, too
_TITLE = 40  # characters of the title that are read before a later passage
_BEHIND = 30  # characters behind a figure where a name may bear it
_ENDS = "。\n；"

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure with what is known of it before its subject: indicator, measure and status."""

    figure: Figure
    phrase: Phrase
    measure: str
    status: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Places of the text that are read together, and the numbers of the figures that are asked about."""

    places: Ints
    asked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """The inputs of the network for some passages, and the entity of each pair."""

    inputs: Mapping[str, NDArray[np.generic]]
    figures: tuple[int, ...]  # the number of each figure that is asked about
    entities: tuple[int, ...]  # of each pair, whose figure is the first column of the pairs


class Context:
    """What the network is told about one article, whose figures it is `asked` about, in order."""

    def __init__(self, subjects: Subjects, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self.reading = subjects.reading
        self.mentions = subjects.mentions
        self.starts = subjects.starts
        self.title_end = subjects.title_end
        self.in_title = subjects.in_title
        self.marks = self._marks()

    def passages(self) -> Iterator[Passage]:
        """The passages that hold a figure: cut behind sentences, read with what stands before and with the title."""
        text, title = self.reading.text, min(self.title_end, _TITLE)
        starts = [one.figure.quantity.start for one in self.asked]
        start = at = 0
        while start < len(text) and at < len(starts):
            end = min(start + _PASSAGE, len(text))
            if end < len(text):
                last = max(text.rfind(mark, start + _SHORTEST, end) for mark in _ENDS)
                end = last + 1 if last > start else end
            first = at
            while at < len(starts) and starts[at] < end:
                at += 1
            if at > first:
                begin = max(0, start - _BEFORE)
                head = np.arange(title if begin >= title else 0)
                body = np.arange(begin if begin >= title else 0, end)
                yield Passage(np.concatenate([head, body]), tuple(range(first, at)))
            start = end

    def batch(self, passages: Sequence[Passage], states: NDArray[np.float16]) -> Batch:
        """The inputs for `passages`; `states` are those of the whole text: (characters, width of the tagger)."""
        width = max(len(passage.places) for passage in passages)
        names: Ints = np.zeros((len(passages), width, self.marks.shape[1]), dtype=np.int64)
        read: Floats = np.zeros((len(passages), width, states.shape[1]), dtype=np.float32)
        figures: list[tuple[int, ...]] = []
        pairs: list[tuple[int, ...]] = []
        entities: list[int] = []
        for number, passage in enumerate(passages):
            places = passage.places
            names[number, : len(places)] = self.marks[places]
            read[number, : len(places)] = states[places]
            at = dict(zip(places.tolist(), range(number * width, number * width + len(places)), strict=True))
            near = [(mention, self._named(mention, at)) for mention in self._within(places)]
            for one in passage.asked:
                figures.append(_figure(self.asked[one], at))
                end = self.asked[one].figure.quantity.end
                for mention, named in near:
                    if mention.start <= end + _BEHIND:
                        pairs.append((len(figures) - 1, *named, *_apart(self.asked[one], mention)))
                        entities.append(mention.entity)
        inputs: dict[str, NDArray[np.generic]] = {
            "states": read,
            "marks": names,
            "lengths": np.array([len(passage.places) for passage in passages], dtype=np.int32),
            "figures": np.array(figures, dtype=np.int64).reshape(-1, 6),
            "pairs": np.array(pairs, dtype=np.int64).reshape(-1, 9),
        }
        return Batch(inputs, tuple(one for passage in passages for one in passage.asked), tuple(entities))

    def _within(self, places: Ints) -> list[FoundMention]:
        """The names that begin in a passage: those in the title that it is read with, then its own."""
        found: list[FoundMention] = []
        for part in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
            first, last = bisect_left(self.starts, part[0]), bisect_left(self.starts, part[-1] + 1)
            found += self.mentions[first:last]
        return found

    def _marks(self) -> Ints:
        """For each character: the type of its name and whether it begins there, the article's place, a figure."""
        marks: Ints = np.zeros((len(self.reading.text), 3), dtype=np.int64)
        for mention in self.mentions:
            kind = TYPES.index(self.reading.entities[mention.entity].type)
            span = slice(mention.start, mention.end)
            marks[span, 0] = 2 + 2 * kind
            marks[mention.start, 0] = 1 + 2 * kind
            marks[span, 1] = self._standing(mention)
        for one in self.asked:
            marks[one.figure.quantity.start : one.figure.quantity.end, 2] = 1
        return marks

    def _standing(self, mention: FoundMention) -> int:
        """1 for the article's place, 2 more for an anaphor."""
        return int(mention.entity == self.reading.home) + 2 * (mention.rule == ANAPHOR)

    def _named(self, mention: FoundMention, at: Mapping[int, int]) -> tuple[int, ...]:
        """Where a name is, its type, whether the title has it, and its standing."""
        first = at[mention.start]
        kind = TYPES.index(self.reading.entities[mention.entity].type)
        title = int(mention.entity in self.in_title)
        return first, at.get(mention.end - 1, first), kind, title, self._standing(mention)

    def subjects(self, states: NDArray[np.float16], net: Network) -> list[dict[int | None, float]]:
        """For each figure how likely its subject is each entity near it, or nobody (None): logarithms."""
        found: list[dict[int | None, float]] = [{} for _ in self.asked]
        passages = list(self.passages())
        for i in range(0, len(passages), _TOGETHER):
            batch = self.batch(passages[i : i + _TOGETHER], states)
            for number, shares in zip(batch.figures, self.shares(batch, *net.run(batch.inputs)), strict=True):
                found[number] = {
                    entity: math.log(share) if share > _LEAST else LEAST_LOG for entity, share in shares.items()
                }
        return found

    def shares(self, batch: Batch, named: Floats, others: Floats) -> list[dict[int | None, float]]:
        """The probabilities that scores mean: of names `named`, of nobody and of the article's place `others`."""
        home = self.reading.home
        rows: list[dict[int | None, list[float]]] = []
        for nobody, here in others.tolist():
            rows.append(defaultdict(list, {None: [nobody]}))
            if home is not None:
                rows[-1][home].append(here)
        of = batch.inputs["pairs"][:, 0].tolist()
        for figure, entity, score in zip(of, batch.entities, named.tolist(), strict=True):
            rows[figure][entity].append(score)
        found: list[dict[int | None, float]] = []
        for row in rows:
            top = max(score for scores in row.values() for score in scores)
            powers = {entity: sum(math.exp(score - top) for score in scores) for entity, scores in row.items()}
            total = sum(powers.values())
            found.append({entity: power / total for entity, power in powers.items()})
        return found


_TOGETHER = 16  # passages that are read at a time


def _figure(one: Asked, at: Mapping[int, int]) -> tuple[int, ...]:
    """Where a figure and its indicator are, its measure and its status."""
    quantity, phrase = one.figure.quantity, one.phrase
    start = at[quantity.start]
    said = phrase.start >= 0
    return (
        start,
        at.get(quantity.end - 1, start),
        at.get(phrase.start, start) if said else start,
        at.get(phrase.end - 1, start) if said else start,
        MEASURES.index(one.measure),
        STATUSES.index(one.status),
    )


def _apart(one: Asked, mention: FoundMention) -> tuple[int, int, int]:
    """How far a name is from a figure, the part of the text that they share, how it stands to the indicator."""
    figure, phrase = one.figure, one.phrase
    start, end = figure.quantity.start, figure.quantity.end
    within = phrase.start >= 0 and mention.start >= phrase.start and mention.end <= phrase.end
    touches = phrase.start >= 0 and mention.end == phrase.start
    gap = start - mention.end
    bounds = (end, start, figure.clause.start, figure.sentence.start, figure.line.start)
    return (
        0 if gap < 0 else 1 + min(9, int(math.log2(gap + 1) * 1.5)),
        next((i for i, bound in enumerate(bounds) if mention.start >= bound), len(bounds)),
        1 if within else 2 if touches else 0,
    )


class Network:
    """The packaged network; raises `ModelError` for a file that is none of ours."""

    def __init__(self, content: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelError(f"metrics/data/context.onnx cannot be read: {error}; reinstall policygraph") from error
        if self._session.get_modelmeta().custom_metadata_map.get("format") != FORMAT:
            raise ModelError(f"metrics/data/context.onnx is not of format {FORMAT!r}; run training/fit_context.py")

    def run(self, inputs: Mapping[str, NDArray[np.generic]]) -> tuple[Floats, Floats]:
        """The scores of the pairs, (pairs,), and of nobody and the article's place for each figure, (figures, 2)."""
        named, others = self._session.run(["named", "others"], dict(inputs))
        return np.asarray(named, dtype=np.float32), np.asarray(others, dtype=np.float32)


@cache
def network() -> Network:
    """The network that comes with the package; loaded once."""
    return Network(files("policygraph.ingest.metrics").joinpath("data/context.onnx").read_bytes())
