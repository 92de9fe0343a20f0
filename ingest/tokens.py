"""Words and part-of-speech tags from rjieba, and the spaCy tokenizer that is made of them."""

from __future__ import annotations

from dataclasses import dataclass

import rjieba


@dataclass(frozen=True, slots=True)
class Token:
    """One word with its tag (ICTCLAS letters as jieba gives them: n, ns, nt, v, m, x …)."""

    start: int
    end: int
    text: str
    tag: str


def tokenize(text: str) -> list[Token]:
    """The words of `text` in order; together they cover every character.

    >>> [(t.text, t.tag) for t in tokenize("宁波市实施计划")][:2]
    [('宁波市', 'ns'), ('实施', 'v')]
    """
    tokens, at = [], 0
    for word, tag in rjieba.tag(text):
        end = at + len(word)
        tokens.append(Token(at, end, word, tag))
        at = end
    return tokens
