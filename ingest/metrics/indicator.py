"""What is counted: the noun phrase of a figure, before it, behind it, or carried over from the figure before."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from policygraph.ingest.metrics.calendars import Calendar
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.goals import is_called
from policygraph.ingest.metrics.granted import granted
from policygraph.ingest.metrics.phrases import Phrase
from policygraph.ingest.metrics.sectors import sector
from policygraph.ingest.metrics.tables import either
from policygraph.ingest.reading import Reading
from policygraph.ingest.tokens import tokenize

_JOINS = frozenset("、和与及")
_SHARE_OF = re.compile(r"占(?P<whole>[^，。；]{1,30}?)(?:的)?(?:比重|比例|份额)?$")
_ASIDE = re.compile(r"（[^（）、，：]{1,12}）")
_SECTORS = re.compile(r"第?一、第?二[、和及]第?三次?产业")
_LONGEST = 40
_SEPARATORS = ("、", "、|和", "、|及", "、|与", "[、和及与]")
_TABLE = "indicator_words"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    levels = either(_TABLE, "level")
    return {
        "lead": re.compile(rf"(?:{either(_TABLE, 'lead')})"),
        "verb": re.compile(rf"(?:{either(_TABLE, 'lead-verb')})"),
        "duration": re.compile(  # 产值五年翻一番
            rf"(?:{either(_TABLE, 'duration-lead')})?(?:\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})年(?:间|内|来)?$"
        ),
        "tail": re.compile(rf"(?:{either(_TABLE, 'tail')})$"),
        "reward": re.compile(rf"(?:{either(_TABLE, 'reward-lead')}|，){{0,6}}(?P<word>{either(_TABLE, 'reward')})"),
        "reward before": re.compile(rf"(?:{either(_TABLE, 'reward')})(?=[^，。；]{{0,4}}$)"),
        "level": re.compile(rf"^(?:其中)?(?:{levels}|{either(_TABLE, 'class')})(?:以上|及以上)?$"),
        "level of": re.compile(rf"^(?:{levels})(?:以上|及以上)?(.{{2,}})$"),
        "compared": re.compile(rf"^(?:{either(_TABLE, 'compared')})"),
        "per": re.compile(either(_TABLE, "per")),
        "measured": re.compile(rf"(?:{either(_TABLE, 'measured')})$"),
        "stop": re.compile(rf"[，。；、：]|[和及](?=\d)|{either(_TABLE, 'stop')}"),
    }


class Phrases:
    """Finds the indicator of each figure of one article; asked in the order of the text."""

    def __init__(self, reading: Reading, dates: list[Calendar]) -> None:
        self.text = reading.text
        self.reading = reading
        self.dates = dates
        self.starts = [token.start for token in reading.tokens]
        self.told_apart = False  # whether the members of that list are named one by one
        self.items: list[str] = []  # those as they are written
        self.shared: list[str] = []  # A、B in “A、B分别…”, for the figures of the clause at `shared_at`
        self.shared_at = -1
        self.sizes: dict[int, int] = {}  # how many figures a clause gives, by its start

    def phrase(self, figure: Figure, carried: str | None) -> tuple[str, str]:
        """The indicator of a figure and how it was found: ``before``, ``behind``, ``carried``, ``level`` …

        Parameters
        ----------
        carried
            The indicator of the figure before, which this one may share.
        """
        raw = self.text[slice(*figure.left)]
        left = self._left(figure)
        percent = figure.quantity.kind in {"percent", "fraction"}
        share = _SHARE_OF.search(_strip_tail(raw, keep="占"))
        if share_of_sector := sector(self.text, figure):
            return share_of_sector, "sector"
        if rate := granted(self.text, figure):
            return "占".join(rate), "granted"
        if share and percent:
            return _shared_part(share["whole"], left, carried), "share"
        if figure.index and figure.clause.start == self.shared_at and figure.index < len(self.shared) and len(left) < 2:
            return self.shared[figure.index], "respectively"
        count = self.sizes.get(figure.clause.start, 0) - figure.index
        if "分别" in raw and len(items := _items(self._listed(figure, left), count)) > 1:
            self.items, self.shared, self.shared_at = items, self._with_head(items), figure.clause.start
            self.told_apart = False
            return self.shared[0], "respectively"
        if left and _patterns()["level"].match(left) and carried and (same := _patterns()["level of"].match(carried)):
            return left + same[1], "level"
        right = self._right(figure)
        reward = self._reward(figure)
        if reward:
            return (left if left.endswith(reward) else left + reward) if len(left) > 1 else (
                carried or reward
            ), "reward"
        countable = figure.quantity.kind in {"counter", "person", "dimension", "fold", "coverage", "money", "number"}
        if right and countable and (len(left) < 2 or self._ends_in_verb(figure, left)):
            return right, "behind"
        if len(left) >= 2 and not (carried and _patterns()["compared"].match(left)):
            if figure.index and carried and (per := _patterns()["per"].match(carried)) and not left.startswith(per[0]):
                return per[0] + left, "per"
            return left, "before"
        if carried:
            return carried, "carried"
        return (right or left), "behind" if right else "before"

    def _left(self, figure: Figure) -> str:
        """The noun phrase before a figure in its clause, without period, place, verbs, adverbs and comparators."""
        start, end = figure.left
        for calendar in self.dates:  # a period in the clause stands in front of the phrase, or ends it
            if start <= calendar.start and calendar.end <= end:
                rest = _strip_tail(_strip_lead(self.text[calendar.end : end].lstrip("的底末前内，、年")))
                if len(rest) > 1:
                    start = calendar.end
                else:
                    end = calendar.start
                    break
        raw = self.text[start:end]
        raw = raw[max(raw.rfind("："), raw.rfind("\n"), raw.rfind("）")) + 1 :] or raw
        found = _strip_lead(_strip_tail(raw[-_LONGEST * 2 :]))
        for mention in self.reading.mentions_in(start, end):
            name = self.text[mention.start : mention.end]
            if self.reading.entities[mention.entity].type == "Place" and found.startswith(name):
                found = _strip_lead(found[len(name) :]) or found
        return found[-_LONGEST:].strip("”’）) 　")

    def _listed(self, figure: Figure, left: str) -> str:
        """The list in front of 分别, with the members whose names hold brackets: 护士、执业（助理）医师."""
        raw = self.text[slice(*figure.left)]
        apart = _ASIDE.sub("", raw)
        if not left or raw == apart or set("（）：\n") & set(apart):
            return left
        return _strip_lead(raw[: raw.rfind(left) + len(left)])

    def _right(self, figure: Figure) -> str:
        """The noun phrase behind a figure: 10个以上【省级大学科技园】, 三家【单项冠军企业】."""
        if is_called(self.text, figure.quantity.end):
            return ""
        raw = self.text[slice(*figure.right)].removeprefix("的").lstrip()
        stop = _patterns()["stop"].search(raw)
        raw = raw[: stop.start()] if stop else raw
        return raw.strip("　 ）)】”")[:_LONGEST]

    def _reward(self, figure: Figure) -> str:
        """The word of reward that governs the amount: 给予300万元【奖励】, 【补助】15万元."""
        if figure.quantity.kind not in {"money", "percent", "fraction"}:
            return ""
        reward = _patterns()["reward"]
        behind = self.text[figure.quantity.end : figure.quantity.end + 12].lstrip("的以内给予一次性")
        before = self.text[max(figure.left[0], figure.quantity.start - 10) : figure.quantity.start]
        match = reward.match(behind) or _patterns()["reward before"].search(before)
        return match["word"] if match and "word" in match.re.groupindex else (match[0] if match else "")

    def _ends_in_verb(self, figure: Figure, left: str) -> bool:
        """Whether the words before the figure end in a verb whose object stands behind the number."""
        at = bisect_left(self.starts, figure.quantity.start) - 1
        while at >= 0 and self.reading.tokens[at].start >= figure.left[0]:
            token = self.reading.tokens[at]
            if token.tag in {"v", "vd", "vi"} and len(token.text) > 1:
                return True
            if token.tag[:1] in {"d", "p", "c", "u", "x", "r", "a"} or token.text in "约近超达":
                at -= 1
                continue
            return False
        return not left

    def member(self, figure: Figure, phrase: Phrase) -> Phrase:
        """`phrase`, or its like for the member of the list in front of 分别 that is meant, where it is of the last one.

        城镇和农村居民收入分别为5.2万元、2.8万元: 城镇居民收入 and 农村居民收入.
        """
        at, last = figure.index, self.items[-1]
        if len(self.items) < 2 or self.sizes.get(figure.clause.start) != len(self.items) or at >= len(self.items):
            return phrase
        if not at:
            head = phrase.text.removesuffix(last)
            self.told_apart = phrase.text in {last, self.shared[0]} or (head != phrase.text and head[-1:] in _JOINS)
        if not self.told_apart or not last:
            return phrase
        if at == len(self.items) - 1:
            return Phrase(last, -1, -1)
        item, least = self.items[at], min(map(len, self.items[:-1]))
        if item[-2:] == last[-2:] or least >= len(last):
            return Phrase(self.shared[at], -1, -1)
        first = next(token.end for token in tokenize(last))
        if len(last) == least + 1 and _patterns()["measured"].search(last):  # 进口、出口额: 进口额
            return Phrase(item + last[least:], -1, -1)
        cut = max(first, least) if 1 < least < first < least + len("保险") else least  # 工伤保险: 失业保险
        return Phrase(item + last[cut:], -1, -1)

    def _with_head(self, items: list[str]) -> list[str]:
        """Items of a list whose last one carries the word that all share: A、B增加值 is A增加值 and B增加值."""
        last = [t.text for t in tokenize(items[-1])]
        head = last[-1] if len(last) > 1 else ""
        if (
            len(head) < 2
            or not _patterns()["measured"].search(head)
            or any(len(item) >= len(items[-1]) and item.endswith(head) for item in items[:-1])
        ):
            return items
        return [item if item.endswith(head) or item[-1:] in "率额值量数" else item + head for item in items]


def _items(listed: str, count: int) -> list[str]:
    """The items of a list, told apart by the marks that make `count` of them, else by all marks.

    >>> _items("油料、蔬菜及食用菌、水果总产量", 3)
    ['油料', '蔬菜及食用菌', '水果总产量']
    >>> _items("一、二、三产业", 3)
    ['第一产业增加值', '第二产业增加值', '第三产业增加值']
    """
    if _SECTORS.fullmatch(listed) and count == 3:
        return [f"第{number}产业增加值" for number in "一二三"]
    listed = listed.replace("以及", "、")
    for marks in _SEPARATORS:
        items = [item for item in re.split(marks, listed) if item]
        if len(items) == count:
            break
    return items


def _shared_part(whole: str, left: str, carried: str | None) -> str:
    head = left.split("占", 1)[0] if "占" in left else ""
    head = head or (carried.split("占", 1)[0] if carried else "")
    return f"{head}占{whole}比重"


def _strip_tail(raw: str, keep: str = "") -> str:
    """`raw` without trailing verbs, adverbs, marks and comparators."""
    tail = _patterns()["tail"]
    while True:
        raw = raw.rstrip(" 　，、：（(的“")
        match = tail.search(raw) or _patterns()["duration"].search(raw)
        if not match or match[0] == keep:
            return raw
        raw = raw[: match.start()]


def _strip_lead(raw: str) -> str:
    """`raw` without leading adverbs, verbs that bring forth, and marks."""
    lead, verb = _patterns()["lead"], _patterns()["verb"]
    while True:
        raw = raw.lstrip(" 　，、：）)；的了")
        match = lead.match(raw)
        if match and (len(raw) - match.end() >= 2 or match.end() == len(raw)):
            raw = raw[match.end() :]
            continue
        match = verb.match(raw)
        if not match or len(raw) - match.end() < 3:
            return raw
        raw = raw[match.end() :]
