"""Where a document comes from, read from its own lines: dates, publisher, issuing body, number, author, title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from policygraph.ingest.readers.dates import FoundDate, dates, parse_date
from policygraph.ingest.readers.own import behind_title, each_body, own_address, own_number
from policygraph.ingest.readers.tables import words

_LINE_MAX = 600  # a longer line is a paragraph, in which a label is chance
_VALUE_MAX = {"published": 40, "issued": 40, "publisher": 40, "issuer": 40, "author": 30, "title": 120}
_GAP = " \t\u3000\xa0"
_TRIM = " \t\u3000\xa0:：|｜丨/，,；;。[]【】"
_BESIDE_TIME, _BESIDE_DAY = 40, 12  # characters that may stand beside a date on its line: a site, a paper
_SENTENCE = re.compile("[。；！？，、]")
_QUIET = re.compile(r"^[\s\d:：./\-–—年月日时分秒|｜丨()（）\[\]【】,，]*$")
_ADDRESS = re.compile(r"https?://\S+")
_AFTER_DATE = re.compile(r"[\s\u3000]*(?:$|[（(]|[A-Za-z\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a document says of itself; None where it says nothing. Dates are ISO."""

    title: str | None = None
    published: str | None = None
    time: str | None = None
    issued: str | None = None
    publisher: str | None = None
    issuer: str | None = None
    author: str | None = None
    document_number: str | None = None
    index_number: str | None = None
    url: str | None = None
    lines: frozenset[int] = field(default=frozenset())
    """The indices of the lines that hold nothing but labels, dates and values of this kind."""


def labelled(line: str) -> dict[str, str]:
    """The labelled values of a line, by field.

    >>> labelled("2025-11-14 09:17   稿源:江城新闻网-江城日报  作者：某某")
    {'publisher': '江城新闻网-江城日报', 'author': '某某'}
    """
    values: dict[str, str] = {}
    if len(line) > _LINE_MAX:
        return values
    for label, _, printed in _labels(line):
        kind = _label_fields()[re.sub(rf"[{_GAP}]", "", label)]
        value = _value(kind, printed)
        if value and kind != "skip":
            values.setdefault(kind, value)
    return values


@lru_cache(maxsize=8192)  # each line is asked about several times
def is_imprint(line: str) -> bool:
    """Whether a line holds nothing but labels with their values, a date and a time, or buttons between them.

    >>> is_imprint("发布时间：2022-05-31 来源：江城市人民政府"), is_imprint("时间：5月31日，会议讨论了规划。")
    (True, False)
    """
    if len(line) > _LINE_MAX or line.rstrip().endswith(("。", "；", "！")):
        return False
    found = dates(line)
    labels = _labels(line)
    if not labels:
        if not found:
            return False
        rest = _without(line, found)
        room = _BESIDE_TIME if found[0].time else _BESIDE_DAY
        return bool(_QUIET.match(rest)) or (len(rest.strip(_TRIM)) <= room and not _SENTENCE.search(rest))
    before = line[: labels[0][1]]
    return len(_without(before, dates(before)).strip(_TRIM)) <= 16 and all(len(v.strip()) <= 60 for _, _, v in labels)


def is_stamp(line: str) -> bool:
    """Whether a line of the imprint holds a day with its time, as each entry of a blog or forum does."""
    return is_imprint(line) and any(date.time for date in dates(line))


def imprint(head: Sequence[str], tail: Sequence[str], title: str | None = None) -> Imprint:
    """What the first and last lines of a document say of where it comes from.

    Parameters
    ----------
    head
        The first lines, title included.
    tail
        The last lines, among them the signature of a notice.
    title
        The title where it is known.
    """
    values: dict[str, str] = {}
    for line in (*head, *reversed(tail)):
        for kind, value in labelled(line).items():
            values.setdefault(kind, value)
    published = _date_of(values.get("published")) or _header_date(head) or _stamp(tail)
    issued = _date_of(values.get("issued"))
    signature = _signature((*head, *tail))
    issuer = values.get("issuer") or (signature[0] if signature else None)
    titles = (title or values.get("title") or "", *head[:3])
    issuer = issuer or next(
        (m["body"] for line in titles if (m := _patterns()["issued by"].match(line.strip(_TRIM)))), None
    )
    first = published or issued or (FoundDate(signature[1], 0, 0) if signature else None) or _bracketed_date(head)
    return Imprint(
        title=values.get("title"),
        published=first.iso if first else None,
        time=published.time if published else None,
        issued=(issued.iso if issued else None) or (signature[1] if signature else None),
        publisher=values.get("publisher") or _paper(head, tail) or issuer,
        issuer=issuer,
        author=values.get("author"),
        document_number=values.get("document_number") or own_number(head),
        index_number=values.get("index_number"),
        url=own_address(line for line in head if len(line) <= _LINE_MAX),
        lines=frozenset(index for index, line in enumerate(head) if is_imprint(line)),
    )


def before_label(line: str) -> str | None:
    """What stands in front of the first label of a line; None for a line without one.

    >>> before_label("动的通知 发文机构：江城市卫生局"), before_label("活动的通知")
    ('动的通知', None)
    """
    labels = _labels(line)
    return line[: labels[0][1]].rstrip() if labels else None


def _labels(line: str) -> list[tuple[str, int, str]]:
    """Label, offset and value of each labelled value of a line; a value ends where the next label begins."""
    matches = list(_label_pattern().finditer(line))
    ends = [*(match.start() for match in matches[1:]), len(line)]
    return [
        (match["label"], match.start(), line[match.end() : end])
        for match, end in zip(matches, ends, strict=bool(matches))
    ]


