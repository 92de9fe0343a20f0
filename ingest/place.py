"""The place of an article: what 我市 and 全省 mean in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from policygraph.ingest.tokens import tokenize
from policygraph.schema.divisions import Division, lookup_county, parents, upper_names
from policygraph.schema.former import Former, former, former_names, today
from policygraph.schema.tables import rows
from policygraph.schema.zones import SHORT

_HEAD = 600  # characters in which an article names its place
_TEXT = 10_000  # characters that are looked at
_LEAST = 3.0  # the weight below which no place is told
_PREVAILS = 0.6  # share of all names of places by which a national paper's article is about one of them
_OPENING = 200  # characters in which an article of one place names it
_CHAIN = 2  # places, one in the other, that leave no doubt of which is meant
_COLON = re.compile("[：:]")
_AROUND = 4  # characters beside a short name that say whether it is one
_FULL = 3  # characters of a name of the past that is no everyday word
_LEVEL = {"province": 0, "city": 1, "county": 2}
_CLASS = "省市县区州盟旗"
_UNLISTED_LEAST = 2


def place_of(title: str | None, publisher: str | None, text: str) -> str | None:
    """The place that an article speaks for, or None where none is plain.

    Publisher, title and text are weighed; names are those of the table of administrative divisions, in the fullest
    form that the article uses. The words 我市, 全省 and their kind decide between a city and its province. A place that
    the table does not know counts only where a government or newspaper bears its name. An article of a body of the
    whole country has the place 中国, and so has one of a paper of the whole country that tells of many places.

    >>> place_of("科技引擎新动能澎湃", "慈溪日报", "“十四五”以来，我市新增高新技术企业300家。")
    '慈溪市'
    """
    title, publisher, text = title or "", publisher or "", text[:_TEXT]
    if zone := _zone(title, publisher, text):
        return zone
    if headed := _headed(title):
        return _form(headed, (title, publisher, text))
    level = _spoken_level(title + text)
    if not level and _is_national(title, publisher) and not any(_named(part) for part in (title, publisher)):
        return "中国"
    weights = _weights(title, publisher, text, level)
    alone = _only_one(weights, text[:_OPENING]) if not level and not _named(publisher) else None
    if alone and (not (told := _named(title)) or alone in told):
        return _form(alone, (title, publisher, text))
    if weights:
        best = max(weights, key=lambda division: (weights[division], len(division.code)))
        plain = weights[best] >= _LEAST
        whole = "\n".join((publisher, title, text))
        titled = any(_is_meant(division, whole, title) for division in _named(title))  # not 安居 of 安居工程
        if _is_national_paper(publisher) and not titled and not (plain and _prevails(best, text, title)):
            return "中国"
        if plain:
            return _form(best, (title, publisher, text))
    if named := _unlisted(title, publisher, text):
        return named
    opening = "\n".join((title, publisher, text[:60]))
    return "中国" if not level and any(body in opening for body in _words()["national"]) else None


def _is_national(*parts: str) -> bool:
    """Whether one of the parts begins with the name of a body of the whole country."""
    return any(part.lstrip().startswith(body) for part in parts for body in _words()["national"])


def _is_national_paper(publisher: str) -> bool:
    return any(publisher.lstrip().startswith(paper) for paper in _words()["paper"])


def _headed(title: str) -> Division | None:
    """The place before the colon of a headline (长春：…, 浙江宁波：…), the innermost of several; None without one."""
    head = _COLON.split(title, maxsplit=1)
    names = [name for _, name in _names_in(head[0])] if len(head) > 1 else []
    if not names or "".join(names) != head[0].strip():
        return None
    found = _named(head[0])
    inner = [d for d in found if not any(d in parents(other) for other in found)]
    return inner[0] if len(inner) == 1 else None


def _only_one(divisions: Iterable[Division], opening: str) -> Division | None:
    """The innermost of places that all lie in each other and open the text (湖南省岳阳市); None if there are others."""
    chain = sorted(divisions, key=lambda division: _LEVEL[division.level])
    if len(chain) == 1:  # those around it were told right before it alone, and do not count
        return chain[0] if any(outer.name + chain[0].name in opening for outer in parents(chain[0])) else None
    if len(chain) < _CHAIN or any(outer not in parents(inner) for outer, inner in pairwise(chain)):
        return None
    return chain[-1] if chain[-1] in _named(opening) else None


def _prevails(division: Division, text: str, title: str = "") -> bool:
    """Whether most of the places that a text names lie in this one, or it in them."""
    named = _named(text)
    counts = Counter({other: count for other, count in named.items() if _is_meant(other, text, title)})
    own = {division, *parents(division)}
    near = sum(n for other, n in counts.items() if other in own or division in parents(other))
    return near > 0 and near >= _PREVAILS * counts.total()


def _weights(title: str, publisher: str, text: str, level: str | None) -> dict[Division, float]:
    """The divisions that title, publisher and text name, with what speaks for each."""
    weights: dict[Division, float] = {}
    parts = ((publisher, 4.0, 4.0), (title, 3.0, 3.0), (text[:_HEAD], 1.0, 3.0), (text[_HEAD:], 0.2, 2.0))
    whole = "\n".join((publisher, title, text))
    for part, each, most in parts:
        for division, count in _named(part).items():
            if _is_meant(division, whole, title):
                weights[division] = weights.get(division, 0.0) + min(each * count, most)
    inner = {parent for division in weights for parent in parents(division)}
    for division in weights:
        if (level and division.level == level) or (
            level == "city" and division.level == "county" and division.name.endswith("市")
        ):
            weights[division] += 2.0
        elif level:
            weights[division] -= 1.5
        if any(parent in weights for parent in parents(division)):
            weights[division] += 0.5
        if division in inner and not level:
            weights[division] += 0.25
    return weights


def _is_meant(division: Division, whole: str, title: str) -> bool:
    """Whether a place is meant and not a word that is spelled like its short form (资源 in 自然资源 is not 资源县).

    A city or county must be called so somewhere or begin the publisher's name; a city may stand in the title.
    """
    if division.level == "province" or whole.startswith(division.short) or division.name in whole:
        return True
    if any(name in whole for name in _pasts(division)):
        return True
    if any(short[-1] in _CLASS and len(short) > 2 and short in whole for short in division.shorts):
        return True
    return division.level == "city" and division.short in title


def _named(text: str) -> Counter[Division]:
    """The divisions whose names stand in `text`; a name inside a longer one or before that of a part does not count."""
    counts: Counter[Division] = Counter()
    last, ended = None, -1
    for at, name in _names_in(text):
        divisions = lookup_county(name) or _renamed(name)
        if len(divisions) > 1:
            # 吉林 in a text says nothing of the city: the province is called so, too
            placed = tuple(d for d in divisions if any(p.short in text and p.short != name for p in parents(d)))
            divisions = placed or divisions[:1]
        if len(divisions) != 1:
            continue
        if last is not None and ended == at and last in parents(divisions[0]):
            counts[last] -= 1  # 浙江省宁波市慈溪市: only the last is spoken of
        last, ended = divisions[0], at + len(name)
        counts[last] += 1
    return +counts


def _renamed(name: str) -> tuple[Division, ...]:
    """The divisions of today that bore a name of the past."""
    return tuple(dict.fromkeys(division for past in former(name) if (division := today(past))))


def _names_in(text: str) -> Iterator[tuple[int, str]]:
    """The names of divisions in `text` with their places, the longest at each place, none inside another."""
    starts, names = _names()
    end = 0
    for match in starts.finditer(text):
        at = match.start()
        if at < end:
            continue
        for name in names.get(text[at : at + 2], ()):
            if text.startswith(name, at) and not _in_word(text, at, name):
                yield at, name
                end = at + len(name)
                break


def _in_word(text: str, at: int, name: str) -> bool:
    """Whether a name as short as 范县 is but made of the ends of other words: 示范县, 建成县级."""
    if len(name) >= _FULL or name[-1] not in _CLASS:
        return False
    start = max(0, at - _AROUND)
    return not {at - start, at - start + len(name)} <= {
        edge for token in tokenize(text[start : at + len(name) + _AROUND]) for edge in (token.start, token.end)
    }


def _pasts(division: Division) -> tuple[str, ...]:
    """The names that a division bore and that none bears today, the latest first."""
    return _past_names().get(division.code, ())


@cache
def _past_names() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[Former]] = {}
    for name, pasts in former_names().items():
        for past in pasts if len(name) >= _FULL and not lookup_county(name) else ():
            if division := today(past):
                found.setdefault(division.code, []).append(past)
    return {code: tuple(p.name for p in sorted(rows, key=lambda p: -p.until)) for code, rows in found.items()}


@cache
def _names() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """The characters that names begin with, and the names by their first two, the longest first."""
    names: dict[str, list[str]] = {}
    past = (name for name in former_names() if len(name) >= _FULL and _renamed(name))
    for name in sorted({*(n for n in upper_names() if len(n) >= 2), *past}, key=lambda n: (-len(n), n)):
        names.setdefault(name[:2], []).append(name)
    starts = "".join(sorted({pair[0] for pair in names}))
    return re.compile(f"[{starts}]"), {pair: tuple(found) for pair, found in names.items()}


def _spoken_level(text: str) -> str | None:
    """The level of which 我市, 全省 and their kind speak, by the words with 我 and 本 before those with 全."""
    counts: Counter[str] = Counter()
    for word, level in _words()["anaphor"].items():
        counts[level] += text.count(word) * (3 if word.startswith(("我", "本")) else 1)
    if not counts or not counts.most_common(1)[0][1]:
        return None
    return counts.most_common(1)[0][0]


def _zone(title: str, publisher: str, text: str) -> str | None:
    """A zone whose committee publishes the article, or that title and text speak of throughout."""
    for part in (publisher, title):
        match = _patterns()["zone"].search(part)
        if match is None or lookup_county(match[0]):
            continue
        stem = match["stem"]
        names = [stem + match["kind"], stem + SHORT.get(match["kind"], match["kind"])]
        governs = part is publisher and "管" in part[match.end() : match.end() + 2]
        if governs or (sum(map(text.count, dict.fromkeys(names))) >= 3 and "全区" in text):
            return names[1] if names[1] in title + text else names[0]
    return None


def _unlisted(title: str, publisher: str, text: str) -> str | None:
    """A place that no table lists, as a newspaper or a government bears its name."""
    found = _patterns()
    for part in (publisher, title, text[:_HEAD]):
        for governed in found["governed"].finditer(part):
            if not found["general"].fullmatch(governed["name"]):  # 各县区人民政府 are those of no place
                return governed["name"]
    if match := found["stem"].match(publisher):
        stem = match["stem"]
        used = Counter(m[0] for m in re.finditer(rf"{stem}[{_CLASS}]", title + text))
        if used:
            return used.most_common(1)[0][0]
    named = Counter(match["name"] for match in found["unlisted"].finditer(title + "\n" + text))
    name, count = next(iter(named.most_common(1)), ("", 0))
    return name if count >= _UNLISTED_LEAST else None


def _form(division: Division, parts: tuple[str, ...]) -> str:
    """The fullest form of a division's name that the article uses: 楚雄州 where it never says 楚雄彝族自治州."""
    if any(division.name in part for part in parts):
        return division.name
    if past := [name for name in _pasts(division) if any(name in part for part in parts)]:
        return past[0]
    used = [s for s in division.shorts if s[-1] in _CLASS and len(s) > 2 and any(s in part for part in parts)]
    return max(used, key=len, default=division.name)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """How places that no table lists are told: by who governs them or reports on them, or how a clause begins."""

    def either(kind: str) -> str:
        return "|".join(re.escape(word) for word in sorted(_words()[kind], key=lambda word: (-len(word), word)))

    apart = "".join(_words()["apart"])
    return {
        "stem": re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{2,4}}?)(?P<class>[{_CLASS}])?(?:{either('media')})"),
        "governed": re.compile(
            rf"(?P<name>[\u4e00-\u9fff]{{2,6}}?[{_CLASS}])(?:{either('governed')}|第[一二三四五六七八九十]+届)"
        ),
        "general": re.compile(rf"(?:{either('general')}|[{_CLASS}])+"),
        "unlisted": re.compile(  # a place that begins a clause; 全市, 该县, 城区 and their kind are none
            rf"(?:^|[\s，。；：、（“—])(?P<name>[^\W\d_{apart}]{{2,3}}[市县])(?![场长民城])", re.MULTILINE
        ),
        "zone": re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{2,6}}?)(?P<kind>{either('zone')})"),
    }


@cache
def _words() -> dict[str, dict[str, str]]:
    """Kind to word to value of the table ``place_words.tsv``."""
    words: dict[str, dict[str, str]] = {}
    for _, (kind, word, value, *_) in rows("policygraph.ingest", "place_words.tsv", 3, 4):
        words.setdefault(kind, {})[word] = value
    return words
