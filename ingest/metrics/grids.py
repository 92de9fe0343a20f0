"""Tables flattened into lines: which row and column does a number stand in, and which unit does that give it?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

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
_SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_FIGURES_LEAST = 3  # bare figures that make a line a row of a table
_FAR = 60  # lines between a header and its last row


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a number stands in a table: the words that name it, and the column's header (half-open spans).

    `since`: the first year of a total, which plans write in brackets (〔16〕), behind a column of the year before it.
    `owner`: whose row it is, where a column of its own names the indicator (企业　指标　2024年).
    """

    name: str
    name_span: tuple[int, int]
    column: str
    column_span: tuple[int, int]
    since: str | None = None
    owner: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[tuple[int, int], ...]
    unit: tuple[int, Unit | None] | None  # the cell that holds nothing but a unit, or a dash in the column of units


@dataclass(frozen=True, slots=True)
class _Caption:
    """What stands over a table: the unit of all its figures, and where that is said (附表　造林任务（单位：亩）)."""

    unit: Unit | None
    span: tuple[int, int]


def in_cells(
    text: str, lines: Sequence[Line], found: Sequence[Quantity], units: Units | None = None
) -> Iterator[tuple[Quantity, Cell | None]]:
    """Each quantity with its cell, bare numbers with the unit of their row or column; `units` None: the packaged."""
    units = units or packaged_units()
    rows: dict[int, tuple[_Row, _Row, _Caption] | None] = {}
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
    """The unit that a cell or header holds, with its scale: 亿元 is 元 times 100,000,000."""
    if unit := units.named(form):
        return unit
    scale = _SCALE.match(form)
    factor = Decimal(1)
    for at, sign in enumerate(scale[0] if scale else "", 1):  # 万千瓦 is ten thousand 千瓦, not ten million 瓦
        factor *= _SCALES[sign]
        if unit := units.named(form[at:]):
            return Unit(unit.name, unit.factor * factor, unit.kind)
    return None


def _row(text: str, line: Line, units: Units) -> _Row | None:
    body = text[line.start : line.end]
    if len(body) > 160 or _PROSE.search(body):
        return None
    cells = tuple((line.start + start, line.start + end) for start, end in _cells(body))
    if len(cells) < 3:
        return None
    found = ((i, _unit(text[a:b], units)) for i, (a, b) in enumerate(cells) if i)
    return _Row(cells, next(((i, unit) for i, unit in found if unit is not None), None))


def _cells(body: str) -> list[tuple[int, int]]:
    """The cells of a line: what tabs part, with empty ones and spaces inside, else what spaces part."""
    if "\t" not in body:
        return [match.span() for match in _CELL.finditer(body)]
    found, start = [], 0
    for part in body.split("\t"):
        left = start + len(part) - len(part.lstrip())
        found.append((left, left + len(part.strip())))
        start += len(part) + 1
    return found


def is_row(text: str, line: Line) -> bool:
    """Whether a line is a row of bare figures behind a name: without a header nobody can say what they are."""
    body = text[line.start : line.end]
    cells = _CELL.findall(body)
    figures = [cell for cell in cells if _FIGURES.fullmatch(cell)]
    return not _PROSE.search(body) and len(figures) >= _FIGURES_LEAST and len(figures) >= len(cells) - 1


def is_head(text: str, line: Line) -> bool:
    """Whether a line names the columns of a table: 区县　敬老院改造　养老服务中心全覆盖."""
    body = text[line.start : line.end]
    cells = _CELL.findall(body)
    heads = len(cells) >= _FIGURES_LEAST and bool(_OWNERS.fullmatch(cells[0]) or _NAMES.fullmatch(cells[0]))
    return heads and not any(map(str.isdigit, body)) and not _PROSE.search(body)


def _with_header(text: str, lines: Sequence[Line], at: int, units: Units) -> tuple[_Row, _Row, _Caption] | None:
    """The row of a line, the header above it (the first line of the table with as many cells), the table's caption."""
    row = _row(text, lines[at], units)
    if row is None:
        return None
    header: _Row | None = None
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
    if (
        header is None or padded is not row
    ):  # 类别 指标 单位 2025年: the first cell stands in a row above, for several rows
        header, row = padded, _Row(((row.cells[0][0],) * 2, *row.cells), row.unit and (row.unit[0] + 1, row.unit[1]))
    of_units = next((i for i, (a, b) in enumerate(header.cells) if _UNITS.fullmatch(text[a:b])), None)
    if row.unit is None and of_units and _DASH.fullmatch(text[slice(*row.cells[of_units])]):
        row = replace(row, unit=(of_units, None))
    return row, header, _caption(text, lines[max(0, top - _ABOVE) : top + 1], units)


def _names_second(text: str, header: _Row) -> bool:
    """Whether the second column holds the indicators, and the first what several of them belong to."""
    return bool(_NAMES.fullmatch(text[slice(*header.cells[1])]))


def _caption(text: str, lines: Sequence[Line], units: Units) -> _Caption:
    """The line that gives a unit to a whole table; where none does, no unit and no place."""
    for line in reversed(lines):
        if said := _TITLE_UNIT.search(text, line.start, line.end):
            return _Caption(_unit(said["unit"], units), (line.start, line.end))
    return _Caption(None, (0, 0))


def _named(text: str, row: _Row) -> tuple[int, int]:
    """What stands in a row's first cell, without a number of its own, or in the second, where the first is a number."""
    first = row.cells[0]
    skip = _NUMBERING.match(text[slice(*first)])
    if skip and skip.end() == first[1] - first[0]:
        return row.cells[1]
    return first[0] + (skip.end() if skip else 0), first[1]


def _since(text: str, cell: tuple[int, int], header: _Row, column: int) -> str | None:
    """The year that a total begins with: the one behind that of the first column with a year before it."""
    if not _TOTAL.match(text, *cell):
        return None
    before = (_YEAR.search(text, *head) for head in header.cells[:column])
    return next((str(int(year[0]) + 1) for year in before if year), None)


def _of_owner(
    text: str, quantity: Quantity, owner: tuple[int, int], head: tuple[int, int], caption: _Caption, units: Units
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
    text: str, quantity: Quantity, row: _Row, header: _Row, caption: _Caption, units: Units
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
    unit = row.unit[1] if row.unit else None
    names = next((i for i, (a, b) in enumerate(header.cells[:column]) if _NAMES.fullmatch(text[a:b])), 0)
    owner = row.cells[0] if names == 1 and not _NUMBERING.match(text[slice(*row.cells[0])]) else None
    span = row.cells[names] if owner else _named(text, row)
    if owner and column == names:
        return quantity, None
    own = _HEADER_UNIT.search(text[slice(*span)])
    if row.unit is not None:
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
    return quantity, Cell(name, span, title, head, _since(text, row.cells[column], header, column), owner)
