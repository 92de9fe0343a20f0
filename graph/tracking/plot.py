"""A series as an SVG picture: actuals as a line, targets as hollow points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from policygraph.graph.tracking.series import Point, line_of, measure_shown
from policygraph.graph.units import family
from policygraph.graph.wording import number as amount
from policygraph.schema.vocabulary import vocabulary

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 720, 360, 90, 48, 130, 40
_COLOURS = ("#2b7bba", "#d9822b", "#3a9d5d", "#7b5ea7", "#b5495b", "#0f9b9b", "#5f6b7a", "#c9a400")


def svg(title: str, points: Sequence[Point]) -> str:
    """The picture; points of several subjects have a colour each, values of several kinds (元, 增长%) a panel each."""
    kinds: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        if point.withdrawn:
            continue
        kinds.setdefault((line_of(point.claim), family(point.unit)), []).append(point)
    panels = sorted(kinds.values(), key=lambda panel: -len(panel)) or [[]]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT * len(panels)}" '
        'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(title)}</title>",
    ]
    for number, panel in enumerate(panels):
        parts += [f'<g transform="translate(0 {_HEIGHT * number})">', *_panel(_heading(title, panel), panel), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _heading(title: str, panel: Sequence[Point]) -> str:
    """The title of a panel, with what its values measure where they are not the value itself."""
    measures = {name for point in panel if (name := measure_shown(point.claim))}
    labels = [vocabulary().measures[name].label("zh") for name in sorted(measures)]
    return f"{title}（{'、'.join(labels)}）" if labels else title


def _panel(title: str, points: Sequence[Point]) -> list[str]:
    """One pair of axes with the points of one kind."""
    days = [date.fromisoformat(point.day).toordinal() for point in points]
    values = [point.value for point in points]
    first, last = (min(days), max(days)) if days else (0, 1)
    low, high = (min(0.0, *values), max(values)) if values else (0.0, 1.0)

    def x(day: float) -> float:
        return _LEFT + (day - first) / max(last - first, 1) * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (value - low) / (high - low or 1) * (_HEIGHT - _TOP - _BOTTOM)

    parts = [
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15">{escape(title)}</text>',
        f'<path d="M{_LEFT} {_TOP}V{_HEIGHT - _BOTTOM}H{_WIDTH - _RIGHT}" fill="none" stroke="#999"/>',
    ]
    unit = points[0].unit if points else ""
    parts += [
        f'<text x="{_LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{escape(amount(value, unit))}</text>'
        for value in (low, (low + high) / 2, high)
    ]
    for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 1) if days else ():
        at = x(date(year, 12, 31).toordinal())
        if _LEFT <= at <= _WIDTH - _RIGHT:
            parts.append(f'<text x="{at:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{year}</text>')
    subjects = list(dict.fromkeys(point.subject.label for point in points))
    for index, label in enumerate(subjects):
        colour = _COLOURS[index % len(_COLOURS)]
        mine = [(d, p) for d, p in zip(days, points, strict=True) if p.subject.label == label]
        line = [(d, p) for d, p in mine if p.claim.status == "actual"]
        if len(line) > 1:
            path = " ".join(f"{x(d):.1f},{y(p.value):.1f}" for d, p in line)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for day, point in mine:
            fill = colour if point.claim.status == "actual" else "#fff"
            tip = escape(f"{label} {point.day} {amount(point.value, point.unit)}")
            parts.append(
                f'<circle cx="{x(day):.1f}" cy="{y(point.value):.1f}" r="4" fill="{fill}" stroke="{colour}" '
                f'stroke-width="2"><title>{tip}</title></circle>'
            )
        parts.append(
            f'<text x="{_WIDTH - _RIGHT + 10}" y="{_TOP + 16 * (index + 1)}" fill="{colour}">{escape(label)}</text>'
        )
    return parts
