"""Who may have issued a document, by its title.

《中华人民共和国森林法》 nobody but the nation, 《教育部关于…》 that body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from policygraph.ingest.relations.cues import group


@cache
def _body() -> re.Pattern[str]:
    return re.compile(rf"[《“]?(?P<bodies>[^《》“”，]{{2,60}}?(?:{'|'.join(group('bodies'))}))关于")


def is_elsewhere(names: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether a document with these titles is of somebody else than who has these names.

    >>> [is_elsewhere([name], ["《中华人民共和国森林法》"]) for name in ("澜州市", "国务院")]
    [True, False]
    >>> [is_elsewhere([name], ["《教育部办公厅关于评选的通知》"]) for name in ("澜州市教育局", "教育部")]
    [True, False]
    """
    national = any(title.lstrip("《“").startswith(group("national")) for title in titles)
    if national and not any(name.startswith(group("nation")) for name in names):
        return True
    found = (_body().match(title) for title in titles)
    return any(
        not any(_is_one(name, body) for name in names for body in match["bodies"].split("、"))
        for match in found
        if match
    )


def _is_one(name: str, body: str) -> bool:
    """Whether a name may stand for a body: a part of it, more than it, or the same kind of body (市政府)."""
    return name in body or body in name or name[-2:] == body[-2:]
