"""Targets that an article gives up: 取消……的目标, ……不再作为考核指标; the words stand in ``data/dropped.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from policygraph.ingest.reading import FoundDropped, Reading
from policygraph.schema.errors import VocabularyError

_PHRASE = r"[^，。；：！？!?;\n]"
_END = r"(?=[，。；！？!?;、）)\n]|$)"
_BOTH = re.compile(r"[两二三四五六七八九十\d]{1,4}[项个]$|均$|都$|等$")
_AND = re.compile(r"、|以及|和|与|及")
_SHORTEST = 2


def find_dropped(reading: Reading) -> list[FoundDropped]:
    """The targets that an article gives up, in the order of its text."""
    found: list[FoundDropped] = []
    for begin, stop in _sentences(reading.text):
        for match in _pattern().finditer(reading.text, begin, stop):
            if _refused(reading.text[max(0, match.start() - 4) : match.start()]):
                continue
            group = next(name for name in ("after", "made", "of", "alone") if match[name] is not None)
            for start, end in _each(reading.text, *match.span(group)):
                found += _one(reading, start, end, match)
    return found


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences with a word that gives something up: few articles have one, and the pattern is slow."""
    last = -1
    for match in _cues().finditer(text):
        if match.start() < last:
            continue
        begin = max(text.rfind(mark, 0, match.start()) for mark in "。\n") + 1
        ends = [at for mark in "。\n" if (at := text.find(mark, match.end())) >= 0]
        last = min(ends, default=len(text))
        yield begin, last


def _one(reading: Reading, start: int, end: int, match: re.Match[str]) -> Iterator[FoundDropped]:
    """The target in a phrase, without its value; nothing where too little is left to name one."""
    metric = next((m for m in reading.metrics if start <= m.start and m.end <= end + 1), None)
    stop = metric.start if metric else end
    for word in _words()["within"]:
        at = reading.text.find(word, start, stop)
        if at >= 0:
            start = at + len(word)
    indicator = reading.text[start:stop].strip('的 “”"')
    if len(indicator) >= _SHORTEST:
        yield FoundDropped(start, stop, match.start(), match.end(), indicator, metric, _cue(match))


def _each(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The targets that a phrase lists: A、B和C三项; a phrase without a sign of a list is one target."""
    phrase = text[start:end]
    plain = _BOTH.sub("", phrase)
    if "、" not in plain and plain == phrase:
        return [(start, end)]
    spans, at = [], 0
    for cut in [*_AND.finditer(plain), None]:
        stop = cut.start() if cut else len(plain)
        if stop - at >= _SHORTEST:
            spans.append((start + at, start + stop))
        at = cut.end() if cut else stop
    return spans


def _cue(match: re.Match[str]) -> str:
    return next(match[name] for name in ("cue_before", "cue_made", "cue_of", "cue_alone") if match[name] is not None)


def _refused(lead: str) -> bool:
    return any(lead.endswith(word) for word in _words()["unless"])


@cache
def _words() -> dict[str, list[str]]:
    table = tomllib.loads(files("policygraph.ingest").joinpath("data/dropped.toml").read_text(encoding="utf-8"))
    lacking = {"before", "called", "no_longer", "was", "gone", "within", "unless"} - set(table)
    if lacking:
        raise VocabularyError(f"dropped.toml lacks {', '.join(sorted(lacking))}")
    return {name: sorted(words, key=lambda word: (-len(word), word)) for name, words in table.items()}


@cache
def _cues() -> re.Pattern[str]:
    words = _words()
    return re.compile("|".join(map(re.escape, {*words["before"], *words["no_longer"], *words["gone"], "不再"})))


@cache
def _pattern() -> re.Pattern[str]:
    """Four ways to say it, each with the phrase that names the target.

    取消X的目标 · 不再将X作为考核指标 · X指标予以取消 · X不再作为考核指标
    """
    either = {name: "|".join(map(re.escape, words)) for name, words in _words().items()}
    called, was = either["called"], either["was"]
    goal = f"(?:的|这一|这项|一项|等)?(?:{called}){_END}"
    return re.compile(
        rf"(?P<cue_before>{either['before']})(?P<after>{_PHRASE}{{2,40}}?){goal}"
        rf"|(?P<cue_made>不再)(?:将|把|以|对)(?P<made>{_PHRASE}{{2,40}}?)(?:作为|列为|列入|纳入|设为|进行|开展){_PHRASE}{{0,12}}?(?:{was})"
        rf"|(?:将|把)?(?P<of>(?:(?!取消|不再){_PHRASE}){{2,40}}?)(?:{called})(?P<cue_of>{either['gone']}){_END}"
        rf"|(?:将|把)?(?P<alone>(?:(?!取消|不再){_PHRASE}){{2,40}}?)(?:{called})?(?P<cue_alone>{either['no_longer']})"
        rf"{_PHRASE}{{0,10}}?(?:{was})"
    )
