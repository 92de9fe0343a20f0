"""Brands: the one brand that an article ties to a company (A旗下“B”品牌) is a name of the company."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from policygraph.graph.resolution.words import ties
from policygraph.schema.record import Entity, Mention

_BRAND = "品牌"


def brands(text: str, entities: Iterable[Entity]) -> list[tuple[str, Mention]]:
    """The companies of which an article names one brand, by id, with where the brand's name stands.

    A company of several brands has none that stands for it, and a brand of several companies is no one's.

    >>> firm = Entity(id="e1", type="Enterprise", names=("海岳食品",),
    ...               mentions=(Mention(name="海岳食品", start_offset=0, end_offset=4),))
    >>> [(id_, mention.name) for id_, mention in brands("海岳食品旗下“云上茶”品牌热销。", [firm])]
    [('e1', '云上茶')]
    >>> brands("海岳食品旗下“云上茶”品牌、海岳食品的“云上果”品牌热销。", [Entity(id="e1", type="Enterprise",
    ...     names=("海岳食品",), mentions=(Mention(name="海岳食品", start_offset=0, end_offset=4),
    ...                                  Mention(name="海岳食品", start_offset=14, end_offset=18)))])
    []
    """
    if _BRAND not in text:
        return []
    of_company: dict[str, dict[str, Mention]] = {}
    owners: dict[str, set[str]] = {}
    for entity in entities:
        if entity.type != "Enterprise":
            continue
        for mention in entity.mentions:
            match = _tie().match(text, mention.end_offset)
            if match is None or not (match["more"] or _BRAND in match[0]):
                continue
            if match["more"]:  # another one follows
                of_company.setdefault(entity.id, {})[match["more"]] = mention
            start, end = match.span("name")
            brand = Mention(name=match["name"], start_offset=start, end_offset=end, rule="brand", confidence=0.8)
            of_company.setdefault(entity.id, {}).setdefault(brand.name, brand)
            owners.setdefault(brand.name, set()).add(entity.id)
    return [
        (id_, next(iter(found.values())))
        for id_, found in of_company.items()
        if len(found) == 1 and len(owners[next(iter(found))]) == 1
    ]


@cache
def _tie() -> re.Pattern[str]:
    """What stands between a company and its brand in quotation marks; 品牌 before or behind it, and no second one."""
    return re.compile(
        rf"[”」）)]?(?:{ties().brand.pattern})+[“「](?P<name>[^“”「」，。；]{{2,10}})[”」](?:{_BRAND})?(?P<more>[、和及与“「])?"
    )
