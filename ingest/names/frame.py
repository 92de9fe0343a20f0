"""Tokens of a reading as parallel lists with brackets matched: what candidate rules and features walk over."""

from __future__ import annotations

from dataclasses import dataclass

from policygraph.ingest.reading import Reading

_CLOSERS = {"”": "“", "’": "‘", "》": "《", "）": "（", "」": "「", "』": "『", "】": "【", "〕": "〔", '"': '"'}
_OPENERS = frozenset(_CLOSERS.values())
_SPAN_MAX = 80  # tokens between a mark and its partner


@dataclass(frozen=True, slots=True)
class Frame:
    """`partner[i]` is the token index of the mark that token i opens or closes; `depth[i]` counts open marks there."""

    text: str
    words: list[str]
    tags: list[str]
    starts: list[int]
    ends: list[int]
    at: list[int]  # character offset -> token index, with one entry past the end
    partner: dict[int, int]


def frame(reading: Reading) -> Frame:
    """The frame of `reading`; linear in its length."""
    words = [t.text for t in reading.tokens]
    starts = [t.start for t in reading.tokens]
    at: list[int] = []
    for i, word in enumerate(words):
        at += [i] * len(word)
    at.append(len(words))
    return Frame(
        text=reading.text,
        words=words,
        tags=[t.tag for t in reading.tokens],
        starts=starts,
        ends=[t.end for t in reading.tokens],
        at=at,
        partner=_partners(words),
    )


def _partners(words: list[str]) -> dict[int, int]:
    partner: dict[int, int] = {}
    stack: list[int] = []
    for i, word in enumerate(words):
        if word == '"':
            if stack and words[stack[-1]] == '"':
                j = stack.pop()
                partner[i], partner[j] = j, i
            else:
                stack.append(i)
        elif word in _OPENERS:
            stack.append(i)
        elif word in _CLOSERS:
            opener = _CLOSERS[word]
            for depth in range(1, min(len(stack), 4) + 1):
                if words[stack[-depth]] == opener:
                    j = stack[-depth]
                    del stack[-depth:]
                    if i - j <= _SPAN_MAX:
                        partner[i], partner[j] = j, i
                    break
        elif "\n" in word:
            stack.clear()
    return partner
