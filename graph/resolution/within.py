"""What one article says about its own names: introduced short forms, renames, what is not the same; and its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from policygraph.graph.resolution.brands import brands
from policygraph.graph.resolution.generic import is_general
from policygraph.graph.resolution.mend import mended
from policygraph.graph.resolution.parse import Name, parse, plain_text
from policygraph.graph.resolution.places import Home, home_of, prefix, relation
from policygraph.graph.resolution.tying import Draft, join, last, merge, tied
from policygraph.graph.resolution.unread import unread_names
from policygraph.graph.resolution.words import patterns, ties
from policygraph.schema.divisions import by_code, upper_names
from policygraph.schema.record import Entity, Mention, Record

KNOWN = "known name"  # the rule of mentions that are added here and by `recall`
_LIKELY = 0.5  # from which confidence on a relation tells its two ends apart
_PLANNED = 12  # characters between 编制 and the title
_PLACED = {"Organization", "PolicyDocument"}
_MARKS = "[“《「—–：:，,（( 是叫]*"


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as resolution takes it.

    `record` holds its entities as the article's own words join and part them; `former` the names that an entity has
    left behind, by its id; `apart` pairs of entities that the article tells from each other; `decided` the nodes that
    people gave to entities.
    """

    record: Record
    home: Home
    former: dict[str, frozenset[str]]
    apart: frozenset[tuple[str, str]]
    decided: Mapping[str, str] = field(default_factory=dict)


_INSIDE = {2: ("of_city", "of_province", 4), 4: ("of_county", "above_county", 6)}
"""By the length of a place's code: what speaks of a division inside it, what of itself; how long that one's code is."""


def read(record: Record, *, home: str | None = None) -> Reading:
    """Take in what an article says of its names. A pure function of the record.

    Parameters
    ----------
    home
        The place that an article without a place speaks for.
    """
    place = home_of(subject_place(record) or home, published_in(record))
    record = mended(record, place)
    drafts = {entity.id: Draft(entity, list(entity.names), list(entity.mentions)) for entity in record.entities}
    _part(drafts, place, record.text, record.source.published)
    merged, apart = tied(drafts, record.text)
    branded = _take_brands(drafts, record.text, merged)
    for gone in merged:
        merge(drafts, gone, last(merged, gone))
    for id_, mention in branded:
        owner = drafts[last(merged, id_)]
        owner.names.append(mention.name)
        owner.mentions.append(mention)
    _take_unread(drafts, record.text)
    _own_names(drafts, record, place)
    ids = {gone: last(merged, gone) for gone in merged}
    apart |= {(id_.removesuffix(".2"), id_) for id_ in drafts if id_.endswith(".2")}
    apart |= {(r.subject, r.object) for r in record.relations if r.confidence >= _LIKELY}
    found = {tuple(sorted((ids.get(a, a), ids.get(b, b)))) for a, b in apart}
    entities = tuple(_entity(draft) for draft in drafts.values())
    metrics = tuple(m.model_copy(update={"subject": ids[m.subject]}) if m.subject in ids else m for m in record.metrics)
    relations = tuple(
        r.model_copy(update={"subject": ids.get(r.subject, r.subject), "object": ids.get(r.object, r.object)})
        for r in record.relations
    )
    relations = tuple(r for r in relations if r.subject != r.object or not ids)
    return Reading(
        record.model_copy(update={"entities": entities, "metrics": metrics, "relations": relations}),
        place,
        {draft.entity.id: frozenset(draft.former) for draft in drafts.values() if draft.former},
        frozenset((a, b) for a, b in found if a != b),
    )


def published_in(record: Record) -> int | None:
    """The year in which an article was published, or None."""
    year = (record.source.published or "")[:4]
    return int(year) if year.isdecimal() and len(year) == 4 else None


