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
from policygraph.ingest.tagger.crf import Chain, SentenceScores, best_paths, sentence_scores
from policygraph.ingest.tagger.features import SIZES, features
from policygraph.ingest.tagger.tags import LABELS, TaggedSpan, spans_of
from policygraph.schema.errors import ModelError

FORMAT = "policygraph-tagger-1"
"""What a model file says of itself; another value means another way of computing features or labels."""

LONGEST = 256
"""Characters that the model reads at once; longer sentences are read in pieces."""

BATCH_CHARACTERS = 8192
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
        self._slope, self._shift = (float(x) for x in self._settings["calibration"])

    def tag(self, sentences: Sequence[str]) -> list[list[TaggedSpan]]:
        """The names in each sentence, in order, without overlap.

        Parameters
        ----------
        sentences
            Any texts. Whole paragraphs of up to 256 characters read better than single clauses.

        Returns
        -------
        list of list of TaggedSpan
            One list per sentence; offsets count code points of that sentence as given.

        Examples
        --------
        >>> [[(s.start, s.end, s.type) for s in spans] for spans in load_tagger().tag(["宁波市科技局印发通知。"])]
        [[(0, 6, 'Organization')]]
        """
        found: list[list[TaggedSpan]] = [[] for _ in sentences]
        for piece, path, scores in self._read(sentences):
            for start, end, kind in spans_of(path):
                confidence = self.calibrated(scores.probability(start, end, kind))
                found[piece.sentence].append(TaggedSpan(piece.start + start, piece.start + end, kind, confidence))
        for spans in found:
            spans.sort(key=lambda span: span.start)
        return found

    def scores(self, sentences: Sequence[str]) -> list[TextScores]:
        """What the model believes about each sentence, for asking how likely a given span is a name of a type."""
        parts: list[list[tuple[int, SentenceScores]]] = [[] for _ in sentences]
        for piece, _, scores in self._read(sentences):
            parts[piece.sentence].append((piece.start, scores))
        return [TextScores(tuple(sorted(part, key=lambda p: p[0])), self._slope, self._shift) for part in parts]

    def calibrated(self, probability: float) -> float:
        """The model's own probability of a span as the share of such spans that are right."""
        return calibrated(probability, self._slope, self._shift)

    def emissions(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The label scores of folded texts of up to `LONGEST` characters, padded, and the lengths of the texts."""
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        width = int(lengths.max())
        inputs = {
            "characters": padded([numbered(text, self._vocabulary) for text in texts], width),
            "features": padded([features(text) for text in texts], width),
            "lengths": lengths.astype(np.int32),
        }
        (scores,) = self._session.run(["emissions"], inputs)
        return np.asarray(scores, dtype=np.float32), lengths

    def _read(self, sentences: Sequence[str]) -> Iterator[tuple[_Piece, list[int], SentenceScores]]:
        """Each piece of each sentence with its best labels and its scores; the order is that of the batches."""
        for batch in _batches([piece for i, text in enumerate(sentences) for piece in pieces(i, fold(text))]):
            emissions, lengths = self.emissions([piece.text for piece in batch])
            paths = best_paths(emissions, lengths, self._chain)
            yield from zip(batch, paths, sentence_scores(emissions, lengths, self._chain), strict=True)


@dataclass(frozen=True, slots=True)
class TextScores:
    """The scores of a whole sentence, put together from the pieces in which it was read."""

    _parts: tuple[tuple[int, SentenceScores], ...]
    _slope: float
    _shift: float

    def probability(self, start: int, end: int, kind: str) -> float:
        """How likely `[start, end)` is exactly one name of the type, calibrated like `TaggedSpan.confidence`.

        0.0 for a span that leaves the sentence or crosses the border of two pieces.
        """
        for offset, scores in self._parts:
            if offset <= start and end <= offset + len(scores.marginals):
                return calibrated(scores.probability(start - offset, end - offset, kind), self._slope, self._shift)
        return 0.0

    def marginals(self) -> NDArray[np.float32]:
        """The probability of each label of `tags.LABELS` for each character: (characters, labels)."""
        rows = [scores.marginals for _, scores in self._parts]
        return np.concatenate(rows) if rows else np.zeros((0, len(LABELS)), dtype=np.float32)


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


def _settings(path: Path, metadata: dict[str, str]) -> dict[str, Any]:
    """What a model file says about itself, checked against what this version computes."""
    if metadata.get("format") != FORMAT:
        raise ModelError(f"{path}: model format {metadata.get('format')!r}, this version reads {FORMAT!r}")
    settings: dict[str, Any] = json.loads(metadata["settings"])
    for key, expected in (("labels", list(LABELS)), ("features", list(SIZES))):
        if settings[key] != expected:
            raise ModelError(f"{path}: its {key} are {settings[key]}, here {expected}; train the model anew")
    return settings


@cache
def load_tagger() -> Tagger:
    """The tagger with the model that comes with the package; loaded once."""
    return Tagger(Path(__file__).parent / "data" / "tagger.onnx")
