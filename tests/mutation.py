"""Texts as the world spoils them: characters lost, doubled, exchanged, widened, wrapped, in other forms. Seeded."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

Mutation = Callable[[random.Random, str], str]

_RADICALS = str.maketrans("山人口日月水火土金木车马鸟鱼风食", "⼭⼈⼝⽇⽉⽔⽕⼟⾦⽊⻋⻢⻦⻥⻛⻝")
_TRADITIONAL = str.maketrans("国产业发实动区创项目万亿增长东", "國產業發實動區創項目萬億增長東")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_ODD = "\u200b\u200d\ufeff\u00ad\x00\x07\x1b\x7f\ud800\udfff\u2028\u0301\U0001f600\t\u3000"
_MARKS = "“”‘’《》（）【】「」，。；：、！？—…·%‰+-~/\\|#*\"'<>&"
_RUNS = ("，", "“", "《", "（", "1", "一", "万", "的", "、", " ", "\n", "9.", "年", "和", "十")


def _at(rng: random.Random, text: str) -> int:
    return rng.randrange(len(text) + 1)


def _insert(rng: random.Random, text: str, what: str) -> str:
    at = _at(rng, text)
    return text[:at] + what + text[at:]


def _swap(rng: random.Random, text: str) -> str:
    at = rng.randrange(max(1, len(text) - 1))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _delete(rng: random.Random, text: str) -> str:
    at = _at(rng, text)
    return text[:at] + text[at + rng.randint(1, 4) :]


def _repeat(rng: random.Random, text: str) -> str:
    at = _at(rng, text)
    return text[:at] + text[at : at + rng.randint(1, 8)] * rng.randint(2, 5) + text[at:]


def _wrap(rng: random.Random, text: str) -> str:
    width = rng.randint(1, 30)
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def _some(rng: random.Random, text: str, table: dict[int, int]) -> str:
    return "".join(c.translate(table) if rng.random() < 0.5 else c for c in text)


MUTATIONS: tuple[Mutation, ...] = (
    _swap,
    _delete,
    _repeat,
    _wrap,
    lambda rng, text: _insert(rng, text, rng.choice(_MARKS)),
    lambda rng, text: _insert(rng, text, rng.choice(_ODD)),
    lambda rng, text: _insert(rng, text, rng.choice(_RUNS) * rng.choice((3, 30, 300))),
    lambda rng, text: _insert(rng, text, str(rng.randrange(10 ** rng.randint(1, 30)))),
    lambda rng, text: _some(rng, text, _RADICALS),
    lambda rng, text: _some(rng, text, _TRADITIONAL),
    lambda rng, text: _some(rng, text, _WIDE),
    lambda rng, text: "".join(c + (rng.choice(_ODD) if rng.random() < 0.1 else "") for c in text),
    lambda rng, text: re.sub(r"\d", lambda _: str(rng.randrange(10)), text),
    lambda rng, text: re.sub(r"[，。；]", lambda m: rng.choice(("", ",", m[0], " ")), text),
    lambda rng, text: text[::-1],
    lambda rng, text: "".join(rng.sample(text, len(text))),
)


def sentences(root: Path) -> list[str]:
    """The sentences of the annotated and written texts that ship with the project."""
    gold = [path for folder in ("train", "dev") for path in sorted((root / "training/gold" / folder).glob("*.json"))]
    texts = [json.loads(path.read_text("utf-8"))["text"] for path in gold]
    texts += [p.read_text("utf-8") for p in sorted((root / "training/written").glob("*.txt"))]
    found = (part.strip() for text in texts for part in re.split(r"(?<=[。；\n])", text))
    return list(dict.fromkeys(part for part in found if len(part) > 5))


def mutated(root: Path, count: int, seed: int) -> Iterator[str]:
    """`count` sentences, each mutated once to three times."""
    rng = random.Random(seed)
    whole = sentences(root)
    for _ in range(count):
        text = rng.choice(whole)
        for mutate in rng.sample(MUTATIONS, rng.randint(1, 3)):
            text = mutate(rng, text)
        yield text


def articles(root: Path, count: int, seed: int, size: int = 50) -> Iterator[str]:
    """Mutated sentences as articles of `size` sentences each, run on or on lines of their own."""
    rng = random.Random(seed)
    batch: list[str] = []
    for number, text in enumerate(mutated(root, count, seed), 1):
        batch.append(text)
        if number % size == 0 or number == count:
            yield "".join(part + rng.choice(("", "", "\n", "\n\n")) for part in batch)
            batch = []
