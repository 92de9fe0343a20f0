"""Title and subtitle among the first lines of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policygraph.ingest.readers.furniture import is_prose, kinds
from policygraph.ingest.readers.imprint import is_imprint, labelled
from policygraph.ingest.readers.tables import patterns
from policygraph.ingest.readers.wrapping import closes, join, letters, opens, width_of

LOOKED_AT = 500
"""Characters of a line in which its title and labels are looked for."""

_TITLE_MAX = 120
_MARKDOWN = re.compile(r"^#{1,6}\s+|^\s*[*_]{1,3}(?=\S)|[*_]{1,3}\s*$")
_WRAPPED_WITHIN = 60  # lines that show whether, and how wide, a text was wrapped
_PARTS_MOST = 4  # lines that are looked at for the rest of a title
_FULL = 0.5  # of the width of the text: a title is set in larger letters, at most 26 to 30 where the text has 46 to 52
_REST = 0.3  # of that width: what may be left of a title behind the imprint
_CLOSES = re.compile(r"[^《》。]{1,40}》[^。，；]{0,20}$")  # the rest of a title that was cut inside 《》
_WHOLE = re.compile(r"^(?:关于|印发|转发|批转)")


def title_of(lines: list[str]) -> tuple[str | None, str | None]:
    """Title and subtitle among the first lines of a text; None for what does not stand there.

    >>> title_of(["江城市人民政府办公室", "关于印发方案的通知", "各县区："])
    ('江城市人民政府办公室关于印发方案的通知', None)
    """
    for index, raw in enumerate(lines[:6]):
        line = _MARKDOWN.sub("", raw[:LOOKED_AT]).strip(" \t\u3000*#")
        if values := labelled(line):
            line = _before_label(line) or values.get("title", "")
        if not _may_be_title(line):
            if is_prose(line):
                break
            continue
        if (whole := _unwrapped(line, lines[index + 1 :])) != line:
            return whole, None
        behind = [rest for rest in lines[index + 1 : index + 3] if not (is_imprint(rest) and _is_open(line))]
        following = _MARKDOWN.sub("", behind[0]).strip(" \t\u3000*#") if behind else ""
        if _is_open(line) and _CLOSES.match(following) and len(line) + len(following) <= _TITLE_MAX:
            return line + following, None
        if _WHOLE.match(following) and not _WHOLE.match(line) and len(line) + len(following) <= _TITLE_MAX:
            return line + following, None
        subtitle = following if following.startswith(("—", "－", "--")) and len(following) <= 80 else None
        return line, subtitle
    return None, None


def _may_be_title(line: str) -> bool:
    if (
        not 4 <= len(line) <= _TITLE_MAX
        or "\t" in line
        or line.endswith(("。", "；", "，", "：", ":"))
        or is_imprint(line)
    ):
        return False
    number_only = re.fullmatch(r"[\u4e00-\u9fff]{1,14}[〔\[［（(]\s*\d{4}\s*[〕\]］）)]\s*(?:第\s*)?\d+\s*号", line)
    return (
        number_only is None
        and not patterns("layout.tsv")["red_head"].search(line)
        and not (is_prose(line) and line.count("。"))
        and not kinds(line)
        and bool(re.search(r"\w", line))
    )


def _unwrapped(line: str, following: Sequence[str]) -> str:
    """A title with the lines into which a wrapped text broke it; one line of the imprint may stand between them.

    >>> prose = ["　　" + "近日，全市召开动员会，" * 3 + "部署"] * 6
    >>> _unwrapped("云汀市住房和城乡建设局召开全市危旧房屋改造专项行动工作推进", ["日期：2024-03-01", "会议", *prose])
    '云汀市住房和城乡建设局召开全市危旧房屋改造专项行动工作推进会议'
    """
    width = width_of(following[:_WRAPPED_WITHIN])
    if width is None:
        return line
    title, last, between = line, line, 0
    for raw in following[:_PARTS_MOST]:
        part = raw.strip()
        if is_imprint(part) and not between:
            between = 1
        elif _goes_on(last, part, letters(line), width) and (not between or letters(part) <= width * _REST):
            title, last = join(title, part), part
        else:
            break
    return title if len(title) <= _TITLE_MAX else line


def _goes_on(last: str, part: str, wide: int, width: int) -> bool:
    """Whether a line goes on with the title whose line `last` is as wide as the title's font allows."""
    return (
        wide >= width * _FULL
        and letters(last) >= wide - 2
        and letters(part) <= wide + 2
        and not (closes(part) or opens(part) or is_imprint(part) or labelled(part) or kinds(part))
        and not part.endswith(("：", ":", "，", "、"))
        and "。" not in part
        and not patterns("layout.tsv")["title_end"].search(last)
    )


def _is_open(line: str) -> bool:
    """Whether a line ends inside 《》."""
    return line.rfind("《") > line.rfind("》")


def _before_label(line: str) -> str:
    """What stands before the first label of a line: a title that was saved in one line with its imprint."""
    match = re.match(r"(.{4,120}?)\s+\S{2,8}[:：]", line)
    return match[1].strip() if match else ""
