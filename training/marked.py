"""Texts in which names and figures are marked, as the gold records that they stand for.

    python training/marked.py training/gold/train-figures      # writes a .json beside each .txt

A document is a header, an empty line, the marked body, and after a line ``---`` its relations:

    title: 临湖区前三季度运行情况
    published: 2025-10-20
    publisher: 临湖区统计局
    place: 临湖区

    {Enterprise:海岳电机}去年营业收入[[5亿元|营业收入|la|2024|海岳电机]]，下降[[3%|营业收入|ga-|2024|海岳电机]]。

``{Type:name}`` is a name; ``{Type:short=full}`` a further name of the entity `full`. One mark for each form is enough.
``[[span|indicator|code|period|subject]]`` is a metric. The code is a letter for the measure (l level, i increment,
g growth, s share, m multiple, r rank, c coverage, d gap), one for the status (a actual, t target, f forecast, m term of
a measure) and ``-`` for a fall. The period is ``2025`` (within it), ``~2025`` (at its end), ``2021~2025`` or empty,
with ``?`` where it is carried over from an earlier sentence. An empty subject is the place of the header, ``-`` none.
A value that `marked.toml` cannot read is written out: ``[[翻一番@2倍|…]]``, ``[[三成多@>30%|…]]``, ``[[3到5家@3..5家|…]]``.
Further metrics of the same span follow after ``;;``. A header line ``implied: Place:中国`` adds an entity that the text
does not name. A relation is ``subject | predicate | object``, with the clause that states it where that is not the
shortest run of clauses with both names.
"""

from __future__ import annotations

import functools
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from policygraph.schema.vocabulary import allows, vocabulary

MEASURES = {"l": "level", "i": "increment", "g": "growth", "s": "share", "m": "multiple", "r": "rank", "c": "coverage",
            "d": "gap"}  # fmt: skip
STATUSES = {"a": "actual", "t": "target", "f": "forecast", "m": "term"}
_HEADER = re.compile(r"(title|published|publisher|place|implied): *(.*)")
_MARK = re.compile(r"\{(?P<type>[A-Za-z]+):(?P<name>[^{}=]+)(?:=(?P<of>[^{}]+))?\}|\[\[(?P<figure>[^\[\]]+)\]\]")
_WRITTEN = re.compile(r"(>=|<=|[=<>~])?(-?\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?(.*)")
_SCALED = re.compile(r"(百万|千万|百亿|千亿|万亿|[万亿])?(.*)")
_DATE = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_PERIOD = re.compile(rf"({_DATE})?(~)?({_DATE})?(\?)?")
_IGNORED = re.compile(r"[“”‘’\"'《》\s]")


class FormatError(Exception):
    """A marked text is not in its form; the message names file and line."""


