"""Tables flattened into lines: which row and column does a number stand in, and which unit does that give it?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from policygraph.ingest.metrics.grid_rows import Row, cells_of, named_above, over_two_rows
from policygraph.ingest.metrics.itemised import Item, item_of, items
from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.tables import either
from policygraph.ingest.metrics.units import Unit, Units, packaged_units
from policygraph.ingest.structure import Line

_CELL = re.compile(r"[^\s　]+")
_PROSE = re.compile(r"[，。；！？]")
_NUMBERING = re.compile(r"^(?:\d{1,3}|[一二三四五六七八九十]+)(?:[.．、]|$)|^（\d{1,2}）")
_HEADER_UNIT = re.compile(r"[（(](?P<unit>[^）)]{1,6})[）)]$")
_NAMES = re.compile(r"(?:主要|考核|评价)?指标(?:名称|内容)?|(?:统计)?项目(?:名称)?")  # heads the column of indicators
_OWNERS = re.compile(  # heads a column of places, companies or parks, whose rows tell of each
    rf"各?(?:{either('goal_words', 'owners')})(?:名称)?(?:（[^（）]{{1,8}}）|\([^()]{{1,8}}\))?"
)
_TITLE_UNIT = re.compile(r"单位[:：] ?(?P<unit>[^）)\s，。；:：]{1,6})")
_FIGURES = re.compile(r"[\d.,%－\-—/]+")
_ABOVE = 4  # lines above a header in which its table says the unit
_UNITS = re.compile(r"(?:计量)?单位")  # heads the column of units
_DASH = re.compile(r"[—－\-/]{1,2}|无")
_TOTAL = re.compile(r"[〔［\[【]")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_SCALE = re.compile(r"[百千万亿]+")
PERCENT = Unit("%", Decimal(1), "percent")
_SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_GROWTH = re.compile(rf"(?:{either('goal_words', 'yearly')})(?:[（(](?:%|％|[^（()）]{1, 10})[）)])?")
_BOUND = re.compile(rf"[（(]?(?:{either('goal_words', 'bound')})[）)]?$")
_ATTRIBUTE = re.compile(either("goal_words", "attribute"))
_FIGURES_LEAST = 3  # bare figures that make a line a row of a table
_COUNTED = re.compile("序号|编号")
_HEAD = re.compile(  # heads a column where a table is copied with one cell a line
    rf"{_NAMES.pattern}|{_COUNTED.pattern}|{_UNITS.pattern}|{_GROWTH.pattern}|{_ATTRIBUTE.pattern}"
    rf"|(?:19|20)\d\d年?[底末初]?(?:{either('goal_words', 'aimed', 'reached')}|[数值])*(?:[（(][^（()）]{{1,8}}[）)])?"
)
_VALUE = re.compile(
    r"[〔［\[【(（]?(?:[＞＜≥≤>＜<≧≦±+＋\-－]|左右|大于|小于|达到)?\d[\d,.]*[%％]?(?:左右|以上|以内|以下|[+])?[〕］\]】)）]?"
)
_SECTION = re.compile(either("goal_words", "below") + r"|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]")
_CELLS_END = re.compile(r"[\t，。；！？]")  # prose, or rows that stand in a line each
_WIDEST = 10  # columns of a table that is copied so
_LONGEST_CELL = 30
_PER = re.compile("[/／]")
_FAR = 60  # lines between a header and its last row


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a number stands in a table: the words that name it, and the column's header (half-open spans).

    `since`: the first year of a total, which plans write in brackets (〔16〕), behind a column of the year before it.
    `owner`: whose row it is, where a column of its own names the indicator (企业　指标　2024年).
    `growth`: whether its column holds rates of growth (年均增长), and the `years` that they span. `bound`: whether its
    row says that its goal is binding or expected (约束性, 预期性).
    """

    name: str
    name_span: tuple[int, int]
    column: str
    column_span: tuple[int, int]
    since: str | None = None
    owner: tuple[int, int] | None = None
    years: tuple[str, str] | None = None
    growth: bool = False
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands over a table: the unit of all its figures, and where that is said (附表　造林任务（单位：亩）)."""

    unit: Unit | None
    span: tuple[int, int]


def in_cells(
    text: str, lines: Sequence[Line], found: Sequence[Quantity], units: Units | None = None
) -> Iterator[tuple[Quantity, Cell | None]]:
    """Each quantity with its cell, bare numbers with the unit of their row or column; `units` None: the packaged."""
    units = units or packaged_units()
    rows: dict[int, tuple[Row, Row, Caption] | None] = dict(stacked(text, lines, units))
    starts = [line.start for line in lines]
    told, at = items(text), 0
    for quantity in found:
        while at + 1 < len(lines) and starts[at + 1] <= quantity.core[0]:
            at += 1
        if at not in rows:
            rows[at] = _with_header(text, lines, at, units)
        pair = rows[at]
        if told and (item := item_of(text, told, quantity.core[0])):
            yield _itemised(text, quantity, *item, units)
        else:
            yield _placed(text, quantity, *pair, units) if pair else (quantity, None)


def _itemised(
    text: str, quantity: Quantity, item: Item, column: tuple[int, int], units: Units
) -> tuple[Quantity, Cell | None]:
    """A bare number of a row that is told in one line (水产品产量（万吨），2020年170，2025年190)."""
    unit = _unit(item.unit, units)
    if quantity.kind != "number" or unit is None:
        return quantity, None
    return _in_unit(quantity, unit), Cell(text[slice(*item.name)], item.name, text[slice(*column)], column)


def _unit(form: str, units: Units) -> Unit | None:
    """The unit that a cell or header holds, with its scale: 亿元 is 元 times 100,000,000, 万元/人 10,000 元/人."""
    if unit := units.named(form):
        return unit
    scale = _SCALE.match(form)
    factor = Decimal(1)
    for at, sign in enumerate(scale[0] if scale else "", 1):  # 万千瓦 is ten thousand 千瓦, not ten million 瓦
        factor *= _SCALES[sign]
        if unit := units.named(form[at:]):
            return Unit(unit.name, unit.factor * factor, unit.kind)
    at = scale.end() if scale else 0
    rate = units.at(form, at) if _PER.search(form) else None
    if rate is None or not rate.per or rate.end != len(form):
        return None
    return Unit(rate.unit.name, rate.unit.factor * factor, rate.unit.kind)


def _row(text: str, line: Line, units: Units) -> Row | None:
    body = text[line.start : line.end]
    if len(body) > 160 or _PROSE.search(body):
        return None
    cells = tuple((line.start + start, line.start + end) for start, end in cells_of(body))
    if len(cells) < 3:
        return None
    found = ((i, _unit(text[a:b], units)) for i, (a, b) in enumerate(cells) if i)
    return Row(cells, next(((i, unit) for i, unit in found if unit is not None), None))


def stacked(text: str, lines: Sequence[Line], units: Units) -> Iterator[tuple[int, tuple[Row, Row, Caption]]]:
    """The lines of tables that were copied with one cell a line, each with its row, header and caption.

    All that stands between the header and the next prose or heading must divide into whole rows whose cells fit.
    """
    shown = [(number, (line.start, line.end)) for number, line in enumerate(lines) if _said(text, line)]
    at = 0
    while at < len(shown):
        width = _width(text, [span for _, span in shown[at : at + _WIDEST + 1]])
        if not width:
            at += 1
            continue
        header = Row(tuple(span for _, span in shown[at : at + width]), None)
        caption = _caption(text, lines[max(0, shown[at][0] - _ABOVE) : shown[at][0] + 1], units)
        at += width
        while True:
            if at < len(shown) and _SECTION.match(text[slice(*shown[at][1])]):  # 二、创新驱动: the rows go on behind it
                at += 1
            cells = _cells_below(text, shown[at : at + _FAR * width])
            rows = [_stacked_row(text, header, cells[i : i + width], units) for i in range(0, len(cells), width)]
            if not rows or None in rows:
                break
            for number, row in enumerate(row for row in rows if row is not None):
                first = at + number * width
                yield from ((shown[i][0], (row, header, caption)) for i in range(first, first + width))
            at += len(cells)


def _said(text: str, line: Line) -> str:
    return text[line.start : line.end].strip()


def _width(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """How many of these lines head a column each; 0 where they make no table with a year and a name."""
    heads: list[str] = []
    for span in spans:
        if not _HEAD.fullmatch(said := text[slice(*span)].strip()):
            break
        heads.append(said)
    if not _FIGURES_LEAST <= len(heads) <= _WIDEST or not any(map(_YEAR.match, heads)):
        return 0
    named = _NAMES.fullmatch(heads[0]) or (_COUNTED.fullmatch(heads[0]) and _NAMES.fullmatch(heads[1]))
    return len(heads) if named else 0


def _cells_below(text: str, shown: Sequence[tuple[int, tuple[int, int]]]) -> list[tuple[int, int]]:
    """The lines that may be cells, up to prose, a note or the heading of a section."""
    cells = []
    for _, (start, end) in shown:
        if end - start > _LONGEST_CELL or _SECTION.match(text, start, end) or _CELLS_END.search(text, start, end):
            break
        cells.append((start, end))
    return cells


def _stacked_row(text: str, header: Row, cells: Sequence[tuple[int, int]], units: Units) -> Row | None:
    """These cells as a row; None where one does not fit its column."""
    unit: tuple[int, Unit | None] | None = None
    for column, (head, cell) in enumerate(zip(header.cells, cells, strict=False)):
        title, said = text[slice(*head)].strip(), text[slice(*cell)].strip()
        if _UNITS.fullmatch(title):
            unit = column, _unit(said, units)
            fits = unit[1] is not None or bool(_DASH.fullmatch(said))
        elif _ATTRIBUTE.fullmatch(title):
            fits = bool(_BOUND.match(said) or _DASH.fullmatch(said))
        elif _COUNTED.fullmatch(title):
            fits = bool(_NUMBERING.fullmatch(said) or said.isdigit())
        elif _NAMES.fullmatch(title):
            fits = not _VALUE.fullmatch(said) and not _BOUND.match(said) and _unit(said, units) is None
        else:
            fits = bool(_VALUE.fullmatch(said) or _DASH.fullmatch(said))
        if not fits:
            return None
    return Row(tuple(cells), unit) if len(cells) == len(header.cells) else None


def is_row(text: str, line: Line) -> bool:
    """Whether a line is a row of bare figures beside names: without a header nobody can say what they are."""
    body = text[line.start : line.end]
    cells = _CELL.findall(body)
    figures = [cell for cell in cells if _FIGURES.fullmatch(cell)]
    paired = len(cells) > _FIGURES_LEAST and len(figures) > 1  # 甲县　210　乙县　180: columns that stood side by side
    of_one = len(figures) >= _FIGURES_LEAST and len(figures) >= len(cells) - 1
    return (paired or of_one) and not _PROSE.search(body)


def is_head(text: str, line: Line) -> bool:
    """Whether a line names the columns of a table: 区县　敬老院改造　养老服务中心全覆盖."""
    body = text[line.start : line.end]
    cells = _CELL.findall(body)
    heads = len(cells) >= _FIGURES_LEAST and bool(_OWNERS.fullmatch(cells[0]) or _NAMES.fullmatch(cells[0]))
    return heads and not any(map(str.isdigit, body)) and not _PROSE.search(body)


def _with_header(text: str, lines: Sequence[Line], at: int, units: Units) -> tuple[Row, Row, Caption] | None:
    """The row of a line, the header above it (the first line of the table with as many cells), the table's caption."""
    row = _row(text, lines[at], units)
    if row is None:
        return None
    header: Row | None = None
    padded, top = row, at
    for above in range(at - 1, max(-1, at - _FAR), -1):
        other = _row(text, lines[above], units)
        if other is None:
            break
        if len(other.cells) == len(row.cells) + 1 and _names_second(text, other):
            padded, top = other, above
        elif len(other.cells) == len(row.cells) and padded is row:
            header, top = other, above
    if header is None and padded is row:
        return None
    if header is None or padded is not row:  # 类别 指标 单位 2025年: the first cell stands above, for several rows
        header, row = padded, Row(((row.cells[0][0],) * 2, *row.cells), row.unit and (row.unit[0] + 1, row.unit[1]))
    else:
        header = over_two_rows(text, lines, top, header)
        row = row if _names_second(text, header) else named_above(text, lines, at, row)
    of_units = next((i for i, (a, b) in enumerate(header.cells) if _UNITS.fullmatch(text[a:b])), None)
    if row.unit is None and of_units and _DASH.fullmatch(text[slice(*row.cells[of_units])]):
        row = replace(row, unit=(of_units, None))
    return row, header, _caption(text, lines[max(0, top - _ABOVE) : top + 1], units)


