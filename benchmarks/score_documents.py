"""Score the reading of office files and PDFs: title, date, publisher and body.

    score_documents.py files FOLDER --gold GOLD.json [--show]
    score_documents.py set TEXTS.jsonl[.gz] [--sample N] [--show]

``files`` reads the files of a folder; the gold is a list of objects with `file` and, where known, `title`, `published`,
`publisher` and `body`. ``set`` takes articles as text (`text` and `source` with `title` and `published`), sets each as
a PDF with running head, page numbers and justified paragraphs (by Chromium, through Playwright), as a Word document
and as an OFD, reads them back, and compares. A body is scored by the F1 of its characters (runs of three, so that order
counts) without white space; a title counts when it is equal but for white space, quotation marks and ``_``.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import random
import re
import shutil
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from benchmarks.score_html import f1
from policygraph.ingest.readers import Failure, read
from policygraph.ingest.readers.dates import parse_date
from policygraph.schema.article import Article

_PLAIN = re.compile(r"[\W_]")
_LABEL = re.compile(r"\s+(?=[\u4e00-\u9fff]{2,6}[:：])")  # some texts of the set run on into their imprint
_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
Scores = dict[str, list[float]]


def main() -> None:
    """Print one line a document with ``--show``, then the means by kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    files = commands.add_parser("files")
    files.add_argument("folder", type=Path)
    files.add_argument("--gold", type=Path, required=True)
    files.set_defaults(pairs=_files)
    texts = commands.add_parser("set")
    texts.add_argument("texts", type=Path)
    texts.add_argument("--sample", type=int, default=50)
    texts.set_defaults(pairs=_set)
    for command in (files, texts):
        command.add_argument("--show", action="store_true", help="one line a document")
    arguments = parser.parse_args()
    by_kind: dict[str, Scores] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as folder:
        for file, gold in arguments.pairs(arguments, Path(folder)):
            for name, value in _score(file, gold, show=arguments.show).items():
                by_kind[file.suffix][name].append(value)
                by_kind["all"][name].append(value)
    for kind, scores in by_kind.items():
        said = ", ".join(f"{name} {sum(values) / len(values):.3f} of {len(values)}" for name, values in scores.items())
        print(f"{kind}: {said}")


def _score(file: Path, gold: dict[str, Any], *, show: bool) -> dict[str, float]:
    found = list(read(str(file)))
    article = next((item for item in found if isinstance(item, Article)), None)
    source = article.source if article else None
    scores: dict[str, float] = {}
    if "body" in gold:
        scores["body F1"] = f1(article.text if article else "", gold["body"])
    if "published" in gold:
        expected = parse_date(gold["published"] or "")
        scores["dates"] = float((source.published if source else None) == expected)
    if "title" in gold:
        scores["titles"] = float(_plain((source.title if source else "") or "") == _plain(gold["title"]))
    if "publisher" in gold:
        scores["publishers"] = float((source.publisher if source else None) == gold["publisher"])
    if show:
        failures = " ".join(str(item) for item in found if isinstance(item, Failure))
        said = " ".join(f"{name} {value:.3f}" for name, value in scores.items())
        print(
            f"{file.name[:40]} {said} | {source.title if source else ''}",
            source.published if source else "",
            failures,
        )
    return scores


def _plain(text: str) -> str:
    return _PLAIN.sub("", text)


