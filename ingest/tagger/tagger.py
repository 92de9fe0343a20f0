"""The learned half of name finding: a small neural tagger that gives each character of a sentence a label.

The model is an ONNX file in `data/`: character and feature embeddings, two bidirectional GRU layers and a linear layer
give the scores of the labels; a chain over labels (`crf`) reads names from them. `training/README.md` tells how it is
made. Nothing is loaded before the first call of `load_tagger`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import (
    Fail,
    InvalidArgument,
    InvalidGraph,
    InvalidProtobuf,
    RuntimeException,
)
from onnxruntime.capi.onnxruntime_pybind11_state import NotImplemented as NotImplemented_

from policygraph.ingest.tagger.characters import fold, numbered, padded
from policygraph.ingest.tagger.crf import Chain, ScoredSpan, SentenceScores, sentence_scores, without_overlap
from policygraph.ingest.tagger.features import SIZES, features
from policygraph.ingest.tagger.tags import LABELS, TaggedSpan
from policygraph.schema.errors import ModelError

FORMAT = "policygraph-tagger-2"
"""What a model file says of itself; another value means another way of computing features or labels."""

LONGEST = 256
"""Characters that the model reads at once; longer sentences are read in pieces."""

LEAST = 0.35
"""The confidence from which on `Tagger.tag` answers a span; about half of F1 on real text, where F1 is highest."""

STATES = 512
"""Numbers that the model knows of each character."""

REMEMBERED = 100_000
"""Characters of the longest text whose states are kept: they take a kilobyte each."""

BATCH_CHARACTERS = 4096
"""Padded characters of one batch."""

_BREAKS = "。！？；\n", "，、,;"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a sentence that is read at once."""

    sentence: int
    start: int
    text: str


