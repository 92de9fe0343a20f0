"""What addresses choose from: written in the reader's words (``?status=完成``), read in those of either language.

The names that programs use (``?status=met``) are read, too, so that links of any age lead on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from policygraph.explore.standing import SORTS
from policygraph.explore.words import LANGUAGES, Words
from policygraph.graph.tracking.rows import VERDICTS
from policygraph.graph.tracking.silence import KINDS
from policygraph.graph.tracking.telling import verdict
from policygraph.schema.errors import QueryError
from policygraph.schema.vocabulary import called_by, vocabulary


@dataclass(frozen=True, slots=True)
class Choices:
    """What a parameter of an address may say: one of `names`; `word` gives each in a language.

    >>> STATUS.read("完成"), STATUS.read("on track"), STATUS.say("met", "zh")
    ('met', 'on track', '完成')
    """

    parameter: str
    names: tuple[str, ...]
    word: Callable[[str, str], str]

    def read(self, said: str) -> str:
        """The name of what is said, "" for nothing; raises `QueryError` for what there is none of."""
        if not said.strip():
            return ""
        name = called_by({name: [self.word(name, lang) for lang in LANGUAGES] for name in self.names}, said)
        if name not in self.names:
            error = QueryError(f"unknown {self.parameter} {said!r}; known: {', '.join(self.names)}")
            raise error.because("choice", said=said, choices=self)
        return name

    def say(self, name: str, lang: str) -> str:
        """A name in a language; "" for none."""
        return self.word(name, lang) if name else ""


def _under(key: str) -> Callable[[str, str], str]:
    """Words that stand in ``words.toml``, under a key for each name."""
    return lambda name, lang: Words(lang)(key.format(name))


STATUS = Choices("status", VERDICTS, verdict)
TYPE = Choices("type", tuple(vocabulary().types), lambda name, lang: vocabulary().types[name].label(lang))
STATE = Choices("state", ("current", "copy", "superseded", "failed"), _under("articles.{}"))
KIND = Choices("kind", KINDS, _under("silence.{}"))
SORT = Choices("sort", tuple(SORTS), _under("targets.sort_{}"))
