"""The article of a document's lines: what office files and PDFs share once their text is out."""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.ingest.readers.inputs import Input
from policygraph.ingest.readers.plain import source_of_text, storable
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import SourceError


def article_of_lines(lines: Sequence[str], item: Input, *, title: str | None = None) -> Article:
    """The article whose paragraphs and rows of tables are `lines`; blank ones are left out.

    Raises `SourceError` where nothing is left.
    """
    text = storable("\n".join(tidy for line in lines if (tidy := tidied(line))))
    if not text:
        raise SourceError(f"{item.name}: holds no text (pictures only?); give a version with text")
    return Article(source=source_of_text(text, Source(title=title, path=item.shown_path)), text=text)


def tidied(line: str) -> str:
    """A line with single spaces, its cells parted by tabs; what stands in the second column stays there.

    >>> tidied(" 指标 \\t  单位\\n(万元)\\t "), tidied("\\t研发强度\\t2.7"), tidied("\\t ")
    ('指标\\t单位 (万元)', '\\t研发强度\\t2.7', '')
    """
    cells = [" ".join(cell.split()) for cell in line.split("\t")]
    return "\t".join(cells).rstrip()
