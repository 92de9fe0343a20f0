"""A small grammar of policy sentences: which group is subject, agent, partner, base, place or object of which verb.

It reads the symbols of a skeleton from left to right, clause by clause, and proposes links. A subject holds until the
next one or a semicolon (``甲联合乙，建设丙，实施丁``); relative clauses are resolved at their head (``甲实施的丁``,
``位于戊的丙``). What it proposes are features of the model, which has the last word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from policygraph.ingest.relations.skeleton import Symbol

OPEN = -1  # the subject of a verb that the sentence leaves out

_BREAKS = frozenset({",", ";", ":", ".", "?"})
_PASSED = frozenset({"ETC", "COUNT", "JOINT", "FIRM", "/", "(", ")", "|"})
_VERBS = frozenset({"DO", "BUILD", "INVEST", "ISSUE", "FOCUS", "AWARD", "LEADBY", "SIGN", "TRY", "PER", "NOT", "LOC"})
_MAKING = frozenset({"DO", "BUILD", "INVEST", "LEADBY", "ISSUE", "SIGN"})
_STRONG = frozenset({"联合", "会同", "携手", "牵手", "联手", "偕同", "携", "协同"})
_AT = frozenset({"在", "于", "从"})
_GATHER = frozenset({"集聚", "聚集", "云集", "汇聚", "集聚了"})
_CAUSE = frozenset({"支持", "鼓励", "引导", "指导", "推荐", "帮助", "促成", "吸引", "助力", "推动", "为", "对", "按", "将", "把"})
_PREDICATE = {"G": "implements", "P": "builds", "D": "issues", "I": "focusesOn", "H": "awarded"}
_BY_KIND = {
    "implements": frozenset({"DO", "BUILD", "INVEST", "LEADBY", "ISSUE"}),
    "builds": frozenset({"DO", "BUILD", "INVEST", "LEADBY"}),
    "issues": frozenset({"ISSUE"}),
    "focusesOn": frozenset({"FOCUS", "DO", "BUILD"}),
    "awarded": frozenset({"AWARD"}),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Symbol `subject` (or `OPEN`) may be linked to symbol `object` by `predicate`, as `rule` reads the sentence."""

    predicate: str
    subject: int
    object: int
    rule: str


@dataclass(slots=True)
class _State:
    """What the sentence has said up to here; indices of symbols."""

    subject: int = OPEN
    carried: bool = False  # the subject stands in an earlier clause
    agent: int = OPEN
    patient: int = OPEN
    partners: list[int] = field(default_factory=list)
    strong: bool = False
    base: int = OPEN
    place: int = OPEN
    held: int = OPEN  # 以X…
    leader: int = OPEN
    industry: int = OPEN
    pending: list[tuple[str, int, str]] = field(default_factory=list)  # a verb and its object that still lack a subject


def propose(symbols: Sequence[Symbol]) -> list[Proposal]:
    """The links that the grammar sees in one sentence."""
    return _Parse(symbols).run()


