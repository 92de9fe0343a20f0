"""What the model sees of a candidate: readable features, one string each."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.frame import Frame
from policygraph.ingest.names.lexicon import cues, known
from policygraph.ingest.reading import Reading
from policygraph.schema.divisions import upper_names

_HARD = frozenset("，。；：！？、\n;:!?…—")
_LEVELS = (
    "国家级",
    "省级",
    "市级",
    "区级",
    "县级",
    "国家",
    "省",
    "市",
    "区",
    "县",
    "自治区",
    "全国",
    "全省",
    "全市",
    "州",
    "镇",
)
_RESPONSIBLE = (
    "责任单位",
    "牵头单位",
    "配合单位",
    "责任部门",
    "牵头部门",
    "配合部门",
    "主办单位",
    "协办单位",
    "实施单位",
)
_CLAUSE_ENDS = frozenset("，。；：！？\n")
_LINE_SEEN = 400


def describe(reading: Reading, frame: Frame, candidates: Sequence[Candidate]) -> list[list[str]]:
    """The features of each candidate, in order."""
    text = frame.text
    counts = Counter(text[c.start : c.end] for c in candidates)
    whole = set(counts)
    shapes = _line_shapes(reading)
    line_starts = [line.start for line in reading.structure.lines]
    places = upper_names()
    generic = cues().generic
    words, tags, at = frame.words, frame.tags, frame.at
    common = known()
    verbs = _verbs(frame)
    responsible = _responsible(frame)
    last_token = len(words)
    described = []
    for c in candidates:
        start, end = c.start, c.end
        surface = text[start:end]
        i, j = at[start], at[end - 1]
        length = end - start
        before = words[i - 1] if i else "^"
        before_tag = tags[i - 1] if i else "^"
        before2 = words[i - 2] if i > 1 else "^"
        after = words[j + 1] if j + 1 < last_token else "$"
        after_tag = tags[j + 1] if j + 1 < last_token else "$"
        after2 = words[j + 2] if j + 2 < last_token else "$"
        first, last = words[i], words[j]
        inner = tags[i : j + 1]
        hint = "|".join(c.head.hints) if c.head else "-"
        head = c.head.word if c.head else "-"
        size = (
            "1"
            if length < 2
            else str(length)
            if length < 9
            else "9+"
            if length < 13
            else "13+"
            if length < 20
            else "20+"
        )
        pattern = "".join([tag[0] for tag in inner[:6]])
        quoted = "“" in surface
        line = bisect_right(line_starts, start) - 1
        shape = shapes[line]
        has_conjunction = any(tag == "c" for tag in inner)
        n_generic = sum(word in generic for word in words[i : j + 1])
        named = (
            "all" if n_generic == j - i + 1 else "but one" if n_generic == j - i else "some" if n_generic else "none"
        )
        kinds = "+".join(sorted(c.kinds))
        f = [
            "bias",
            f"head={head}",
            f"hint={hint}",
            f"kinds={kinds}",
            f"size={size}",
            f"hint,size={hint},{size}",
            f"tokens={min(j - i + 1, 9)}",
            f"generic={named}",
            f"hint,generic={hint},{named}",
            f"first={first}",
            f"last={last}",
            f"last2={words[j - 1] if j > i else '-'},{last}",
            f"first tag={inner[0]}",
            f"last tag={inner[-1]}",
            f"pattern={pattern}",
            f"hint,pattern={hint},{pattern}",
            f"before={before}",
            f"before tag={before_tag}",
            f"before tag,first tag={before_tag},{inner[0]}",
            f"hint,before tag={hint},{before_tag}",
            f"before2={before2},{before}",
            f"after={after}",
            f"after tag={after_tag}",
            f"hint,after={hint},{after}",
            f"after2={after},{after2}",
            f"last tag,after tag={inner[-1]},{after_tag}",
            f"end2={surface[-2:]}",
            f"end3={surface[-3:]}",
            f"begin2={surface[:2]}",
            f"begin1={surface[0]}",
            f"end1={surface[-1]}",
            f"shape={shape}",
            f"hint,shape={hint},{shape}",
            f"times={min(counts[surface], 4)}",
            f"hint,times={hint},{min(counts[surface], 3)}",
        ]
        for kind in c.kinds:
            f.append(f"kind={kind}")
            f.append(f"kind,hint={kind},{hint}")
            f.append(f"kind,before={kind},{before}")
        verb, distance = verbs[i]
        f.append(f"verb={verb}")
        f.append(f"verb,hint={verb},{hint}")
        f.append(f"verb distance={distance},{hint}")
        singles = sum(frame.ends[n] - frame.starts[n] == 1 for n in range(i, j + 1))
        f.append(f"singles={min(singles, 4)},{min(j - i + 1, 5)}")
        if i in responsible:
            f.append(f"responsible,hint={hint}")
        if listed := common.get(surface):
            f.append(f"known={listed}")
        if start != frame.starts[i]:
            f.append("starts inside a token")
        if end != frame.ends[j]:
            f.append("ends inside a token")
        if length <= 8:
            f.append(f"surface={surface}")
        if c.classes:
            f.append(f"classes={c.classes}")
            f.append(f"classes,hint={c.classes},{hint}")
        if c.group >= 0:
            f.append("in list")
        if quoted:
            where = (
                "whole"
                if surface[0] == "“" and surface[-1] == "”"
                else "start"
                if surface[0] == "“"
                else ("end" if surface[-1] == "”" else "inside")
            )
            f.append(f"quoted={where}")
            f.append(f"quoted,hint={where},{hint}")
            f.append(f"quoted,before={where},{before}")
            f.append(f"quoted,after={where},{after}")
        elif text[start - 1 : start] == "“" and text[end : end + 1] == "”":
            f.append("between quotes")
        if "的" in surface:
            f.append(f"的,hint={hint}")
        if has_conjunction:
            f.append(f"conjunction,hint={hint}")
        if any(tag[0] == "v" for tag in inner[:1]):
            f.append(f"verb first,hint={hint}")
            f.append(f"verb first,before tag={before_tag}")
        if any(char.isdigit() for char in surface):
            f.append(f"digits,hint={hint}")
        if "（" in surface:
            f.append(f"bracket,hint={hint}")
        if first in places:
            f.append(f"place first,hint={hint}")
            f.append(f"place first,whole={i == j}")
        if surface in places:
            f.append("division")
            f.append(f"division={places[surface][0].level},{places[surface][0].name == surface}")
        if before in places and i:
            f.append(f"place before,hint={hint}")
        for level in _LEVELS:
            if surface.startswith(level):
                f.append(f"level={level},{hint}")
                f.append(f"level,head={level},{head}")
                f.append(f"level,after tag={level},{after_tag}")
                break
        if surface + "产业" in whole or surface + "产业链" in whole or surface + "集群" in whole:
            f.append("also with 产业")
        if surface + "项目" in whole:
            f.append("also with 项目")
        if start and text[start - 1 : start] in "，。；：\n":
            f.append(f"opens clause,after tag={after_tag}")
        described.append(f)
    return described


def _line_shapes(reading: Reading) -> list[str]:
    """A word for each line: title, heading, responsibility list, short, plain."""
    shapes = []
    text = reading.text
    for line in reading.structure.lines:
        body = text[line.start : line.start + _LINE_SEEN]
        body = body[: line.end - line.start]
        if line.level == 0:
            shape = "title"
        elif any(word in body[:20] for word in _RESPONSIBLE):
            shape = "responsible"
        elif line.level and line.title and line.title[1] >= line.end - 1:
            shape = "heading"
        elif len(body) < 30 and "。" not in body:
            shape = "short"
        else:
            shape = "plain"
        shapes.append(shape)
    return shapes


def _verbs(frame: Frame) -> list[tuple[str, str]]:
    """For each token, the last verb before it in its clause, and how far back that is."""
    found: list[tuple[str, str]] = []
    verb, at = "-", -9
    for i, word in enumerate(frame.words):
        back = i - at
        found.append((verb, "1" if back == 1 else "2" if back == 2 else "3+" if back < 6 else "6+"))
        if word in _CLAUSE_ENDS:
            verb, at = "-", -9
        elif frame.tags[i][0] == "v" and len(word) > 1:
            verb, at = word, i
    return found


def _responsible(frame: Frame) -> set[int]:
    """Tokens inside brackets that list who is responsible."""
    inside: set[int] = set()
    for opening, closing in frame.partner.items():
        if opening < closing and frame.words[opening] in "（【〔":
            beginning = frame.text[frame.ends[opening] : frame.ends[opening] + 8]
            if any(word in beginning for word in _RESPONSIBLE):
                inside.update(range(opening + 1, closing))
    return inside
