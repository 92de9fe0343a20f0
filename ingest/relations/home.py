"""Candidates whose subject stands outside the sentence: the article's place, its issuer, a heading, the last topic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policygraph.ingest.reading import Reading
from policygraph.ingest.relations.candidates import PARTIES, Candidate, letter_pairs
from policygraph.ingest.relations.skeleton import Item, Skeleton, Symbol
from policygraph.ingest.relations.walk import BREAKS, OPEN, TOPIC, Parse, Proposal

_OFFICIAL = re.compile(r"通知|方案|规划|意见|措施|办法|要点|计划|纲要|报告|清单|细则|政策")
_SKIP = frozenset({"/", "ETC", "COUNT", "JOINT", "FIRM"})
OWN = "h"  # stands for the letters of a group that names the article's place
_ROW_MAX = 80  # a line without a full stop up to this length is a row or a heading


@dataclass(frozen=True, slots=True)
class Setting:
    """What the article as a whole says about its subject: its place, its genre."""

    home: int | None
    official: bool


def setting(reading: Reading) -> Setting:
    """The setting of `reading`."""
    title = reading.source.title or reading.text[:60]
    return Setting(reading.home, bool(_OFFICIAL.search(title)))


def home_candidates(
    reading: Reading,
    found: Sequence[Skeleton],
    where: Setting,
    best: dict[tuple[str, int], float],
    parses: Sequence[Parse],
) -> Iterator[Candidate]:
    """The article's place as subject of everything that a sentence names; `best` is the highest local probability
    of a predicate towards an entity."""
    if where.home is None:
        return
    lines = reading.structure.lines
    opened = openers(found, [line.start for line in lines])
    for skeleton, parse, opener in zip(found, parses, opened, strict=True):
        symbols = skeleton.symbols
        kinds = [OWN if _holds(symbol, where.home) else symbol.kind for symbol in symbols]
        line = lines[skeleton.line]
        rules = _rules(parse)
        held = _held(opener, where.home)
        for j, symbol in enumerate(symbols):
            if not symbol.items or all(item.entity == where.home for item in symbol.items):
                continue
            if all(item.anaphor for item in symbol.items):
                continue
            pairs = [
                pair
                for pair in letter_pairs("L", symbol.kind)
                if pair[1] and pair[0] != "partOf" and (pair[0] != "collaboratesWith" or (pair[0], j) in rules)
            ]
            if not pairs:
                continue
            base = _governed(reading, symbols, kinds, j)
            heading = line.title is not None and line.title[0] <= symbol.start < line.title[1]
            base += [
                f"official:{where.official}",
                f"heading:{heading}",
                f"level:{line.level if heading else '-'}",
                f"row:{_is_row(reading, skeleton)}",
            ]
            subject = Item(symbol.start, symbol.start, where.home, "L", anaphor=True)
            for predicate, _, _, letters in pairs:
                objects = tuple(item for item in symbol.items if item.letter in letters and item.entity != where.home)
                if not objects:
                    continue
                rival = max((best.get((predicate, item.entity), 0.0) for item in objects), default=0.0)
                rule = _rule(rules.get((predicate, j)), kinds)
                features = [
                    f"t:{objects[0].letter}",
                    f"rival:{int(rival * 5)}",
                    *rule,
                    f"held:{held}",
                    f"held:{held}&{rule[0]}",
                    *base,
                    *_name_shape(reading, objects[0]),
                ]
                features += [f"official&{feature}" for feature in base[:4]] if where.official else []
                yield Candidate(
                    "home",
                    predicate,
                    (subject,),
                    objects,
                    skeleton,
                    _clause_start(symbols, kinds, j),
                    symbol.end,
                    _governor(symbols, kinds, j),
                    tuple(features),
                )


def _rules(parse: Parse) -> dict[tuple[str, int], Proposal]:
    """The reading of each predicate and object; one whose subject the sentence leaves out comes first."""
    found: dict[tuple[str, int], Proposal] = {}
    for proposal in parse.proposals:
        key = proposal.predicate, proposal.object
        if key not in found or proposal.subject in {OPEN, TOPIC}:
            found[key] = proposal
    return found


def _rule(proposal: Proposal | None, kinds: Sequence[str]) -> tuple[str, ...]:
    """How the grammar reads the subject of an object: left out, the place itself, another one, or not read at all."""
    if proposal is None:
        return ("r:none",)
    if proposal.subject in {OPEN, TOPIC}:
        side = "open" if proposal.subject == OPEN else "topic"
        return f"r:{side}", f"r:{side} {proposal.rule}"
    if kinds[proposal.subject] == OWN:
        return ("r:own",)
    return "r:taken", f"taken:{kinds[proposal.subject]}"


def _holds(symbol: Symbol, entity: int | None) -> bool:
    """Whether a group names an entity."""
    return any(item.entity == entity for item in symbol.items)


def _held(opener: Opener | None, home: int) -> str:
    """Who acts on, as a feature: nobody, the article's place, or the letter of another one."""
    if opener is None:
        return "none"
    kind = OWN if _holds(opener.symbol, home) else opener.symbol.kind[0]
    return f"{kind}-line" if opener.first else kind


