"""How a metric reads in one line: 高技能人才 ≥3万人（2025）, 营收 增速 18%（2023）."""

from __future__ import annotations

from decimal import Decimal

from policygraph.graph.results import Row
from policygraph.graph.tracking.words import words
from policygraph.schema.vocabulary import vocabulary

SIGNS = {"=": "", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "约"}
_LARGE = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))


def amount(value: Decimal, unit: str = "") -> str:
    """A number as Chinese readers write it, with 万 and 亿 where that is exact enough to be short.

    >>> amount(Decimal(30000), "人"), amount(Decimal("104360000000"), "元"), amount(Decimal("35.5"), "%")
    ('3万人', '1043.6亿元', '35.5%')
    """
    for size, word in _LARGE:
        if abs(value) >= size and unit != "%":
            scaled = value / size
            if -(scaled.normalize().as_tuple().exponent) <= 4:  # type: ignore[operator]  # finite: never 'n', 'N', 'F'
                return f"{scaled.normalize():f}{word}{unit}"
    return f"{value.normalize():f}{unit}"


def number(figure: float, unit: str) -> str:
    """A number with its unit, 万 and 亿 where they make it short; two decimals, three digits where it is below one.

    >>> number(2680000.0, "千瓦"), number(14.299, "%"), number(0.0183, "%"), number(60.0, "位")
    ('268万千瓦', '14.3%', '0.0183%', '60位')
    """
    short = float(f"{figure:.3g}") if abs(figure) < 1 else round(figure, 2 if abs(figure) < 10_000 else 0)
    rounded = Decimal(repr(short))
    return amount(rounded, unit)


def metric_text(row: Row) -> str:
    """Indicator, comparator, value, unit and end of the period, from a row of `metric_rows`.

    A growth is called one, unless its indicator does so.

    >>> row = {"indicator": "营收", "comparator": "=", "value": 18, "unit": "%", "measure": "growth", "end": "2023"}
    >>> metric_text(row), metric_text({**row, "indicator": "营收增速"})
    ('营收 增速 18%（2023）', '营收增速 18%（2023）')
    """
    unit = str(row.get("unit", ""))
    value = amount(Decimal(row["value"]), unit)
    if "value_max" in row:
        value = f"{amount(Decimal(row['value']))}—{amount(Decimal(row['value_max']), unit)}"
    period = f"（{row['end']}）" if "end" in row else ""
    what = str(row["indicator"])
    if row.get("measure") == "growth" and not what.endswith(words().endings["growth"]):
        what += f" {vocabulary().measures['growth'].zh}"
    return f"{what} {SIGNS[str(row['comparator'])]}{value}{period}"
