"""The spaCy tokenizer of policygraph: words and tags of rjieba, every character kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from policygraph.ingest.tokens import tokenize
from policygraph.schema.article import without_surrogates

TOKENIZER = "policygraph.RjiebaTokenizer.v1"


class RjiebaTokenizer:
    """Make a `Doc` from text; spaces and line breaks are tokens of their own, so that ``doc.text`` equals the text.

    spaCy can hold no lone surrogates: they become U+FFFD, one for one, and offsets stay true.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        tokens = tokenize(without_surrogates(text))
        doc = Doc(self.vocab, words=[t.text for t in tokens], spaces=[False] * len(tokens))
        for token, found in zip(doc, tokens, strict=True):
            token.tag_ = found.tag
        return doc

    # spaCy saves a tokenizer with its pipeline; this one has no state
    def to_bytes(self, **_: Any) -> bytes:
        """Nothing: the tokenizer has no state."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> RjiebaTokenizer:
        """Itself."""
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Write nothing: the tokenizer has no state."""

    def from_disk(self, _path: Any, **_: Any) -> RjiebaTokenizer:
        """Itself."""
        return self


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]  # spaCy types no decorator
def create_tokenizer() -> Callable[[Language], RjiebaTokenizer]:
    """The factory that a spaCy config names as ``@tokenizers``."""

    def make(nlp: Language) -> RjiebaTokenizer:
        return RjiebaTokenizer(nlp.vocab)

    return make
