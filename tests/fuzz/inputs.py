"""What the fuzz is made from: sound files of every kind, and the ways to spoil bytes and texts. Seeded."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl

from tests.documents import Sheet, ofd, pdf, set_lines, wrapped, zipped
from tests.mutation import MUTATIONS, sentences

LINE = "到2027年，云汀市低空经济规模达到300亿元，培育龙头企业10家以上，同比增长5.6%。"
_BLOCKS = (
    b"\x00", b"\xff", b"<", b">", b'"', b"{", b"}", b"[", b"\\", b"&#x0;", b"]]>", b"<!--", b"%", b"\xef\xbb\xbf",
    b"\xff\xfe", b"9" * 40, b"-1", b"1e999", b"null", b"PK\x03\x04", b"%PDF-1.7", b"endobj", b"\r\n\r\n",
    b"\xed\xa0\x80", "亿".encode("gb18030"), "〇".encode(), b"<a>" * 50, b"(" * 50, b"[" * 200,
)  # fmt: skip


def spoiled(draw: random.Random, data: bytes) -> bytes:
    """Bytes cut, doubled, exchanged or filled with what parsers trip over, once to four times."""
    out = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(out) + 1)
        length = draw.choice((1, 1, 2, 8, 64, 1024))
        way = draw.randrange(6)
        if way == 0:
            out[at : at + length] = b""
        elif way == 1:
            out[at:at] = draw.choice(_BLOCKS)
        elif way == 2:
            out[at : at + length] = draw.randbytes(length)
        elif way == 3:
            out[at:at] = out[at : at + length] * draw.randint(1, 8)
        elif way == 4 and out:
            out[at % len(out)] ^= 1 << draw.randrange(8)
        elif way == 5 and draw.random() < 0.3:
            del out[at:]
    return bytes(out)


def spoiled_archive(draw: random.Random, data: bytes) -> bytes:
    """An archive whose entries are spoiled, so that parsers behind the unpacking see it; or it itself."""
    if draw.random() < 0.25:
        return spoiled(draw, data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    victim = draw.choice(sorted(files))
    if draw.random() < 0.1:
        del files[victim]
    else:
        files[victim] = spoiled(draw, files[victim])
    return zipped(files)


def texts(root: Path) -> Callable[[random.Random], str]:
    """A maker of spoiled sentences."""
    whole = sentences(root)

    def make(draw: random.Random) -> str:
        text = draw.choice(whole)
        for mutate in draw.sample(MUTATIONS, draw.randint(1, 3)):
            text = mutate(draw, text)
        return text

    return make


def documents(root: Path) -> dict[str, bytes]:
    """A sound document of each kind, by ending."""
    page = (root / "tests/data/pages/government.html").read_bytes()
    article = {"id": "a", "source": {"title": "规划", "published": "2025-06-30", "place": "云汀市"}, "text": LINE}
    line = json.dumps(article, ensure_ascii=False)
    feed = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{LINE}</title><item><title>{LINE}</title>'
        "<link>https://example.org/a.html</link><pubDate>Mon, 30 Jun 2025 08:00:00 GMT</pubDate></item></channel></rss>"
    )
    lines = set_lines(wrapped(LINE * 3, 30))
    return {
        ".txt": (LINE * 3).encode(),
        ".md": f"# 规划\n\n{LINE}\n\n| 指标 | 值 |\n|---|---|\n| 规模 | 300 |\n".encode(),
        ".html": page,
        ".shtml": page.decode().encode("gb18030", "replace"),
        ".json": line.encode(),
        ".jsonl": f"{line}\n{line}\n".encode(),
        ".pdf": pdf([Sheet(lines), Sheet(lines, rotate=90)]),
        ".docx": _word(),
        ".xlsx": _workbook(),
        ".ofd": ofd([[(30, 30, LINE[:20], 6.0), (30, 60, LINE, 4.5)]]),
        ".zip": zipped({"a.txt": LINE.encode(), "b/c.json": line.encode(), "d.html": page}),
        ".warc": _warc(page),
        ".rss": feed.encode(),
        ".atom": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title><link href="b"/></entry></feed>',
        ".sitemap": b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://e.org/a</loc>'
        b"<lastmod>2025-06-30</lastmod></url></urlset>",
    }


def old_office() -> dict[str, bytes]:
    """Sound files of the old office formats, by ending, as LibreOffice writes them; none where it is not installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return {}
    made = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.docx").write_bytes(_word())
        (folder / "a.xlsx").write_bytes(_workbook())
        for given, form in (("a.docx", "doc"), ("a.docx", "rtf"), ("a.xlsx", "xls")):
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            command = [program, "--headless", profile, "--convert-to", form, "--outdir", name, str(folder / given)]
            subprocess.run(command, check=True, capture_output=True, timeout=600)
            made[f".{form}"] = (folder / f"a.{form}").read_bytes()
    return made | {".wps": made[".doc"], ".et": made[".xls"]}


def _word() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("云汀市低空经济发展规划", 0)
    document.add_paragraph(LINE, style="List Number")
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "指标"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "规模"
    document.save(out)
    return out.getvalue()


def _workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (("指标", "单位", "2025年"), ("规模", "亿元", 300), ("增长", "%", 0.056)):
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def _warc(page: bytes) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        "WARC-Date: 2025-06-30T00:00:00Z\r\nWARC-Target-URI: https://example.org/a.html\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"
