"""Candidate relations: pairs of groups that might be linked, each with the features that the model weighs.

Five kinds of pairs: two groups of one sentence (`local`), names of one group (`within`), the last topic and a group of
a sentence without subject (`topic`), a heading and what stands below it (`heading`), the article's place or issuer and
any thing (`home`, `issuer`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from policygraph.ingest.relations.cues import group
from policygraph.ingest.relations.skeleton import LETTERS, Item, Skeleton, Symbol
from policygraph.ingest.relations.walk import Parse
from policygraph.schema.vocabulary import allows, vocabulary

REACH = 8  # groups between two groups that are paired
PARTIES = "EPOL"
_SKIP = frozenset({"/", ",", "ETC", "COUNT", "JOINT", "FIRM"})
_TYPE_OF = {letter: name for name, letter in LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible relation between every subject and every object item.

    The features of its `own` and those that it shares with others of the same two groups are names that are present.
    """

    kind: str
    predicate: str
    subjects: tuple[Item, ...]
    objects: tuple[Item, ...]
    skeleton: Skeleton
    start: int
    end: int
    cue: str
    own: tuple[str, ...]
    shared: tuple[str, ...] = ()

    @property
    def features(self) -> tuple[str, ...]:
        """All features."""
        return (*self.own, *self.shared)


@cache
def predicates(subject: str, object_: str) -> tuple[str, ...]:
    """The predicates that may link the two letters."""
    return tuple(p for p in vocabulary().predicates if allows(p, _TYPE_OF[subject], _TYPE_OF[object_]))


@cache
def letter_pairs(first: str, second: str) -> tuple[tuple[str, bool, str, str], ...]:
    """What may link two groups of these kinds: predicate, whether the first is the subject, subject and object letters.

    Letters that a predicate takes alike are given together, so that a mixed group stays one candidate.
    """
    found: list[tuple[str, bool, str, str]] = []
    for forward, subject_kind, object_kind in ((True, first, second), (False, second, first)):
        for predicate, term in vocabulary().predicates.items():
            if term.symmetric and not forward:
                continue
            if predicate == "partOf":
                found += [(predicate, forward, x, x) for x in subject_kind if x in object_kind]
                continue
            subjects = "".join(
                x for x in subject_kind if any(allows(predicate, _TYPE_OF[x], _TYPE_OF[y]) for y in object_kind)
            )
            objects = "".join(
                y for y in object_kind if any(allows(predicate, _TYPE_OF[x], _TYPE_OF[y]) for x in subject_kind)
            )
            if subjects and objects:
                found.append((predicate, forward, subjects, objects))
    return tuple(found)


def local(skeleton: Skeleton, home: int | None, parse: Parse) -> Iterator[Candidate]:
    """Candidates among the groups of one sentence."""
    symbols = skeleton.symbols
    kinds = [symbol.kind for symbol in symbols]
    groups = [i for i, symbol in enumerate(symbols) if symbol.items]
    rules: dict[tuple[str, int, int], list[str]] = {}
    subject_of: dict[tuple[str, int], bool] = {}
    for proposal in parse.proposals:
        rules.setdefault((proposal.predicate, proposal.subject, proposal.object), []).append(proposal.rule)
        subject_of[proposal.predicate, proposal.object] = True
        if proposal.predicate == "collaboratesWith":
            rules.setdefault((proposal.predicate, proposal.object, proposal.subject), []).append(proposal.rule)
    for a, i in enumerate(groups):
        if len(symbols[i].items) > 1:
            yield from _within(skeleton, kinds, i)
        for j in groups[a + 1 : a + 1 + REACH]:
            pairs = letter_pairs(kinds[i], kinds[j])
            if not pairs:
                continue
            shared = tuple(dict.fromkeys(_between(symbols, kinds, i, j, groups, home)))
            cue = _cue(symbols, kinds, i, j)
            for predicate, forward, subject_letters, object_letters in pairs:
                s, o = (symbols[i], symbols[j]) if forward else (symbols[j], symbols[i])
                subjects = tuple(item for item in s.items if item.letter in subject_letters)
                objects = tuple(item for item in o.items if item.letter in object_letters)
                sign = ">" if forward else "<"
                ends = (i, j) if forward else (j, i)
                named = rules.get((predicate, *ends))
                if named:
                    by_rule = [f"r:{name}" for name in named] + ["ruled"]
                else:
                    by_rule = ["r:other" if (predicate, ends[1]) in subject_of else "r:none"]
                own = f"t:{subjects[0].letter}{objects[0].letter}", *by_rule, *_shapes(subjects[0], objects[0])
                span = symbols[i].start, symbols[j].end
                for some, others in _aligned(subjects, objects, symbols[i + 1 : j]):
                    yield Candidate(f"local{sign}", predicate, some, others, skeleton, *span, cue, own, shared)