def _names_second(text: str, header: Row) -> bool:
    """Whether the second column holds the indicators, and the first what several of them belong to."""
    return bool(_NAMES.fullmatch(text[slice(*header.cells[1])]))


def _caption(text: str, lines: Sequence[Line], units: Units) -> Caption:
    """The line that gives a unit to a whole table; where none does, no unit and no place."""
    for line in reversed(lines):
        if said := _TITLE_UNIT.search(text, line.start, line.end):
            return Caption(_unit(said["unit"], units), (line.start, line.end))
    return Caption(None, (0, 0))


def _named(text: str, row: Row) -> tuple[int, int]:
    """What stands in a row's first cell, without a number of its own, or in the second, where the first is a number."""
    first = row.cells[0]
    skip = _NUMBERING.match(text[slice(*first)])
    if skip and skip.end() == first[1] - first[0]:
        return row.cells[1]
    return first[0] + (skip.end() if skip else 0), first[1]


def _since(text: str, cell: tuple[int, int], header: Row, column: int) -> str | None:
    """The year that a total begins with: the one behind that of the first column with a year before it."""
    if not _TOTAL.match(text, *cell):
        return None
    before = (_YEAR.search(text, *head) for head in header.cells[:column])
    return next((str(int(year[0]) + 1) for year in before if year), None)


