"""The labels of the tagger: one per character, B I E S for the place within a name, and O outside."""

from __future__ import annotations

from dataclasses import dataclass

TYPES = ("Enterprise", "Program", "Platform", "Organization", "Place", "Industry", "Honour", "PolicyDocument")
"""The entity types, in the order of their labels."""

OUTSIDE = 0
LABELS = ("O", *(f"{position}-{kind}" for kind in TYPES for position in "BIES"))
"""All labels; a label's number is its index."""


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """A name that the tagger found: `[start, end)` in the sentence, its type, and how sure the tagger is (0 to 1)."""

    start: int
    end: int
    type: str
    confidence: float


def begin(kind: str) -> int:
    """The number of the label that opens a name of a type; inside, end and single follow it."""
    return 1 + 4 * TYPES.index(kind)


def labels_of(start: int, end: int, kind: str) -> list[int]:
    """The labels of one name.

    Examples
    --------
    >>> [LABELS[n] for n in labels_of(3, 6, "Place")]
    ['B-Place', 'I-Place', 'E-Place']
    >>> [LABELS[n] for n in labels_of(3, 4, "Place")]
    ['S-Place']
    """
    first = begin(kind)
    if end - start == 1:
        return [first + 3]
    return [first] + [first + 1] * (end - start - 2) + [first + 2]


def may_follow(a: int, b: int) -> bool:
    """Whether label b can stand right after label a."""
    open_a = a != OUTSIDE and (a - 1) % 4 in (0, 1)
    continues_b = b != OUTSIDE and (b - 1) % 4 in (1, 2)
    if open_a or continues_b:
        return open_a and continues_b and (a - 1) // 4 == (b - 1) // 4
    return True
