"""What a document says of itself and not of others: its own number, who signed it, where it stands.

A notice begins with citing what it builds on (《……》（国发〔2020〕3号）). Where paragraphs were glued, a title runs
into the number and an annex into the signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from policygraph.ingest.readers.tables import words

_NUMBER = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{1,14})[ \u3000]?(?P<year>[〔\[［（(]\s*(?:19|20)\d\d\s*[〕\]］）)])"
    r"\s*(?P<rest>(?:第\s*)?\d{1,5}\s*号)"
)
_CITED = ("（", "(", "〔", "[", "》")  # right before a number: it belongs to the document that was named
_LOOKED_AT = 200  # characters of a line in which its own number may stand
_ADDRESS = re.compile(r"(?:^|(?<=[\s\u3000：:]))https?://[^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”]+")
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)}
_SPACE = re.compile(r"\s+")
_REMARK = re.compile(r"^(?:[（(][^（）()]{1,20}[）)])+")


def own_number(lines: Iterable[str]) -> str | None:
    """The first document number that is not cited, without white space and without a title that runs into it.

    >>> own_number(["为落实《规划》（国发〔2020〕3号），现通知如下", "关于节水的通知江政发〔 ２０２１〕 7号"])
    '江政发〔2021〕7号'
    """
    for line in lines:
        start = line[:_LOOKED_AT].translate(_WIDE)
        for match in _NUMBER.finditer(start):
            if start[: match.start()].rstrip()[-1:] not in _CITED and not _based().search(match["body"]):
                body = behind_title(match["body"]).lstrip("和与及")
                return _SPACE.sub("", body + match["year"] + match["rest"])
    return None


def own_address(lines: Iterable[str]) -> str | None:
    """The first address that stands by itself or behind a label, not in a bracket of running text.

    >>> own_address(["登录系统（http://a.cn）填报。", "来源：http://b.cn/1.html 关键字：节水"])
    'http://b.cn/1.html'
    """
    return next((match[0] for line in lines if (match := _ADDRESS.search(line))), None)


def behind_title(body: str) -> str:
    """A body or the beginning of a number without the title or the list that runs into it.

    >>> [behind_title(words) for words in ("节水任务分解表江城市政府", "（此件公开）江城市水利局", "江城市代表大会")]
    ['江城市政府', '江城市水利局', '江城市代表大会']
    """
    body = _REMARK.sub("", body)
    match = _titled().match(body)
    return body[match.end() :] if match else body


def each_body(issuer: str) -> str:
    """The bodies that signed together with 、 between them, where they are national ones that stand side by side.

    >>> each_body("科技部办公厅水利部办公厅"), each_body("水利部长江水利委员会")
    ('科技部办公厅、水利部办公厅', '水利部长江水利委员会')
    """
    found, at = [], 0
    for match in _national().finditer(issuer):
        if match.start() != at:
            return issuer
        found.append(match[0])
        at = match.end()
    return "、".join(found) if found and at == len(issuer) else issuer


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(f".{{0,60}}(?:{_either('title')})(?=.{{2}})")


@cache
def _national() -> re.Pattern[str]:
    return re.compile(f"(?:{_either('national')})(?:办公厅|办公室)?")


@cache
def _based() -> re.Pattern[str]:
    return re.compile(_either("based"))


def _either(kind: str) -> str:
    found = words("imprint_words.tsv")[kind]
    return "|".join(re.escape(word) for word in sorted(found, key=lambda word: (-len(word), word)))
