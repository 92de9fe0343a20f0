"""Who acts in the sentence of a figure and how its own clause begins: the subject is often the one who acts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.roles import Roles
from policygraph.ingest.metrics.tables import words
from policygraph.ingest.reading import FoundMention, Reading

_PASSED = frozenset("tdcfmqwurxkh")  # classes of words that a clause may begin with before it says anything
_AHEAD = 6  # words that are looked at for the first that says something


@dataclass(frozen=True, slots=True)
class Topic:
    """How the clause of a figure begins (class of the word) and whose name opens its sentence."""

    lead: str
    opener: int | None  # the entity
    kind: str  # of the opener: its type, ``"home"``, or ``"none"``


class Topics:
    """The topic of each figure of one article, and what it says of a candidate."""

    def __init__(self, reading: Reading, mentions: Sequence[FoundMention], roles: Roles) -> None:
        self.reading = reading
        self.mentions = mentions
        self.starts = [mention.start for mention in mentions]
        self.roles = roles
        self._tells = words("role_words")["tells"]
        self._of: tuple[Figure | None, Topic] = None, Topic("", None, "none")

    def of(self, figure: Figure) -> Topic:
        """The topic of a figure, looked for once."""
        if self._of[0] is not figure:
            self._of = figure, self._topic(figure)
        return self._of[1]

    def features(self, figure: Figure, mention: FoundMention, kind: str, *, within: bool) -> list[str]:
        """What the topic says of a mention before the figure in its line; `within`: it is part of the indicator."""
        if not figure.line.start <= mention.start < figure.quantity.start:
            return []
        topic = self.of(figure)
        part = self.roles.role(mention, figure.line.start)
        near = "clause" if mention.start >= figure.clause.start else "sentence"
        far = near if mention.start >= figure.sentence.start else "line"
        opener = "self" if topic.opener == mention.entity else topic.kind
        row = [
            f"lead:{topic.lead}+{part}+{kind}+{far}",
            f"opener:{opener}+{part}+{kind}+{far}",
            f"opener+lead:{opener}+{topic.lead}+{kind}+{far}",
        ]
        if within:
            row.append(f"in-phrase+opener:{kind}+{opener}")
        if self.reading.text.startswith(self._tells, mention.end):
            row.append(f"tells:{kind}")
        return row

    def unsaid(self, figure: Figure, who: str) -> list[str]:
        """What the topic says of one that no mention stands for: ``"home"``, or ``"none"`` for nobody."""
        topic = self.of(figure)
        return [f"{who}-lead:{topic.lead}+{topic.kind}"]

    def _topic(self, figure: Figure) -> Topic:
        tokens, text = self.roles.tokens, self.reading.text
        at = bisect_left(self.roles.words, figure.clause.start)
        lead = ""
        for token in tokens[at : at + _AHEAD]:
            if token.start >= figure.quantity.start:
                break
            named = bisect_left(self.starts, token.start + 1) - 1
            if named >= 0 and self.mentions[named].end > token.start:
                lead = "name"
                break
            if token.tag[:1] not in _PASSED and text[token.start : token.start + 1].isalnum():
                lead = token.tag[:1]
                break
        first = bisect_left(self.starts, figure.sentence.start)
        for mention in self.mentions[first:]:
            if mention.start >= figure.quantity.start:
                break
            if self.roles.role(mention, figure.line.start) == "opens":
                home = mention.entity == self.reading.home
                return Topic(lead, mention.entity, "home" if home else self.reading.entities[mention.entity].type)
        return Topic(lead, None, "none")