@dataclass(frozen=True, slots=True)
class Opener:
    """The party that opened a sentence; `first` where that was the first one of its line, and no other party since."""

    symbol: Symbol
    first: bool


def openers(found: Sequence[Skeleton], starts: Sequence[int]) -> list[Opener | None]:
    """For each sentence who opened the last sentence before it in its line: who is likely to act on.

    `starts` says where each line begins.
    """
    opened: list[Opener | None] = []
    last: Opener | None = None
    line = -1
    for skeleton in found:
        if skeleton.line != line:
            last, line = None, skeleton.line
        opened.append(last)
        symbol = _first_party(skeleton)
        if symbol is not None:
            last = Opener(symbol, skeleton.start == starts[line])
    return opened


def _first_party(skeleton: Skeleton) -> Symbol | None:
    """The party with which a sentence begins, before any verb or preposition."""
    for symbol in skeleton.symbols:
        if symbol.items:
            return symbol if symbol.has(PARTIES) else None
        if symbol.kind not in BREAKS and symbol.kind not in _SKIP:
            return None
    return None


def topic_candidates(
    reading: Reading, found: Sequence[Skeleton], where: Setting, parses: Sequence[Parse]
) -> Iterator[Candidate]:
    """The topic of the sentence before, or a heading, where the grammar finds no subject; a heading over its rows."""
    lines = reading.structure.lines
    topics: list[tuple[str, Symbol]] = []
    topic_line = -1
    head: Symbol | None = None
    opened = openers(found, [line.start for line in lines])
    for skeleton, parse, opener in zip(found, parses, opened, strict=True):
        symbols = skeleton.symbols
        line = lines[skeleton.line]
        groups = [symbol for symbol in symbols if symbol.items]
        row = _is_row(reading, skeleton)
        opens = skeleton.start == line.start
        near = topics if skeleton.line == topic_line or (opens and skeleton.line == topic_line + 1) else []
        if opener is not None and not _holds(opener.symbol, where.home):
            near = [pair for pair in near if pair[1] is not opener.symbol]
            near.append(("opener of the line" if opener.first else "opener", opener.symbol))
        if head is not None and (opens or row):
            near = [*near, ("row" if row else "heading", head)]
        for name, topic in near:
            if name == "row" and topic.has("H"):
                thing = next((symbol for symbol in groups if symbol.has("EP")), groups[0])
                yield from _linked("heading", skeleton, thing, topic, [("awarded", "row-title")], name)
            for proposal in parse.proposals:
                subject, object_ = proposal.subject, proposal.object
                if subject == TOPIC and object_ >= 0:
                    ends = topic, symbols[object_]
                elif object_ == TOPIC and subject >= 0:
                    ends = symbols[subject], topic
                else:
                    continue
                kind = "heading" if name in {"row", "heading"} else "topic"
                same = f"{name}{'' if skeleton.line == topic_line else ' next line'}"
                yield from _linked(kind, skeleton, *ends, [(proposal.predicate, proposal.rule)], same)
        first = groups[0]
        short = line.end - line.start <= 40 and opens
        if (row and short and (line.level or len(groups) == 1) and symbols[0].items) or (
            line.level and line.title and first.end <= line.title[1]
        ):
            head = first
        elif line.level:
            head = None
        topics = [("first", first)]
        if parse.topic >= 0 and symbols[parse.topic] is not first:
            topics.append(("last", symbols[parse.topic]))
        topics = [(name, t) for name, t in topics if any(item.entity != where.home for item in t.items)]
        topic_line = skeleton.line


