"""A walk through the symbols of one sentence: what it has said so far, and what stands before and after each symbol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from policygraph.ingest.relations.skeleton import Symbol

OPEN = -1  # the subject of a verb that the sentence leaves out
TOPIC = -2  # what the sentence before was about

BREAKS = frozenset({",", ";", ":", ".", "?"})
MAKING = frozenset({"DO", "BUILD", "INVEST", "LEADBY", "ISSUE", "SIGN"})
_PASSED = frozenset({"ETC", "COUNT", "JOINT", "FIRM", "/", "(", ")", "|", "ITS"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """Symbol `subject` may be linked to symbol `object` by `predicate`, as `rule` reads the sentence.

    One of the two may be `TOPIC`, the subject may be `OPEN`.
    """

    predicate: str
    subject: int
    object: int
    rule: str


@dataclass(slots=True)
class State:
    """What the sentence has said up to here; indices of symbols."""

    subject: int = OPEN
    carried: bool = False  # the subject stands in an earlier clause
    agent: int = OPEN
    patient: int = OPEN
    done: bool = False  # what the agent does to the patient has been said
    partners: list[int] = field(default_factory=list)
    strong: bool = False
    base: int = OPEN
    place: int = OPEN
    held: int = OPEN  # 以X…
    leader: int = OPEN
    industry: int = OPEN
    honour: int = OPEN
    site: int = OPEN  # the last platform named


@dataclass(frozen=True, slots=True)
class Parse:
    """The links that the grammar sees in one sentence, and the symbol that the sentence was about last, or `OPEN`."""

    proposals: tuple[Proposal, ...]
    topic: int


class Walk:
    """State and neighbours while a sentence is read from left to right."""

    def __init__(self, symbols: Sequence[Symbol]) -> None:
        self.symbols = symbols
        self.state = State(subject=TOPIC, carried=True)
        self.found: list[Proposal] = []
        self.clause = 0
        self.topic = OPEN

    def _emit(self, predicate: str, subject: int, object_: int, rule: str) -> None:
        if subject != object_ and object_ != OPEN:
            self.found.append(Proposal(predicate, subject, object_, rule))

    def _before(self, k: int) -> int:
        """The symbol of the clause before `k` that is no filler, or -1."""
        k -= 1
        while k >= self.clause and self.symbols[k].kind in _PASSED:
            k -= 1
        return k if k >= self.clause else -1

    def _after(self, k: int) -> int:
        """The symbol after `k` that is no filler, maybe a mark; -1 at the end."""
        k += 1
        while k < len(self.symbols) and self.symbols[k].kind in _PASSED:
            k += 1
        return k if k < len(self.symbols) else -1

    def _kind(self, k: int) -> str:
        return self.symbols[k].kind if k >= 0 else ""

    def _is(self, k: int, letters: str) -> bool:
        return k >= 0 and self.symbols[k].has(letters)

    def _end_clause(self, k: int, mark: str) -> None:
        state = self.state
        if mark in {",", ":"}:
            if state.agent != OPEN and state.done:
                state.subject, state.agent, state.partners, state.strong = state.patient, OPEN, [], False
                state.done = False
            state.carried = True
            state.leader = OPEN
        else:
            if state.subject >= 0:
                self.topic = state.subject
            self.state = State(industry=state.industry, honour=state.honour, site=state.site)
        self.clause = k + 1

    def _who(self) -> int:
        return self.state.agent if self.state.agent != OPEN else self.state.subject

    def _ends(self, k: int) -> bool:
        return self._kind(self._after(k)) in BREAKS | {""}

    def _takes_object(self, k: int) -> bool:
        """Whether a group follows the verb at `k` in its clause."""
        for symbol in self.symbols[k + 1 :]:
            if symbol.kind in BREAKS:
                return False
            if symbol.items:
                return True
        return False