def _years(text: str, header: Row) -> tuple[str, str] | None:
    """The years that yearly growth spans: from the one behind the first column's to that of the last one."""
    years = sorted(int(year[0]) for head in header.cells if (year := _YEAR.search(text, *head)))
    return (str(years[0] + 1), str(years[-1])) if len(set(years)) > 1 else None


def _is_bound(text: str, row: Row, header: Row) -> bool:
    """Whether the row says in the column for it that its goal is binding or expected."""
    return any(
        _ATTRIBUTE.fullmatch(text[slice(*head)]) and _BOUND.match(text[slice(*cell)])
        for head, cell in zip(header.cells, row.cells, strict=True)
    )


def _of_owner(
    text: str, quantity: Quantity, owner: tuple[int, int], head: tuple[int, int], caption: Caption, units: Units
) -> tuple[Quantity, Cell | None]:
    """A figure in the row of a place or company (区县　敬老院改造　互助点建设), whose column says what it is."""
    match = _HEADER_UNIT.search(text[slice(*head)])
    unit = (_unit(match["unit"], units) if match else None) or caption.unit
    span = (head[0], head[0] + match.start()) if match else head
    cell = Cell(text[slice(*span)], span, text[slice(*caption.span)], caption.span, owner=owner)
    if quantity.kind != "number":
        return quantity, cell
    return (_in_unit(quantity, unit), cell) if unit else (quantity, None)