def subject_place(record: Record) -> str | None:
    """The place that an article is about: that of its source, or the one inside it whose bodies it calls by level.

    >>> from policygraph.schema.article import Source
    >>> text = "贵港市交通运输局的台账显示，全市港口吞吐量增长。贵港郁江物流园扩建。"
    >>> subject_place(Record(text=text, source=Source(place="广西壮族自治区")))
    '贵港市'
    >>> text = "嘉鱼江畔产业园投产，县农业农村局到场。嘉鱼县蔬菜产值增长。"
    >>> subject_place(Record(text=text, source=Source(place="咸宁市")))
    '嘉鱼县'
    """
    stated = record.source.place
    home = home_of(stated, published_in(record))
    said = _INSIDE.get(len(home.ref or ""))
    if said is None or home.ref is None or home.ref.startswith(("11", "12", "31", "50")):
        return stated
    text = f"{record.source.title or ''}\n{record.text}"
    inside, own, length = said
    if len(patterns()[inside].findall(text)) <= len(patterns()[own].findall(text)):
        return stated
    counts = Counter(code[:length] for code in _codes_in(text, home.ref) if len(code) >= length)
    if not counts:
        return stated
    best, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    division = by_code(best)
    return division.name if division and count >= 2 else stated


def _codes_in(text: str, near: str) -> Iterator[str]:
    names, at = upper_names(), 0
    while at < len(text) - 1:
        for length in (6, 5, 4, 3, 2):
            found = [d for d in names.get(text[at : at + length], ()) if relation(d.code, near) == "within"]
            if len(found) == 1:
                yield found[0].code
                at += length
                break
        else:
            at += 1


def _part(drafts: dict[str, Draft], home: Home, text: str, published: str | None) -> None:
    """Take from a body or document of another place the names that say no place: those are of the article's own.

    And from a plan still to come those that mean the one that ends.
    """
    for id_, draft in list(drafts.items()):
        kind = draft.entity.type
        if kind not in _PLACED:
            continue
        if kind == "PolicyDocument" and (undated := _of_other_years(draft, text, published)):
            _move(drafts, id_, undated)
            continue
        fullest = parse(draft.names[0], kind, home)
        if home.ref is None or fullest.place in {None, home.ref}:
            continue
        strange = [n for n in draft.names[1:] if _is_strange(n, fullest, home) and not _introduced_in(text, n)]
        if strange:
            _move(drafts, id_, strange)


def _move(drafts: dict[str, Draft], id_: str, names: list[str]) -> None:
    """Make an entity of its own of some names."""
    draft = drafts[id_]
    moved = [m for m in draft.mentions if m.name in names]
    draft.names = [n for n in draft.names if n not in names]
    draft.mentions = [m for m in draft.mentions if m.name not in names]
    entity = draft.entity.model_copy(update={"id": f"{id_}.2", "names": tuple(names)})
    drafts[entity.id] = Draft(entity, list(names), moved)


def _of_other_years(draft: Draft, text: str, published: str | None) -> list[str]:
    """The names without years that stand before that of a plan still to come: they mean the plan that ends."""
    nowhere = Home(None)
    dated = [name for name in draft.names if (years := parse(name, "PolicyDocument", nowhere).years)
             and min(years) >= (published or "9999")[:4] and min(years).isdecimal()]  # fmt: skip
    first = min((m.start_offset for m in draft.mentions if m.name in dated), default=-1)
    if first < 0 or not ties().planned.search(text, max(first - _PLANNED, 0), first):
        return []
    before = {m.name for m in draft.mentions if m.start_offset < first}
    return [n for n in draft.names if n in before and not parse(n, "PolicyDocument", nowhere).years]


def _is_strange(name: str, fullest: Name, home: Home) -> bool:
    """Whether a name cannot be that of a thing of another place than the article's."""
    place = parse(name, fullest.type, home).place
    if place is None:
        return relation(fullest.place, home.ref) == "apart"
    return place != fullest.place


def _introduced_in(text: str, name: str) -> bool:
    bare = name.strip("《》“”")
    return any(
        ties().introduced.search(text[max(match.start() - 12, 0) : match.start()])
        for match in re.finditer(re.escape(bare), text)
    )


def _take_brands(drafts: dict[str, Draft], text: str, merged: dict[str, str]) -> list[tuple[str, Mention]]:
    """Join brands that were read as companies to their companies; those that nobody read, with the company's id."""
    unread = []
    for id_, brand in brands(text, [draft.entity for draft in drafts.values()]):
        covering = [
            draft
            for draft in drafts.values()
            if any(m.start_offset < brand.end_offset and brand.start_offset < m.end_offset for m in draft.mentions)
        ]
        if not covering:
            unread.append((id_, brand))
        elif len(covering) == 1 and covering[0].entity.type == "Enterprise" and covering[0].entity.id != id_:
            join(merged, gone=covering[0], kept=drafts[id_])
    return unread