def _files(arguments: argparse.Namespace, _: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for gold in json.loads(arguments.gold.read_text(encoding="utf-8")):
        yield arguments.folder / gold["file"], gold


def _set(arguments: argparse.Namespace, folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    opened = gzip.open if arguments.texts.suffix == ".gz" else open
    with opened(arguments.texts, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    makers: tuple[tuple[str, Callable[[str, list[str], Path], None]], ...] = (
        (".pdf", _pdf), (".docx", _docx), (".ofd", _ofd)
    )  # fmt: skip
    with _browser() as page:
        for number, article in enumerate(random.Random(7).sample(articles, min(arguments.sample, len(articles)))):
            title = _LABEL.split(_ALLOWED.sub("", article["source"].get("title") or ""))[0]
            lines_ = [" ".join(_ALLOWED.sub("", line).split()) for line in article["text"].split("\n")]
            lines_ = [line for line in lines_ if line and _plain(line) != _plain(title)]
            gold: dict[str, Any] = {"body": "\n".join(filter(None, [title, *lines_]))}
            if title:
                gold["title"] = title
            for suffix, make in makers:
                file = folder / f"{number}{suffix}"
                make(title, lines_, file) if suffix != ".pdf" else _pdf(title, lines_, file, page)
                yield file, gold


def _browser() -> Any:
    from contextlib import contextmanager

    @contextmanager
    def opened() -> Iterator[Any]:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as runner:
            browser = runner.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            yield browser.new_page()
            browser.close()

    return opened()


_STYLE = """body {font: 14pt/1.8 serif} h1 {font-size: 21pt; text-align: center} p {text-indent: 2em; margin: 0;
text-align: justify}"""


def _pdf(title: str, lines: list[str], file: Path, page: Any = None) -> None:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    page.set_content(f"<meta charset=utf-8><style>{_STYLE}</style><h1>{html.escape(title)}</h1>{paragraphs}")
    page.pdf(
        path=str(file), format="A4", display_header_footer=True,
        header_template=f"<span style='font-size:9px;margin:auto'>{html.escape(title[:20])}</span>",
        footer_template="<span style='font-size:9px;margin:auto'>— <span class=pageNumber></span> —</span>",
        margin={"top": "28mm", "bottom": "28mm", "left": "28mm", "right": "26mm"},
    )  # fmt: skip


def _docx(title: str, lines: list[str], file: Path) -> None:
    import docx

    document = docx.Document()
    if title:
        document.add_heading(title, 0)
    for line in lines:
        document.add_paragraph(line)
    document.save(str(file))


def _ofd(title: str, lines: list[str], file: Path) -> None:
    """An OFD of 28 letters a row and 25 rows a page, paragraphs two letters in."""
    size, per_row, per_page = 5.6, 28, 25
    rows = [(40.0, title[start : start + 20], 7.7) for start in range(0, len(title), 20)]
    for line in lines:
        rows.append((28.0 + 2 * size, line[: per_row - 2], size))
        rows += [(28.0, line[at : at + per_row], size) for at in range(per_row - 2, len(line), per_row)]
    pages = [rows[at : at + per_page] for at in range(0, len(rows), per_page)]
    space = "http://www.ofdspec.org/2016"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", f'<o:OFD xmlns:o="{space}"><o:DocRoot>D/Document.xml</o:DocRoot></o:OFD>')
        listed = "".join(f'<o:Page ID="{n}" BaseLoc="P{n}.xml"/>' for n in range(len(pages)))
        box = "<o:PhysicalBox>0 0 210 297</o:PhysicalBox>"
        archive.writestr(
            "D/Document.xml", f'<o:Document xmlns:o="{space}">{box}<o:Pages>{listed}</o:Pages></o:Document>'
        )
        for number, page in enumerate(pages):
            objects = "".join(
                f'<o:TextObject Boundary="{x} {37 + 9 * at} {size_ * len(text)} {size_}" Size="{size_}">'
                f'<o:TextCode X="0" Y="{size_}">{escape(text)}</o:TextCode></o:TextObject>'
                for at, (x, text, size_) in enumerate(page)
            )
            foot = f'<o:TextCode X="0" Y="4">— {number + 1} —</o:TextCode>'
            objects += f'<o:TextObject Boundary="95 285 20 4" Size="4">{foot}</o:TextObject>'
            archive.writestr(f"D/P{number}.xml", f'<o:Page xmlns:o="{space}"><o:Layer>{objects}</o:Layer></o:Page>')


if __name__ == "__main__":
    main()