def _linked(
    kind: str,
    skeleton: Skeleton,
    subject: Symbol,
    object_: Symbol,
    links: Sequence[tuple[str, str]],
    name: str,
) -> Iterator[Candidate]:
    here = subject if skeleton.start <= subject.start < skeleton.end else object_
    for predicate, rule in links:
        for wanted, forward, subject_letters, object_letters in letter_pairs(subject.kind, object_.kind):
            if wanted != predicate or (not forward and predicate != "collaboratesWith"):
                continue
            subjects = tuple(item for item in subject.items if item.letter in subject_letters)
            objects = tuple(item for item in object_.items if item.letter in object_letters)
            if {item.entity for item in subjects} & {item.entity for item in objects}:
                continue
            features = (
                f"t:{subjects[0].letter}{objects[0].letter}",
                f"r:{rule}",
                f"from:{name}",
                f"oe:{objects[0].ending}",
                f"se:{subjects[0].ending}",
                f"anaphor:{here.items[0].anaphor}",
                f"r:{rule}&from:{name}",
                f"opens:{skeleton.symbols[0].kind}",
            )
            cue = next(
                (s.word for s in reversed(skeleton.symbols) if not s.items and len(s.kind) > 2 and s.end <= here.start),
                "",
            )
            yield Candidate(kind, predicate, subjects, objects, skeleton, here.start, here.end, cue, features)


def issuer_candidates(reading: Reading, found: Sequence[Skeleton], where: Setting) -> Iterator[Candidate]:
    """Bodies named in title, salutation or signature, and the documents that the title or the first lines name."""
    title = reading.source.title or ""
    head = [skeleton for skeleton in found if skeleton.line <= 5]
    if not head:
        return
    last = reading.structure.lines[-1].index
    documents: dict[int, tuple[Item, Skeleton]] = {}
    bodies: dict[int, tuple[Item, list[str]]] = {}
    for skeleton in found:
        for symbol in skeleton.symbols:
            for item in symbol.items:
                if item.letter == "D" and skeleton.line <= 5 and not item.anaphor:
                    documents.setdefault(item.entity, (item, skeleton))
                if item.letter in "OL" and not item.anaphor:
                    line = reading.structure.lines[skeleton.line]
                    alone = (
                        line.end - line.start <= item.end - item.start + 25
                        and "。" not in reading.text[line.start : line.end]
                    )
                    notes = bodies.setdefault(item.entity, (item, []))[1]
                    if skeleton.line <= 5 or skeleton.line >= last - 3 or alone:
                        spot = "head" if skeleton.line <= 2 else "foot" if skeleton.line >= last - 3 else "body"
                        notes.append(f"at:{spot}{' alone' if alone else ''}")
                        if skeleton.line == 0 and line.start == item.start:
                            notes.append("opens title")
    for document, skeleton in documents.values():
        name = reading.entities[document.entity].names[0].strip("《》")
        in_title = name in title or title in name
        own = name.startswith(tuple(reading.entities[where.home].names)) if where.home is not None else False
        for body, notes in bodies.values():
            names = reading.entities[body.entity].names
            features = [
                f"t:{body.letter}",
                f"title:{in_title}",
                f"body-in-title:{any(n in title for n in names)}",
                f"publisher:{reading.source.publisher in names if reading.source.publisher else '-'}",
                f"own:{own}",
                f"line:{min(skeleton.line, 3)}",
                f"home:{body.entity == where.home}",
                *sorted(set(notes)),
            ]
            features += [f"title:{in_title}&{f}" for f in features[2:4] + features[7:]]
            yield Candidate(
                "issuer", "issues", (body,), (document,), skeleton, document.start, document.end, "", tuple(features)
            )


