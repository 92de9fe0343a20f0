"""What the words at both edges of a name weigh, for all names of an article at once.

`features` says the same of one name in words; here the parts of a text are looked up in one table for each template,
without making a string of every feature. Sums are added in the order in which `features` says them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.names.features import Seen
from policygraph.ingest.names.frame import Frame
from policygraph.ingest.names.model import Linear, sums

Rows = NDArray[np.int64]  # of the model's weights
Floats = NDArray[np.float32]
Value = TypeVar("Value")

_OPENING = ("first", "before", "first tag", "before tag", "before2", "begin2", "begin1", "shape", "verb")
_CLOSING = ("last", "last2", "after", "last tag", "after tag", "after2", "end3", "end2", "end1")
_VERB = "verb first,before tag"
_PAIRS = ("before tag,first tag", "last tag,after tag")


class Templates:
    """The rows of a model's weights by template and value; a row of zeros for what the model does not know."""

    def __init__(self, model: Linear) -> None:
        self.weights = model.weights
        self.unknown = len(model.weights) - 1
        self.bias = model.index.get("bias", self.unknown)
        self.plain: dict[str, dict[str, int]] = {template: {} for template in (*_OPENING, *_CLOSING, _VERB)}
        self.pairs: dict[str, dict[tuple[str, str], int]] = {template: {} for template in _PAIRS}
        for feature, number in model.index.items():
            template, _, value = feature.partition("=")
            if template in self.plain:
                self.plain[template][value] = number
            elif template in self.pairs:
                first, _, second = value.partition(",")
                self.pairs[template][first, second] = number

    def rows(self, template: str, values: Iterable[str]) -> Rows:
        """The rows of these values."""
        return self._rows(self.plain[template], values)

    def rows_of_pairs(self, template: str, values: Iterable[str], others: Iterable[str]) -> Rows:
        """The rows of these pairs of values."""
        return self._rows(self.pairs[template], zip(values, others, strict=True))

    def _rows(self, table: Mapping[Value, int], values: Iterable[Value]) -> Rows:
        return np.array(list(map(table.get, values, repeat(self.unknown))), dtype=np.int64)


@lru_cache(maxsize=4)
def templates_of(model: Linear) -> Templates:
    """The templates of a model."""
    return Templates(model)


def _coded(values: Sequence[str]) -> tuple[list[str], Rows]:
    """The values without repetition, and the number that each has there."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return list(numbers), np.array(list(map(numbers.__getitem__, values)), dtype=np.int64)


class Edges:
    """The rows of each word and tag of one article, where a name begins with it and where one ends with it."""

    def __init__(self, model: Linear, frame: Frame) -> None:
        self.frame = frame
        self.templates = templates_of(model)
        rows = self.templates.rows
        self.words, self._word = _coded([*frame.words, "^", "$"])
        tags, tag = _coded([*frame.tags, "^", "$"])
        before, after = np.roll(self._word[:-1], 1)[:-1], np.append(self._word[1:-2], self._word[-1])
        tag_before, tag_after = np.roll(tag[:-1], 1)[:-1], np.append(tag[1:-2], tag[-1])
        word, tag = self._word[:-2], tag[:-2]
        self.opening = {
            "first": rows("first", self.words)[word],
            "first tag": rows("first tag", tags)[tag],
            "before": rows("before", self.words)[before],
            "before tag": rows("before tag", tags)[tag_before],
            "before tag,first tag": self._pairs("before tag,first tag", tags, tag_before, tag),
        }
        self.closing = {
            "last": rows("last", self.words)[word],
            "last tag": rows("last tag", tags)[tag],
            "after": rows("after", self.words)[after],
            "after tag": rows("after tag", tags)[tag_after],
            "last tag,after tag": self._pairs("last tag,after tag", tags, tag, tag_after),
        }

    def _pairs(self, template: str, tags: Sequence[str], firsts: Rows, seconds: Rows) -> Rows:
        codes, places = np.unique(firsts * len(tags) + seconds, return_inverse=True)
        pairs = [divmod(code, len(tags)) for code in codes.tolist()]
        rows = self.templates.rows_of_pairs(template, (tags[a] for a, _ in pairs), (tags[b] for _, b in pairs))
        return rows[places]

    def rough(self) -> tuple[Floats, Floats]:
        """For each word what it and its outer neighbour add where a name starts, and where one ends, with it."""
        rows, weights = self.templates.rows, self.templates.weights
        names = ("first", "first tag", "before", "before tag")
        opening = [self.opening[name] for name in names]
        begun = rows("begin1", [word[0] for word in self.words])[self._word[:-2]]
        opening += [begun, self.opening["before tag,first tag"]]
        names = ("last", "last tag", "after", "after tag")
        closing = [self.closing[name] for name in names]
        ended = rows("end1", [word[-1] for word in self.words])[self._word[:-2]]
        closing += [ended, self.closing["last tag,after tag"]]
        return (
            weights[np.array(opening)].sum(axis=0) + weights[self.templates.bias],
            weights[np.array(closing)].sum(axis=0),
        )

    def starts(self, seen: Seen, asked: Sequence[tuple[int, bool]]) -> Floats:
        """What `Seen.start` says of these starts weighs."""
        rows, frame, text = self.templates.rows, self.frame, self.frame.text
        at = [frame.at[start] for start, _ in asked]
        verbs = [frame.tags[i][0] == "v" for i in at]
        before = [frame.tags[i - 1] if i else "^" for i in at]
        table = np.array(
            [
                self.opening["first"][at],
                self.opening["first tag"][at],
                self.opening["before"][at],
                self.opening["before tag"][at],
                self.opening["before tag,first tag"][at],
                rows("before2", map(seen.before2, at)),
                rows("begin2", [text[start : start + 1 + longer] for start, longer in asked]),
                rows("begin1", [text[start] for start, _ in asked]),
                rows("shape", [seen.shape(start) for start, _ in asked]),
                rows("verb", [seen.verbs[i][0] for i in at]),
                rows(_VERB, before),
            ]
        )
        said = np.ones(table.shape, dtype=bool)
        said[-1] = verbs
        return sums(self.templates.weights[table.T[said.T]], said.sum(axis=0))

    def ends(self, seen: Seen, asked: Sequence[tuple[int, int, bool]]) -> Floats:
        """What `Seen.end` says of these ends weighs."""
        rows, frame, text = self.templates.rows, self.frame, self.frame.text
        at = [frame.at[end - 1] for end, _, _ in asked]
        table = np.array(
            [
                np.full(len(asked), self.templates.bias),
                self.closing["last"][at],
                rows("last2", [seen.last2(j, longer) for j, (_, _, longer) in zip(at, asked, strict=True)]),
                self.closing["last tag"][at],
                self.closing["after"][at],
                self.closing["after tag"][at],
                rows("after2", [seen.after2(j) for j in at]),
                self.closing["last tag,after tag"][at],
                rows("end3", [text[end - length : end] for end, length, _ in asked]),
                rows("end2", [text[end - min(length, 2) : end] for end, length, _ in asked]),
                rows("end1", [text[end - 1] for end, _, _ in asked]),
            ]
        )
        return sums(self.templates.weights[table.T.ravel()], np.full(len(asked), len(table)))
