"""IRIs of data: readable, percent-free and the same on every machine."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

_NOT_IN_SLUG = re.compile(r"[^\w.+~-]|_(?=_)")
_LONGEST_SLUG = 60


def slug(text: str) -> str:
    """A name as one IRI segment: NFKC, lower case, without quotation marks, spaces and other punctuation.

    Two names with the same slug are the same name. What is very long or has no letter ends in a hash.

    >>> slug("“上林英才” 计划"), slug("ＡＩ+制造2.0")
    ('上林英才计划', 'ai+制造2.0')
    """
    plain = _NOT_IN_SLUG.sub("", unicodedata.normalize("NFKC", text).casefold()).strip(".~-")
    if plain and len(plain) <= _LONGEST_SLUG:
        return plain
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{plain[:40]}-{digest}" if plain else f"x-{digest}"


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs below one base, which ends in ``/`` or ``#``.

    >>> Iris("http://example.org/").article("a-1")
    'http://example.org/article/a-1'
    """

    base: str

    def article(self, key: str) -> str:
        """The article, which is also the name of its graph."""
        return f"{self.base}article/{key}"

    def inferred(self, key: str) -> str:
        """The graph of what was concluded, not read, in an article."""
        return f"{self.base}article/{key}/inferred"

    def entity(self, type_: str, name: str, scope: str | None = None) -> str:
        """An entity by its type and fullest name; `scope` is the place or article that a local name belongs to."""
        return f"{self.base}{type_}/{slug(scope)}/{slug(name)}" if scope else f"{self.base}{type_}/{slug(name)}"

    def tracking(self, article: str) -> str:
        """The graph of what came of the targets of an article, by the article's IRI."""
        return f"{article}/tracking"

    @property
    def names(self) -> str:
        """The graph of resolution: one label for every entity."""
        return f"{self.base}graph/names"

    @property
    def meta(self) -> str:
        """The graph that ties the store to its ledger."""
        return f"{self.base}graph/workspace"
