"""Differences of two workspaces in articles, entities and relations, each with its evidence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from policygraph.graph.catalogue import EntityEntry, MentionPlace
from policygraph.graph.counterparts import Counterparts, counterparts
from policygraph.graph.curation import log
from policygraph.graph.evidence import PATTERN, VARIABLES, Evidence
from policygraph.graph.ledger import Entry
from policygraph.graph.resolution.nodes import FORMER, FULL
from policygraph.graph.tracking.changes import Change
from policygraph.schema.namespace import PG
from policygraph.schema.vocabulary import vocabulary

if TYPE_CHECKING:
    from policygraph.graph.workspace import Workspace

KINDS = ("article", "entity", "relation")
_STATEMENTS = f"""
SELECT ?item ?subject ?predicate ?object {VARIABLES} WHERE {{
  ?item a pg:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
  {PATTERN}
}} ORDER BY ?published ?article ?start_offset ?item
"""
_NOTICE = re.compile("更正|勘误")
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_NAMES_TOLD = 4  # of one entity
_Link = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Said:
    """A relation with where an article first states it; `places` are all that do."""

    link: _Link
    evidence: Evidence
    places: frozenset[tuple[str, int, int, str]]


class Differences:
    """What is other in `new` than in `old`, told in a language."""

    def __init__(self, old: Workspace, new: Workspace, lang: str = "zh") -> None:
        self._old = _Side(old)
        self._new = _Side(new)
        self._lang = lang

    def of(self, kinds: Collection[str] = KINDS) -> list[Change]:
        """The changes of some kinds (see `KINDS`), kind by kind."""
        told: dict[str, Callable[[], Iterable[Change]]] = {
            "article": self.articles, "entity": self.entities, "relation": self.relations,
        }  # fmt: skip
        return [
            change
            for kind in KINDS
            if kind in kinds
            for change in sorted(told[kind](), key=lambda c: (c.change, c.what, c.article, c.before, c.after))
        ]

    def articles(self) -> Iterator[Change]:
        """Articles added, withdrawn, replaced or corrected by another one, or with another text."""
        before, after = self._old.articles, self._new.articles
        for id_ in sorted({*before, *after}):
            old, new = before.get(id_), after.get(id_)
            one = new or old
            assert one is not None
            what, was, now = one.source.title or id_, self._state(old), self._state(new)
            if old is None or new is None:
                side = self._old if new is None else self._new
                yield Change("withdrawn" if new is None else "added", "article", what, was, now, id_, side.begin(id_))
                continue
            by = self._new.corrected.get(id_)
            if new.state == "superseded" and old.superseded_by != new.superseded_by:
                other = new.superseded_by or ""
                yield Change("replaced", "article", what, was, now, other, self._new.notice(other))
            elif by and self._old.corrected.get(id_) != by:
                now = _word("words", "corrected", self._lang, other=by)
                yield Change("corrected", "article", what, was, now, by, self._new.notice(by))
            elif old.content_hash != new.content_hash:
                now = _word("words", "text", self._lang, state=now)
                yield Change("changed", "article", what, was, now, id_, self._new.begin(id_))
            elif was != now:
                yield Change("changed", "article", what, was, now, id_, self._new.begin(id_))

    def entities(self) -> Iterator[Change]:
        """Entities added, withdrawn, renamed, of another type; several that became one, one that became several."""
        both = self._both
        for iri in both.after.keys() - both.back.keys():
            entry = both.after[iri]
            yield Change("added", "entity", entry.label, "", self._called(entry), *self._new.first(entry))
        for iri in both.before.keys() - both.forward.keys():
            entry = both.before[iri]
            yield Change("withdrawn", "entity", entry.label, self._called(entry), "", *self._old.first(entry))
        for iri, olds in both.merged().items():
            entry, parts = both.after[iri], [both.before[old] for old in olds]
            cause = self._cause(entry, [set(part.names) for part in parts])
            yield Change("merged", "entity", entry.label, self._listed(parts), entry.label, *cause)
        for iri, news in both.split().items():
            entry, parts = both.before[iri], [both.after[new] for new in news]
            newest = next((part for part in parts if part.iri != iri), parts[0])
            cause = self._cause(newest, [])
            yield Change("split", "entity", entry.label, entry.label, self._listed(parts), *cause)
        for old, new in both.same():
            yield from self._same(old, new)

    def _same(self, old: EntityEntry, new: EntityEntry) -> Iterator[Change]:
        """How one thing is other than it was: of another type, called otherwise, or by a name that is its former one.

        A label that an article or a person did not make a former one has only become another, mostly a fuller one.
        """
        if old.type != new.type:
            types = vocabulary().types
            was, now = types[old.type].label(self._lang), types[new.type].label(self._lang)
            yield Change("changed", "entity", new.label, was, now, *self._cause(new, []))
        past = self._new.called(new.iri, FORMER) - self._old.called(old.iri, FORMER)
        given = sorted(past & set(old.names), key=lambda name: (name != old.label, name))
        if given:
            full = sorted(
                self._new.called(new.iri, FULL) - past, key=lambda name: (name != new.label, -len(name), name)
            )
            now = full[0] if full else new.label
            cause = self._cause(new, [{given[0]}, set(new.names) - past])
            yield Change("renamed", "entity", new.label, given[0], now, *cause)
        elif old.label != new.label:
            cause = self._cause(new, [{new.label}])
            yield Change("changed" if cause[0] else "renamed", "entity", new.label, old.label, new.label, *cause)

    def relations(self) -> Iterator[Change]:
        """Relations that an article states now and none did before, and those that none states any longer."""
        forward = self._both.forward
        before = {said.link: said for said in self._old.relations()}
        after = {said.link: said for said in self._new.relations()}
        led = {(_led(forward, s), p, _led(forward, o)) for s, p, o in before}
        stood = frozenset(place for said in before.values() for place in said.places)
        stands = frozenset(place for said in after.values() for place in said.places)
        for link, said in after.items():
            if link not in led and not said.places & stood:
                yield self._relation("added", said, self._both.after)
        for (s, p, o), said in before.items():
            if (_led(forward, s), p, _led(forward, o)) not in after and not said.places & stands:
                yield self._relation("withdrawn", said, self._both.before)

    @cached_property
    def _both(self) -> Counterparts:
        return counterparts(self._old.workspace, self._new.workspace)

    def _relation(self, change: str, said: _Said, entries: Mapping[str, EntityEntry]) -> Change:
        subject, predicate, object_ = said.link
        who, whom = (entries[iri].label if iri in entries else iri for iri in (subject, object_))
        told = f"{vocabulary().predicates[predicate].label(self._lang)} {whom}"
        sides = ("", told) if change == "added" else (told, "")
        quote = " ".join(said.evidence.quote.split())
        return Change(change, "relation", who, *sides, said.evidence.article, quote)

    def _state(self, entry: Entry | None) -> str:
        if entry is None:
            return ""
        return _word("states", entry.state, self._lang, other=entry.copy_of or entry.superseded_by or "")

    def _called(self, entry: EntityEntry) -> str:
        kind = vocabulary().types[entry.type].label(self._lang)
        others = "、".join(entry.names[1 : 1 + _NAMES_TOLD])
        return f"{kind}（{others}）" if others else kind

    def _listed(self, entries: Iterable[EntityEntry]) -> str:
        return _word("words", "between", self._lang).join(entry.label for entry in entries)

    def _cause(self, entry: EntityEntry, names: list[set[str]]) -> tuple[str, str]:
        """Why it is so now: what a person decided since, else the sentence that names it by one of each of `names`.

        A sentence of an article that was not there before comes first; where none has all names, an article that does.
        """
        if decided := self._decided(entry):
            return "", decided
        fresh = self._new.articles.keys() - self._old.articles.keys()
        ordered = sorted(self._new.ordered(entry.mentions), key=lambda m: m.article not in fresh)
        called: dict[str, set[str]] = {}
        for mention in ordered:
            called.setdefault(mention.article, set()).add(mention.name)
        sentences = [(m.article, self._new.sentence(m)) for m in ordered]
        for article, sentence in sentences:
            if names and all(any(name in sentence for name in group) for group in names):
                return article, sentence
        for article, sentence in sentences:
            if all(called[article] & group for group in names):
                return article, sentence
        return sentences[0] if sentences else ("", "")

    def _decided(self, entry: EntityEntry) -> str:
        """What people decided of an entity that did not hold before, or that held and does no longer."""
        before, after = ({d.line(): d for d in side.decisions} for side in (self._old, self._new))
        nodes = {f'"{node}"' for side in (self._old, self._new) for node in side.nodes_of(entry.iri)}
        for word, lines, others in (("decided", after, before), ("undone", before, after)):
            for line, decision in lines.items():
                if line not in others and any(node in line for node in nodes):
                    values = {"id": str(decision.id), "do": _word("acts", decision.do, self._lang)}
                    told = " ".join(filter(None, (decision.who, decision.when[:10], decision.why)))
                    return _word("words", word, self._lang, told=told, **values)
        return ""


class _Side:
    """One of the two workspaces, with what is asked of it more than once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.articles = {entry.id: entry for entry in workspace.articles()}
        self._rank = {id_: number for number, id_ in enumerate(self.articles)}  # by day of publication
        self._texts: dict[str, str] = {}

    @cached_property
    def corrected(self) -> dict[str, str]:
        """By article, the one that corrects single statements of it."""
        ids = {entry.key: entry.id for entry in self.articles.values()}
        return {
            other: ids[key] for key, others in self.workspace.corrections().items() for other in others if key in ids
        }

    @cached_property
    def decisions(self) -> list[log.Entry]:
        """What people decided and did not undo, as the graph obeys it."""
        return log.active(log.parse(self.workspace.ledger.meta("curation") or ""))

    def relations(self) -> Iterable[_Said]:
        """The relations that articles state, each with all its places."""
        found: dict[_Link, list[Evidence]] = {}
        for row in self.workspace.store.query(_STATEMENTS):
            link = str(row["subject"]), str(row["predicate"]).removeprefix(PG), str(row["object"])
            found.setdefault(link, []).append(Evidence.of(row))
        for link, evidence in found.items():
            places = frozenset((e.article, e.start_offset, e.end_offset, link[1]) for e in evidence)
            yield _Said(link, evidence[0], places)

    def nodes_of(self, iri: str) -> list[str]:
        """The nodes that an entity is made of, by which decisions name it."""
        entity = iri.removeprefix(self.workspace.iris.base)
        rows = self.workspace.ledger.connection.execute("SELECT node FROM nodes WHERE entity = ?", (entity,))
        return [node for (node,) in rows.fetchall()]

    def called(self, iri: str, kind: str) -> set[str]:
        """The names of an entity that some article gives as its ``full`` or ``former`` one."""
        rows = self.workspace.ledger.connection.execute(
            "SELECT u.value FROM nodes n JOIN node_uses u ON u.node = n.node AND u.what = 'name' AND u.kind = ? "
            "WHERE n.entity = ?",
            (kind, iri.removeprefix(self.workspace.iris.base)),
        )
        return {name for (name,) in rows.fetchall()}

    def ordered(self, mentions: Iterable[MentionPlace]) -> list[MentionPlace]:
        """Mentions by the day on which their articles were published."""
        return sorted(mentions, key=lambda m: (self._rank.get(m.article, len(self._rank)), m.start_offset))

    def first(self, entry: EntityEntry) -> tuple[str, str]:
        """The first article that mentions an entity, and the sentence."""
        mentions = self.ordered(entry.mentions)
        return (mentions[0].article, self.sentence(mentions[0])) if mentions else ("", "")

    def sentence(self, mention: MentionPlace) -> str:
        """The sentence in which a name stands."""
        text = self._text(mention.article)
        for match in _SENTENCE.finditer(text, max(text.rfind("\n", 0, mention.start_offset), 0)):
            if match.end() > mention.start_offset:
                return " ".join(match[0].split())
        return mention.name

    def begin(self, article: str) -> str:
        """The first sentence of an article."""
        match = _SENTENCE.search(self._text(article))
        return " ".join(match[0].split()) if match else ""

    def notice(self, article: str) -> str:
        """What an article says of what it corrects, else how it begins."""
        text = self._text(article)
        word = _NOTICE.search(text)
        if word is None:
            return self.begin(article)
        start = max(text.rfind(mark, 0, word.start()) for mark in "。！？\n") + 1
        end = min((at for mark in "。！？\n" if (at := text.find(mark, word.end())) >= 0), default=len(text))
        return " ".join(text[start:end].split())

    def _text(self, article: str) -> str:
        if article not in self._texts:
            entry = self.articles.get(article)
            self._texts[article] = (self.workspace.ledger.text(entry.key) if entry else None) or ""
        return self._texts[article]


def _led(forward: Mapping[str, Collection[str]], iri: str) -> str:
    """What an entity is now: where it became several, itself."""
    news = forward.get(iri, ())
    return next(iter(news)) if len(news) == 1 else iri


def _word(section: str, name: str, lang: str, **values: str) -> str:
    return str(_words()[section][name][lang]).format(**values)


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    source = files("policygraph.graph").joinpath("data/differences.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