def _governed(reading: Reading, symbols: Sequence[Symbol], kinds: list[str], j: int) -> list[str]:
    """How the words before and after group `j` govern it, as feature names; the first four are the strongest."""
    clause = _clause(kinds, j)
    before = [k for k in kinds[clause:j] if k not in _SKIP]
    governors = [k for k in range(j - 1, clause - 1, -1) if not symbols[k].items and kinds[k] not in _SKIP]
    word = symbols[governors[0]].word if governors else ""
    after = kinds[j + 1] if j + 1 < len(kinds) else "$"
    after2 = kinds[j + 2] if j + 2 < len(kinds) else "$"
    found = [
        f"g:{kinds[governors[0]] if governors else '^'}",
        f"gw:{word}",
        "l2:" + " ".join(["^", "^", *before][-2:]),
        f"z:{after}",
        "l3:" + " ".join(["^", "^", "^", *before][-3:]),
        "l:" + (kinds[j - 1] if j else "^"),
        f"z2:{after} {after2}",
        f"l,z:{before[-1] if before else '^'} {after}",
        "clause:" + "".join(sorted({k for k in kinds[clause:j] if len(k) == 1 and k.isalpha()})),
        "sentence:" + "".join(sorted({k for k in kinds[:clause] if len(k) == 1 and k.isalpha()})),
        f"size:{min(len(symbols[j].items), 3)}",
    ]
    found += [f"kb:{k}" for k in dict.fromkeys(kinds[clause:j])]
    found += [f"ks:{k}" for k in dict.fromkeys(kinds[:clause]) if k in {"NOT", "TRY", "PER", "PREP"}]
    for kind in kinds[j + 1 : j + 6]:
        if kind in {",", ";", ".", ":"}:
            break
        found.append(f"ka:{kind}")
    if j + 1 < len(symbols) and not symbols[j + 1].items:
        found.append("zw:" + symbols[j + 1].word)
    if symbols[j].start:
        found.append("p1:" + reading.text[symbols[j].start - 1].strip())
    found.append("n1:" + reading.text[symbols[j].end : symbols[j].end + 2].split("\n")[0].strip())
    return found


def _name_shape(reading: Reading, item: Item) -> list[str]:
    entity = reading.entities[item.entity]
    name = entity.names[0].rstrip("”》’")
    return [f"e:{name[-2:]}", f"quoted:{'“' in entity.names[0]}"]


def _clause(kinds: Sequence[str], j: int) -> int:
    while j and kinds[j - 1] not in {",", ";", ":", "."}:
        j -= 1
    return j


def _clause_start(symbols: Sequence[Symbol], kinds: Sequence[str], j: int) -> int:
    first = _clause(kinds, j)
    return symbols[first].start


def _governor(symbols: Sequence[Symbol], kinds: Sequence[str], j: int) -> str:
    for k in range(j - 1, _clause(kinds, j) - 1, -1):
        if not symbols[k].items and kinds[k] not in _SKIP:
            return symbols[k].word
    return ""


def _is_row(reading: Reading, skeleton: Skeleton) -> bool:
    line = reading.structure.lines[skeleton.line]
    return line.end - line.start <= _ROW_MAX and "。" not in reading.text[line.start : line.end]
