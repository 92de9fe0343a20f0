"""A small grammar of policy sentences: which group is subject, agent, partner, base, place or object of which verb.

It reads the symbols of a skeleton from left to right, clause by clause, and proposes links. A subject holds until the
next one or a semicolon (``甲联合乙，建设丙，实施丁``); relative clauses are resolved at their head (``甲实施的丁``,
``位于戊的丙``). What it proposes are features of the model, which has the last word.
"""

from __future__ import annotations

from policygraph.ingest.relations.cues import group
from policygraph.ingest.relations.skeleton import Symbol
from policygraph.ingest.relations.walk import BREAKS, MAKING, OPEN, TOPIC, Parse, Walk

_VERBS = MAKING | {"FOCUS", "AWARD", "TRY", "PER", "NOT"}
_PREDICATE = {"G": "implements", "P": "builds", "D": "issues", "I": "focusesOn", "H": "awarded"}
_KINDS = {
    "implements": frozenset({"DO", "BUILD", "INVEST", "LEADBY", "ISSUE", "SIGN"}),
    "builds": frozenset({"DO", "BUILD", "INVEST", "LEADBY", "SIGN"}),
    "issues": frozenset({"ISSUE"}),
    "focusesOn": frozenset({"FOCUS", "DO", "BUILD"}),
    "awarded": frozenset({"AWARD"}),
}
_SHARED = frozenset({"implements", "builds", "issues"})  # what partners do together


