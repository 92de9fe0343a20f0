"""Blocks: the keys under which nodes meet that may be one thing. Only nodes that share a block are compared.

What an article costs must not grow with the number of names, so no key is a mere beginning or end that hundreds of
names share. Each kind of likeness has keys of its own. Of a short form and what it may be short for, one is filed as
``short``, the other as ``long`` under everything that it may be shortened to; two short forms do not meet by that.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from policygraph.graph.resolution.compare import View, regionless
from policygraph.graph.resolution.nodes import ALIAS
from policygraph.graph.resolution.parse import Name
from policygraph.graph.resolution.shortened import (
    DIFFER,
    SMALL,
    SPELLED,
    TITLE_LEAST,
    is_abbreviation,
    kind_split,
    lesser_kinds,
)
from policygraph.graph.resolution.words import words

_BEGIN = 2  # characters of a core that short forms share
_END = 2  # characters before the kind of a document that a short title keeps
_SHORT, _LONG = "short ", "long "


def blocks(view: View) -> frozenset[str]:
    """The blocks in which a node is filed.

    >>> from policygraph.graph.resolution.compare import View
    >>> for block in sorted(blocks(View("n", "Enterprise", frozenset({"35"}), (("福建海岳电机", "full"),)))):
    ...     print(block)
    Enterprise 35 海岳电机
    Enterprise 海岳电机
    long Enterprise 35 海岳
    long Enterprise 35 海岳电
    name 福建海岳电机
    short Enterprise 35 海岳电机
    """
    return frozenset(key for name, kind in view.parsed for key in _keys(view, name, kind))


def facing(block: str) -> str:
    """The block in which those are filed that a node in `block` may be one with: of a short form, the long ones.

    >>> facing("short Enterprise 35 海岳"), facing("name 海岳")
    ('long Enterprise 35 海岳', 'name 海岳')
    """
    if block.startswith(_SHORT):
        return _LONG + block.removeprefix(_SHORT)
    return _SHORT + block.removeprefix(_LONG) if block.startswith(_LONG) else block


def _keys(view: View, name: Name, kind: str) -> Iterator[str]:
    if name.place:
        yield f"{view.type} {name.place} {name.core}"
        if view.type == "Organization" and kind != ALIAS:
            yield from _abbreviated(f"{view.type} {name.place} …{name.rest[-1:]}", name.rest)
    if name.generic:  # such a name means something only in its place
        if len(name.text) >= TITLE_LEAST:
            yield from (f"{view.type} {place} ={name.text}" for place in sorted(view.places))
        if name.says_place:
            yield f"name {name.text}"
        if view.type == "PolicyDocument" and kind != ALIAS and kind_split(name.core)[0]:
            yield from _of_places(view, name)
        return
    yield f"name {name.text}"
    if kind == ALIAS:
        return
    if name.quoted:
        yield f"“{name.quoted}”"
        if rest := regionless(name):
            yield f"“{rest}”"
    yield f"{view.type} {name.core}"
    if view.type == "Place":
        level = next((word for word in words().levels if name.text.endswith(word)), "")
        yield f"Place {name.text.removesuffix(level)}"
    if view.type in {"Place", "Honour", "Industry"}:
        return
    marks = "".join(f" {mark}" for mark in sorted(name.marks))  # other ones forbid that two names are one
    for area in sorted({place[:2] for place in view.places}) or [""]:
        yield from _of_area(f"{view.type} {area}{marks}", name)
    if view.type == "PolicyDocument":
        yield from _of_places(view, name)


def _abbreviated(where: str, rest: str) -> Iterator[str]:
    """Bodies of one place, of which one has some characters of the other: the first of the short one is among them."""
    if is_abbreviation(rest):
        yield f"{_SHORT}{where} {rest[0]}"
    if rest.endswith(words().ends):
        yield from (f"{_LONG}{where} {character}" for character in sorted(set(rest[:-1])))


def _of_places(view: View, name: Name) -> Iterator[str]:
    marks = "".join(f" {mark}" for mark in sorted(name.marks))
    for place in sorted(view.places):
        yield from _of_place(f"{view.type} {place}{marks}", name.core)


def _of_area(where: str, name: Name) -> Iterator[str]:
    """Names of one area that begin alike."""
    core, begin, rest = name.core, name.core[:_BEGIN], name.core[_BEGIN:]
    yield from _spelled(f"{where} {begin}", core, rest, 1)
    if name.type == "Enterprise":
        yield f"{_SHORT}{where} {core}"
        yield from (f"{_LONG}{where} {core[:length]}" for length in range(_BEGIN, len(core)))
    elif name.type in {"Platform", "Program"}:  # short forms leave out characters, and keep what begins and ends
        where = f"{where} {begin} {name.rest[:_BEGIN]}…{name.rest[-1:]} "
        yield f"{_SHORT}{where}{rest[:1]}"
        yield from (f"{_LONG}{where}{kept}" for kept in sorted({"", *rest}))
    elif name.type == "PolicyDocument" and len(core) >= TITLE_LEAST:
        yield f"{_SHORT}{where} {core}…"
        bare = {core.removesuffix(kind) for kind in words().kinds if core.endswith(kind)}
        yield from (f"{_LONG}{where} {title}…" for title in sorted(bare))
        yield f"{_SHORT}{where} {begin} {rest[:1]}"
        yield from (f"{_LONG}{where} {begin} {kept}" for kept in sorted(set(rest)))
        yield from _ends(where, core, [end for end in _endings(core) if end.startswith(begin)])


def _of_place(where: str, core: str) -> Iterator[str]:
    """Titles of one place that end alike."""
    stem, kind = kind_split(core)
    ending = f"{where} …{stem[-_END:]}{kind}"
    yield from _spelled(ending, core, core, 2)
    if len(core) >= TITLE_LEAST:
        yield from _ends(ending, core, _endings(core))
        yield f"{_SHORT}{ending} {core[:2]}"
        yield from (f"{_LONG}{ending} {core[0]}{kept}" for kept in sorted(set(core[1:])))
        for less in lesser_kinds(kind):  # 三年方案 of 三年行动方案
            titles = [stem[start:] + less for start in range(len(stem))]
            yield from (
                f"{_LONG}{where} …{stem[-_END:]}{less} …{title}" for title in titles if len(title) >= TITLE_LEAST
            )


def _ends(where: str, core: str, endings: list[str]) -> Iterator[str]:
    yield f"{_SHORT}{where} …{core}"
    yield from (f"{_LONG}{where} …{end}" for end in endings)


def _endings(core: str) -> list[str]:
    return [core[start:] for start in range(1, len(core) - TITLE_LEAST + 1)]


def _spelled(where: str, core: str, differing: str, same: int) -> Iterator[str]:
    """Spellings of one name: those that small words alone make different, and those that two characters do.

    Without two of its characters, a name begins with `same` of the first ``same + 2``.
    """
    if len(core) >= SPELLED:
        yield f"{where} ={core.translate(SMALL)}"
        yield from (f"{where} ~{''.join(kept)}" for kept in sorted(set(combinations(differing[: same + DIFFER], same))))