class Tagger:
    """Finds names in sentences with a model file.

    Parameters
    ----------
    path
        The ONNX file, as `training/train_tagger.py` writes it.

    Raises
    ------
    ModelError
        The file is missing, no model, or of another format.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ModelError(f"no tagger model at {path}: reinstall policygraph or run training/train_tagger.py")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NotImplemented_, RuntimeException) as error:
            raise ModelError(f"{path} is no ONNX model that can be read: {error}") from error
        self._settings = _settings(path, self._session.get_modelmeta().custom_metadata_map)
        self._vocabulary: dict[str, int] = self._settings["vocabulary"]
        self._chain = Chain(
            transitions=np.array(self._settings["transitions"], dtype=np.float32),
            first=np.array(self._settings["first"], dtype=np.float32),
            last=np.array(self._settings["last"], dtype=np.float32),
        )
        self._columns = len(self._settings["features"])
        slope, shift = self._settings["calibration"]
        self._calibration = (float(slope), float(shift))

    def tag(self, sentences: Sequence[str]) -> list[list[TaggedSpan]]:
        """The names in each sentence, in order, without overlap: the likeliest spans down to a confidence of `LEAST`.

        Parameters
        ----------
        sentences
            Any texts. A whole article reads better than its sentences one by one: neighbouring sentences are read
            together, as many as the model takes at once.

        Returns
        -------
        list of list of TaggedSpan
            One list per sentence; offsets count code points of that sentence as given.

        Examples
        --------
        >>> [[(s.start, s.end, s.type) for s in spans] for spans in load_tagger().tag(["宁波市科技局印发通知。"])]
        [[(0, 6, 'Organization')]]
        """
        return [scores.best() for scores in self.scores(sentences)]

    def scores(self, sentences: Sequence[str]) -> list[TextScores]:
        """What the model believes about each sentence: its best reading, others, and how likely any span is a name."""
        parts: list[list[tuple[int, SentenceScores]]] = [[] for _ in sentences]
        kept = [len(text) <= REMEMBERED for text in sentences]
        states = [np.zeros((len(text) * keep, STATES), np.float16) for text, keep in zip(sentences, kept, strict=True)]
        for batch in _batches([piece for i, text in enumerate(sentences) for piece in pieces(i, fold(text))]):
            emissions, read, lengths = self.emissions([piece.text for piece in batch])
            for i, (piece, scores) in enumerate(
                zip(batch, sentence_scores(emissions, lengths, self._chain), strict=True)
            ):
                parts[piece.sentence].append((piece.start, scores))
                if kept[piece.sentence]:
                    states[piece.sentence][piece.start : piece.start + lengths[i]] = read[: lengths[i], i]
        for part in parts:
            part.sort(key=lambda pair: pair[0])
        return [
            TextScores(tuple(part), *self._calibration, states[i] if kept[i] else None) for i, part in enumerate(parts)
        ]

    def emissions(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
        """The label scores of folded texts of up to `LONGEST` characters, padded, and the lengths of the texts.

        Between them the states that the scores come from: (characters, texts, `STATES`).
        """
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        width = int(lengths.max())
        inputs = {
            "characters": padded([numbered(text, self._vocabulary) for text in texts], width),
            "features": padded([features(text)[:, : self._columns] for text in texts], width),
            "lengths": lengths.astype(np.int32),
        }
        scores, states = self._session.run(["emissions", "states"], inputs)
        return np.asarray(scores, dtype=np.float32), np.asarray(states, dtype=np.float32), lengths


@dataclass(frozen=True, slots=True)
class TextScores:
    """The scores of a whole sentence, put together from the pieces in which it was read."""

    _parts: tuple[tuple[int, SentenceScores], ...]
    _slope: float
    _shift: float
    states: NDArray[np.float16] | None = None
    """What the model knows of each character, (characters, `STATES`), for what reads on; None for a very long text."""

    def best(self, least: float = LEAST) -> list[TaggedSpan]:
        """The likeliest spans with at least this confidence of which none overlaps another, in order."""
        own = _uncalibrated(least, self._slope, self._shift)
        return [self._span(start, span) for start, scores in self._parts for span in without_overlap(scores.spans(own))]

    def spans(self, least: float) -> list[TaggedSpan]:
        """All spans that are a name of a type with at least this confidence; they may overlap. In order of their start.

        Examples
        --------
        >>> (scores,) = load_tagger().scores(["宁波市科技局印发通知。"])
        >>> [(s.start, s.end, s.type) for s in scores.spans(0.5)]
        [(0, 6, 'Organization')]
        """
        own = _uncalibrated(least, self._slope, self._shift)
        found = [self._span(start, span) for start, scores in self._parts for span in scores.spans(own)]
        return sorted(found, key=lambda span: (span.start, span.end, span.type))

    def probability(self, start: int, end: int, kind: str) -> float:
        """How likely `[start, end)` is exactly one name of the type, calibrated like `TaggedSpan.confidence`.

        0.0 for a span that leaves the sentence or crosses the border of two pieces.
        """
        for first, scores in self._parts:
            if first <= start and end <= first + len(scores.marginals):
                probability = scores.probability(start - first, end - first, kind)
                return calibrated(probability, self._slope, self._shift)
        return 0.0

    def marginals(self) -> NDArray[np.float32]:
        """The probability of each label of `tags.LABELS` for each character: (characters, labels)."""
        rows = [scores.marginals for _, scores in self._parts]
        return np.concatenate(rows) if rows else np.zeros((0, len(LABELS)), dtype=np.float32)

    def _span(self, offset: int, span: ScoredSpan) -> TaggedSpan:
        start, end, kind, probability = span
        return TaggedSpan(offset + start, offset + end, kind, calibrated(probability, self._slope, self._shift))


def pieces(sentence: int, text: str) -> list[_Piece]:
    """A text cut into pieces of at most `LONGEST` characters, after a full stop if there is one, else after a comma.

    Examples
    --------
    >>> [len(p.text) for p in pieces(0, "一" * 200 + "。" + "二" * 300)]
    [201, 256, 44]
    """
    cut, start = [], 0
    while start < len(text):
        end = start + LONGEST
        if end < len(text):
            for marks in _BREAKS:
                last = max(text.rfind(mark, start + LONGEST // 2, end) for mark in marks)
                if last > start:
                    end = last + 1
                    break
        cut.append(_Piece(sentence, start, text[start:end]))
        start = min(end, len(text))
    return cut


def _batches(work: list[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces of like length together."""
    work = sorted(work, key=lambda piece: len(piece.text))
    batch: list[_Piece] = []
    for piece in work:
        if batch and (len(batch) + 1) * len(piece.text) > BATCH_CHARACTERS:
            yield batch
            batch = []
        batch.append(piece)
    if batch:
        yield batch


def calibrated(probability: float, slope: float, shift: float) -> float:
    """Platt scaling of a probability; what cannot be stays at 0."""
    if probability <= 0:
        return 0.0
    inner = min(max(probability, 1e-6), 1 - 1e-6)
    return float(1 / (1 + np.exp(-(slope * np.log(inner / (1 - inner)) + shift))))


def _uncalibrated(confidence: float, slope: float, shift: float) -> float:
    """The probability of the model that `calibrated` turns into a confidence."""
    inner = min(max(confidence, 1e-6), 1 - 1e-6)
    return float(1 / (1 + np.exp(-(np.log(inner / (1 - inner)) - shift) / slope)))


def _settings(path: Path, metadata: dict[str, str]) -> dict[str, Any]:
    """What a model file says about itself, checked against what this version computes."""
    if metadata.get("format") != FORMAT:
        raise ModelError(f"{path}: model format {metadata.get('format')!r}, this version reads {FORMAT!r}")
    settings: dict[str, Any] = json.loads(metadata["settings"])
    columns = len(settings["features"])  # a model may use the first columns only
    for key, expected in (("labels", list(LABELS)), ("features", list(SIZES[:columns]))):
        if settings[key] != expected:
            raise ModelError(f"{path}: its {key} are {settings[key]}, here {expected}; train the model anew")
    return settings


@cache
def load_tagger() -> Tagger:
    """The tagger with the model that comes with the package; loaded once."""
    return Tagger(Path(__file__).parent / "data" / "tagger.onnx")
