"""Goals that are quoted: 提前完成350亿元的目标, 目标值由42%调整为42.5%."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.grids import Cell
from policygraph.ingest.metrics.tables import either, patterns

_THINGS = frozenset({"counter", "dimension"})
_LINES_OVER = 4  # lines over the head of a table in which its name may stand
_OVER = 160  # characters of those lines
_TITLE = 40  # characters of a table's name
_GAP = r"[^，。；、：\n\d{}]{{0,{}}}"  # words of the same clause, without a further figure


class _Patterns(NamedTuple):
    """What stands behind or before a figure that is a goal, and behind one that is named to the reader."""

    behind: re.Pattern[str]
    before: re.Pattern[str]
    called: re.Pattern[str]
    due: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    def words(*classes: str) -> str:
        return f"(?:{either('goal_words', *classes)})"

    other = rf"(?!{words('other')})"
    named = rf"[”的]{{1,2}}{_GAP.format('的', 4)}{words('goal', 'called')}{other}"
    mark = rf"(?:“|”|的){{0,2}}{words('count')}?{words('mark')}"
    return _Patterns(
        behind=re.compile(rf"{_GAP.format('', 10)}(?:的|”){_GAP.format('的', 6)}{words('goal')}{other}"),
        before=re.compile(rf"{words('goal')}{words('value')}?{words('set')}{_GAP.format('', 4)}$"),
        called=re.compile(f"{mark}|{named}"),
        due=re.compile(f"的{words('due')}(?!内)"),
    )


def is_called(text: str, at: int) -> bool:
    """Whether the words behind a figure say what it is to the reader, or when it is due, not what it counts.

    >>> is_called("迈上400亿元台阶", 7), is_called("与4家的目标尚有差距", 3), is_called("4家企业", 2)
    (True, True, False)
    >>> is_called("30项的时限，由2024年底改为2025年底", 3)
    True
    """
    return bool(_patterns().called.match(text, at) or _patterns().due.match(text, at))


def is_goal(text: str, figure: Figure) -> bool:
    """Whether the words at a figure call it a goal, also one that is told as met or missed."""
    start, end = figure.quantity.start, figure.quantity.end
    if figure.cell and (heads(figure.cell.column, "aimed") or _is_set_by_table(text, figure.cell)):
        return True
    if figure.shift == "to" and figure.before is not None and figure.before.clause == figure.clause:
        return is_goal(text, figure.before)
    if _intended()[0].search(text, figure.clause.start, start) and _intended()[1].match(text, end):
        return True
    found = _patterns()
    return bool(found.behind.match(text, end) or found.before.search(text, figure.clause.start, start))


def _is_set_by_table(text: str, cell: Cell) -> bool:
    """Whether the line over the table of a cell names it one of tasks or goals, and its column holds no results."""
    head = min(start for start, end in (cell.name_span, cell.column_span) if end)
    above = [line.strip() for line in text[max(0, head - _OVER) : head].split("\n")[-_LINES_OVER:]]
    said = [_aimed_table().search(line) for line in above if len(line) <= _TITLE]
    return any(said) and not heads(cell.column, "reached") and not heads(cell.name, "reached")


@cache
def _aimed_table() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('goal_words', 'aimed-table')})(?:[（(][^（()）]{{1,12}}[）)])?$")


def is_expected(text: str, figure: Figure) -> bool:
    """Whether a figure is what a project will bring once it runs: 达产后可新增产值15亿元."""
    said = text[figure.sentence.start : figure.quantity.start]
    found = list(_yielding().finditer(said))
    return bool(found) and not is_done(text, figure.sentence.start + found[-1].end(), figure.quantity.start)


def is_planned(text: str, figure: Figure) -> bool:
    """Whether a figure is what a project is planned to cost or take: 计划总投资52亿元, 拟用地210亩."""
    return bool(_planned()[0].search(text, figure.clause.start, figure.quantity.start))


@cache
def _intended() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What says before a figure that it was meant, and behind it what came of it: 原计划建成20个，实际建成18个."""
    meant, came = (either("goal_words", row) for row in ("meant", "came"))
    return re.compile(rf"(?:{meant})[^，。；、\d]{{0,12}}$"), re.compile(
        rf"[^，。；、\d]{{0,8}}[，；][但而]?(?:{came})"
    )


def is_off_plan(text: str, figure: Figure) -> bool:
    """Whether a figure is how far a result lies from what was planned: 完成120亿元，比计划多20亿元.

    >>> from policygraph.ingest.metrics.figures import figures
    >>> from policygraph.ingest.reading import begin
    >>> from policygraph.schema.article import Article
    >>> reading = begin(Article(text="完成投资120亿元，比计划多20亿元。"))
    >>> [is_off_plan(reading.text, figure) for figure in figures(reading)[0]]
    [False, True]
    """
    return bool(_off_plan().search(text, figure.clause.start, figure.quantity.start))


@cache
def _off_plan() -> re.Pattern[str]:
    return re.compile(rf"(?:{_DISTANCE.format(**_distance())})$")


