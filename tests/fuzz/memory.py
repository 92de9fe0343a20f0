"""``python -m tests.fuzz.memory``: the memory that reading files of 10 MB takes, a process for each kind.

The files hold as much text as 10 MB of the kind can: sentences, one line, markup that nests, cells, pages. Printed are
the peak of the process, in MiB, the processor time, and what came of it: articles, or the reason of the refusal.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SIZE = 10_000_000
LIMIT_MIB = 1024
SENTENCE = "到2025年，临屿县规模以上工业增加值达到120亿元，年均增长8%，新增高新技术企业30家。"


def _filled(piece: str, start: str = "", end: str = "") -> bytes:
    count = (SIZE - len((start + end).encode())) // len(piece.encode())
    return (start + piece * count + end).encode()


def _varied(count: int) -> Iterator[str]:
    """Paragraphs that hardly compress."""
    draw = random.Random(1)
    return ("".join(chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(90)) + "。" for _ in range(count))


def _docx() -> bytes:
    import docx

    document = docx.Document()
    for paragraph in _varied(60_000):
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _xlsx() -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row, text in enumerate(_varied(60_000)):
        sheet.append([f"指标{row}", "亿元", row, row * 1.1, text])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _pdf() -> bytes:
    from tests.documents import Sheet, pdf, set_lines

    return pdf(Sheet(set_lines([SENTENCE] * 40, size=8)) for _ in range(1500))


def _zip() -> bytes:
    from tests.documents import zipped

    draw = random.Random(2)
    return zipped(
        {f"{n}.txt": "".join(f"产值{draw.random()}万元。\n" for _ in range(2000)).encode() for n in range(450)}
    )


KINDS: dict[str, Callable[[], bytes]] = {
    "lines.txt": lambda: _filled(SENTENCE + "\n"),
    "one-line.txt": lambda: _filled(SENTENCE),
    "digits.txt": lambda: _filled("1234567890"),
    "paragraphs.md": lambda: _filled(f"## 一、目标\n\n{SENTENCE}\n\n"),
    "page.html": lambda: _filled(f"<p>{SENTENCE}</p>", "<html><body><h1>临屿县规划</h1>", "</body></html>"),
    "nested.html": lambda: _filled("<div>", "<html><body>" + SENTENCE),
    "links.html": lambda: _filled("<li><a href='a.html'>临屿县印发规划</a></li>", "<html><body><ul>"),
    "article.json": lambda: json.dumps({"title": "规划", "text": SENTENCE * 85_000}, ensure_ascii=False).encode(),
    "nested.json": lambda: _filled("["),
    "articles.jsonl": lambda: _filled(json.dumps({"text": SENTENCE * 5}, ensure_ascii=False) + "\n"),
    "document.docx": _docx,
    "book.xlsx": _xlsx,
    "document.pdf": _pdf,
    "files.zip": _zip,
}


def peak_mib() -> int:
    """The most memory that this program has held, in MiB.

    `ru_maxrss` will not do: in a process that another one started it counts what that one held, too (`getrusage(2)`).
    """
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def measured(path: Path) -> tuple[int, float, str]:
    """Peak in MiB, processor seconds, and what came of reading a file in a process that has done nothing else."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_read, (path,))


def _read(path: Path) -> tuple[int, float, str]:
    from policygraph.ingest.readers import read
    from policygraph.schema.article import Article

    began, articles, reasons = time.process_time(), 0, set()
    for item in read(str(path)):
        if isinstance(item, Article):
            articles += 1
        else:
            reasons.add(str(item)[:100])
    return peak_mib(), time.process_time() - began, f"{articles} articles; {'; '.join(sorted(reasons)[:1])}"


def main() -> int:
    """Print a line a kind; 1 where one takes more than 1 GiB."""
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, make in KINDS.items():
            path = Path(folder, name)
            path.write_bytes(make())
            peak, seconds, said = measured(path)
            worst = max(worst, peak)
            print(f"| {name} | {path.stat().st_size / 1e6:.1f} | {peak} | {seconds:.1f} | {said} |", flush=True)
            path.unlink()
    return int(worst > LIMIT_MIB)


if __name__ == "__main__":
    sys.exit(main())