class Reader(Walk):
    """Reads one sentence; what it finds is in `found`."""

    def run(self) -> Parse:
        for k, symbol in enumerate(self.symbols):
            if symbol.kind in BREAKS:
                self._end_clause(k, symbol.kind)
            elif symbol.items:
                self._group(k, symbol)
            else:
                self._cue(k, symbol)
        if self.state.subject >= 0:
            self.topic = self.state.subject
        return Parse(tuple(self.found), self.topic)

    # --- cue words

    def _cue(self, k: int, symbol: Symbol) -> None:
        state = self.state
        kind = symbol.kind
        if kind == "LEAD":
            self._lead(k)
        elif kind in MAKING:
            if kind != "LEADBY":
                self._cooperate(k)
            if state.agent != OPEN and state.patient != OPEN and not self._takes_object(k):
                self._make(state.patient, "passive", kind)
                state.done = True
            elif (
                state.agent == OPEN
                and kind in {"BUILD", "INVEST"}
                and not state.carried
                and self._ends(k)
                and self._is(state.subject, "PG")
            ):
                self._open(state.subject, kind)  # 甲园、乙园建成
        elif kind == "BASE" and symbol.word.startswith("为") and state.held != OPEN:
            state.base = state.held
            self._rest(state.base)
        elif kind == "REP" and state.held != OPEN:
            self._represent(k)
        elif kind == "AWARD" and state.honour != OPEN and not self._takes_object(k) and not state.carried:
            self._emit("awarded", state.subject, state.honour, "title-earlier")
        elif kind == "PART" and symbol.word in group("whole"):
            self._composed(k)
        elif kind == "LOC" and not self._takes_object(k) and self._is(state.subject, "E") and not state.carried:
            self._emit("locatedIn", state.subject, state.site, "site-earlier")

    def _open(self, object_: int, kind: str) -> None:
        for letter in dict.fromkeys(item.letter for item in self.symbols[object_].items):
            predicate = _PREDICATE.get(letter)
            if predicate in {"implements", "builds"} and kind in _KINDS[predicate]:
                self._emit(predicate, OPEN, object_, "completed")

    def _cooperate(self, k: int) -> None:
        state = self.state
        if state.partners and not state.strong:
            for partner in state.partners:
                self._emit("collaboratesWith", self._who(), partner, "coop-" + self.symbols[k].kind)

    def _represent(self, k: int) -> None:
        """以X为代表的Y, 以X为中心建设Y, 以Y为重点."""
        state = self.state
        held = state.held
        if self._is(held, "I"):
            self._emit("focusesOn", state.subject, held, "rep-own")
            state.industry = held
            return
        n = self._after(k)
        if self._kind(n) == "DE":
            n = self._after(n)
        if self._is(n, "I"):
            self._emit("focusesOn", held, n, "rep")
        elif state.industry != OPEN:
            self._emit("focusesOn", held, state.industry, "rep-earlier")
        state.place = held if self._is(held, "L") else state.place

    def _composed(self, k: int) -> None:
        state = self.state
        n = self._after(k)
        head = self._after(n) if self._kind(n) == "DE" else OPEN
        if head >= 0 and self.symbols[head].items and state.agent != OPEN:
            self._emit("partOf", state.agent, head, "composed-head")
            state.agent = OPEN
        elif state.agent != OPEN and state.patient != OPEN:
            self._emit("partOf", state.agent, state.patient, "composed")
        else:
            whole = self._before(self._before(k))
            if whole >= 0 and self.symbols[whole].items:
                self._emit("partOf", state.subject, whole, "component")

    def _lead(self, k: int) -> None:
        """A word like 龙头: its company and its industry stand before or after it."""
        state = self.state
        companies = [i for i in range(self.clause, k) if self.symbols[i].has("E")]
        industries = [i for i in range(self.clause, k) if self.symbols[i].has("I")]
        if companies:
            state.leader = companies[-1]
        if companies and industries:
            self._emit("leads", companies[-1], industries[-1], "lead-both")
        elif companies and not self._industry_follows(k):
            self._emit("leads", companies[-1], state.industry, "lead-earlier")
        elif industries and self._is(state.subject, "E"):
            self._emit("leads", state.subject, industries[-1], "lead-carried")
        elif industries and not companies:
            n = self._after(k)
            n = self._after(n) if self._kind(n) == "," else n
            if self._is(n, "E"):
                self._emit("leads", n, industries[-1], "lead-before")
            elif state.subject == TOPIC:
                self._emit("leads", TOPIC, industries[-1], "lead-carried")

    def _industry_follows(self, k: int) -> bool:
        n = self._after(k)
        if self._kind(n) == "DE":
            n = self._after(n)
        return self._is(n, "I")

    # --- groups

    def _group(self, k: int, symbol: Symbol) -> None:
        b = self._before(k)
        kind = self._kind(b)
        self._place_group(k, symbol, b, kind)
        if symbol.has("H"):
            self.state.honour = k
        if symbol.has("P"):
            self.state.site = k

    def _place_group(self, k: int, symbol: Symbol, b: int, kind: str) -> None:
        state = self.state
        word = self.symbols[b].word if b >= 0 else ""
        if kind in {"BY", "BEI"}:
            if state.subject != OPEN:
                state.patient = state.subject
            state.agent, state.done = k, False
        elif kind == "COOP" and self.symbols[k].has("EPOL"):
            self._as_partner(k, word)
        elif kind == "BASE":
            state.base = k
            self._rest(k)
        elif kind == "PREP" and word == "以":
            state.held = k
        elif kind == "PREP" and word in group("at"):
            self._at(k)
        elif kind == "DE":
            self._head(k, symbol, b)
        elif kind == "LOC":
            self._located(k, symbol, b, word)
        elif kind == "INCLUDE":
            self._emit("partOf", k, state.subject, "included")
        elif kind == "LEAD":
            self._led(k, symbol, b)
        elif kind == "PART":
            self._part(k, b, word)
        elif kind in _VERBS:
            self._as_object(k, symbol, b, kind)
        elif kind == "NTH":
            self._emit("partOf", k, state.subject, "enumerated")
        elif b >= 0 and self.symbols[b].items:
            self._apposed(k, symbol, b)
        else:
            self._as_subject(k, symbol, b)

    def _rest(self, k: int) -> None:
        """The base of the one before, or of a home left out; what is built on it follows with its verb."""
        state = self.state
        if not state.carried and self._is(state.subject, "P"):
            self._emit("basedOn", state.subject, k, "base-own")
        elif state.subject not in {OPEN, TOPIC} or (state.subject == TOPIC and self.clause == 0):
            self._emit("basedOn", state.subject, k, "base-carried" if state.carried else "base-subject")
        else:
            self._emit("basedOn", OPEN, k, "base-open")

    def _at(self, k: int) -> None:
        state = self.state
        state.place = k
        n = self._after(k)
        if self._kind(n) == "DE" and self._is(self._after(n), "EPG"):
            self._emit("locatedIn", self._after(n), k, "at-relative")
        elif not state.carried and self._is(state.subject, "PG"):
            self._emit("locatedIn", state.subject, k, "at-own")

    def _as_subject(self, k: int, symbol: Symbol, b: int) -> None:
        state = self.state
        if symbol.has("I"):
            state.industry = k
        if symbol.has("HD") and not symbol.has("EPOLGI"):
            return
        if state.place != OPEN and b < 0 and symbol.has("GP"):
            self._emit("locatedIn", k, state.place, "at-before")
        if state.base != OPEN and state.carried and symbol.has("L"):
            self._emit("basedOn", k, state.base, "base-before")
        if self._kind(b) == "(":
            return
        state.subject, state.carried = k, False
        state.agent = state.patient = OPEN
        state.partners, state.strong, state.done = [], False, False

    def _as_partner(self, k: int, word: str) -> None:
        state = self.state
        state.partners.append(k)
        if word in group("strong"):
            state.strong = True
            self._emit("collaboratesWith", self._who(), k, "coop-strong")

    def _make(self, object_: int, rule: str, kind: str) -> None:
        """Links of the one who acts, and of the partners, to what is made."""
        state = self.state
        symbol = self.symbols[object_] if object_ >= 0 else None
        letters = dict.fromkeys(item.letter for item in symbol.items) if symbol else dict.fromkeys("GP")
        who = self._who()
        for letter in letters:
            predicate = _PREDICATE.get(letter)
            if predicate is None or kind not in _KINDS[predicate]:
                continue
            carried = "-carried" if state.carried and state.agent == OPEN and who not in {OPEN, TOPIC} else ""
            self._emit(predicate, who, object_, rule + carried)
            if predicate in _SHARED:
                for partner in state.partners:
                    self._emit(predicate, partner, object_, rule + "-partner")
        if "P" in letters or "G" in letters:
            self._emit("basedOn", object_, state.base, "base-object")
            self._emit("locatedIn", object_, state.place, "at-object")

    def _as_object(self, k: int, symbol: Symbol, b: int, kind: str) -> None:
        state = self.state
        n = self._after(k)
        head = self._after(n) if self._kind(n) == "DE" else OPEN
        v = self._before(b)
        if head >= 0 and self.symbols[head].items and (v < 0 or not self.symbols[v].items):
            for letter in dict.fromkeys(item.letter for item in symbol.items):
                predicate = _PREDICATE.get(letter)
                if predicate and (kind in _KINDS[predicate] or (predicate == "implements" and kind == "AWARD")):
                    self._emit(predicate, head, k, "relative-subject")  # 实施甲的乙, 列入甲试点的乙
            return
        if kind == "FOCUS" and symbol.has("I") and self._relative(n) >= 0 and self._kind(v) != "" and v < 0:
            return
        if symbol.has("EOL") and kind in {"DO", "BUILD", "FOCUS", "TRY"} and not symbol.has("GPI"):
            if self.symbols[b].word not in group("obeyed"):  # 落实省委部署，建设丙
                self._as_subject(k, symbol, b)  # 推动甲建设丙
            return
        if symbol.has("I"):
            state.industry = k
            if self._is(state.place, "L") and kind in {"BUILD", "FOCUS", "DO"}:
                self._emit("focusesOn", state.place, k, "at-industry")
        self._make(k, "active", kind)
        if symbol.has("PG") and self._passive_follows(n):
            state.subject, state.agent, state.partners, state.carried = k, OPEN, [], False

    def _passive_follows(self, n: int) -> bool:
        """Whether what follows an object speaks of the object: …，由甲承建, …，位于丙."""
        if self._kind(n) in {"LOC", "AWARD", "BASE", "BY"}:
            return True
        return self._kind(n) == "," and self._kind(self._after(n)) in {"BY", "LOC"}

    def _head(self, k: int, symbol: Symbol, de: int) -> None:
        """A group after 的: the object of the verb before 的, or one whose modifiers were read as objects."""
        state = self.state
        v = self._before(de)
        kind = self._kind(v)
        outer = self._outer_verb(v if kind in MAKING else de)
        named = state.agent != OPEN or (state.subject >= 0 and not state.carried)
        if kind in MAKING and (named or not outer):
            self._make(k, "relative-object", kind)
        elif outer:
            self._make(k, "active-far", outer)
        if kind == "LEAD" and symbol.has("I"):
            self._emit("leads", state.leader, k, "lead-de")
        if kind == "PART":
            whole = self._before(v)
            if self._is(whole, symbol.kind):
                self._emit("partOf", k, whole, "part-de")
        if not outer or symbol.has("E") or (kind in MAKING and named):
            self._as_subject(k, symbol, de)

    def _outer_verb(self, end: int) -> str:
        """The kind of the clause's first verb, whose object has a modifier before 的: 设立总规模20亿元的丙."""
        for symbol in self.symbols[self.clause : end]:
            if symbol.kind in {"DO", "BUILD", "ISSUE", "INVEST", "FOCUS", "AWARD"}:
                return symbol.kind
            if symbol.kind in {"BY", "LOC"}:
                return ""
        return ""

    def _relative(self, n: int) -> int:
        """The group after the next 的 of the clause, or `OPEN`."""
        while 0 <= n < len(self.symbols) and self.symbols[n].kind not in BREAKS:
            if self.symbols[n].kind == "DE":
                head = self._after(n)
                return head if head >= 0 and self.symbols[head].items else OPEN
            n += 1
        return OPEN

    def _located(self, k: int, symbol: Symbol, b: int, word: str) -> None:
        state = self.state
        if word in group("gather"):
            self._emit("locatedIn", k, state.subject, "gathers")
            return
        if not symbol.has("LP"):
            if symbol.has("E"):
                self._emit("locatedIn", k, state.subject, "inside")
            self._as_subject(k, symbol, b)
            return
        head = self._relative(self._after(k))
        v = self._before(b)
        if head >= 0 and self.symbols[head].has("EPG") and (v < 0 or not self.symbols[v].items):
            self._emit("locatedIn", head, k, "relative-place")
            return
        if self._is(self._after(k), "EPG") and v < 0:
            self._emit("locatedIn", self._after(k), k, "relative-place")
        who = state.patient if state.agent != OPEN and state.patient != OPEN else state.subject
        self._emit("locatedIn", who, k, "verb-place" + ("-carried" if state.carried else ""))

    def _led(self, k: int, symbol: Symbol, b: int) -> None:
        if symbol.has("I") and self.state.leader != OPEN:
            self._emit("leads", self.state.leader, k, "lead-verb")
            self.state.industry = k
            return
        industries = [i for i in range(self.clause, b) if self.symbols[i].has("I")]
        if symbol.has("E") and industries:
            self._emit("leads", k, industries[-1], "lead-noun")
        self._as_subject(k, symbol, b)

    def _part(self, k: int, b: int, word: str) -> None:
        if word in group("under"):
            self._emit("partOf", self.state.subject, k, "part-of")
            return
        whole = self._before(b)
        while whole >= 0 and not self.symbols[whole].items:
            whole = self._before(whole)
        if whole >= 0:
            self._emit("partOf", k, whole, "part-below")
            return
        self._emit("partOf", k, self.state.subject, "part-carried")

    def _apposed(self, k: int, symbol: Symbol, b: int) -> None:
        """Two groups side by side: 沙河镇“稻海星空”露营基地, 制造业单项冠军江岚电容, 长山药谷企业朗岑生物."""
        state = self.state
        before = self.symbols[b]
        near = symbol.start - before.end <= 4
        if before.has("OL") and symbol.has("D") and symbol.start == before.end:
            self._emit("issues", b, k, "titled")  # 国务院《大气污染防治行动计划》
        firm = "-firm" if any(s.kind == "FIRM" for s in self.symbols[b + 1 : k]) else ""
        if before.has("H") and symbol.has("EPL") and near:
            self._emit("awarded", k, b, "title-before")
        if before.has("LP") and symbol.has("EPG") and near:
            self._emit("locatedIn", k, b, "place-before" + firm)
        if symbol.has("H") and before.has("EPL"):
            self._emit("awarded", b, k, "title-after")
        if symbol.has("I"):
            state.industry = k
            if before.has("E"):
                self._emit("focusesOn", b, k, "industry-after")
            if before.has("L") and near:
                self._emit("focusesOn", b, k, "place-industry")
            return
        if before.has("I") and symbol.has("E"):
            self._emit("focusesOn", k, b, "industry-before")
        if before.has("E") and symbol.has("G") and near:
            self._emit("implements", b, k, "owner-before")
        if symbol.has("EPOLG"):
            v = self._before(b)
            if v >= 0 and self._kind(v) in MAKING and symbol.has("GP"):
                self._make(k, "active-far", self._kind(v))
            else:
                self._as_subject(k, symbol, b)
