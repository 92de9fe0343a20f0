"""The part that a name plays in its clause: opener, object of a verb, behind a preposition, member of a list."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import words
from policygraph.ingest.reading import FoundMention, Reading
from policygraph.ingest.tokens import Token

_OPENS = re.compile(
    r"(?:^|[。；：，\n　 ！？）])"
    r"(?:[^，。；]{0,6}(?:年|月|底|末|日|期间|以来|前|目前|上半年|季度)[，]?)?(?:其中|同时|而|但|此外|另外|，)?$"
)
_OPENING, _CLOSING = frozenset('“‘《" （('), frozenset('”’》" ）)')
_DEEP = 8  # members of a list that are looked back over to its first one
_APART = 12  # characters from the end of one member to the start of the next


class Roles:
    """Features of the mentions of one article by their part in the clause; `mentions` are in order."""

    def __init__(self, reading: Reading, mentions: Sequence[FoundMention], genre: str) -> None:
        self.text = reading.text
        self.tokens: list[Token] = reading.tokens
        self.words = [token.start for token in reading.tokens]
        self.mentions = mentions
        self.starts = [mention.start for mention in mentions]
        self.genre = genre
        table = words("role_words")
        self._join, self._copula, self._marks = (frozenset(table[k]) for k in ("join", "copula", "behind"))
        self._known: dict[tuple[int, int], str] = {}
        self._beside: dict[tuple[int, int, int], tuple[bool, str, str, str, str]] = {}

    def features(self, figure: Figure, mention: FoundMention, kind: str, status: str) -> list[str]:
        """What the place of a mention before a figure in its line says, none for any other mention."""
        if not figure.line.start <= mention.start < figure.quantity.start:
            return []
        gap = self.text[mention.end : figure.quantity.start]
        return [
            *self._topic(figure, mention, kind, gap),
            *self._part(figure, mention, kind, status, gap),
        ]

    def _topic(self, figure: Figure, mention: FoundMention, kind: str, gap: str) -> list[str]:
        """Whether a mention opens its clause, how many clauses lie between it and the figure, and what follows it."""
        opens, tag, word, led, _ = self._neighbours(mention, figure.line.start)
        clauses, parts, ended = min(gap.count("，"), 3), min(gap.count("；"), 1), min(gap.count("。"), 1)
        return [
            f"opens:{opens}+{kind}",
            f"opens+gap:{opens}+{clauses}{parts}{ended}+{kind}",
            f"tag:{opens}+{tag}+{kind}",
            f"word:{opens}+{word}",
            f"word+type:{word}+{kind}",
            f"gap:{clauses}{parts}{ended}+{kind}",
            f"before-tag:{led}+{kind}+{min(clauses, 1)}",
        ]

    def _part(self, figure: Figure, mention: FoundMention, kind: str, status: str, gap: str) -> list[str]:
        """The part of a mention and what stands behind it, by how far the figure is: 3 for another sentence."""
        part, after = self.role(mention, figure.line.start), self._neighbours(mention, figure.line.start)[-1]
        near = mention.start >= figure.sentence.start
        far = min(gap.count("，") + gap.count("；"), 2) if near else 3
        name = self.text[mention.start : mention.end]
        quoted = name[0] in _OPENING or "“" in name
        return [
            f"part:{part}+{kind}+{far}",
            f"part+after:{part}+{after}+{kind}+{far}",
            f"part+genre:{part}+{kind}+{far}+{self.genre}",
            f"part+quoted:{part}+{kind}+{far}+{quoted}",
            f"part+status:{part}+{kind}+{far}+{status}",
            f"part+kind:{part}+{kind}+{min(far, 1)}+{figure.quantity.kind}",
            f"last:{name[-2:]}+{kind}+{min(far, 1)}",
            f"last+part:{name[-2:]}+{part}",
            f"semi:{'；' in gap}+{kind}+{part}",
        ]

    def role(self, mention: FoundMention, floor: int) -> str:
        """The part of a mention in the line that begins at `floor`; a list's members have that of the first."""
        key = mention.start, floor
        if key not in self._known:
            self._known[key] = self._role(mention, floor, 0)
        return self._known[key]

    def _role(self, mention: FoundMention, floor: int, depth: int) -> str:
        at = mention.start
        if self._opens(at, floor):
            return "opens"
        token = bisect_left(self.words, at) - 1
        while token >= 0 and self.tokens[token].text in _OPENING:
            token -= 1
        before = self._at(token)
        if before is None or before.start < floor:
            return "opens"
        if before.text in self._join:
            first = self._earlier(at, floor)
            return "listed" if first is None or depth >= _DEEP else self._role(first, floor, depth + 1)
        tag = before.tag[:1]
        if tag == "v":
            return f"object-{before.text}" if before.text in self._copula else "object"
        if tag == "p":
            return f"prep-{before.text}"
        if before.text in {"的", "等"}:
            return before.text
        if before.text in "，。；：\n":
            return "clause"
        return tag if tag and tag in "ndabmcrtfqs" else "x"

    def _earlier(self, at: int, floor: int) -> FoundMention | None:
        """The mention before `at` in its line, if it stands near enough to be of one list."""
        first = bisect_left(self.starts, at) - 1
        if first < 0 or self.starts[first] < floor or at - self.mentions[first].end > _APART:
            return None
        return self.mentions[first]

    def _neighbours(self, mention: FoundMention, floor: int) -> tuple[bool, str, str, str, str]:
        """Whether a mention opens its clause, tag and word behind it, what leads it, what follows its closing marks.

        Found once for all figures of a line.
        """
        key = mention.start, mention.end, floor
        found = self._beside.get(key)
        if found is None:
            behind = self._at(bisect_left(self.words, mention.end))
            before = self._at(bisect_left(self.words, mention.start) - 1)
            tag, word = (behind.tag, behind.text) if behind else ("$", "$")
            led = f"{before.tag}{before.text}" if before else "^"
            found = self._beside[key] = (self._opens(mention.start, floor), tag, word, led, self._after(mention))
        return found

    def _opens(self, at: int, floor: int) -> bool:
        return at == floor or bool(_OPENS.search(self.text[max(floor, at - 12) : at]))

    def _after(self, mention: FoundMention) -> str:
        token = bisect_left(self.words, mention.end)
        while token < len(self.words) and self.tokens[token].text in _CLOSING:
            token += 1
        behind = self._at(token)
        if behind is None:
            return "$"
        return behind.text if behind.text in self._marks else behind.tag[:1]

    def _at(self, token: int) -> Token | None:
        return self.tokens[token] if 0 <= token < len(self.tokens) else None
