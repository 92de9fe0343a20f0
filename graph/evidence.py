"""Evidence: the place in an article that says so."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

from policygraph.graph.results import Row

# What a query selects so that `Evidence.of` can read it; ?item is a statement or a metric.
PATTERN = """
  ?item pg:article ?graph ; pg:startOffset ?start_offset ; pg:endOffset ?end_offset ; pg:quote ?quote ;
        pg:rule ?rule ; pg:confidence ?confidence .
  ?graph dcterms:identifier ?article .
  OPTIONAL { ?graph dcterms:title ?title } OPTIONAL { ?graph dcterms:issued ?published }
  OPTIONAL { ?graph schema:url ?url }
"""
VARIABLES = "?article ?title ?published ?url ?start_offset ?end_offset ?quote ?rule ?confidence"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one article. `article` is the article's own id, else its key; offsets count code points."""

    article: str
    start_offset: int
    end_offset: int
    quote: str
    rule: str = ""
    confidence: float = 1.0
    title: str | None = None
    published: str | None = None
    url: str | None = None
    iri: str = ""  # of the statement or metric that it stands for

    @classmethod
    def of(cls, row: Row) -> Self:
        """The evidence in a row that selects `VARIABLES`."""
        return cls(
            article=str(row["article"]),
            start_offset=int(row["start_offset"]),
            end_offset=int(row["end_offset"]),
            quote=str(row["quote"]),
            rule=str(row["rule"]),
            confidence=float(row["confidence"]),
            title=_text(row, "title"),
            published=_text(row, "published"),
            url=_text(row, "url"),
            iri=str(row["item"]),
        )

    def as_json(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


def _text(row: Row, name: str) -> str | None:
    return str(row[name]) if name in row else None
