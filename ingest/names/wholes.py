"""What a name says it is part of: 澜州科技大市场桥东分市场 names 澜州科技大市场, even where that stands nowhere alone.

A name inside a longer name is no mention of its own; the whole is an entity because a statement needs it, like the
article's own place. Which endings say so is data (``[wholes]`` of ``data/aliases.toml``); branches of banks, companies
and bodies do not.
"""

from __future__ import annotations

import re
from functools import cache

from policygraph.ingest.names.forms import fold, ways
from policygraph.ingest.reading import FoundEntity, Reading


def whole_of(name: str) -> tuple[str, str] | None:
    """The name of the whole within the name of a part, and the ending that says so; None where there is none.

    >>> whole_of("澜州科技大市场桥东分市场"), whole_of("澜州大市场"), whole_of("桥东分市场")
    (('澜州科技大市场', '分市场'), None, None)
    """
    for part, pattern in _patterns():
        if match := pattern.fullmatch(fold(name)):
            return match["whole"], part
    return None


def add_wholes(reading: Reading) -> None:
    """Add the wholes that names of parts hold and that the article names nowhere else."""
    known = {(entity.type, fold(name)) for entity in reading.entities for name in entity.names}
    for entity in list(reading.entities):
        for name in entity.names:
            found = whole_of(name)
            if found and entity.type == "Platform" and (entity.type, found[0]) not in known:
                known.add((entity.type, found[0]))
                reading.entities.append(
                    FoundEntity(entity.type, [found[0]], "inside the name of a part", entity.confidence, implied=True)
                )


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((part, re.compile(f"(?P<whole>.{{2,20}}?{whole}).{{2,8}}?{part}")) for part, whole in ways().wholes)
