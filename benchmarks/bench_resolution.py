"""How fast names are resolved: ``python -m benchmarks resolution``.

Records are synthetic: companies, programs, carriers, documents and bodies of 60 cities under their full and short
names, a few in many articles and most in few. Measured are 100,000 mentions at once, and what an article costs in a
workspace of 1,000 and of 10,000 articles.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from policygraph.graph.iris import Iris
from policygraph.graph.ledger import Ledger
from policygraph.graph.resolution.index import Decisions
from policygraph.graph.resolution.resolver import Resolver
from policygraph.graph.workspace import BATCH, Workspace
from policygraph.schema.article import Article, Source
from policygraph.schema.divisions import Division, by_code
from policygraph.schema.record import Entity, Mention, Metric, Record

MENTIONS = 100_000
FEW, MANY = 1_000, 10_000  # articles in the workspace
_WINDOW = 50  # articles of whose costs the median counts
_BATCH = 1_000  # articles in one step while the workspace is filled
_CHARACTERS = "海岳云江远航湖恒润启华晨岭桥元瑞丰宏图川泉青石白鹿松柏梅兰竹菊山河星辰"
_FIELDS = ("电机", "锌业", "医疗器械", "供应链", "新能源", "生物科技", "精密机械", "食品")
_KINDS = ("循环经济产业园", "现代物流园", "创新研究院", "检验检测中心", "科创走廊")
_BODIES = (("科学技术局", "科技局"), ("生态环境局", "生态环境局"), ("发展和改革委员会", "发改委"), ("商务局", "商务局"))
_FILLER = "今年以来各项工作有序推进企业反映良好项目建设加快。"


def items(count: int, seed: int = 5) -> Iterator[tuple[Article, Record]]:
    """Synthetic articles with their records."""
    draw = random.Random(seed)
    cities = [d for n in range(1, 15) for p in (32, 33, 34, 35, 37) if (d := by_code(f"{p}{n:02}"))][:60]
    for number in range(count):
        city = draw.choice(cities)
        names = list({forms[0]: (kind, forms) for kind, forms in (_thing(draw, city) for _ in range(16))}.values())
        text, entities = "", []
        for index, (kind, forms) in enumerate(names):
            mentions = []
            for form in forms:
                text += _FILLER
                mentions.append(Mention(name=form, start_offset=len(text), end_offset=len(text) + len(form)))
                text += form
            entities.append(Entity(id=f"e{index}", type=kind, names=forms, mentions=tuple(mentions)))
        metrics = tuple(
            Metric(
                id=f"m{i}", status="actual", indicator="产值", measure="level", comparator="=", value=i + number,
                unit="元", end="2024", subject="e0", start_offset=i, end_offset=i + 4,
            )
            for i in range(8)
        )  # fmt: skip
        published = f"20{20 + number * 5 // max(count, 1)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        source = Source(title=f"合成{number}", published=published, place=city.name)
        article = Article(id=f"s{number:06}", text=text, source=source)
        yield (
            article,
            Record(
                id=article.id,
                source=source,
                text=text,
                entities=tuple(entities),
                metrics=metrics,
                extractor="synthetic",
            ),
        )


def resolve_at_once(mentions: int) -> tuple[float, int, int]:
    """Seconds of processor time that resolving so many mentions takes, the mentions and the entities."""
    records, seen = [], 0
    for article, record in items(mentions):
        records.append((article.id or "", record))
        seen += sum(len(entity.mentions) for entity in record.entities)
        if seen >= mentions:
            break
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder))
        resolver = Resolver(ledger.connection, Iris("http://example.org/"), None, Decisions())
        start = time.process_time()
        with ledger.transaction():
            touched: set[str] = set()
            for first in range(0, len(records), BATCH):
                part = records[first : first + BATCH]
                touched |= resolver.enter({key: resolver.read(key, record) for key, record in part})
            resolver.settle(touched)
        taken = time.process_time() - start
        entities = ledger.connection.execute("SELECT count(DISTINCT entity) FROM nodes").fetchone()[0]
        ledger.close()
    return taken, seen, entities


def cost_of_one(few: int, many: int) -> tuple[float, float]:
    """Seconds of processor time for one more article in a workspace of `few` and of `many` articles, the medians."""
    costs = []
    everything = items(many + _WINDOW)
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "ws", create=True) as ws:
        held = 0
        for size in (few, many):
            ws.add_many((next(everything) for _ in range(size - held)), batch=_BATCH)
            times = []
            for article, record in [next(everything) for _ in range(_WINDOW)]:
                start = time.process_time()
                ws.add(article, record)
                times.append(time.process_time() - start)
            costs.append(statistics.median(times))
            held = size + _WINDOW
    return costs[0], costs[1]


def run() -> Iterator[dict[str, object]]:
    """The rows of the table."""
    taken, seen, entities = resolve_at_once(MENTIONS)
    yield {"what": f"resolve {seen:,} mentions to {entities:,} entities", "value": round(taken, 1), "unit": "s",
           "ratio": "at most 60 s"}  # fmt: skip
    few, many = cost_of_one(FEW, MANY)
    yield {"what": f"one more article in {FEW:,}", "value": round(1000 * few, 1), "unit": "ms", "ratio": ""}
    yield {"what": f"one more article in {MANY:,}", "value": round(1000 * many, 1), "unit": "ms",
           "ratio": f"{many / few:.2f} x that in {FEW:,}"}  # fmt: skip


def _thing(draw: random.Random, city: Division) -> tuple[str, tuple[str, ...]]:
    """A type and the names of one thing; the commoner the number, the more articles name it."""
    common = draw.randrange(300) if draw.random() < 0.5 else draw.randrange(300, 30_000)
    own = random.Random(common)
    stem = "".join(own.choices(_CHARACTERS, k=3))
    full = draw.random() < 0.5
    match draw.randrange(5):
        case 0:
            short = stem + own.choice(_FIELDS)
            return "Enterprise", (f"{city.short}{short}有限公司", short) if full else (short,)
        case 1:
            return "Program", (f"“{stem}”专项行动",) if full else (f"“{stem}”行动",)
        case 2:
            kind = own.choice(_KINDS)
            return "Platform", (f"{city.short}{stem}{kind}",) if full else (f"{stem}{kind}",)
        case 3:
            title = f"{stem}{own.choice(_FIELDS)}发展规划"
            return "PolicyDocument", (f"《{city.name}{title}（2021—2025年）》",) if full else (f"《{title}》",)
    long, short = draw.choice(_BODIES)
    return "Organization", (f"{city.name}{long}", f"市{short}") if full else (f"市{short}",)
