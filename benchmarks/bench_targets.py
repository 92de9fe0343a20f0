"""How fast targets are judged: ``python -m benchmarks targets``.

Each city sets a target for each of some dozens of indicators in plans, and tells in reports what came of it. Measured
is what the question costs in a workspace that is opened anew: reading the claims, matching them, judging.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from policygraph.graph.indicators import indicators
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article, Source
from policygraph.schema.divisions import by_code
from policygraph.schema.record import Entity, Mention, Metric, Record

TARGETS = 10_000
_IN_ARTICLE = 10  # figures
_INDICATORS = 40
_AS_OF = "2025-06-30"


def items(targets: int, seed: int = 3) -> Iterator[tuple[Article, Record]]:
    """Plans with so many targets, and reports with a result for three of four of them."""
    draw = random.Random(seed)
    cities = [d for code in range(1300, 6600) if (d := by_code(f"{code}"))]
    counted = [row for row in indicators() if row.unit][:_INDICATORS]
    done = 0
    while done < targets:
        city = cities[done // _INDICATORS % len(cities)].name
        first = done % _INDICATORS
        chosen = counted[first : first + min(_IN_ARTICLE, targets - done)]
        for kind, published in (("plan", "2021-03-01"), ("report", "2024-02-01")):
            text = f"{city}人民政府公布。"
            places = [Mention(name=city, start_offset=0, end_offset=len(city))]
            metrics = []
            for number, row in enumerate(chosen):
                if kind == "report" and draw.random() < 0.25:
                    continue
                value = draw.randrange(100, 90_000)
                text += f"到2025年，全市{row.name}达到" if kind == "plan" else f"2023年，全市{row.name}达到"
                start = len(text)
                text += f"{value}{row.unit}"
                metrics.append(
                    Metric(
                        id=f"m{number}", status="target" if kind == "plan" else "actual", indicator=row.name,
                        measure="level", comparator="=", value=value, unit=row.unit,
                        end="2025" if kind == "plan" else "2023", subject="e1", start_offset=start,
                        end_offset=len(text), quote=text[text.rindex("。", 0, start) + 1 :],
                    )
                )  # fmt: skip
                text += "。"
            entity = Entity(id="e1", type="Place", names=(city,), mentions=tuple(places))
            source = Source(title=f"{city}{kind}{done}", published=published, place=city)
            article = Article(id=f"{kind}{done:06}", text=text, source=source)
            yield (
                article,
                Record(
                    id=article.id, source=source, text=text, entities=(entity,), metrics=tuple(metrics),
                    extractor="synthetic",
                ),
            )  # fmt: skip
        done += len(chosen)


def seconds(targets: int) -> tuple[float, int]:
    """Seconds of processor time for the question in a workspace that is opened anew, and the rows it answers."""
    with tempfile.TemporaryDirectory() as folder:
        with Workspace.open(Path(folder) / "ws", create=True) as ws:
            ws.add_many(items(targets))
            ws.targets(as_of=_AS_OF)  # reads every article once
        with Workspace.open(Path(folder) / "ws") as ws:
            start = time.process_time()
            rows = ws.targets(as_of=_AS_OF)
            return time.process_time() - start, len(rows)


def run() -> Iterator[dict[str, object]]:
    """The row of the table."""
    taken, rows = seconds(TARGETS)
    yield {"what": f"judge {rows:,} targets", "value": round(taken, 1), "unit": "s", "ratio": "at most 2 s"}
