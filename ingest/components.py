"""The spaCy components of policygraph: names, metrics, relations.

Each is a thin face over a function of the same name that works on a `Reading`; the reading rests in
``doc._.reading``. What they find is on the `Doc` too: ``doc.ents``, ``doc.spans["metrics"]``, ``doc._.relations``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from policygraph.ingest.lists import NO_LISTS, Lists, read_lists
from policygraph.ingest.metrics import find_metrics
from policygraph.ingest.names import find_names
from policygraph.ingest.names.combine import read_tags
from policygraph.ingest.parts import is_long, read_in_parts
from policygraph.ingest.reading import Reading, begin
from policygraph.ingest.relations import find_relations
from policygraph.ingest.tagger import Tagger, load_tagger
from policygraph.schema.article import Article, Source

PROFILES = ("accurate", "fast")

Doc.set_extension("source", default=None, force=True)  # Source: give it before the pipeline runs
Doc.set_extension("reading", default=None, force=True)
Doc.set_extension("relations", default=(), force=True)
Span.set_extension("entity", default=None, force=True)
Span.set_extension("metric", default=None, force=True)


@Language.factory(
    "policy_names",
    assigns=["doc.ents", "doc.sents", "doc._.reading"],
    default_config={"profile": "accurate", "lists": {}},
)
def make_names(nlp: Language, name: str, profile: str, lists: dict[str, Any]) -> Names:  # noqa: ARG001 - spaCy's signature
    """The factory of `Names`.

    `profile` is ``"accurate"`` (rules and tagger) or ``"fast"`` (rules alone); `lists` names the files of the user's
    word lists by kind, as `policygraph.ingest.lists.read_lists` takes them.
    """
    return Names(profile=profile, lists=read_lists(lists))


@Language.factory("policy_metrics", assigns=["doc.spans"], default_config={"spans_key": "metrics"})
def make_metrics(nlp: Language, name: str, spans_key: str) -> Metrics:  # noqa: ARG001
    """The factory of `Metrics`, which writes to ``doc.spans[spans_key]``."""
    return Metrics(spans_key=spans_key)


@Language.factory("policy_relations", assigns=["doc._.relations"])
def make_relations(nlp: Language, name: str) -> Relations:  # noqa: ARG001
    """The factory of `Relations`."""
    return Relations()


class Names:
    """Find entities: ``doc.ents`` with type as label, rule as ``ent_id_``, the `FoundEntity` in ``ent._.entity``."""

    def __init__(self, *, profile: str = "accurate", lists: Lists = NO_LISTS) -> None:
        self.tagger = tagger_of(profile)
        self.lists = lists

    def __call__(self, doc: Doc) -> Doc:
        article = Article(text=doc.text, source=doc._.source or Source())
        if is_long(article.text):  # its parts are read to the end one by one; the other components show what was found
            reading = read_in_parts(article, self.tagger, self.lists)
        else:
            reading = begin(article, self.lists)
            find_names(reading, read_tags(self.tagger, [reading.text])[0] if self.tagger else None)
        doc._.reading = reading
        places = [reading.view.span(m.start, m.end) for m in reading.mentions]
        spans = []
        for span, mention in zip(_spans(doc, places), reading.mentions, strict=True):
            entity = reading.entities[mention.entity]
            named = Span(doc, span.start, span.end, label=entity.type, span_id=mention.rule)
            named._.entity = entity
            spans.append(named)
        doc.set_ents(filter_spans(spans))
        _set_sentences(doc, reading)
        return doc


class Metrics:
    """Find metrics: a span group whose spans hold the `FoundMetric` in ``span._.metric``."""

    def __init__(self, *, spans_key: str = "metrics") -> None:
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        reading = reading_of(doc)
        if not is_long(doc.text):
            reading.metrics = find_metrics(reading)
        reading.states = None  # a kilobyte a character: who keeps many a `Doc` shall not keep them
        places = [reading.view.span(m.start, m.end) for m in reading.metrics]
        spans = []
        for span, metric in zip(_spans(doc, places), reading.metrics, strict=True):
            measured = Span(doc, span.start, span.end, label="METRIC", span_id=metric.rule)
            measured._.metric = metric
            spans.append(measured)
        doc.spans[self.spans_key] = spans
        return doc


class Relations:
    """Find relations: ``doc._.relations`` is a tuple of `FoundRelation`."""

    def __call__(self, doc: Doc) -> Doc:
        reading = reading_of(doc)
        if not is_long(doc.text):
            reading.relations = find_relations(reading)
        doc._.relations = tuple(reading.relations)
        return doc


def tagger_of(profile: str) -> Tagger | None:
    """The tagger that a profile reads with; None for the one of rules alone."""
    if profile not in PROFILES:
        raise ValueError(f"profile {profile!r} is unknown; choose one of: {', '.join(PROFILES)}")
    return load_tagger() if profile == "accurate" else None


def reading_of(doc: Doc) -> Reading:
    """The reading of a `Doc`; a new one without names where ``policy_names`` has not run."""
    if doc._.reading is None:
        article = Article(text=doc.text, source=doc._.source or Source())
        doc._.reading = read_in_parts(article, None) if is_long(article.text) else begin(article)
    reading: Reading = doc._.reading
    return reading


def _set_sentences(doc: Doc, reading: Reading) -> None:
    """Let ``doc.sents`` be the sentences of the reading; a line break belongs to the sentence before it."""
    lines = reading.structure.lines
    starts = {reading.view.span(s.start, s.end)[0] for line in lines for s in line.sentences if s.end > s.start}
    waiting = sorted(starts)
    at = 0
    for token in doc:
        at_start = False
        while at < len(waiting) and waiting[at] < token.idx + len(token):
            at += 1
            at_start = True
        token.is_sent_start = at_start or token.i == 0


def _spans(doc: Doc, places: Sequence[tuple[int, int]]) -> list[Span]:
    """Spans with exactly these character offsets; tokens that straddle an edge are split there first."""
    edges = sorted({edge for place in places for edge in place})
    cuts: dict[int, list[int]] = {}
    at = 0
    for token in doc:
        stop = token.idx + len(token)
        while at < len(edges) and edges[at] <= token.idx:
            at += 1
        ahead = at
        while ahead < len(edges) and edges[ahead] < stop:
            cuts.setdefault(token.i, []).append(edges[ahead] - token.idx)
            ahead += 1
    if cuts:
        with doc.retokenize() as retokenizer:
            for i, offsets in cuts.items():
                word = doc[i].text
                parts = [word[a:b] for a, b in zip([0, *offsets], [*offsets, len(word)], strict=True)]
                attrs: dict[str | int, list[Any]] = {"TAG": [doc[i].tag_] * len(parts)}
                retokenizer.split(doc[i], parts, heads=[(doc[i], 0)] * len(parts), attrs=attrs)
    spans = []
    for start, end in places:
        span = doc.char_span(start, end, alignment_mode="expand")
        assert span is not None, (start, end)
        spans.append(span)
    return spans