@functools.cache
def words() -> dict[str, dict[str, Any]]:
    """The words of figures, from `marked.toml`."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@functools.cache
def _plain() -> re.Pattern[str]:
    """A figure in digits with its comparator and unit."""
    before, behind, scale = (
        "|".join(sorted(words()[key], key=len, reverse=True)) for key in ("before", "behind", "scale")
    )
    number = r"\d+(?:\.\d+)?"
    return re.compile(
        rf"(?P<before>{before})?(?P<low>{number})(?:%?[—～-](?P<high>{number}))?(?P<early>余|多)?(?P<scale>{scale})?"
        rf"(?P<inside>余|多)?(?P<unit>[^\d]*?)(?P<behind>{behind})?"
    )


def value_of(span: str) -> dict[str, Any]:
    """Comparator, value and unit of a span, or of what is written out after `@`.

    >>> value_of("突破九千亿大关@>9000亿元")
    {'comparator': '>', 'value': 900000000000.0, 'value_max': None, 'unit': '元'}
    >>> value_of("超过3.2亿元")
    {'comparator': '>', 'value': 320000000.0, 'value_max': None, 'unit': '元'}
    >>> value_of("三成左右@~30%")
    {'comparator': '~', 'value': 30.0, 'value_max': None, 'unit': '%'}
    """
    span, _, written = span.partition("@")
    if written:
        match = _WRITTEN.fullmatch(written)
        if not match:
            raise ValueError(f"no value: {written}")
        sign, low, high, rest = match.groups()
        word, unit = _SCALED.fullmatch(rest).groups()  # type: ignore[union-attr] # it matches anything
        scale = words()["scale"].get(word, 1)
        return {
            "comparator": sign or "=",
            "value": _number(low, scale),
            "value_max": high and _number(high, scale),
            "unit": unit,
        }
    match = _plain().fullmatch(span)
    if not match:
        raise ValueError(f"write the value out after @: {span}")
    part, known = match.groupdict(), words()
    signs = [
        known["before"].get(part["before"]),
        known["behind"].get(part["early"] or part["inside"]),
        known["behind"].get(part["behind"]),
    ]
    scale = known["scale"].get(part["scale"], 1)
    return {
        "comparator": next((sign for sign in signs if sign and sign != "="), "="),
        "value": _number(part["low"], scale),
        "value_max": part["high"] and _number(part["high"], scale),
        "unit": known["unit"].get(part["unit"], part["unit"]),
    }


def _number(digits: str, scale: int = 1) -> float:
    return round(float(digits) * scale, 6)


def bare(name: str) -> str:
    """A name without quotation marks."""
    return _IGNORED.sub("", name)


class Marked:
    """One marked document as it is read: plain text, entities and metrics."""

    def __init__(self, path: Path) -> None:
        self.path, self.text, self.names = path, "", {}
        self.entities: list[dict[str, Any]] = []
        self.metrics: list[dict[str, Any]] = []
        self.waiting: list[tuple[int, dict[str, Any], str]] = []
        self.relations: list[dict[str, Any]] = []

    def record(self) -> dict[str, Any]:
        """The gold record."""
        lines = self.path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        body = lines.index("") if "" in lines else self.fail(1, "no empty line after the header")
        header: dict[str, str] = {}
        implied: list[tuple[int, str]] = []
        for n, line in enumerate(lines[:body], 1):
            match = _HEADER.fullmatch(line) or self.fail(n, f"no header: {line}")
            if match[1] == "implied":
                implied.append((n, match[2]))
            else:
                header[match[1]] = match[2]
        if "place" not in header or "title" not in header:
            self.fail(1, "the header has no title or no place")
        end = lines.index("---") if "---" in lines else len(lines)
        for n, line in enumerate(lines[body + 1 : end], body + 2):
            self.read(n, line + "\n" * (n <= end - 1))
        for n, entity in implied:
            kind, _, name = entity.partition(":")
            self.name(n, kind, name, None)
        for n, metric, subject in self.waiting:
            metric["subject"] = (
                None if subject == "-" else self.find(n, subject or header["place"], home=header["place"])
            )
        for n, line in enumerate(lines[end + 1 :], end + 2):
            self.relate(n, line, header["place"])
        return {
            "id": self.path.stem,
            "source": {**header, "synthetic": True},
            "text": self.text,
            "entities": self.entities,
            "metrics": self.metrics,
            "relations": self.relations,
        }

    def fail(self, line: int, what: str) -> Any:
        raise FormatError(f"{self.path}:{line}: {what}")

    def read(self, n: int, line: str) -> None:
        """Reads one line of the body."""
        at = 0
        for match in _MARK.finditer(line):
            self.text += line[at : match.start()]
            at = match.end()
            if match["figure"]:
                self.figure(n, match["figure"])
            else:
                self.text += match["name"]
                self.name(n, match["type"], match["name"], match["of"])
        self.text += line[at:]
        if re.search(r"[{}\[\]|@]", _MARK.sub("", line)):
            self.fail(n, "a mark that is not closed or not understood")

    def name(self, n: int, kind: str, name: str, full: str | None) -> None:
        """Adds a name to its entity, which is new when no form of it was seen."""
        if kind not in vocabulary().types:
            self.fail(n, f"no entity type: {kind}")
        index = self.names.get(bare(full or name))
        if index is None:
            index = len(self.entities)
            self.entities.append({"id": f"e{index + 1}", "type": kind, "names": [full or name]})
            self.names[bare(full or name)] = index
        entity = self.entities[index]
        if entity["type"] != kind:
            self.fail(n, f"{name} is a {entity['type']} already")
        if self.names.setdefault(bare(name), index) != index:
            self.fail(n, f"{name} is a name of another entity")
        if name not in entity["names"]:
            entity["names"].append(name)

    def find(self, n: int, name: str, home: str) -> str:
        """The id of the entity with this name; the place of the article need not be named in the text."""
        if bare(name) not in self.names:
            if name != home:
                self.fail(n, f"no entity is named {name}")
            self.name(n, "Place", name, None)
        return str(self.entities[self.names[bare(name)]]["id"])

    def figure(self, n: int, mark: str) -> None:
        """Adds the metrics of one mark."""
        span, _, slots = mark.partition("|")
        start = len(self.text)
        self.text += span.partition("@")[0]
        for one in slots.split(";;"):
            parts = [part.strip() for part in one.split("|")]
            if len(parts) != 4:
                self.fail(n, f"four slots are due after the span: {mark}")
            indicator, code, period, subject = parts
            times = _PERIOD.fullmatch(period)
            if not re.fullmatch("[ligsmrcd][atfm]-?", code) or not times or not indicator:
                self.fail(n, f"no such code, period or indicator: {one}")
            try:
                value = value_of(span)
            except ValueError as error:
                self.fail(n, str(error))
            if code.endswith("-"):
                value["value"] = -abs(value["value"])
            begin, tilde, end, inferred = times.groups()
            metric = {
                "id": f"m{len(self.metrics) + 1}",
                "status": STATUSES[code[1]],
                "indicator": indicator,
                "measure": MEASURES[code[0]],
                **value,
                "start": begin,
                "end": end if tilde else begin,
                "subject": None,
                "start_offset": start,
                "end_offset": len(self.text),
            }
            if inferred:
                metric["period_inferred"] = True
            self.metrics.append(metric)
            self.waiting.append((n, metric, subject))

    def relate(self, n: int, line: str, home: str) -> None:
        """Adds one relation and finds the clause that states it."""
        parts = [part.strip() for part in line.split("|")]
        if len(parts) not in (3, 4) or parts[1] not in vocabulary().predicates:
            self.fail(n, f"no relation: {line}")
        ids = [self.find(n, parts[i] or home, home) for i in (0, 2)]
        kinds = [next(e["type"] for e in self.entities if e["id"] == one) for one in ids]
        if not allows(parts[1], *kinds):
            self.fail(n, f"{parts[1]} links no {kinds[0]} with a {kinds[1]}: {line}")
        if len(parts) == 4:
            start = self.text.find(parts[3])
            end = start + len(parts[3])
            if start < 0:
                self.fail(n, f"not in the text: {parts[3]}")
        else:
            start, end = self.clause(ids) or self.fail(n, f"no sentence has both names: {line}")
        self.relations.append(
            {"subject": ids[0], "predicate": parts[1], "object": ids[1], "start_offset": start, "end_offset": end}
        )

    def clause(self, ids: list[str]) -> tuple[int, int] | None:
        """The shortest run of clauses of a line with both entities, or with one where the other is never named."""
        names = [next(e["names"] for e in self.entities if e["id"] == one) for one in ids]
        named = [forms for forms in names if any(form in self.text for form in forms)]
        edges = [0, *(m.end() for m in re.finditer("[，。；：！？\n]", self.text)), len(self.text)]
        runs = []
        for i, start in enumerate(edges[:-1]):
            for end in edges[i + 1 :]:
                run = self.text[start:end]
                if "\n" in run[:-1]:
                    break
                if all(any(form in run for form in forms) for forms in named):
                    runs.append((len(run), start, start + len(run.rstrip("，。；：！？\n"))))
                    break
        return min(runs)[1:] if runs else None


def convert(path: Path) -> dict[str, Any]:
    """The gold record of a marked text; its id is the name of the file."""
    return Marked(path).record()


def dump(record: dict[str, Any]) -> str:
    """A record as it is kept."""
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    for path in sorted(Path(sys.argv[1]).glob("*.txt")):
        record = convert(path)
        path.with_suffix(".json").write_text(dump(record), encoding="utf-8")
        print(path.stem, len(record["metrics"]), "metrics", len(record["relations"]), "relations")


if __name__ == "__main__":
    main()
