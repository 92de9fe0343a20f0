"""The word tables of resolution, from ``data/``: forms, tails, modifiers, levels, departments, ties."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import rows
from policygraph.schema.vocabulary import vocabulary

_HERE = "policygraph.graph.resolution"


@dataclass(frozen=True, slots=True)
class Words:
    """The tables of ``words.toml``, each list with the longest words first."""

    verbs: tuple[str, ...]
    full_forms: tuple[str, ...]
    short_forms: tuple[str, ...]
    tails: dict[str, tuple[str, ...]]
    modifiers: tuple[str, ...]
    wrappers: tuple[str, ...]
    fillers: tuple[str, ...]
    kinds: tuple[str, ...]
    apart: tuple[str, ...]
    levels: tuple[str, ...]
    nation: tuple[str, ...]
    bodies_of_state: tuple[str, ...]
    not_levels: tuple[str, ...]
    not_cities: tuple[str, ...]
    ends: tuple[str, ...]
    regions: tuple[str, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """Patterns of ``ties.tsv``: what ties two names (`introduced`, `renamed`, `former`) or holds them apart.

    `planned` stands before the title of a document that is still to come; `reformed` is what a company goes through
    before it is renamed; `came` follows the old name in A由B更名而来, `changed` in 它就是……的B，今年改用新名,
    `took` in 去年B改用这个新名字, and so `taking` with `this_name` (the function `taking` puts these together); `gone`
    ends B这个名字，去年起不再使用; `brand` stands between a company and its brand.
    """

    introduced: re.Pattern[str]
    renamed: re.Pattern[str]
    took: re.Pattern[str]
    taking: re.Pattern[str]
    this_name: re.Pattern[str]
    gone: re.Pattern[str]
    former: re.Pattern[str]
    apart: re.Pattern[str]
    came: re.Pattern[str]
    changed: re.Pattern[str]
    planned: re.Pattern[str]
    reformed: re.Pattern[str]
    brand: re.Pattern[str]


@cache
def words() -> Words:
    """The lists of ``words.toml``; raises `VocabularyError` for a type that the vocabulary lacks."""
    table = tomllib.loads(files(_HERE).joinpath("data/words.toml").read_text(encoding="utf-8"))
    unknown = set(table["tails"]) - set(vocabulary().types)
    if unknown:
        raise VocabularyError(f"words.toml: tails names {sorted(unknown)}, which the vocabulary lacks")
    levels = table["levels"]
    return Words(
        verbs=_longest(table["verbs"]["words"]),
        full_forms=_longest(table["forms"]["full"]),
        short_forms=_longest(table["forms"]["short"]),
        tails={kind: _longest(text) for kind, text in table["tails"].items()},
        modifiers=_longest(table["modifiers"]["words"]),
        wrappers=_longest(table["titles"]["wrappers"]),
        fillers=_longest(table["titles"]["fillers"]),
        kinds=_longest(table["titles"]["kinds"]),
        apart=_longest(table["apart"]["words"]),
        levels=_longest(" ".join(text for level, text in levels.items() if level != "nation")),
        nation=_longest(levels["nation"]),
        bodies_of_state=_longest(table["department"]["of_state"]),
        not_levels=_longest(table["not_levels"]["words"]),
        not_cities=_longest(table["not_levels"]["cities"]),
        ends=_longest(table["department"]["ends"]),
        regions=tuple(p + s for p in table["regions"]["provinces"].split() for s in table["regions"]["sides"].split()),
        headings=_longest(table["headings"]["words"]),
    )


@cache
def departments() -> dict[str, str]:
    """Every form of a department's name, without its ending, and the usual one.

    >>> departments()["发展和改革"], departments()["发改"]
    ('发改', '发改')
    """
    found: dict[str, str] = {}
    for number, cells in rows(_HERE, "bodies.tsv"):
        usual, others = cells[0], cells[1].split() if len(cells) > 1 else []
        for name in (usual, *others):
            if found.setdefault(name, usual) != usual:
                raise VocabularyError(f"bodies.tsv, line {number}: {name!r} stands under {found[name]!r} already")
    return found


def is_department(text: str) -> bool:
    """Whether a text is a department's name without its place.

    >>> is_department("民政局"), is_department("民广场")
    (True, False)
    """
    known = departments()
    return text in known or any(text.removesuffix(end) in known for end in words().ends if text.endswith(end))


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The regular expressions of ``words.toml``, by name: what speaks of a city, what of a province, of a county …"""
    table = tomllib.loads(files(_HERE).joinpath("data/words.toml").read_text(encoding="utf-8"))["patterns"]
    try:
        return {name: re.compile(pattern) for name, pattern in table.items()}
    except re.error as error:
        raise VocabularyError(f"words.toml: {error.pattern!r} is no regular expression ({error})") from error


@cache
def branches() -> tuple[tuple[re.Pattern[str], str], ...]:
    """How names of branches are read with the place first, from ``words.toml``."""
    table = tomllib.loads(files(_HERE).joinpath("data/words.toml").read_text(encoding="utf-8"))["branches"]
    return tuple((re.compile(pattern), form) for pattern, form in table.items())


@cache
def ties() -> Ties:
    """The patterns of ``ties.tsv``."""
    found: dict[str, list[str]] = {field.name: [] for field in fields(Ties)}
    for number, cells in rows(_HERE, "ties.tsv"):
        kind = cells[0]
        if kind == "renamed" and cells[-1] == "before":
            kind = "former"
        if kind not in found or len(cells) < 2 or not cells[1]:
            raise VocabularyError(f"ties.tsv, line {number}: kind and words expected, got {cells!r}")
        found[kind].append(cells[1])
    patterns = {kind: "|".join(map(re.escape, sorted(cues, key=len, reverse=True))) for kind, cues in found.items()}
    return Ties(**{kind: re.compile(pattern) for kind, pattern in patterns.items()})


@cache
def taking() -> re.Pattern[str]:
    """What follows an old name where a story tells of the new one: 去年8月正式改用此名, 这个名字，今年起不再使用."""
    known = ties()
    day = r"(?:(?:去|今|前|当|同)年|(?:19|20)\d\d年)?(?:\d{1,2}月份?)?(?:\d{1,2}日)?[起后初底末]?"
    by = "(?:正式|便|才|就|已|随即|也|即|从此|开始)?"
    reform = rf"(?:[^，。；\n]{{0,8}}(?:{known.reformed.pattern})[^，。；\n]{{0,4}}，(?:并|正式|同时)?)?"
    name = rf"(?:{known.taking.pattern})(?:{known.this_name.pattern})(?![单录额义师])|{known.took.pattern}"
    gone = rf"这[个一][老旧]?(?:名字|名称|名号)[^。；\n]{{0,14}}(?:{known.gone.pattern})"
    return re.compile(rf"[于自从]?{day}{reform}{by}(?:{name})|{gone}")


def _longest(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.split(), key=lambda word: (-len(word), word)))