class _Parse:
    def __init__(self, symbols: Sequence[Symbol]) -> None:
        self.symbols = symbols
        self.state = _State()
        self.found: list[Proposal] = []
        self.clause = 0

    def run(self) -> list[Proposal]:
        for k, symbol in enumerate(self.symbols):
            if symbol.kind in _BREAKS:
                self._end_clause(k, symbol.kind)
            elif symbol.items:
                self._group(k, symbol)
            else:
                self._cue(k, symbol)
        self._end_clause(len(self.symbols), ".")
        return self.found

    def _emit(self, predicate: str, subject: int, object_: int, rule: str) -> None:
        if subject != object_:
            self.found.append(Proposal(predicate, subject, object_, rule))

    def _before(self, k: int) -> int:
        """The symbol of the clause before `k` that is no filler, or -1."""
        k -= 1
        while k >= self.clause and self.symbols[k].kind in _PASSED:
            k -= 1
        return k if k >= self.clause else -1

    def _after(self, k: int) -> int:
        """The symbol after `k` that is no filler; may be a mark; -1 at the end."""
        k += 1
        while k < len(self.symbols) and self.symbols[k].kind in _PASSED:
            k += 1
        return k if k < len(self.symbols) else -1

    def _end_clause(self, k: int, mark: str) -> None:
        state = self.state
        for predicate, object_, rule in state.pending:
            self._emit(predicate, self._who(), object_, rule)
        state.pending = []
        if mark == "," or mark == ":":
            state.carried = True
            state.leader = OPEN
        else:
            self.state = _State()
        self.clause = k + 1

    def _who(self) -> int:
        return self.state.agent if self.state.agent != OPEN else self.state.subject

    def _cue(self, k: int, symbol: Symbol) -> None:
        state = self.state
        if symbol.kind == "LEAD":
            self._lead(k)
        elif symbol.kind == "SIGN" or (symbol.kind in {"BUILD", "DO", "ISSUE", "INVEST"}):
            self._cooperate(k)
            if symbol.kind != "SIGN" and state.agent != OPEN and state.patient != OPEN and not self._takes_object(k):
                self._make(state.patient, "passive", symbol.kind)
        elif symbol.kind == "LEADBY" and state.agent != OPEN and state.patient != OPEN and not self._takes_object(k):
            self._make(state.patient, "passive", symbol.kind)
        elif symbol.kind == "BASE" and symbol.word.startswith("为") and state.held != OPEN:
            state.base = state.held
        elif symbol.kind == "PART" and symbol.word in {"组成", "组成部分", "构成"}:
            self._composed(k)

    def _takes_object(self, k: int) -> bool:
        """Whether a group follows the verb at `k` in its clause."""
        for symbol in self.symbols[k + 1 :]:
            if symbol.kind in _BREAKS:
                return False
            if symbol.items:
                return True
        return False

    def _group(self, k: int, symbol: Symbol) -> None:
        state = self.state
        b = self._before(k)
        before = self.symbols[b] if b >= 0 else None
        if before is None:
            self._as_subject(k, symbol, b)
        elif before.kind in {"BY", "BEI"}:
            if state.subject != OPEN:
                state.patient = state.subject
            state.agent = k
        elif before.kind == "COOP":
            self._as_partner(k, before, b)
        elif before.kind == "BASE":
            state.base = k
            if state.subject != OPEN and not state.carried and self.symbols[state.subject].has("P"):
                self._emit("basedOn", state.subject, k, "base-own")
            elif state.carried and state.subject != OPEN:
                self._emit("basedOn", state.subject, k, "base-carried")
            else:
                self._emit("basedOn", OPEN, k, "base-open")
        elif before.kind == "PREP" and before.word == "以":
            state.held = k
        elif before.kind == "PREP" and before.word in _AT:
            state.place = k
            if state.subject != OPEN and not state.carried and self.symbols[state.subject].has("PGE"):
                self._emit("locatedIn", state.subject, k, "at-own")
        elif before.kind == "DE":
            self._head(k, symbol, b)
        elif before.kind == "LOC":
            self._located(k, symbol, before, b)
        elif before.kind == "LEAD":
            self._led(k, symbol, b)
        elif before.kind == "PART":
            self._part(k, symbol, before, b)
        elif before.kind in _VERBS:
            self._as_object(k, symbol, before, b)
        elif before.items:
            self._apposed(k, symbol, before, b)
        else:
            self._as_subject(k, symbol, b)

    def _as_subject(self, k: int, symbol: Symbol, b: int) -> None:
        state = self.state
        if symbol.has("I"):
            state.industry = k
        if symbol.has("HD") and not symbol.has("EPOLGI"):
            return
        n = self._after(k)
        following = self.symbols[n] if n >= 0 else None
        if (
            state.place != OPEN
            and b < 0
            and symbol.has("GPE")
            and (state.carried or self.symbols[state.place].end <= symbol.start)
            and following is not None
        ):
            self._emit("locatedIn", k, state.place, "at-before")
        if state.base != OPEN and symbol.has("LPG"):
            self._emit("basedOn", k, state.base, "base-subject")
        state.subject, state.carried = k, False
        state.agent = state.patient = OPEN
        state.partners, state.strong = [], False

    def _as_partner(self, k: int, coop: Symbol, b: int) -> None:
        state = self.state
        state.partners.append(k)
        strong = coop.word in _STRONG
        state.strong |= strong
        if strong:
            self._emit("collaboratesWith", self._who(), k, "coop-strong")
            for other in state.partners[:-1]:
                self._emit("collaboratesWith", other, k, "coop-third")
        del b

    def _cooperate(self, k: int) -> None:
        state = self.state
        who = self._who()
        if state.partners and not state.strong:
            for partner in state.partners:
                self._emit("collaboratesWith", who, partner, "coop-" + self.symbols[k].kind)

    def _make(self, object_: int, rule: str, kind: str) -> None:
        """Links of the one who acts, and of the partners, to what is made."""
        state = self.state
        symbol = self.symbols[object_]
        for letter in dict.fromkeys(item.letter for item in symbol.items):
            predicate = _PREDICATE.get(letter)
            if predicate is None or kind not in _BY_KIND[predicate]:
                continue
            who = self._who()
            carried = "-carried" if state.carried and state.agent == OPEN and who != OPEN else ""
            self._emit(predicate, who, object_, rule + carried)
            if predicate in {"implements", "builds", "issues"}:
                for partner in state.partners:
                    self._emit(predicate, partner, object_, rule + "-partner")
        if symbol.has("PG"):
            if state.base != OPEN:
                self._emit("basedOn", object_, state.base, "base-object")
            if state.place != OPEN:
                self._emit("locatedIn", object_, state.place, "at-object")

    def _as_object(self, k: int, symbol: Symbol, verb: Symbol, b: int) -> None:
        state = self.state
        n = self._after(k)
        follows_de = n >= 0 and self.symbols[n].kind == "DE"
        head = self._after(n) if follows_de else -1
        v = self._before(b)
        if follows_de and head >= 0 and self.symbols[head].items and (v < 0 or not self.symbols[v].items):
            for letter in dict.fromkeys(item.letter for item in symbol.items):
                if (predicate := _PREDICATE.get(letter)) and verb.kind in _BY_KIND[predicate]:
                    self._emit(predicate, head, k, "relative-subject")
            return
        if symbol.has("EOL") and verb.kind in {"DO", "BUILD", "FOCUS", "TRY"} and not symbol.has("GPI"):
            self._as_subject(k, symbol, b)  # 推动甲建设丙
            return
        if verb.kind == "FOCUS" and symbol.has("I"):
            state.industry = k
        self._make(k, "active", verb.kind)
        if symbol.has("PG"):
            n_kind = self.symbols[n].kind if n >= 0 else ""
            if n_kind in {"LOC", "AWARD", "BASE"} or (n_kind == "," and self._lacks_subject(n)):
                state.patient = k

    def _lacks_subject(self, k: int) -> bool:
        n = self._after(k)
        return n >= 0 and self.symbols[n].kind in {"BY", "LOC"}

    def _head(self, k: int, symbol: Symbol, de: int) -> None:
        """A group after 的: the object of the verb before 的, or one whose modifiers were read as objects."""
        state = self.state
        v = self._before(de)
        verb = self.symbols[v] if v >= 0 else None
        if verb is not None and not verb.items and verb.kind in _MAKING | {"LEADBY"}:
            self._make(k, "relative-object", verb.kind)
            state.subject, state.carried, state.agent, state.partners = k, False, OPEN, []
            return
        outer = self._outer_verb(de)
        if outer is not None:
            self._make(k, "active-far", outer.kind)
        if verb is not None and verb.kind == "LEAD" and symbol.has("I") and state.leader != OPEN:
            self._emit("leads", state.leader, k, "lead-de")
        if outer is None or symbol.has("E"):
            state.subject, state.carried = k, False
            state.agent, state.partners = OPEN, []

    def _outer_verb(self, de: int) -> Symbol | None:
        """The first verb of the clause, whose object has a modifier before 的: 设立总规模20亿元的丙."""
        for symbol in self.symbols[self.clause : de]:
            if symbol.kind in {"DO", "BUILD", "ISSUE", "INVEST", "FOCUS"}:
                return symbol
            if symbol.kind == "BY":
                return None
        return None

    def _located(self, k: int, symbol: Symbol, verb: Symbol, b: int) -> None:
        state = self.state
        if verb.word in _GATHER:
            if state.subject != OPEN:
                self._emit("locatedIn", k, state.subject, "gathers")
            return
        if not symbol.has("LP"):
            if symbol.has("E") and state.subject != OPEN:
                self._emit("locatedIn", k, state.subject, "inside")
            self._as_subject(k, symbol, b)
            return
        n = self._after(k)
        if n >= 0 and self.symbols[n].kind in {"DE", "/"} or (n >= 0 and self.symbols[n].kind == "FOCUS" and n == k + 2):
            head = self._relative_head(n)
            v = self._before(b)
            if head >= 0 and (v < 0 or not self.symbols[v].items):
                self._emit("locatedIn", head, k, "relative-place")
                return
        who = state.patient if state.patient != OPEN and state.agent == OPEN else state.subject
        if state.agent != OPEN and state.patient != OPEN:
            who = state.patient
        self._emit("locatedIn", who, k, "verb-place" + ("-carried" if state.carried else ""))

    def _relative_head(self, n: int) -> int:
        """The group after the next 的 of the clause, or -1."""
        while 0 <= n < len(self.symbols) and self.symbols[n].kind not in _BREAKS:
            if self.symbols[n].kind == "DE":
                head = self._after(n)
                return head if head >= 0 and self.symbols[head].items else -1
            n += 1
        return -1

    def _lead(self, k: int) -> None:
        """A word like 龙头: its company and its industry stand before or after it."""
        state = self.state
        companies = [i for i in range(self.clause, k) if self.symbols[i].has("E")]
        industries = [i for i in range(self.clause, k) if self.symbols[i].has("I")]
        if companies:
            state.leader = companies[-1]
        if companies and industries:
            self._emit("leads", companies[-1], industries[-1], "lead-both")
        elif companies and not self._industry_follows(k) and state.industry != OPEN:
            self._emit("leads", companies[-1], state.industry, "lead-earlier")
        elif industries and state.subject != OPEN and self.symbols[state.subject].has("E"):
            self._emit("leads", state.subject, industries[-1], "lead-carried")

    def _industry_follows(self, k: int) -> bool:
        n = self._after(k)
        if n >= 0 and self.symbols[n].kind == "DE":
            n = self._after(n)
        return n >= 0 and self.symbols[n].has("I")

    def _led(self, k: int, symbol: Symbol, b: int) -> None:
        if symbol.has("I") and self.state.leader != OPEN:
            self._emit("leads", self.state.leader, k, "lead-verb")
            self.state.industry = k
            return
        industries = [i for i in range(self.clause, b) if self.symbols[i].has("I")]
        if symbol.has("E") and industries:
            self._emit("leads", k, industries[-1], "lead-noun")
        self._as_subject(k, symbol, b)

    def _part(self, k: int, symbol: Symbol, word: Symbol, b: int) -> None:
        whole = self._before(b)
        while whole >= 0 and not self.symbols[whole].items:
            whole = self._before(whole)
        if whole < 0 or word.word in {"隶属", "隶属于", "属于", "并入", "归口"}:
            subject = self.state.subject if self.state.subject != OPEN else whole
            self._emit("partOf", subject, k, "part-of")
            return
        self._emit("partOf", k, whole, "part-below")
        self._as_subject(k, symbol, b)

    def _composed(self, k: int) -> None:
        state = self.state
        n = self._after(k)
        head = self._after(n) if n >= 0 and self.symbols[n].kind == "DE" else -1
        if head >= 0 and self.symbols[head].items and state.agent != OPEN:
            self._emit("partOf", state.agent, head, "composed-head")
            state.agent = OPEN
        elif state.agent != OPEN and state.patient != OPEN:
            self._emit("partOf", state.agent, state.patient, "composed")

    def _apposed(self, k: int, symbol: Symbol, before: Symbol, b: int) -> None:
        """Two groups side by side: 沙河镇“稻海星空”露营基地, 制造业单项冠军江岚电容, 长山药谷企业朗岑生物."""
        state = self.state
        firm = any(s.kind == "FIRM" for s in self.symbols[b + 1 : k])
        if before.has("H") and symbol.has("EPL"):
            self._emit("awarded", k, b, "title-before")
        if before.has("LP") and symbol.has("EPG"):
            self._emit("locatedIn", k, b, "place-before" + ("-firm" if firm else ""))
        if symbol.has("I"):
            state.industry = k
            if before.has("E"):
                self._emit("focusesOn", b, k, "industry-after")
            return
        if before.has("I") and symbol.has("E"):
            self._emit("focusesOn", k, b, "industry-before")
        if before.has("E") and symbol.has("G"):
            self._emit("implements", b, k, "owner-before")
        if symbol.has("EPOLG"):
            self._as_subject(k, symbol, b)
