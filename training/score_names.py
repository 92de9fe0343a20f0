"""Score the names component on a folder of gold articles: per type, and the misses by kind.

python training/score_names.py training/gold/dev [--misses] [--fast]
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from names_data import Example, from_gold

from policygraph.ingest.names import find_names
from policygraph.ingest.normal import normalise
from policygraph.ingest.reading import FoundEntity, Reading, begin

_DROP = re.compile(r"[\s“”‘’\"'「」『』《》〈〉]")
_TYPE_WORD = re.compile(r"(?:计划|行动|工程|战略|公司|有限公司|股份有限公司|集团|产业链|产业|企业|项目)$")


def accepted(names: Iterable[str]) -> set[str]:
    """All forms of the names that count as equal: folded, with and without a trailing type word."""
    whole = {_DROP.sub("", normalise(name).text) for name in names}
    return whole | {short for name in whole if len(short := _TYPE_WORD.sub("", name)) >= 2}


def compare(gold: list[dict[str, Any]], found: list[FoundEntity]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pairs of gold and found entities that agree, what was missed, what is extra."""
    left = list(range(len(found)))
    forms = [accepted(entity.names) for entity in found]
    pairs, missed = [], []
    for i, entity in enumerate(gold):
        wanted = accepted(entity["names"])
        for j in left:
            if found[j].type == entity["type"] and wanted & forms[j]:
                pairs.append((i, j))
                left.remove(j)
                break
        else:
            missed.append(i)
    return pairs, missed, left


class Tally:
    """Counts over articles, per type and group, with the misses."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self.misses: dict[str, list[str]] = defaultdict(list)

    def add(self, group: str, gold: list[dict[str, Any]], reading: Reading) -> None:
        """Count one article."""
        found = reading.entities
        pairs, missed, extra = compare(gold, found)
        for kind in [e["type"] for e in gold]:
            self.counts[group, kind, "gold"] += 1
        for entity in found:
            self.counts[group, entity.type, "answered"] += 1
        for i, _ in pairs:
            self.counts[group, gold[i]["type"], "hit"] += 1
        forms = {j: accepted(found[j].names) for j in range(len(found))}
        paired = {j for _, j in pairs}
        for i in missed:
            entity = gold[i]
            wanted = accepted(entity["names"])
            name = "|".join(entity["names"][:3])
            other = [j for j in forms if forms[j] & wanted]
            near = [
                j for j in forms if any(a in b or b in a for a in forms[j] for b in wanted if min(len(a), len(b)) > 1)
            ]
            if any(found[j].type != entity["type"] for j in other):
                j = next(j for j in other if found[j].type != entity["type"])
                self.misses[f"type: {entity['type']} as {found[j].type}"].append(name)
            elif any(j in paired for j in other):
                self.misses[f"merged: {entity['type']}"].append(name)
            elif near:
                self.misses[f"border: {entity['type']}"].append(f"{name} ← {'|'.join(found[near[0]].names[:2])}")
            else:
                self.misses[f"missed: {entity['type']}"].append(name)
        taken = [accepted(entity["names"]) for entity in gold]
        for j in extra:
            kind = "split" if any(forms[j] & wanted for wanted in taken) else "extra"
            label = f"{kind}: {found[j].type}"
            self.misses[label].append(f"{'|'.join(found[j].names[:2])} {found[j].confidence:.2f}")

    def figures(self, group: str, kind: str | None = None) -> tuple[float, float, float, int, int, int]:
        """Precision, recall, F1, hits, answers, gold."""
        hit, answered, gold = (
            sum(n for (g, k, w), n in self.counts.items() if g == group and w == what and kind in (None, k))
            for what in ("hit", "answered", "gold")
        )
        precision, recall = hit / answered if answered else 0.0, hit / gold if gold else 0.0
        f1 = 2 * hit / (answered + gold) if answered + gold else 0.0
        return precision, recall, f1, hit, answered, gold

    def print(self, *, types: bool = True, misses: bool = False) -> None:
        """All figures, and the misses by kind where asked for."""
        for group in sorted({g for g, _, _ in self.counts}):
            kinds = sorted({k for g, k, _ in self.counts if g == group}) if types else []
            for kind in (None, *kinds):
                p, r, f, hit, answered, gold = self.figures(group, kind)
                counts = f"({hit} of {gold}, {answered} answered)"
                print(f"{group:8} {kind or 'all':16} P {p:.3f} R {r:.3f} F1 {f:.3f}  {counts}")
        if misses:
            for label in sorted(self.misses):
                print(f"## {label} ({len(self.misses[label])})\n   " + "   ".join(self.misses[label]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--fast", action="store_true", help="without the tagger")
    options = parser.parse_args()
    tally = Tally()
    seconds, characters = 0.0, 0
    for folder in options.folders:
        for path in sorted(folder.glob("*.json")):
            example: Example = from_gold(path, folder.name)
            reading = begin(example.reading.article)
            started = time.perf_counter()
            find_names(reading)
            seconds += time.perf_counter() - started
            characters += len(reading.text)
            assert example.gold is not None
            tally.add(folder.name, example.gold["entities"], reading)
    tally.print(misses=options.misses)
    print(f"{characters} characters, {characters / seconds:,.0f} a second")


if __name__ == "__main__":
    main()
