"""The annexes that a document lists below its text: 附件：1. … 2. …"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LIST = re.compile(r"^\W{0,4}附\s{0,4}件\s{0,2}[:：]\s{0,4}(?P<first>\S.{2,2000})$")
_NAME_MAX, _LINE_MAX, _LINES_MAX = 150, 2000, 60
_TRIM = " \u3000；;"
_SENTENCE = re.compile("[。！？]")


def annexes(lines: Sequence[str]) -> tuple[str, ...]:
    """The names of the annexes, ``()`` for none.

    Parameters
    ----------
    lines
        The lines of a document; the first list of annexes counts.

    Examples
    --------
    >>> annexes(["请认真执行。", "附件：1. 任务分工表", "2. 指标表", "云汀市人民政府"])
    ('任务分工表', '指标表')
    >>> annexes(["附件：云汀市低空经济发展规划"])
    ('云汀市低空经济发展规划',)
    """
    for index, line in enumerate(lines):
        match = _LIST.match(line.strip())
        if match is None or _SENTENCE.search(match["first"]):
            continue
        first = match["first"]
        names = _entries(first, 1)
        if not names and len(first) <= _NAME_MAX:
            return (first.strip(_TRIM),)
        following = [other.strip() for other in lines[index + 1 : index + _LINES_MAX]]
        for at, other in enumerate(following) if names else ():
            if more := _entries(other, len(names) + 1):
                names += more
            elif len(other) <= _NAME_MAX and _entries("".join(following[at + 1 : at + 2]), len(names) + 1):
                names[-1] += other  # the name runs on to a second line
            else:
                break
        if names:
            return tuple(names)
    return ()


def _entries(line: str, number: int) -> list[str]:
    """The names of a line that begins with the entry `number`; the next numbers part them."""
    if len(line) > _LINE_MAX or _SENTENCE.search(line):
        return []
    found: list[str] = []
    match = _numbered(number).match(line)
    while match is not None:
        number += 1
        following = _numbered(number).search(line, match.end())
        found.append(line[match.end() : following.start() if following else len(line)].strip(_TRIM))
        match = following
    return found if all(0 < len(name) <= _NAME_MAX for name in found) else []


def _numbered(number: int) -> re.Pattern[str]:
    return re.compile(rf"(?<!\d)\s{{0,4}}(?:{number}\s{{0,2}}[.．、]|[（(]{number}[）)])(?!\d)")
