"""Candidates: the spans of a text that may be names, each with the rules that propose it.

Rules aim at recall. What stands at the end of a name is the better clue (a head such as 研究院, a closing quotation
mark, the border of a list member); where it starts is open, so that every plausible start becomes a candidate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from policygraph.ingest.names.frame import Frame
from policygraph.ingest.names.lexicon import Head, cues, head_of, known_by_start
from policygraph.schema.divisions import upper_names

_HARD = frozenset("，。；：！？、\n;:,!?…—·|/●■◆★▲※\t")
_CONJUNCTIONS = frozenset(("和", "与", "及", "以及", "暨", "或"))
_QUOTES = frozenset('“‘「『"')
_STARTLESS_TAGS = frozenset(("uj", "ul", "uz", "ug", "ud", "uv", "y"))
_STOP_TAGS = frozenset(("uj", "ul", "uz", "ug", "c", "y"))

_CHARS_MAX, _DOC_CHARS_MAX = 30, 70
_LIST_TOKENS_MAX, _LIST_ITEMS_MAX = 14, 400


@dataclass(slots=True)
class Candidate:
    """A span ``[start, end)`` of the text with the kinds of rule that propose it."""

    start: int
    end: int
    kinds: set[str] = field(default_factory=set)
    head: Head | None = None
    classes: str = ""  # types of the class noun that closes the list in which it stands
    group: int = -1  # list in which it stands


class Proposals:
    """Candidates by span."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], Candidate] = {}

    def add(self, start: int, end: int, kind: str) -> Candidate:
        """The candidate of this span, with `kind` among its kinds."""
        key = (start, end)
        candidate = self.found.get(key)
        if candidate is None:
            candidate = self.found[key] = Candidate(start, end)
        candidate.kinds.add(kind)
        return candidate


def propose(frame: Frame) -> dict[tuple[int, int], Candidate]:
    """All candidates of a text by rules."""
    proposals = Proposals()
    _heads(frame, proposals)
    _marks(frame, proposals)
    _places(frame, proposals)
    _lists(frame, proposals)
    _subjects(frame, proposals)
    _known(frame, proposals)
    return proposals.found


def _heads(frame: Frame, proposals: Proposals) -> None:
    words, ends, partner = frame.words, frame.ends, frame.partner
    count = len(words)
    for i, word in enumerate(words):
        head = head_of(word)
        if head is None:
            continue
        if i + 1 < count and words[i + 1] in ("”", "》") and i + 1 in partner:
            continue  # inside quotation marks: the marks propose it
        document = any(hint == "PolicyDocument" for hint in head.hints)
        starts = list(_starts(frame, i, _DOC_CHARS_MAX if document else _CHARS_MAX, through=document))
        borders = [ends[i]]
        close = partner.get(i + 1, -1) if i + 1 < count and words[i + 1] == "（" else -1
        if close >= 0 and ends[close] - ends[i] <= 24:
            borders.append(ends[close])
        for start in starts:
            for stop in borders:
                candidate = proposals.add(start, stop, "head" if stop == ends[i] else "head+bracket")
                candidate.head = head


def _starts(frame: Frame, last: int, limit: int, *, through: bool = False) -> Iterable[int]:
    """Starts of a name that ends with token `last`, from the nearest on; `through` runs over particles and verbs."""
    words, tags, starts, partner = frame.words, frame.tags, frame.starts, frame.partner
    particles = cues().stops
    end = frame.ends[last]
    i = last
    if words[i] in ("”", "》", "）", "’") and i in partner:
        i = partner[i]
    while True:
        if tags[i] not in _STARTLESS_TAGS and words[i] != "（":
            yield starts[i]
        i -= 1
        if i < 0:
            return
        word = words[i]
        if i in partner and partner[i] < i:
            i = partner[i]
            if end - starts[i] > limit:
                return
            continue
        if word in _HARD or (i in partner and word != "《") or "\n" in word:
            return
        if end - starts[i] > limit:
            return
        if not through and (tags[i] in _STOP_TAGS or word in particles) and word not in _CONJUNCTIONS:
            return
        if through and word in ("了", "将", "被", "把", "是"):
            return


def _marks(frame: Frame, proposals: Proposals) -> None:
    """Quotations and titles, with what stands before them."""
    words, starts, ends = frame.words, frame.starts, frame.ends
    for opening, closing in frame.partner.items():
        if closing < opening:
            continue
        mark = words[opening]
        if mark == "《":
            proposals.add(starts[opening], ends[closing], "title")
            after = closing + 1
            if after < len(words) and words[after] == "（" and after in frame.partner:
                close = frame.partner[after]
                if ends[close] - ends[closing] <= 14:
                    proposals.add(starts[opening], ends[close], "title+bracket")
        elif mark in _QUOTES and ends[closing] - starts[opening] <= 32:
            for n, start in enumerate(_starts(frame, closing, 24)):
                if n > 4:
                    break
                candidate = proposals.add(start, ends[closing], "quoted")
                candidate.head = head_of(words[closing - 1])
            if starts[closing] > starts[opening] + 1:
                inner = proposals.add(starts[opening] + 1, starts[closing], "in quotes")
                inner.head = head_of(words[closing - 1])