def _aligned(
    subjects: tuple[Item, ...], objects: tuple[Item, ...], between: Sequence[Symbol]
) -> Iterator[tuple[tuple[Item, ...], tuple[Item, ...]]]:
    """Pairs one by one where 分别 says so: 甲县、乙县分别建设丙园、丁园."""
    if len(subjects) == len(objects) > 1 and any(symbol.word == "分别" for symbol in between):
        for subject, object_ in zip(subjects, objects, strict=True):
            yield (subject,), (object_,)
    else:
        yield subjects, objects


def _shapes(subject: Item, object_: Item) -> tuple[str, ...]:
    """The last characters of the names: 项目 lies somewhere, 机制 does not."""
    return f"se:{subject.ending}", f"oe:{object_.ending}"


def _within(skeleton: Skeleton, kinds: Sequence[str], i: int) -> Iterator[Candidate]:
    symbol = skeleton.symbols[i]
    parties = tuple(item for item in symbol.items if item.letter in PARTIES)
    if len(parties) < 2:
        return
    after, before = kinds[i + 1 : i + 5], kinds[max(i - 2, 0) : i]
    words = [s.word for s in skeleton.symbols[i + 1 : i + 3]]
    features = (
        f"t:{symbol.kind}",
        f"n:{min(len(parties), 4)}",
        "z:" + " ".join(after[:1]),
        "z2:" + " ".join(after[:2]),
        "z3:" + " ".join(after[:3]),
        "zw:" + " ".join(words[:1]),
        "zw2:" + " ".join(words),
        "a:" + " ".join(before[-1:]),
        "a2:" + " ".join(before),
        *(f"kz:{kind}" for kind in after),
        f"r:{_joint(skeleton.symbols, i)}",
    )
    end = skeleton.symbols[min(i + 2, len(kinds) - 1)].end
    cue = next((s.word for s in skeleton.symbols[i + 1 : i + 4] if s.kind in {"JOINT", "BUILD", "SIGN"}), "")
    yield Candidate("within", "collaboratesWith", parties, parties, skeleton, symbol.start, end, cue, features)


def _joint(symbols: Sequence[Symbol], i: int) -> str:
    """Whether the clause goes on with words of doing something together, before it names anybody else."""
    for symbol in symbols[i + 1 : i + 5]:
        if symbol.kind in {",", ";", ".", ":"} or (symbol.items and symbol.has("EOL")):
            break
        if symbol.word.startswith(group("together")) and symbol.kind in {"JOINT", "COOP", "BUILD", "SIGN", "ISSUE"}:
            return "joint"
    return "alone"


