"""Zones: parts of a city or county that a committee of their own governs, and their kinds in short."""

from __future__ import annotations

import re

SHORT = {"高新技术产业开发区": "高新区", "经济技术开发区": "经开区", "经济开发区": "经开区"}
KINDS = frozenset({*SHORT, *SHORT.values(), "新区", "综合保税区", "综保区", "开发区"})
_COMMITTEE = re.compile(r"(?P<zone>[\u4e00-\u9fff]{3,20}(?<!自治)区)(?:管理委员会|管委会)")


def zone_of(publisher: str | None) -> str | None:
    """The zone whose committee a publisher is; None for others.

    >>> zone_of("南通江屿经济技术开发区管理委员会"), zone_of("南通市人民政府")
    ('南通江屿经济技术开发区', None)
    """
    match = _COMMITTEE.match(publisher or "")
    return match["zone"] if match else None


def short_zone(name: str) -> str:
    """A zone's name with its kind in short.

    >>> short_zone("江屿经济技术开发区")
    '江屿经开区'
    """
    for kind, short in SHORT.items():
        name = name.replace(kind, short)
    return name
