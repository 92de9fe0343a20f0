"""Chinese policy articles as a knowledge graph: enterprises, programs, platforms, targets, each with its sentence.

>>> record = extract("到2027年，慈溪市将新增高新技术企业30家。", published="2025-11-14", place="慈溪市", profile="fast")
>>> [(m.status, m.indicator, m.value, m.unit, m.end) for m in record.metrics]
[('target', '高新技术企业', 30.0, '家', '2027')]
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

    from policygraph.ingest.lists import Files
    from policygraph.schema.article import Article, Source
    from policygraph.schema.errors import PolicyGraphError
    from policygraph.schema.record import Record
    from policygraph.workspace import Workspace

__version__ = "0.1.0"
__all__ = ["Article", "PolicyGraphError", "Record", "Source", "Workspace", "extract", "nlp", "open"]

_HOMES = {  # loaded when they are asked for: the door must open at once
    "Article": "policygraph.schema.article",
    "Source": "policygraph.schema.article",
    "Record": "policygraph.schema.record",
    "PolicyGraphError": "policygraph.schema.errors",
    "Workspace": "policygraph.workspace",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'policygraph' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def extract(
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    place: str | None = None,
    profile: str = "accurate",
    lists: Files | None = None,
) -> Record:
    """What a text says, with offsets that count its code points.

    Parameters
    ----------
    text
        The article as a reader sees it, one paragraph a line.
    published
        ``YYYY-MM-DD``: what 今年, 上半年 and 三年内 are counted from; None leaves them open.
    place
        What 我市 stands for; None: found from title, publisher and text where they say so.
    profile
        ``"accurate"`` (rules and tagger) or ``"fast"`` (rules alone).
    lists
        Files with words of your own by kind: ``{"enterprises": "my-enterprises.tsv"}`` (see docs/how-to.md).

    Raises
    ------
    PolicyGraphError
        When a field has a form that it cannot have, or a word list a bad line.
    """
    from policygraph.ingest.lists import read_lists
    from policygraph.ingest.pipeline import extract as extract_article
    from policygraph.schema.article import Article, Source

    source = Source(title=title, published=published, publisher=publisher, place=place)
    return extract_article(Article(source=source, text=text), profile=profile, lists=read_lists(lists or {}))


def nlp(*, profile: str = "accurate", lists: Files | None = None) -> Language:
    """The spaCy pipeline: ``doc.ents``, ``doc.spans["metrics"]``, ``doc._.relations`` (see `ingest.pipeline.nlp`)."""
    from policygraph.ingest.lists import read_lists
    from policygraph.ingest.pipeline import nlp as make

    return make(profile=profile, lists=read_lists(lists or {}))


def open(path: str | Path = "workspace", *, create: bool = True, read_only: bool = False) -> Workspace:  # noqa: A001
    """Open a workspace folder, or make it; use it as a context manager.

    >>> import tempfile
    >>> with open(tempfile.mkdtemp() + "/demo") as ws:
    ...     len(ws.articles())
    0
    """
    from policygraph.workspace import Workspace

    return Workspace.open(path, create=create and not read_only, read_only=read_only)