def _between(
    symbols: Sequence[Symbol], kinds: list[str], i: int, j: int, groups: Sequence[int], home: int | None
) -> list[str]:
    """What stands between, before and after two groups, as feature names."""
    inner = kinds[i + 1 : j]
    before = kinds[i - 1] if i else "^"
    after = kinds[j + 1] if j + 1 < len(kinds) else "$"
    after2 = kinds[j + 2] if j + 2 < len(kinds) else "$"
    before2 = kinds[i - 2] if i > 1 else "^"
    commas = inner.count(",")
    firm = [k for k in inner if k not in _SKIP]
    between = [symbols[g] for g in groups if i < g < j]
    distance = symbols[j].start - symbols[i].end
    found = [
        f"c:{min(commas, 3)}",
        f"d:{0 if distance <= 1 else 1 if distance < 5 else 2 if distance < 12 else 3 if distance < 30 else 4}",
        f"a:{before}",
        f"a2:{before2} {before}",
        f"z:{after}",
        f"z2:{after} {after2}",
        f"n:{min(len(between), 3)}",
        "f:" + " ".join(inner[:1]),
        "f2:" + " ".join(inner[:2]),
        "l:" + " ".join(inner[-1:]),
        "l2:" + " ".join(inner[-2:]),
        "gl:" + " ".join(firm[-1:]),
        "gl2:" + " ".join(firm[-2:]),
        "gf:" + " ".join(firm[:1]),
        f"gf,gl:{' '.join(firm[:1])} {' '.join(firm[-1:])}",
        f"a,f:{before} {' '.join(inner[:1])}",
        f"l,z:{' '.join(inner[-1:])} {after}",
    ]
    if len(inner) <= 6:
        found.append("B:" + " ".join(inner))
        found.append("aB:" + before + " " + " ".join(inner))
        found.append("Bz:" + " ".join(inner) + " " + after)
    if len(firm) <= 4:
        found.append("V:" + " ".join(firm))
    found += [f"k:{kind}" for kind in dict.fromkeys(inner)]
    if ";" in inner:
        found.append("semicolon")
    if i == groups[0]:
        found.append("first")
    if j > i + 1:
        found.append("lw:" + symbols[j - 1].word if not symbols[j - 1].items else "lw:")
        found.append("fw:" + symbols[i + 1].word if not symbols[i + 1].items else "fw:")
        for symbol in reversed(symbols[i + 1 : j]):
            if not symbol.items and symbol.kind not in _SKIP:
                found.append("gw:" + symbol.word)
                break
    if j + 1 < len(symbols) and not symbols[j + 1].items:
        found.append("zw:" + symbols[j + 1].word)
    if i and not symbols[i - 1].items:
        found.append("aw:" + symbols[i - 1].word)
    after_kinds = []
    for kind in kinds[j + 1 : j + 6]:
        if kind in {",", ";", ".", "："}:
            break
        after_kinds.append(kind)
    found += [f"ka:{kind}" for kind in after_kinds]
    if any(s.has(symbols[i].kind[0]) for s in between):
        found.append("rival-first")
    if any(s.has(symbols[j].kind[0]) for s in between):
        found.append("rival-last")
    if symbols[i].items[0].anaphor:
        found.append("anaphor-first")
    if symbols[j].items[0].anaphor:
        found.append("anaphor-last")
    if home is not None:
        if symbols[i].items[0].entity == home:
            found.append("home-first")
        if symbols[j].items[0].entity == home:
            found.append("home-last")
    return found


def _cue(symbols: Sequence[Symbol], kinds: Sequence[str], i: int, j: int) -> str:
    """The word most telling for a reader: the last verb between, else the one that follows, else the one before."""
    for k in (*range(j - 1, i, -1), *range(j + 1, min(j + 4, len(symbols))), *range(i - 1, max(i - 4, -1), -1)):
        if not symbols[k].items and len(kinds[k]) > 2 and kinds[k] not in _SKIP and kinds[k] != "PREP":
            return str(symbols[k].word)
    return ""


def triples(candidate: Candidate) -> Iterator[tuple[int, str, int]]:
    """Subject, predicate and object of each link that the candidate stands for; the lower index first where the
    predicate is symmetric."""
    for subject in candidate.subjects:
        for object_ in candidate.objects:
            if subject.entity == object_.entity:
                continue
            if candidate.predicate == "collaboratesWith":
                if candidate.kind == "within" and subject.start > object_.start:
                    continue
                first, second = sorted((subject.entity, object_.entity))
                yield first, candidate.predicate, second
            else:
                yield subject.entity, candidate.predicate, object_.entity