def _places(frame: Frame, proposals: Proposals) -> None:
    names = upper_names()
    words, tags, starts, ends = frame.words, frame.tags, frame.starts, frame.ends
    count = len(words)
    for i, tag in enumerate(tags):
        if tag == "ns" or words[i] in names:
            proposals.add(starts[i], ends[i], "place")
        if i + 1 < count and len(words[i]) < 8 and words[i] + words[i + 1] in names:
            proposals.add(starts[i], ends[i + 1], "place")


def _lists(frame: Frame, proposals: Proposals) -> None:
    """Members of lists with 、 and what stands before 等; the class noun behind gives a hint of type."""
    words = frame.words
    count, i, group = len(words), 0, 0
    while i < count:
        if words[i] == "、" or words[i] in ("等", "等等"):
            group += 1
            i = _list(frame, i, group, proposals)
        i += 1


def _list(frame: Frame, at: int, group: int, proposals: Proposals) -> int:
    """Propose the members of the list whose first separator is token `at`; return its last token."""
    words, starts, ends, partner = frame.words, frame.starts, frame.ends, frame.partner
    count = len(words)
    members: list[Candidate] = []

    def member(start: int, end: int, kind: str) -> None:
        if end > start and end - start <= 50:
            candidate = proposals.add(start, end, kind)
            candidate.head = candidate.head or head_of(words[frame.at[end - 1]])
            members.append(candidate)

    if at:
        for n, start in enumerate(_starts(frame, at - 1, _CHARS_MAX)):
            if n > 6:
                break
            member(start, ends[at - 1], "list first" if words[at] == "、" else "before 等")
    items, i = 0, at
    while i < count and words[i] == "、" and items < _LIST_ITEMS_MAX:
        first = i = i + 1
        stops: list[int] = []
        while i < count and words[i] not in _HARD and i - first < _LIST_TOKENS_MAX + 20:
            if words[i] in ("等", "等等"):
                break
            if i in partner and partner[i] > i:
                i = partner[i]
            elif i in partner and words[i] in ("”", "）", "》"):
                break
            if words[i] in _CONJUNCTIONS and i > first:
                stops.append(ends[i - 1])
                if i + 1 < count:
                    for n, stop in enumerate(_stops(frame, i + 1)):
                        if n > 5:
                            break
                        member(starts[i + 1], stop, "list after 和")
            i += 1
        if i < count and i > first and words[i] == "、":
            member(starts[first], ends[i - 1], "list member")
        elif first < count and i > first:
            for n, stop in enumerate(_stops(frame, first)):
                if n > 6:
                    break
                member(starts[first], stop, "list last")
        for stop in stops:
            member(starts[first], stop, "list member")
        items += 1
    classes = _classes(frame, i)
    for candidate in members:
        candidate.classes = candidate.classes or classes
        candidate.group = group
    return max(i - 1, at)


def _stops(frame: Frame, first: int) -> Iterable[int]:
    """Ends of a name that starts with token `first`, from the nearest on."""
    words, tags, ends, partner = frame.words, frame.tags, frame.ends, frame.partner
    particles = cues().stops
    i = first
    while i < len(words) and i - first < _LIST_TOKENS_MAX:
        word = words[i]
        if i in partner and partner[i] > i:
            i = partner[i]
        elif word in _HARD or word in particles or tags[i] in _STOP_TAGS or i in partner:
            return
        yield ends[i]
        i += 1


def _classes(frame: Frame, at: int) -> str:
    """The types of the class noun in the next few tokens from `at` (等企业, 等重点产业), or nothing."""
    classes = cues().classes
    for i in range(at, min(at + 8, len(frame.words))):
        word = frame.words[i]
        if word in _HARD and i > at:
            return ""
        if found := classes.get(word):
            return found
    return ""


def _subjects(frame: Frame, proposals: Proposals) -> None:
    """What opens a clause up to its first verb: 方太获评…."""
    words, tags, starts, ends = frame.words, frame.tags, frame.starts, frame.ends
    count = len(words)
    opens = True
    for i in range(count):
        if opens and tags[i][0] in "najbxiltm" and words[i] not in _HARD:
            j = i
            while j < count and j - i < 5 and words[j] not in _HARD:
                nxt = tags[j + 1][0] if j + 1 < count else "x"
                if nxt in "vpd" or (j + 1 < count and words[j + 1] in ("、", "（", "的", "等")):
                    proposals.add(starts[i], ends[j], "subject").head = head_of(words[j])
                    break
                j += 1
        opens = words[i] in _HARD or "\n" in words[i]


def _known(frame: Frame, proposals: Proposals) -> None:
    """Names of common knowledge, wherever they stand."""
    text, starts = frame.text, known_by_start()
    for i in range(len(text) - 1):
        words = starts.get(text[i : i + 2])
        if words:
            for word in words:
                if text.startswith(word, i):
                    candidate = proposals.add(i, i + len(word), "known")
                    candidate.head = candidate.head or head_of(frame.words[frame.at[i + len(word) - 1]])
                    break