def _value(kind: str, value: str) -> str | None:
    value = value.strip(_TRIM)
    if kind in {"publisher", "issuer"}:
        value = _ADDRESS.sub("", value)
        value = re.split(r"\s{2,}|[\u3000\t|｜]|\s(?=\d{4}[-年/])|(?<=\S)\s(?=[\[【(（])", value.strip(_TRIM))[0].strip(
            _TRIM
        )
        value = (
            value.removeprefix("《").removesuffix("》") if value.startswith("《") and value.endswith("》") else value
        )
    elif kind in {"author", "document_number", "index_number"}:
        value = re.split(r"\s{2,}|[\u3000\t|｜]", value)[0].strip(_TRIM)
    if len(value) > _VALUE_MAX.get(kind, 60) or value in words("imprint_words.tsv")["untold"]:
        return None
    return value or None


def _without(line: str, found: Sequence[FoundDate]) -> str:
    for date in reversed(found):
        line = line[: date.start] + line[date.end :]
    return line


def _date_of(value: str | None) -> FoundDate | None:
    if not value:
        return None
    if found := dates(value):
        return found[0]
    iso = parse_date(value)
    return FoundDate(iso, 0, 0) if iso else None


def _header_date(head: Sequence[str]) -> FoundDate | None:
    """The date of the first line that is a date, with a source or time beside it."""
    for line in head:
        if is_imprint(line) and (found := dates(line)):
            return found[0]
    return None


def _stamp(tail: Sequence[str]) -> FoundDate | None:
    """The date of the first line below the text that holds a day with its time."""
    return next((dates(line)[0] for line in tail if is_stamp(line)), None)


def _signature(lines: Sequence[str]) -> tuple[str, str] | None:
    """Body and date of the first signature: 某市人民政府 and 2022年5月25日, on one line or on two."""
    bodies: list[str] = []
    for index, line in enumerate(lines):
        for date in dates(line) if len(line) <= 20_000 else ():
            if not _AFTER_DATE.match(line, date.end) or line[date.start : date.end].count("-") == 2:
                continue
            before = line[: date.start].rstrip(_GAP)
            if match := _patterns()["signed"].search(before[-64:]):
                return _signer(match["body"]), date.iso
            if not before and index:
                above = [previous for previous in lines[max(index - 4, 0) : index] if previous.strip()]
                bodies = [
                    m["body"]
                    for previous in above
                    if len(previous.strip()) <= 60 and (m := _patterns()["signed"].fullmatch(previous.strip()))
                ]
                if bodies:
                    return _signer(bodies[0]), date.iso
    return None


def _signer(body: str) -> str:
    """The signing body without what the line had before it."""
    parts = [part for part in re.split(r"[\s\u3000]{2,}|\u3000", body.strip()) if part]
    return each_body(behind_title(re.sub(r"[\s\u3000]", "", parts[-1])))


def _bracketed_date(head: Sequence[str]) -> FoundDate | None:
    """The date in brackets below a title: （2022年1月18日在江城市人民代表大会上）."""
    for line in head[1:8]:
        if line.strip(_GAP).startswith(("（", "(")) and len(line) <= 120 and (found := _date_of(line)):
            return found
    return None


def _paper(head: Sequence[str], tail: Sequence[str]) -> str | None:
    for line in (*tail, *head):
        if len(line) <= 200 and (match := _patterns()["excerpt"].search(line)):
            return match["paper"]
    return next((m["agency"] for line in head if (m := _patterns()["agency"].match(line))), None)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """How lines without labels say where a document comes from, from the words of ``imprint_words.tsv``."""

    def either(kind: str) -> str:
        found = words("imprint_words.tsv")[kind]
        return "|".join(re.escape(word) for word in sorted(found, key=lambda word: (-len(word), word)))

    body = f"(?:{either('body')})"
    return {
        "signed": re.compile(rf"(?P<body>[\u4e00-\u9fff（）() \u3000、]{{2,60}}{body})[\s\u3000]*$"),
        "issued by": re.compile(rf"^(?P<body>[\u4e00-\u9fff、\s]{{2,60}}?{body})(?={either('issues')}|\s*20\d\d年)"),
        "agency": re.compile(
            rf"^\W{{0,4}}(?P<agency>{either('agency')})[\u4e00-\u9fff]{{0,8}}\d{{1,2}}月\d{{1,2}}日[电讯]"
        ),
        "excerpt": re.compile(rf"(?:{either('excerpt')})\s*[:：]?\s*《(?P<paper>[^》]{{2,20}})》"),
    }


@cache
def _label_fields() -> dict[str, str]:
    return {label: kind for kind, labels in words("imprint.tsv").items() for label in labels}


@cache
def _label_pattern() -> re.Pattern[str]:
    """A label with its colon, at the start of a line or after a gap, a bracket, a bar or a digit.

    In a row of cells a tab stands for the colon.
    """
    labels = sorted(_label_fields(), key=len, reverse=True)
    spaced = "|".join(rf"[{_GAP}]{{0,4}}".join(map(re.escape, label)) for label in labels)
    return re.compile(
        rf"(?:^|(?<=[{_GAP}\n|｜丨/（(\[【;；,，\d\]】）)]))(?P<label>{spaced})(?:[{_GAP}]*[:：]|\t+)[{_GAP}]*"
    )
