"""Aliases: which mentions of an article name the same thing.

Mentions with one surface are one thing. Surfaces then join by rules, from the surest on: 以下简称, marks and type
words, places with and without their level, bodies in long and short form, companies with and without place and legal
form, and last a leading place or level that one form has and the other lacks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from policygraph.ingest.names.clusters import Cluster
from policygraph.ingest.names.editions import are_two, editions, name_without_issuer, same_document, short_titles
from policygraph.ingest.names.forms import bare, body, chain, fold, industry, place_stem, ways, without_prefix
from policygraph.ingest.names.lexicon import cues
from policygraph.ingest.names.selection import Choice
from policygraph.schema.divisions import lookup_county, parents
from policygraph.schema.zones import KINDS

_QUOTED = re.compile(r"“([^“”]{2,20})”")
_PERIOD = re.compile(r"^十[一二三四五六七八九]?五$")
_COMPANY = ("公司", "厂", "集团", "合作社", "银行")
_NATIONAL = ("全国", "国家", "中国", "中华人民共和国")
_PLACE_MOST = 9  # characters of a place before a name
_LEVELS = (
    ("自治区", "自治区"),
    ("自治州", "州"),
    ("省", "省"),
    ("市", "市"),
    ("县", "县"),
    ("区", "区"),
    ("州", "州"),
    ("镇", "镇"),
)


def cluster(text: str, choices: Sequence[Choice], home: str | None) -> list[Cluster]:
    """The things that `choices` name, in order of first mention."""
    clusters = _by_surface(text, [c for c in choices if text[c.start : c.end] not in ways().home])
    clusters = _introduced(text, clusters)
    _lengthen_zones(text, clusters)
    places = _place_words(clusters, home)
    own, levels = home_bodies(home), _levels_of_bodies(clusters)
    joined = (
        _same_bare,
        _same_quotation,
        _same_place,
        partial(_same_body, own=own, levels=levels),
        same_document,
        _same_industry,
    )
    for keys in joined:
        clusters = _join(clusters, keys)
    clusters = short_titles(clusters)
    clusters = _join_companies(clusters, places, home)
    told = _several_places(clusters, places, home)
    clusters = _join(clusters, lambda c: _without_prefix(c, places, told, home))
    clusters.sort(key=lambda c: c.choices[0].start)
    name_without_issuer(clusters)
    return clusters


def _by_surface(text: str, choices: Sequence[Choice]) -> list[Cluster]:
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for choice in choices:
        votes[fold(text[choice.start : choice.end])][choice.type] += choice.probability
    clusters: dict[str, Cluster] = {}
    for choice in choices:
        surface = text[choice.start : choice.end]
        key = fold(surface)
        kind = max(votes[key], key=lambda k: votes[key][k])
        found = clusters.setdefault(key, Cluster(kind))
        found.choices.append(choice)
        found.surfaces[surface] = found.surfaces.get(surface, 0.0) + choice.probability
    return list(clusters.values())


def _introduced(text: str, clusters: list[Cluster]) -> list[Cluster]:
    """Join what 以下简称 and its like introduce with the name before the bracket."""
    words = "|".join(map(re.escape, cues().abbreviation))
    ends = {choice.end: c for c in clusters for choice in c.choices}
    by_fold = {fold(surface): c for c in clusters for surface in c.surfaces}
    gone: set[int] = set()
    for match in re.finditer(rf"（(?:{words})[：:为]?[“‘]?([^“”‘’（），。]{{2,20}})[”’]?[）、，]", text):
        full, short = ends.get(match.start()), by_fold.get(fold(match[1]))
        if short is not None and text.endswith(match[1], 0, match.start()):
            _with_place(text, short, match.start() - len(match[1]), match.start())
        if full is None or full is short:
            continue
        if short is None:
            full.surfaces.setdefault(match[1], 0.5)
        elif id(short) not in gone:
            kind = full.type
            full.take(short)
            full.type = kind
            gone.add(id(short))
            by_fold |= {fold(surface): full for surface in short.surfaces}
            ends |= {choice.end: full for choice in short.choices}
    return [c for c in clusters if id(c) not in gone]


def _lengthen_zones(text: str, clusters: list[Cluster]) -> None:
    """Add the chain to the name of a zone that stands right behind another place: 绵阳涪北经开区."""
    places = [c for c in clusters if c.type == "Place"]
    begins = {choice.end: choice.start for c in places for choice in c.choices}
    for c in places:
        for choice in c.choices:
            zone = text[choice.start : choice.end]
            if choice.start in begins and zone.endswith(tuple(KINDS)) and not lookup_county(zone):
                c.surfaces.setdefault(text[begins[choice.start] : choice.end], c.weight / len(c.surfaces))


def _with_place(text: str, named: Cluster, start: int, end: int) -> None:
    """Add the place before a name to it, where it introduces itself: 抚州市临汝医院（以下简称临汝医院）."""
    for length in range(min(_PLACE_MOST, start), 2, -1):
        if lookup_county(text[start - length : start]):
            named.surfaces.setdefault(text[start - length : end], named.weight / len(named.surfaces))
            return


def _join(clusters: list[Cluster], keys: Callable[[Cluster], Iterable[str]]) -> list[Cluster]:
    """Join clusters of one type that share a key, unless they name two editions."""
    owner: dict[tuple[str, str], Cluster] = {}
    kept: list[Cluster] = []
    for c in sorted(clusters, key=lambda c: -max(len(fold(s)) for s in c.surfaces)):
        found = None
        own = list(keys(c))
        own = [*(f"{key}（{years}）" for key in own for years in editions(c)), *own]
        for key in own:
            found = owner.get((c.type, key))
            if found is not None and not are_two(found, c):
                break
            found = None
        if found is None:
            kept.append(c)
            found = c
        else:
            found.take(c)
        for key in own:
            owner.setdefault((found.type, key), found)
    return kept


def _same_bare(c: Cluster) -> Iterable[str]:
    return [bare(surface, c.type) for surface in c.surfaces]


def _same_quotation(c: Cluster) -> Iterable[str]:
    if c.type not in ("Program", "Platform", "Enterprise"):
        return []
    found = {match[1] for surface in c.surfaces for match in _QUOTED.finditer(surface)}
    return [quoted for quoted in found if not _PERIOD.match(quoted)] if len(found) == 1 else []


def _same_place(c: Cluster) -> Iterable[str]:
    return [place_stem(chain(surface)[-1]) for surface in c.surfaces] if c.type == "Place" else []


def home_bodies(home: str | None) -> dict[str, str]:
    """Names of the home place and of what it lies in, each with the level word that stands for it in 省政府, 市委."""
    names: dict[str, str] = {}
    if home is None:
        return names
    inner = chain(home)[-1]
    divisions = [d for d in lookup_county(inner) if d.name == inner][:1]
    for name in (inner, home, *(p.name for d in divisions for p in parents(d))):
        for ending, level in _LEVELS:
            if name.endswith(ending):
                names.setdefault(name, level)
                names.setdefault(place_stem(name), level)
                break
    return names


def _levels_of_bodies(clusters: Iterable[Cluster]) -> dict[str, set[str]]:
    """The levels at which the article names each kind of body: 市财政局 and 区财政局 are two, 财政局 is either."""
    found: dict[str, set[str]] = defaultdict(set)
    for c in clusters:
        for level, rest in (_level(body(surface)) for surface in c.surfaces if c.type == "Organization"):
            if level:
                found[rest].add(level)
    return found


def _level(name: str) -> tuple[str, str]:
    """The level word with which the name of a body begins, and the rest; no level where it begins with none."""
    for level in ("自治区", "省", "市", "县", "区", "州"):
        if name.startswith(level) and len(name) - len(level) >= 2:
            return level, name[len(level) :]
    return "", name


def _same_body(c: Cluster, own: dict[str, str], levels: dict[str, set[str]]) -> Iterable[str]:
    if c.type != "Organization":
        return []
    keys = []
    for surface in c.surfaces:
        short = body(surface)
        keys.append(short)
        for name, level in own.items():
            at = short.rfind(name)
            if at < 0:
                continue
            rest = short[at + len(name) :]
            if rest and (at == 0 or any(short[:at].endswith(other) for other in own)):
                keys.append(rest if rest.startswith(level) else level + rest)
        level, rest = _level(short)
        if level and len(levels[rest]) == 1:
            keys.append(rest)
    return [key for key in keys if key not in ("政府", "府办", "委")]


def _same_industry(c: Cluster) -> Iterable[str]:
    return [industry(surface) for surface in c.surfaces] if c.type == "Industry" else []


def _place_words(clusters: list[Cluster], home: str | None) -> frozenset[str]:
    words: set[str] = set()
    for c in clusters:
        if c.type == "Place":
            for surface in c.surfaces:
                words |= {fold(surface), place_stem(surface)}
    if home:
        words |= {home, place_stem(home)}
        for division in lookup_county(home):
            words |= {division.name, *division.shorts}
    return frozenset(words)


def _join_companies(clusters: list[Cluster], places: frozenset[str], home: str | None) -> list[Cluster]:
    """Join a short form (剡森厨电) with the one full name that holds it."""
    full = [c for c in clusters if c.type == "Enterprise" and any(fold(s).endswith(_COMPANY) for s in c.surfaces)]
    gone: set[int] = set()
    for c in clusters:
        if c.type != "Enterprise" or c in full:
            continue
        short = max((bare(s, "Enterprise") for s in c.surfaces), key=len)
        fitting = [
            f for f in full
            if any(_holds(s, short, places) and not _keeps_its_place(s, short, f, home) for s in f.surfaces)
        ]  # fmt: skip
        if fitting:
            fitting.sort(key=lambda f: min(len(fold(s)) for s in f.surfaces))
            fitting[0].take(c)
            fitting[0].type = "Enterprise"
            gone.add(id(c))
    return [c for c in clusters if id(c) not in gone]


def _holds(surface: str, short: str, places: frozenset[str]) -> bool:
    """Whether `short` begins the company's own name: 浙江剡森厨电股份有限公司 holds 剡森厨电."""
    whole = fold(surface)
    core = without_prefix(whole, places)
    if core == whole:
        for length in range(min(6, len(whole) - 2), 1, -1):
            if lookup_county(whole[:length]):
                core = whole[length:]
                break
    return core.startswith(short) or whole.startswith(short)


