"""The pipeline: an article goes in, a record comes out. A pure function of article, profile and the packaged data."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import spacy
from spacy.language import Language

import policygraph.ingest.components  # noqa: F401 - registers the factories
from policygraph.ingest.components import Names, tagger_of
from policygraph.ingest.lists import NO_LISTS, Lists
from policygraph.ingest.names.combine import Tagged, read_tags
from policygraph.ingest.parts import is_long, read_in_parts
from policygraph.ingest.reading import Reading, begin
from policygraph.ingest.record import to_record
from policygraph.ingest.spacy_tokenizer import TOKENIZER
from policygraph.ingest.tagger import Tagger
from policygraph.ingest.together import TOGETHER, together
from policygraph.ingest.uncollected import uncollected
from policygraph.ingest.whole import read
from policygraph.schema.article import Article
from policygraph.schema.record import Record

MAX_LENGTH = 20_000_000  # code points of one article; spaCy's own limit is meant for parsers


def nlp(*, profile: str = "accurate", lists: Lists = NO_LISTS) -> Language:
    """A new spaCy pipeline that reads Chinese policy text.

    Parameters
    ----------
    profile
        ``"accurate"``: rules and the neural tagger; ``"fast"``: rules alone.
    lists
        The user's own word lists, from `policygraph.ingest.lists.read_lists`.

    Returns
    -------
    Language
        ``doc.ents`` are the names, ``doc.spans["metrics"]`` the metrics, ``doc._.relations`` the relations. Set
        ``doc._.source`` (a `Source`) on a `Doc` of ``nlp.make_doc(text)`` to tell where and when it was published.

    Examples
    --------
    >>> doc = nlp(profile="fast")("宁波市实施“双倍增”行动。")
    >>> [(ent.text, ent.label_) for ent in doc.ents]
    [('宁波市', 'Place'), ('“双倍增”行动', 'Program')]
    """
    language = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    language.max_length = MAX_LENGTH
    names = language.add_pipe("policy_names", config={"profile": profile})
    assert isinstance(names, Names)
    names.lists = lists
    language.add_pipe("policy_metrics")
    language.add_pipe("policy_relations")
    return language


def extract(article: Article, *, profile: str = "accurate", lists: Lists = NO_LISTS) -> Record:
    """What one article says.

    >>> record = extract(Article(text="到2025年，新增企业3家。"), profile="fast")
    >>> [(m.indicator, m.value, m.status, m.end) for m in record.metrics]
    [('企业', 3.0, 'target', '2025')]
    """
    return next(iter(extract_many([article], profile=profile, lists=lists)))


def extract_many(
    articles: Iterable[Article], *, profile: str = "accurate", lists: Lists = NO_LISTS
) -> Iterator[Record]:
    """The records of `articles`, in order: what the pipeline of `nlp` finds, without the `Doc` that would hold it."""
    tagger = tagger_of(profile)
    extractor = version(profile, lists)
    for some in together(articles, characters=0 if tagger is None else TOGETHER):
        short = _begun([article for article in some if not is_long(article.text)], tagger, lists)
        for article in some:
            if is_long(article.text):
                yield to_record(article, read_in_parts(article, tagger, lists), extractor=extractor)
                continue
            with uncollected():  # the reading is gone before the search for cycles goes on, which would look through it
                record = to_record(article, read(*short.popleft()), extractor=extractor)
            yield record


def _begun(articles: list[Article], tagger: Tagger | None, lists: Lists) -> deque[tuple[Reading, Tagged | None]]:
    """Readings that have begun, each with what the tagger, which is given all of them at once, says of its text."""
    with uncollected():
        readings = [begin(article, lists) for article in articles]
        seen = read_tags(tagger, [reading.text for reading in readings]) if tagger else [None] * len(readings)
    return deque(zip(readings, seen, strict=True))


def version(profile: str = "accurate", lists: Lists = NO_LISTS) -> str:
    """What made a record: package, models and word lists; a change makes a workspace read its articles again."""
    words = f" lists-{lists.mark}" if lists.mark else ""
    return f"policygraph {_package()}+{_data()} {profile}{words}"


@cache
def _package() -> str:
    from importlib.metadata import version as package_version

    return package_version("policygraph")


@cache
def _data() -> str:
    """A digest of the packaged code, models and tables that reading depends on; of a few megabytes, once a process."""
    digest = hashlib.sha256()
    for package in ("policygraph.ingest", "policygraph.schema"):
        for name, path in _files(files(package)):
            digest.update(f"{package}/{name}\x00".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:8]


def _files(folder: Traversable, under: str = "") -> Iterator[tuple[str, Traversable]]:
    """The files below a folder of the package with their names, in the order of names; none of Python's caches."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir():
            if path.name != "__pycache__":
                yield from _files(path, f"{under}{path.name}/")
        elif not path.name.endswith(".pyc"):
            yield f"{under}{path.name}", path
