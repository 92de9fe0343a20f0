"""The numbers that Word puts before paragraphs (一、 （一） 1.): they are in no text, only in the document's lists."""

from __future__ import annotations

from typing import Any

from policygraph.ingest.readers.xml import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HANZI = "零一二三四五六七八九"
_CHINESE = frozenset({"chineseCounting", "chineseCountingThousand", "taiwaneseCountingThousand", "japaneseCounting"})
_UNSHOWN = frozenset({"bullet", "none"})


class Numbering:
    """Counts the numbered paragraphs of a document."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.lists: dict[str, str] = {}
        self.counts: dict[str, list[int]] = {}
        self.styles = {
            style.style_id: number
            for style in document.styles
            if (number := style.element.find(f"{_W}pPr/{_W}numPr")) is not None
        }
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is not None:
            self._load(part.element)

    def label(self, paragraph: Element) -> str:
        """The number before a paragraph, ``""`` without one.

        Raises nothing: a list that the document does not define has no numbers.
        """
        number = paragraph.find(f"{_W}pPr/{_W}numPr")
        if number is None:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            number = self.styles.get(style.get(f"{_W}val", "")) if style is not None else None
        if number is None:
            return ""
        name = _value(number.find(f"{_W}numId")) or "0"
        level = _integer(_value(number.find(f"{_W}ilvl")), 0)
        abstract = self.lists.get(name)
        shape = self.levels.get(abstract or "", {})
        if abstract is None or level not in shape:
            return ""
        counts = self.counts.setdefault(abstract, [])
        while len(counts) <= level:
            counts.append(shape.get(len(counts), ("", "", 1))[2] - 1)
        counts[level] += 1
        for deeper in range(level + 1, len(counts)):
            counts[deeper] = shape.get(deeper, ("", "", 1))[2] - 1
        form, text, _ = shape[level]
        if form in _UNSHOWN:
            return ""
        for index, count in enumerate(counts[: level + 1]):
            text = text.replace(f"%{index + 1}", _numeral(max(count, 1), shape.get(index, (form, "", 1))[0]))
        return text

    def _load(self, root: Element) -> None:
        for abstract in root.iterchildren(f"{_W}abstractNum"):
            levels = {}
            for level in abstract.iterchildren(f"{_W}lvl"):
                form = _value(level.find(f"{_W}numFmt")) or "decimal"
                text = _value(level.find(f"{_W}lvlText")) or ""
                start = _integer(_value(level.find(f"{_W}start")), 1)
                levels[_integer(level.get(f"{_W}ilvl"), 0)] = (form, text[:40], start)
            self.levels[abstract.get(f"{_W}abstractNumId", "")] = levels
        for number in root.iterchildren(f"{_W}num"):
            self.lists[number.get(f"{_W}numId", "")] = _value(number.find(f"{_W}abstractNumId")) or ""


def _numeral(number: int, form: str) -> str:
    """A number as its list writes it.

    >>> [_numeral(n, "chineseCounting") for n in (3, 10, 12, 21)], _numeral(3, "decimal")
    (['三', '十', '十二', '二十一'], '3')
    """
    if form in _CHINESE and number < 100:
        tens, ones = divmod(number, 10)
        before = "" if not tens else ("" if tens == 1 else _HANZI[tens]) + "十"
        return before + (_HANZI[ones] if ones or not tens else "")
    if form == "decimalEnclosedCircle" and number <= 20:
        return chr(0x2460 + number - 1)
    if form in {"lowerLetter", "upperLetter"} and number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    return str(number)


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get(f"{_W}val")


def _integer(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 6 else default