def _keeps_its_place(surface: str, short: str, c: Cluster, home: str | None) -> bool:
    """Whether a company of another place is introduced with that place in its short name.

    鞍山衍水热力有限公司（以下简称鞍山衍水）is not what an article of another city calls 衍水热力.
    """
    place = fold(surface).partition(short)[0] if short else ""
    stem = place_stem(place) if place else ""
    if c.type != "Enterprise" or len(stem) < 2 or stem == place_stem(home or "") or not lookup_county(place):
        return False
    return any(other != surface and fold(other).startswith(stem) for other in c.surfaces)


def _several_places(
    clusters: Sequence[Cluster], places: frozenset[str], home: str | None
) -> frozenset[tuple[str, str]]:
    """Type and bare name of what several places have: 甲市规划 beside 乙市规划（2024年).

    A title without a place that stands before the plan of another place is the article's own place's.
    """
    before: dict[tuple[str, str], set[str]] = defaultdict(set)
    first: dict[tuple[str, str, bool], int] = {}
    for c in clusters:
        for surface in c.surfaces:
            core = without_prefix(surface, places)
            key = c.type, bare(core, c.type)
            prefix = fold(surface).removesuffix(core) if fold(surface) != core else ""
            place = place_stem(home) if home and prefix in ways().prefixes else place_stem(prefix)  # 市茶叶试验站
            if place:
                before[key].add(place)
            at = c.choices[0].start
            first[*key, place != ""] = min(at, first.get((*key, place != ""), at))
    own = {place_stem(home)} if home else set()
    for (kind, name, placed), at in first.items():
        if kind == "PolicyDocument" and not placed and own and at < first.get((kind, name, True), -1):
            before[kind, name] |= own
    return frozenset(key for key, found in before.items() if len(found) > 1)


def _without_prefix(
    c: Cluster, places: frozenset[str], told: frozenset[tuple[str, str]], home: str | None
) -> Iterable[str]:
    if c.type in ("Place", "Organization", "Honour"):
        return []
    if c.type == "PolicyDocument" and any(fold(s).startswith(_NATIONAL) for s in c.surfaces):
        return []  # 全国水利规划 and 广东省水利规划 are two
    keys = []
    for surface in c.surfaces:
        core = without_prefix(surface, places)
        if (c.type, bare(core, c.type)) in told or _keeps_its_place(surface, core, c, home):
            core = _of_its_place(surface, core, home)  # which of them a name without a place means is not said
        keys += [fold(surface), core, bare(core, c.type)]
        if c.type == "Industry":
            keys.append(industry(core))
    return [key for key in keys if len(key) > (1 if c.type == "Industry" else 3)]


def _of_its_place(surface: str, core: str, home: str | None) -> str:
    """A name with the place that it says, a level word alone (市茶叶试验站) standing for the article's own place."""
    whole = fold(surface)
    prefix = whole.removesuffix(core) if whole != core else ""
    own = home is not None and (prefix in ways().prefixes or place_stem(prefix) == place_stem(home))
    return f"{home}{core}" if own and prefix else whole