def _in_unit(quantity: Quantity, unit: Unit) -> Quantity:
    high = quantity.value_max
    return replace(
        quantity,
        value=quantity.value * unit.factor,
        value_max=None if high is None else high * unit.factor,
        unit=unit.name,
        kind=unit.kind,
    )


def _placed(
    text: str, quantity: Quantity, row: Row, header: Row, caption: Caption, units: Units
) -> tuple[Quantity, Cell | None]:
    start, end = quantity.core
    column = next((i for i, (a, b) in enumerate(row.cells) if a <= start and end <= b), None)
    if column is None or not column or (row.unit and column <= row.unit[0]):
        return quantity, None
    head = header.cells[column]
    title = text[slice(*head)]
    match = _HEADER_UNIT.search(title)
    if _OWNERS.fullmatch(text[slice(*header.cells[0])]) and row.unit is None and not any(map(str.isdigit, title)):
        return _of_owner(text, quantity, row.cells[0], head, caption, units)
    growth = bool(_GROWTH.fullmatch(title))
    unit = PERCENT if growth else row.unit[1] if row.unit else None
    names = next((i for i, (a, b) in enumerate(header.cells[:column]) if _NAMES.fullmatch(text[a:b])), 0)
    owner = row.cells[0] if names == 1 and not _NUMBERING.match(text[slice(*row.cells[0])]) else None
    span = row.cells[names] if owner else _named(text, row)
    if owner and column == names:
        return quantity, None
    own = _HEADER_UNIT.search(text[slice(*span)])
    if row.unit is not None or growth:
        pass
    elif own and (found := _unit(own["unit"], units)):  # 养老机构床位（张）　42　90
        unit = found
        span = (span[0], span[0] + own.start())
    elif match and (found := _unit(match["unit"], units)):
        unit = found
        span = (head[0], head[0] + match.start())
    elif quantity.kind == "number" or not _YEAR.search(title):
        return quantity, None  # 竞争力位次　第5位　前3位 says what it is by itself
    name = text[slice(*span)]
    if not name:
        return quantity, None
    if quantity.kind == "number" and unit is not None:
        quantity = _in_unit(quantity, unit)
    return quantity, Cell(
        name,
        span,
        title,
        head,
        _since(text, row.cells[column], header, column),
        owner,
        _years(text, header) if growth else None,
        growth,
        _is_bound(text, row, header),
    )
