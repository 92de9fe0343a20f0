"""Documents that an article names in several ways: short titles, document numbers, and editions that are not one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from policygraph.ingest.names.clusters import Cluster
from policygraph.ingest.names.forms import document, fold

_NUMBER = re.compile(r"[一-鿿]{2,10}〔\d{4}〕\d+号")  # 文号
_EDITION = re.compile(r"[（(]((?:19|20)\d{2})年?(?:[—–－~至到-]{1,2}((?:19|20)\d{2})年?|版|修订版|本)[）)]$")
_ISSUED = re.compile(r"[^，。；：:《》]{2,40}(?:政府|委|委员会|厅|局|院|办公室) ?(?P<name>关于.+)")
_SHORT = 6  # characters of a title that only stands for another
_SHORTEST = 4  # of one that does so wherever it stands
_PART = 12  # of one that says its years


def edition(name: str) -> str:
    """The years in the bracket at the end of a title; nothing where it has none.

    >>> [edition(f"《澜州市电机目录（{years}）》") for years in ("2024—2026年", "2024年版", "试行")]
    ['2024-2026', '2024', '']
    """
    folded = fold(name)
    match = _EDITION.search(folded) if folded.endswith(("）", ")")) else None
    return "-".join(filter(None, match.groups())) if match else ""


def editions(c: Cluster) -> frozenset[str]:
    """The editions that the surfaces of a cluster name."""
    return frozenset(years for surface in c.surfaces if (years := edition(surface)))


def are_two(one: Cluster, other: Cluster) -> bool:
    """Whether two clusters name two editions: plans of 2021—2023 and 2024—2026, lists of 2020年版 and 2022年版."""
    first, second = editions(one), editions(other)
    return bool(first and second) and first.isdisjoint(second)


def same_document(c: Cluster) -> Iterable[str]:
    """What forms of one document's name share."""
    return [document(surface) for surface in c.surfaces] if c.type == "PolicyDocument" else []


def name_without_issuer(clusters: Iterable[Cluster]) -> None:
    """Give a document whose title tells who issued it (甲省政府关于…的意见) its name without that, too."""
    for c in clusters:
        if c.type == "PolicyDocument":
            for surface in list(c.surfaces):
                if match := _ISSUED.match(surface):
                    c.surfaces.setdefault(match["name"], 0.0)


def short_titles(clusters: list[Cluster]) -> list[Cluster]:
    """Join 《办法》, 《行动方案（2024—2026年）》 and a document's number with the document that they stand for."""
    documents = [c for c in clusters if c.type == "PolicyDocument"]
    gone: set[int] = set()
    for c in documents:
        shortest = min((fold(s) for s in c.surfaces), key=len)
        others = [d for d in documents if d is not c and id(d) not in gone]
        if all(_NUMBER.search(s) for s in c.surfaces):
            before = [(x.end, i) for i, d in enumerate(others) for x in d.choices if x.end <= c.choices[0].start]
            found = others[max(before)[1]] if before else others[0] if others else None
        elif years := editions(c):
            short = _EDITION.sub("", shortest)
            told = [d for d in others if editions(d) == years] if len(short) <= _PART else []
            found = next((d for d in told if any(document(s).endswith(short) for s in d.surfaces)), None)
        elif len(shortest) <= _SHORT:
            told = [d for d in others if len(shortest) <= _SHORTEST or d.choices[0].start < c.choices[0].start]
            found = next((d for d in told if any(document(s).endswith(shortest) for s in d.surfaces)), None)
        else:
            found = None
        if found is not None and len(max(found.surfaces, key=len)) > len(shortest):
            found.take(c)
            gone.add(id(c))
    return [c for c in clusters if id(c) not in gone]