def _take_unread(drafts: dict[str, Draft], text: str) -> None:
    """Add the names of a renaming that no mention covers."""
    entities = [_entity(draft) for draft in drafts.values()]
    for id_, mention, is_new in unread_names(text, entities):
        draft = drafts[id_]
        draft.mentions.append(mention)
        if is_new is None:
            draft.names.append(mention.name)
        elif is_new:
            draft.former |= set(draft.names)
            draft.names.insert(0, mention.name)
        else:
            draft.former.add(mention.name)
            draft.names.append(mention.name)


def _own_names(drafts: dict[str, Draft], record: Record, home: Home) -> None:
    """Mentions that the record lacks: introduced short names, and the home place by name."""
    taken = sorted((m.start_offset, m.end_offset) for draft in drafts.values() for m in draft.mentions)
    for draft in drafts.values():
        said = {mention.name for mention in draft.mentions}
        for name in draft.names:
            if name not in said and len(plain_text(name)) > 2:
                if draft.entity.type == "Place":
                    _widen(draft, record.text, name)
                draft.mentions += find_free(record.text, name, taken)
    places = [(home.ref, home.names)] if home.ref else []
    for draft in list(drafts.values()):
        if draft.entity.type in _PLACED:
            found = prefix(plain_text(draft.names[0]), home.ref)
            division = by_code(found[0]) if found else None
            if division and division.name not in home.names:
                places.append((division.code, (division.name, *division.shorts)))
    for ref, names in dict(places).items():
        _place_mentions(drafts, record.text, ref, names, taken)


def _widen(draft: Draft, text: str, chain: str) -> None:
    """Let a mention that ends a chain of places (绵阳涪北经开区) be a mention by the whole chain."""
    for n, mention in enumerate(draft.mentions):
        start = mention.end_offset - len(chain)
        if 0 <= start < mention.start_offset and text.startswith(chain, start):
            draft.mentions[n] = mention.model_copy(update={"name": chain, "start_offset": start})


def _place_mentions(
    drafts: dict[str, Draft], text: str, ref: str, names: Iterable[str], taken: list[tuple[int, int]]
) -> None:
    known = next((d for d in drafts.values() if d.entity.type == "Place" and set(d.names) & set(names)), None)
    plain = [name for name in names if len(name) > 1 and not is_general(name)]  # 公安 is hardly ever 公安县
    mentions = [m for name in plain for m in find_free(text, name, taken)]
    mentions = [m for m in mentions if not patterns()["not_the_place"].match(text, m.end_offset)]
    if not mentions:
        return
    if known is None:
        ordered = [name for name in names if any(m.name == name for m in mentions)]
        entity = Entity(id=f"place-{ref}", type="Place", names=tuple(ordered), rule=KNOWN, confidence=0.9)
        known = drafts[entity.id] = Draft(entity, list(ordered), [])
    known.mentions += mentions
    known.names += [name for name in dict.fromkeys(m.name for m in mentions) if name not in known.names]


def find_free(text: str, name: str, taken: list[tuple[int, int]]) -> list[Mention]:
    """Where a name stands outside of the spans `taken`, which then hold it too."""
    found = []
    end = 0
    while (start := text.find(name, end)) >= 0:
        end = start + len(name)
        inside_title = text.rfind("《", 0, start) > text.rfind("》", 0, start) and not name.startswith("《")
        if inside_title or any(s < end and start < e for s, e in taken):
            continue
        taken.append((start, end))
        found.append(Mention(name=name, start_offset=start, end_offset=end, rule=KNOWN, confidence=0.9))
    return found


def _entity(draft: Draft) -> Entity:
    mentions = tuple(sorted(draft.mentions, key=lambda m: (m.start_offset, m.end_offset)))
    return draft.entity.model_copy(update={"names": tuple(draft.names), "mentions": mentions})