_DISTANCE = r"(?:{than}){plan}(?:{more})[出了收]?|(?:{past})了?{plan}"


def _distance() -> dict[str, str]:
    aims = either("goal_words", "aims")
    plan = rf"[^，。；、\d]{{0,6}}(?:{aims})(?:数|值|任务|目标)?"
    return {"plan": plan, **{row: either("goal_words", row) for row in ("than", "more", "past")}}


@cache
def _off_plan_behind() -> re.Pattern[str]:
    return re.compile(rf"，(?:{_DISTANCE.format(**_distance())})\d")


def is_told(text: str, figure: Figure) -> bool:
    """Whether the words right before a figure tell it as reached: 目标10%，目前已达66.2%."""
    start = figure.clause.start
    if _planned()[1].search(text, start, figure.quantity.start):
        return True
    off = _off_plan_behind().match(text, figure.quantity.end)  # 完成投资120亿元，比计划多20亿元
    return bool(off) and not patterns("status_cues")["target"].search(text, start, figure.quantity.start)


@cache
def _planned() -> tuple[re.Pattern[str], re.Pattern[str]]:
    plans, planned, told = (either("goal_words", row) for row in ("plans", "planned", "told"))
    near = "[^，。；、\\d]{0,3}$"
    return re.compile(rf"(?:{plans})再?(?:{planned})额?{near}"), re.compile(rf"(?:{told})[^，。；、的\d]{{0,6}}$")


@cache
def _yielding() -> re.Pattern[str]:
    return re.compile(either("goal_words", "yielding"))


def is_resolved(text: str, figure: Figure) -> bool:
    """Whether a figure is what is to be done every year by what was resolved: 《方案》提出，每年新建住房6万套."""
    every, resolved, going_on = _resolved()
    said = text[figure.sentence.start : figure.quantity.start]
    return bool(
        every.search(text, figure.clause.start, figure.quantity.start)
        and resolved.search(said)
        and not going_on.search(said)
    )


@cache
def _resolved() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    every, resolved, going_on = (either("goal_words", row) for row in ("yearly-act", "resolved", "going-on"))
    return re.compile(every), re.compile(resolved), re.compile(going_on)


def is_held(text: str, figure: Figure) -> bool:
    """Whether a figure bounds what a place watches over (失业率控制在4%以内), which no condition of a grant does."""
    return bool(_held().search(text, figure.clause.start, figure.quantity.core[0]))


@cache
def _held() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{either('goal_words', 'watched')})[^，。；：、\n\d]{{0,4}}(?:控制|稳定|保持)在[^，。；：、\n\d]{{0,2}}$"
    )


def heads(column: str, kind: str) -> bool:
    """Whether the head of a table's column says that it holds goals (`aimed`) or what has been `reached`.

    >>> heads("2025年目标", "aimed"), heads("2022年实际", "reached"), heads("2025年", "aimed")
    (True, True, False)
    """
    return bool(_column(kind).search(column))


@cache
def _column(kind: str) -> re.Pattern[str]:
    return re.compile(either("goal_words", kind))


def has_deadline(text: str, figure: Figure) -> bool:
    """Whether a figure is said to have a deadline, as only one that was set can have: 全覆盖的完成时限推迟."""
    return figure.quantity.kind != "duration" and bool(_patterns().due.match(text, figure.quantity.end))


def is_milestone(text: str, figure: Figure) -> bool:
    """Whether a figure is a mark that an indicator has passed: 突破万亿元大关, 首超千家; not 产值过亿元的企业."""
    q = figure.quantity
    if q.comparator == ">" and q.start < q.core[0] and _mark().match(text, q.end):
        return True
    if q.kind == "duration" or not (q.bare and q.comparator == ">" and q.start < q.core[0]):
        return False
    return q.end >= figure.sentence.end or bool(_passed().match(text, q.end))


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('goal_words', 'count')})?(?:{either('goal_words', 'mark')})")


@cache
def _passed() -> re.Pattern[str]:
    return re.compile(rf"[，。；、：！）\n]|{either('goal_words', 'mark')}")


def is_done(text: str, start: int, end: int) -> bool:
    """Whether words between two places say that something has been reached (已, 完成, 仅), or a semicolon stands there.

    >>> is_done("新增10家，已建成3家", 5, 9), is_done("新增10家，累计30家", 5, 8)
    (True, False)
    """
    return bool(_done().search(text, start, end))


def brings_forth(text: str, figure: Figure) -> bool:
    """Whether a verb at a number of things says that the goal is to bring them forth: 建成示范园20个, 培育10家企业."""
    if figure.quantity.kind not in _THINGS:
        return False
    at = figure.quantity.start
    start = max(figure.clause.start, at - 80)  # a list shares the verb before its first number
    said = text[max([start, *(text.rfind(mark, start, at) + 1 for mark in "，；。")]) : at]
    brings, holds = _forth()
    return bool(brings.search(said) and not holds.search(said))


@cache
def _forth() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(either("goal_words", "forth")), re.compile(either("goal_words", "hold"))


@cache
def _done() -> re.Pattern[str]:
    return re.compile(either("goal_words", "done"))
