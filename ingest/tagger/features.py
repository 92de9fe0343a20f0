"""What the tagger is told about each character beside the character: word class, brackets, type words, divisions."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import rjieba
from numpy.typing import NDArray

from policygraph.ingest.tagger.tags import TYPES, labels_of
from policygraph.schema.divisions import lookup, upper_names
from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import rows

WORD_CLASSES = (
    *("x", "n", "ng", "nr", "nrt", "ns", "nt", "nz", "v", "vn", "vg", "a", "ad", "an", "b", "c", "d", "f"),
    *("i", "j", "l", "m", "mq", "p", "q", "r", "s", "t", "uj", "ul", "eng", "zg", "other"),
)
"""Parts of speech that are told apart; all others count as the last."""

SIZES = (4 * len(WORD_CLASSES), 8, 1 + 4 * len(TYPES), 7)
"""How many values each column of `features` has."""

LONGEST_BRACKET = 80
"""A bracket or quotation that is not closed within so many characters counts as none."""

_CLASS_NUMBER = {name: i for i, name in enumerate(WORD_CLASSES)}
_OTHER = len(WORD_CLASSES) - 1
_OPENERS = dict(zip("“‘「『《〈（(〔[【", "”’」』》〉）)〕]】", strict=True))
_BITS = {"”": 1, "’": 1, "」": 1, "』": 1, '"': 1, "》": 2, "〉": 2, "）": 4, ")": 4, "〕": 4, "]": 4, "】": 4}
_MARKS = re.compile(f"[{re.escape(''.join((*_OPENERS, *_BITS)))}\n]")
_TOWNS = re.compile("[镇乡道]")


def features(text: str) -> NDArray[np.int64]:
    """The features of a folded text: one row per character, columns as in `SIZES`.

    Examples
    --------
    >>> features("《规划》")[:, 1].tolist()
    [0, 2, 2, 0]
    """
    table = np.zeros((len(text), len(SIZES)), dtype=np.int64)
    table[:, 0] = _words(text)
    table[:, 1] = _brackets(text)
    table[:, 2] = _type_words(text)
    table[:, 3] = _divisions(text)
    return table


def _words(text: str) -> NDArray[np.int64]:
    """Part of speech and place in the word (begin, inside, end, single) of each character."""
    column = np.full(len(text), 4 * _OTHER + 3, dtype=np.int64)
    at = 0
    # A lone surrogate cannot leave Python; it is no character of any word.
    for word, tag in rjieba.tag(text.encode("utf-8", "replace").decode("utf-8")):
        size = len(word)
        code = 4 * _CLASS_NUMBER.get(tag, _OTHER)
        if size == 1:
            column[at : at + 1] = code + 3
        else:
            column[at : at + size] = code + 1
            column[at : at + 1] = code
            column[at + size - 1 : at + size] = code + 2
        at += size
    return column


def _brackets(text: str) -> NDArray[np.int64]:
    """Bits for each character: 1 inside quotation marks, 2 inside title marks, 4 inside brackets."""
    column = np.zeros(len(text), dtype=np.int64)
    open_marks: list[tuple[str, int]] = []
    for mark in _MARKS.finditer(text):
        i, character = mark.start(), mark[0]
        if character == '"':
            if open_marks and open_marks[-1][0] == '"':
                _close(column, open_marks.pop()[1], i, 1)
            else:
                open_marks.append(('"', i))
        elif character in _OPENERS:
            open_marks.append((_OPENERS[character], i))
        elif character == "\n":
            open_marks.clear()
        else:
            for depth in range(len(open_marks) - 1, max(-1, len(open_marks) - 5), -1):
                if open_marks[depth][0] == character:
                    _close(column, open_marks[depth][1], i, _BITS[character])
                    del open_marks[depth:]
                    break
    return column


def _close(column: NDArray[np.int64], start: int, end: int, bit: int) -> None:
    if end - start <= LONGEST_BRACKET:
        column[start + 1 : end] |= bit


def _type_words(text: str) -> NDArray[np.int64]:
    """The labels that the type words of `data/type_words.tsv` would have as names of their type."""
    column = np.zeros(len(text), dtype=np.int64)
    words, lengths = type_words()
    firsts, _ = _firsts()
    at = 0
    while first := firsts.search(text, at):
        at = first.start()
        for size in lengths[text[at]]:
            kind = words.get(text[at : at + size])
            if kind is not None and at + size <= len(text):
                column[at : at + size] = labels_of(at, at + size, kind)
                at += size
                break
        else:
            at += 1
    return column


def _divisions(text: str) -> NDArray[np.int64]:
    """Names of administrative divisions: 1 2 3 for begin, inside and end of a full name, 4 5 6 of a short form."""
    column = np.zeros(len(text), dtype=np.int64)
    lengths = _division_lengths()
    names = upper_names()
    _, firsts = _firsts()
    at = 0
    while first := firsts.search(text, at):
        at = first.start()
        for size in lengths[text[at]]:
            found = names.get(text[at : at + size])
            if found is not None and at + size <= len(text):
                _mark(column, at, at + size, 1 if any(d.name == text[at : at + size] for d in found) else 4)
                at += size
                break
        else:
            at += 1
    for town in _TOWNS.finditer(text, 2):
        i = town.start()
        if not column[i]:
            for size in range(min(7, i + 1), 1, -1):
                if lookup(text[i + 1 - size : i + 1]):
                    _mark(column, i + 1 - size, i + 1, 1)
                    break
    return column


def _mark(column: NDArray[np.int64], start: int, end: int, code: int) -> None:
    column[start:end] = code + 1
    column[start] = code
    column[end - 1] = code + 2


@cache
def _division_lengths() -> dict[str, tuple[int, ...]]:
    """By first character, the lengths of the names of provinces, cities and counties, longest first."""
    lengths: dict[str, set[int]] = {}
    for name in upper_names():
        if len(name) > 1:
            lengths.setdefault(name[0], set()).add(len(name))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}


@cache
def _firsts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The characters that a type word begins with, and those that the name of a division begins with."""
    words, divisions = (
        re.compile(f"[{re.escape(''.join(table))}]") for table in (type_words()[1], _division_lengths())
    )
    return words, divisions


@cache
def type_words() -> tuple[dict[str, str], dict[str, tuple[int, ...]]]:
    """The type words with their types, and by first character the lengths to try, longest first."""
    words: dict[str, str] = {}
    for number, (kind, listed) in rows("policygraph.ingest.tagger", "type_words.tsv", 2):
        if kind not in TYPES:
            raise VocabularyError(f"type_words.tsv, line {number}: {kind!r} is none of the types {TYPES}")
        for word in listed.split():
            if words.setdefault(word, kind) != kind:
                raise VocabularyError(f"type_words.tsv, line {number}: {word!r} is already listed as {words[word]}")
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[0], set()).add(len(word))
    return words, {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
