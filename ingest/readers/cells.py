"""The cells of a table of a page: whether they hold data, and in which column each of them begins."""

from __future__ import annotations

from lxml import etree

Element = etree._Element

_CELL_MAX = 200
_SPAN_MAX = 64  # columns or rows of one cell
_COLUMNS_MAX = 256


def is_data(table: Element) -> bool:
    """Whether a table holds data (rows of short cells) and is not there for the layout."""
    rows = 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        if any(next(cell.iter("table"), None) is not None for cell in cells):
            return False
        texts = [sum(map(len, cell.itertext())) for cell in cells]
        if any(length > _CELL_MAX for length in texts):
            return False
        rows += len(cells) >= 2
    return rows >= 2


def columns(table: Element) -> dict[Element, int]:
    """The column in which each cell of a table begins, cells over several columns and rows counted as wide and tall.

    >>> from lxml import html
    >>> table = html.fromstring("<table><tr><td rowspan=2>a<td colspan=2>b<td>c<tr><td>d<td>e</table>")
    >>> [(cell.text, column) for cell, column in columns(table).items()]
    [('a', 0), ('b', 1), ('c', 3), ('d', 1), ('e', 2)]
    """
    found: dict[Element, int] = {}
    taken: dict[int, int] = {}  # for how many rows more a column belongs to a cell above
    for row in table.iter("tr"):
        column, below = 0, {at: left - 1 for at, left in taken.items() if left > 1}
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            while taken.get(column):
                column += 1
            found[cell] = column = min(column, _COLUMNS_MAX)
            wide, tall = _span(cell, "colspan"), _span(cell, "rowspan")
            if tall > 1:
                below |= dict.fromkeys(range(column, column + wide), tall - 1)
            column += wide
        taken = below
    return found


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(int(value), _SPAN_MAX) if value.isdecimal() and len(value) < 6 and int(value) else 1
