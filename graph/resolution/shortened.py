"""How one name is short for another: the end of a title, initials, modifiers left out, abbreviations, spelling."""

from __future__ import annotations

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from policygraph.graph.resolution.generic import is_general
from policygraph.graph.resolution.parse import Name
from policygraph.graph.resolution.words import is_department, words

SMALL = str.maketrans(dict.fromkeys("的之与和及暨"))  # words whose lack makes another spelling
TITLE_LEAST = 4  # characters of a short title
SPELLED, DIFFER = 8, 2  # characters of names whose spelling is compared, and by how many they may differ
_PREFIX_LEAST = 4  # characters of a company's name that is the beginning of another
_ABBREVIATION = range(3, 6)  # characters of a body's abbreviated name without its place
_ENDS = 3  # characters of which two spellings share the first or the last


def kind_words(one: Name, two: Name) -> bool:
    """Whether the cores differ by a trailing word of kind or modifiers alone."""
    short, long = sorted((one.core, two.core), key=len)
    return _only_modifiers(short, long)


def shortened(short: Name, long: Name) -> str | None:
    """Whether one name is a short form of another of the same type."""
    a, b, kind = short.core, long.core, short.type
    if len(a) == len(b) or len(a) < 2 or kind in {"Place", "Honour", "Industry"}:
        return _spelled(short, long)
    if kind == "Enterprise":
        if b.startswith(a):
            group = short.text.endswith("集团") and "集团" in long.text
            return "beginning" if (len(a) >= _PREFIX_LEAST or group) and not short.legal else "loose_short_form"
        return None
    if kind == "PolicyDocument":
        if len(a) < TITLE_LEAST or (short.place and not short.local):
            return _spelled(short, long)
        if ends_as(a, b) or (b.startswith(a) and b[len(a) :] in words().kinds):
            return "part_of_title"
        return "loose_short_form" if _initials(a, b) else _spelled(short, long)
    if kind == "Organization":
        return _spelled(short, long)
    if short.rest[-1] != long.rest[-1] or short.rest[:2] != long.rest[:2]:
        return None
    return "short_form" if _only_modifiers(a, b) else "loose_short_form" if _initials(a, b) else None


def ends_as(short: str, long: str) -> bool:
    """Whether a title ends as a longer one does, maybe with the kind of document in short.

    >>> [ends_as(short, "内河航运提质三年行动方案") for short in ("三年行动方案", "提质三年方案", "三年计划")]
    [True, True, False]
    """
    if long.endswith(short):
        return True
    stem, kind = kind_split(long)
    return any(short == end + less for less in lesser_kinds(kind) for end in (short.removesuffix(less),)
               if end and stem.endswith(end))  # fmt: skip


def kind_split(title: str) -> tuple[str, str]:
    """A title without the kind of document at its end, and that; "" where it has none.

    >>> kind_split("三年行动方案"), kind_split("三年跃升")
    (('三年', '行动方案'), ('三年跃升', ''))
    """
    kind = next((word for word in words().kinds if title.endswith(word)), "")
    return title.removesuffix(kind), kind


def lesser_kinds(kind: str) -> list[str]:
    """The kinds of document as which a kind is called in short: 方案 for 行动方案."""
    return [word for word in words().kinds if kind.endswith(word) and word != kind]


def general_title(one: Name, two: Name) -> bool:
    """Whether a title of general words (三年方案), which is more than a kind of document, is the end of the other."""
    short, long = sorted((one, two), key=lambda name: (len(name.core), name.core))
    if not short.generic or short.place or len(short.core) < TITLE_LEAST or short.core == long.core:
        return False
    return bool(kind_split(short.core)[0]) and ends_as(short.core, long.core)


def abbreviated(short: Name, long: Name) -> bool:
    """Whether a body's name is that of another of its place with characters left out: 市审批局, 市行政审批服务局."""
    if short.place is None or short.place != long.place or {short.type, long.type} != {"Organization"}:
        return False
    return is_abbreviation(short.rest) and len(short.rest) < len(long.rest) and in_order(short.rest, long.rest)


def is_abbreviation(rest: str) -> bool:
    """Whether a body's name without its place may be an irregular abbreviation, which no table of departments has.

    >>> [is_abbreviation(name) for name in ("数资局", "科技局", "管理局", "数据资源管理局")]
    [True, False, False, False]
    """
    if len(rest) not in _ABBREVIATION or not rest.endswith(words().ends):
        return False
    return not is_department(rest) and not is_general(rest)


def in_order(short: str, long: str) -> bool:
    """Whether all characters of a body's name stand in another in their order, the last one at its end.

    >>> in_order("数资局", "数据资源管理局"), in_order("资数局", "数据资源管理局")
    (True, False)
    """
    rest = iter(long[:-1])
    return short[-1] == long[-1] and all(character in rest for character in short[:-1])


def _only_modifiers(short: str, long: str) -> bool:
    """Whether `short` is `long` without some of the modifiers of ``words.toml``.

    >>> _only_modifiers("骑田循环园", "骑田循环经济产业园"), _only_modifiers("碳汇服务平台", "碳普惠服务平台")
    (True, False)
    """
    reached = {(0, 0)}
    waiting = [(0, 0)]
    while waiting:
        i, j = waiting.pop()
        if (i, j) == (len(short), len(long)):
            return True
        steps = []
        if i < len(short) and j < len(long) and short[i] == long[j]:
            steps.append((i + 1, j + 1))
        steps += [(i, j + len(word)) for word in words().modifiers if long.startswith(word, j)]
        for step in steps:
            if step not in reached:
                reached.add(step)
                waiting.append(step)
    return False


def _initials(short: str, long: str) -> bool:
    """Whether the characters of `short` stand in `long` in their order, beginning with the first."""
    rest = iter(long)
    return short[0] == long[0] and all(character in rest for character in short)


def _spelled(short: Name, long: Name) -> str | None:
    """Whether two long names differ by small words, or by little else."""
    a, b = short.core, long.core
    if len(a) < SPELLED or abs(len(a) - len(b)) > DIFFER or short.marks != long.marks:
        return None
    if a[:_ENDS] != b[:_ENDS] and a[-_ENDS:] != b[-_ENDS:]:
        return None
    if a.translate(SMALL) == b.translate(SMALL):
        return "spelling"
    return "near_spelling" if Indel.distance(a, b) <= DIFFER and fuzz.ratio(a, b) >= 90 else None
