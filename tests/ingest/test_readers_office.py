"""Readers of office files and archives, on files that the tests make."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Pt

from policygraph.ingest.readers import Failure, archive, libreoffice, read
from policygraph.ingest.readers.inputs import Input
from policygraph.ingest.readers.magic import ending
from policygraph.ingest.readers.wrapping import unwrapped
from policygraph.schema.article import Article
from tests.documents import Sheet, ofd, only, pdf, refused, set_lines, wrapped, zipped

TITLE = "云汀市低空经济发展规划（2025—2027年）"
FIRST = "到2027年，全市低空经济规模达到300亿元，培育龙头企业10家以上，建成起降场地50个。"
SECOND = "市发展改革委会同有关部门建立工作专班，每季度调度一次，重大事项及时报告市政府。"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(file: Path, change: Callable[[Any], None] | None = None) -> Path:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph(FIRST)
    table = document.add_table(3, 3)
    cells = (("指标", "单位", "2027年"), ("规模", "亿元", "300"), ("场地", "个", "50"))
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph(SECOND)
    if change:
        change(document)
    document.save(str(file))
    return file


WORD_LINES = [TITLE, FIRST, "指标\t单位\t2027年", "规模\t亿元\t300", "场地\t个\t50", SECOND]


def test_paragraphs_and_tables_in_the_order_of_the_document(tmp_path: Path) -> None:
    article = only(word(tmp_path / "a.docx"))
    assert article.text.split("\n") == WORD_LINES
    assert article.source.title == TITLE


def test_a_title_by_its_looks(tmp_path: Path) -> None:
    document = docx.Document()
    for text, size in (
        ("云汀市人民政府文件", 36),
        ("云政发〔2025〕7号", 12),
        ("云汀市人民政府关于印发", 22),
        (TITLE, 22),
    ):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(text).font.size = Pt(size)
    document.add_paragraph(FIRST)
    document.save(str(tmp_path / "a.docx"))
    article = only(tmp_path / "a.docx")
    assert article.source.title == "云汀市人民政府关于印发" + TITLE
    assert article.source.model_dump()["document_number"] == "云政发〔2025〕7号"


def revised(document: Any) -> None:
    paragraph = document.paragraphs[1]._p
    paragraph.append(parse_xml(f"<w:ins {W}><w:r><w:t>新增一句。</w:t></w:r></w:ins>"))
    paragraph.append(parse_xml(f"<w:del {W}><w:r><w:delText>删去一句。</w:delText></w:r></w:del>"))
    paragraph.append(parse_xml(f"<w:smartTag {W}><w:r><w:t>标签里。</w:t></w:r></w:smartTag>"))
    paragraph.append(parse_xml(f"<w:r {W}><w:instrText>PAGE</w:instrText></w:r>"))
    control = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>控件里的一段。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    paragraph.addnext(parse_xml(control))


def test_what_was_inserted_counts_and_what_was_deleted_does_not(tmp_path: Path) -> None:
    lines = only(word(tmp_path / "a.docx", revised)).text.split("\n")
    assert lines[1:3] == [FIRST + "新增一句。标签里。", "控件里的一段。"]
    assert lines[3:] == WORD_LINES[2:]


def merged(document: Any) -> None:
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))


def test_a_cell_over_two_rows_is_named_once(tmp_path: Path) -> None:
    lines = only(word(tmp_path / "a.docx", merged)).text.split("\n")
    assert lines[2:5] == ["指标\t单位\t2027年", "规模 场地\t亿元\t300", "\t个\t50"]  # 个 stays below 单位


def spanned(document: Any) -> None:
    table = document.tables[0]
    table.cell(0, 0).merge(table.cell(0, 1))


def test_a_cell_over_two_columns_keeps_the_others_in_place(tmp_path: Path) -> None:
    lines = only(word(tmp_path / "a.docx", spanned)).text.split("\n")
    assert lines[2:4] == ["指标 单位\t\t2027年", "规模\t亿元\t300"]


def nested(document: Any) -> None:
    inner = document.tables[0].cell(1, 2).add_table(2, 2)
    for row, texts in zip(inner.rows, (("航线", "条"), ("三十", "四十")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def test_a_table_in_a_cell_follows_its_row(tmp_path: Path) -> None:
    lines = only(word(tmp_path / "a.docx", nested)).text.split("\n")
    assert lines[2:7] == ["指标\t单位\t2027年", "规模\t亿元\t300", "航线\t条", "三十\t四十", "场地\t个\t50"]


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
RUBY = (
    f"<w:r {W}><w:ruby><w:rt><w:r><w:t>shè</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>设</w:t></w:r></w:rubyBase>"
    "</w:ruby></w:r>"
)
PARTS = [
    ("reading-above-letters", RUBY, "设"),
    ("formula", f"<m:oMath {MATH}><m:r><m:t>3.5%</m:t></m:r></m:oMath>", "3.5%"),
    ("hidden", f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>不显示</w:t></w:r>", ""),
    ("not-hidden", f'<w:r {W}><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显示</w:t></w:r>', "显示"),
]


@pytest.mark.parametrize(("part", "shown"), [pytest.param(*row, id=case) for case, *row in PARTS])
def test_what_a_paragraph_shows(tmp_path: Path, part: str, shown: str) -> None:
    file = word(tmp_path / "a.docx", lambda document: document.paragraphs[1]._p.append(parse_xml(part)))
    assert only(file).text.split("\n")[1] == FIRST + shown


def boxed(document: Any) -> None:
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "专栏1　低空场地建设"
    for text in (FIRST, SECOND):
        cell.add_paragraph(text)
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "指标", "单位"


def test_a_box_of_one_cell_is_read_as_the_paragraphs_in_it(tmp_path: Path) -> None:
    lines = only(word(tmp_path / "a.docx", boxed)).text.split("\n")
    assert lines[len(WORD_LINES) :] == ["专栏1 低空场地建设", FIRST, SECOND, "指标\t单位"]


@pytest.mark.parametrize("head", ["云汀市人民政府文件", "云汀市人民政府公报"])
def test_a_red_head_in_letters_like_the_others_is_no_title(tmp_path: Path, head: str) -> None:
    document = docx.Document()
    for text in (head, "云政发〔2025〕7号", TITLE, FIRST):
        document.add_paragraph(text)
    document.save(str(tmp_path / "a.docx"))
    assert only(tmp_path / "a.docx").source.title == TITLE


@pytest.mark.parametrize(
    "title", ["云汀市2024年国民经济和社会发展统计公报", "云汀市人民政府关于公布继续有效的规范性文件"]
)
def test_a_title_that_ends_like_a_red_head_is_a_title(tmp_path: Path, title: str) -> None:
    document = docx.Document()
    for text in (title, FIRST):
        document.add_paragraph(text)
    document.save(str(tmp_path / "a.docx"))
    assert only(tmp_path / "a.docx").source.title == title


def numbered(document: Any) -> None:
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in enumerate([("chineseCounting", "%1、"), ("chineseCounting", "（%2）")])
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {W} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for text, level in (("总体要求", 0), ("指导思想", 1), ("基本原则", 1), ("重点任务", 0), ("建设场地", 1)):
        paragraph = document.add_paragraph(text)._p.get_or_add_pPr()
        paragraph.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="91"/></w:numPr>'))


def test_numbers_of_lists_are_written_out(tmp_path: Path) -> None:
    lines = only(word(tmp_path / "a.docx", numbered)).text.split("\n")
    assert lines[6:] == ["一、总体要求", "（一）指导思想", "（二）基本原则", "二、重点任务", "（一）建设场地"]


def with_part(file: Path, name: str, data: bytes, relation: str = "") -> Path:
    """The document with a part more or another part in its place."""
    with zipfile.ZipFile(file) as old:
        files = {info.filename: old.read(info) for info in old.infolist()}
    files[name] = data
    if relation:
        types = files["[Content_Types].xml"].replace(
            b"</Types>",
            f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.'
            f'wordprocessingml.{relation}+xml"/></Types>'.encode(),
        )
        files["[Content_Types].xml"] = types
    file.write_bytes(zipped(files))
    return file


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_follow(tmp_path: Path, kind: str) -> None:
    note = (
        f'<w:{kind}s {W}><w:{kind} w:type="separator"><w:p/></w:{kind}><w:{kind} w:id="2"><w:p><w:r><w:t>'
        f"规模按现价计算。</w:t></w:r></w:p></w:{kind}></w:{kind}s>"
    )
    file = with_part(word(tmp_path / "a.docx"), f"word/{kind}s.xml", note.encode(), f"{kind}s")
    assert only(file).text.split("\n")[-1] == "注：规模按现价计算。"


BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><d>&c;</d>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>"""


@pytest.mark.parametrize("hostile", [BOMB, OUTSIDE], ids=["bomb", "outside"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
def test_entities_in_a_word_document_are_refused(tmp_path: Path, hostile: bytes, part: str) -> None:
    message = refused(with_part(word(tmp_path / "a.docx"), part, hostile))
    assert "document type" in message
    assert "root:" not in message


def test_a_word_document_that_is_cut_off(tmp_path: Path) -> None:
    file = word(tmp_path / "a.docx")
    file.write_bytes(file.read_bytes()[:3000])
    assert "damaged" in refused(file)
    assert "damaged" in refused(with_part(word(tmp_path / "b.docx"), "word/document.xml", b"<w:document"))


def test_lines_that_were_saved_as_paragraphs_are_joined() -> None:
    set_ = [line for text in (SECOND * 3, SECOND * 4) for line in wrapped(text, 36)]
    assert [line.strip("\u3000") for line in unwrapped(set_)] == [SECOND * 3, SECOND * 4]
    short = [FIRST, SECOND, "一、总体要求", FIRST]
    assert unwrapped(short) == short


def sheet(file: Path) -> Path:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "主要指标"
    rows = (
        (TITLE,), ("指标", "单位", "2025年", "增长"), ("规模", "亿元", 300.0, 0.125), ("场地", "个", 50, None),
        (None,), ("截至", None, datetime.datetime(2025, 6, 30), True),
    )  # fmt: skip
    for row in rows:
        first.append(row)
    first["D3"].number_format = "0.0%"
    hidden = book.create_sheet("草稿")
    hidden.append(["不公开"])
    hidden.sheet_state = "hidden"
    book.save(file)
    return file


def test_rows_of_a_workbook_are_lines(tmp_path: Path) -> None:
    article = only(sheet(tmp_path / "a.xlsx"))
    assert article.text.split("\n") == [
        "主要指标", TITLE, "指标\t单位\t2025年\t增长", "规模\t亿元\t300\t12.5%", "场地\t个\t50",
        "截至\t\t2025-06-30\tTRUE",
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("hostile", [BOMB, OUTSIDE, b"<cut"], ids=["bomb", "outside", "cut"])
def test_hostile_workbooks_are_refused(tmp_path: Path, part: str, hostile: bytes) -> None:
    message = refused(with_part(sheet(tmp_path / "a.xlsx"), part, hostile))
    assert "root:" not in message


def test_spaces_at_the_start_of_an_ofd_line_indent_it(tmp_path: Path) -> None:
    heading = "（一）加快建设低空场地并完善通航服务保障体系"
    lines = [line for text in (heading, FIRST, SECOND) for line in wrapped(text, 30)]
    (tmp_path / "a.ofd").write_bytes(ofd([[(25, 30 + 10 * at, line, 5) for at, line in enumerate(lines)]]))
    assert only(tmp_path / "a.ofd").text.split("\n") == [heading, FIRST, SECOND]


def test_ofd_in_reading_order_without_page_numbers(tmp_path: Path) -> None:
    lines = wrapped(FIRST + SECOND, 30)
    texts = [(31.0 + 9 * (n == 0), 60.0 + 8 * n, line.strip("\u3000"), 4.5) for n, line in enumerate(lines)]
    pages = [
        [*reversed(texts), (45.0, 30.0, TITLE, 7.0), (100.0, 285.0, "— 1 —", 4.0)],
        [(40.0, 40.0, SECOND[:28], 4.5), (31.0, 48.0, SECOND[28:], 4.5), (100.0, 285.0, "— 2 —", 4.0)],
    ]
    (tmp_path / "a.ofd").write_bytes(ofd(pages))
    article = only(tmp_path / "a.ofd")
    assert article.text.split("\n") == [TITLE, FIRST + SECOND, SECOND]
    assert article.source.title == TITLE


OFD_BAD = [
    ("scan", ofd([[]]), "scan"),
    ("no-document", zipped({"OFD.xml": b"<a/>"}), "names no content"),
    ("missing", zipped({"OFD.xml": b"<a><DocRoot>../../etc/passwd</DocRoot></a>"}), "no ../../etc/passwd"),
    ("bomb", ofd([[]], **{"Doc_0/Document.xml": BOMB}), "document type"),
    ("no-xml", ofd([[]], **{"Doc_0/Document.xml": b"\x00"}), "damaged"),
]


@pytest.mark.parametrize(("data", "said"), [pytest.param(*row, id=case) for case, *row in OFD_BAD])
def test_bad_ofd(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.ofd").write_bytes(data)
    assert said in refused(tmp_path / "a.ofd")


def test_files_whose_endings_lie_are_read_as_what_they_are(tmp_path: Path) -> None:
    shutil.move(word(tmp_path / "w.docx"), tmp_path / "a.doc")
    shutil.move(sheet(tmp_path / "x.xlsx"), tmp_path / "b.txt")
    (tmp_path / "c.wps").write_text(FIRST, encoding="utf-8")
    (tmp_path / "d.docx").write_bytes(pdf([Sheet(set_lines(wrapped(FIRST, 30)))]))
    (tmp_path / "e.pdf").write_bytes(ofd([[(30, 30, TITLE, 6.0)]]))
    page = f"<html><body><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></body></html>"
    (tmp_path / "f.doc").write_bytes(page.encode("gb18030"))
    texts = [item.text.split("\n") if isinstance(item, Article) else item for item in read(str(tmp_path))]
    assert texts[0] == WORD_LINES
    assert isinstance(texts[1], list)
    assert texts[1][0] == "主要指标"
    assert texts[2:] == [[FIRST], [FIRST], [TITLE], [TITLE, FIRST, SECOND]]


OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def test_old_office_files_name_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(libreoffice, "_PLACES", ())
    for name in ("a.doc", "b.wps", "c.txt"):
        (tmp_path / name).write_bytes(OLD)
        message = refused(tmp_path / name)
        assert "libreoffice-writer" in message
        assert ".docx" in message


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a program called soffice on the path that does what a script says."""

    def install(script: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "soffice"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    return install


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for LibreOffice")
@pytest.mark.parametrize(("name", "form"), [("a.wps", "docx"), ("a.doc", "docx"), ("a.et", "xlsx")])
def test_old_office_files_by_libreoffice(tmp_path: Path, office: Any, name: str, form: str) -> None:
    model = word(tmp_path / "model.docx") if form == "docx" else sheet(tmp_path / "model.xlsx")
    # soffice --headless --norestore --nologo --nolockcheck -env:… --convert-to FORM --outdir DIR FILE
    office(f'test "$7" = {form} && test -s "${{10}}" && cp "{model}" "$9/document.{form}"')
    (tmp_path / name).write_bytes(OLD)
    article = only(tmp_path / name)
    assert TITLE in article.text
    assert article.source.path == str(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for LibreOffice")
def test_libreoffice_off_the_path_is_found_where_its_installer_puts_it(
    tmp_path: Path, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = word(tmp_path / "model.docx")
    office(f'/bin/cp "{model}" "$9/document.docx"')
    place = tmp_path / "LibreOffice" / "program"
    place.mkdir(parents=True)
    (tmp_path / "bin" / "soffice").rename(place / "soffice.com")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setenv("ProgramFiles", str(tmp_path))
    (tmp_path / "a.doc").write_bytes(OLD)
    assert TITLE in only(tmp_path / "a.doc").text


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for LibreOffice")
@pytest.mark.parametrize(("script", "said"), [("exit 0", "cannot read"), ("echo no >&2; exit 3", "ended with 3 (no)"),
                                              ("sleep 60", "takes more than")])  # fmt: skip
def test_libreoffice_that_fails(
    tmp_path: Path, office: Any, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    monkeypatch.setattr(libreoffice, "SECONDS_MAX", 1.0)
    office(script)
    (tmp_path / "a.doc").write_bytes(OLD)
    assert said in refused(tmp_path / "a.doc")


def test_an_archive_gives_its_documents_and_names_what_fails(tmp_path: Path) -> None:
    files = {
        "b/二.txt": FIRST.encode("gbk"),
        "a.docx": word(tmp_path / "w.docx").read_bytes(),
        "c.pdf": b"%PDF-1.4\n",
        "d.zip": zipped({"x.txt": b"x"}),
        "picture.png": b"\x89PNG",
        "__MACOSX/a.txt": b"x",
        "../../up.txt": SECOND.encode(),
    }
    (tmp_path / "w.docx").unlink()
    (tmp_path / "all.zip").write_bytes(zipped(files))
    found = list(read(str(tmp_path)))
    articles = {item.source.path: item.text for item in found if isinstance(item, Article)}
    name = str(tmp_path / "all.zip")
    assert articles == {
        f"{name}/../../up.txt": SECOND,
        f"{name}/a.docx": "\n".join(WORD_LINES),
        f"{name}/b/二.txt": FIRST,
    }
    failures = {item.name: str(item) for item in found if isinstance(item, Failure) and not item.passed_over}
    assert set(failures) == {f"{name}/c.pdf", f"{name}/d.zip"}
    assert "archive in an archive" in failures[f"{name}/d.zip"]
    assert [path.name for path in tmp_path.rglob("*")] == ["all.zip"]


def test_names_that_were_packed_on_a_chinese_windows(tmp_path: Path) -> None:
    data = zipped({"XXXX.txt": FIRST.encode()}).replace(b"XXXX", "通知".encode("gbk"))
    (tmp_path / "a.zip").write_bytes(data)
    assert only(tmp_path / "a.zip").source.path == str(tmp_path / "a.zip") + "/通知.txt"


@pytest.mark.parametrize(
    ("bound", "value", "said"), [("ENTRIES_MAX", 1, "2 entries"), ("TOTAL_MAX", 100, "unpacks to")]
)
def test_bounds_of_archives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, value: int, said: str) -> None:
    monkeypatch.setattr(archive, bound, value)
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": b"a" * 80, "b.txt": b"b" * 80}))
    assert said in refused(tmp_path / "a.zip")


def test_an_archive_that_is_made_to_fill_a_disk(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": b"a" * 4_000_000}))
    assert "grows more than" in refused(tmp_path / "a.zip")


def test_an_archive_whose_sizes_lie_gives_no_more_than_it_says(tmp_path: Path) -> None:
    out = io.BytesIO(zipped({"a.txt": FIRST.encode() * 1000}))
    data = out.getvalue().replace(len(FIRST.encode() * 1000).to_bytes(4, "little"), (90).to_bytes(4, "little"))
    (tmp_path / "a.zip").write_bytes(data)
    assert "cannot be unpacked" in refused(tmp_path / "a.zip") or len(only(tmp_path / "a.zip").text) <= 90


def test_an_encrypted_archive(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": FIRST.encode()}))
    for start, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + place] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert "encrypted" in refused(tmp_path / "a.zip")


ENDINGS = (
    ".txt", ".md", ".html", ".pdf", ".docx", ".xlsx", ".ofd", ".zip", ".doc", ".wps", ".xls", ".rtf", ".warc",
    ".warc.gz", ".json", ".jsonl",
)  # fmt: skip


def of_kind(kind: str, folder: Path) -> bytes:
    """A file with the two paragraphs of one article, as one of the kinds of `KINDS`."""
    made = {
        "text": f"{FIRST}\n{SECOND}\n".encode(),
        "text in UTF-16": f"{FIRST}\n{SECOND}\n".encode("utf-16"),
        "page": f"<!-- saved --><html><body><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></body></html>".encode(
            "gb18030"
        ),
        "JSON": json.dumps({"text": f"{FIRST}\n{SECOND}"}, indent=1).encode(),
        "JSON Lines": b"\n".join(json.dumps({"id": i, "text": f"{FIRST}\n{SECOND}"}).encode() for i in "ab"),
        "PDF": pdf([Sheet(set_lines([*wrapped(FIRST, 30), *wrapped(SECOND, 30)]))]),
    }
    if kind == "Word":
        return word(folder / "made").read_bytes()
    if kind == "ZIP":
        with zipfile.ZipFile(folder / "made", "w") as archive:
            archive.writestr("a.txt", f"{FIRST}\n{SECOND}\n")
        return (folder / "made").read_bytes()
    return made[kind]


@pytest.mark.parametrize("kind", ["text", "text in UTF-16", "page", "JSON", "JSON Lines", "PDF", "Word", "ZIP"])
def test_every_kind_is_read_under_every_ending(tmp_path: Path, kind: str) -> None:
    data = of_kind(kind, tmp_path)
    for number, end in enumerate(ENDINGS):
        file = tmp_path / f"{number}{end}"
        file.write_bytes(data)
        found = list(read(str(file)))
        assert len(found) == (2 if kind == "JSON Lines" else 1), (end, found)
        for item in found:
            assert isinstance(item, Article), (end, str(item))
            assert FIRST in item.text.split("\n"), end


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "is a feed"),
        (b"<?xml version='1.0'?>\n<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>", "sitemap"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "holds no page"),
        (gzip.compress(b"something", mtime=0), "gzip archive"),
        (OLD + "EncryptedPackage\0".encode("utf-16-le"), "password"),
        (OLD + "PowerPoint Document\0".encode("utf-16-le"), "slides (.ppt) are not read"),
    ],
)
def test_what_is_not_read_is_named_under_every_ending(tmp_path: Path, data: bytes, said: str) -> None:
    for end in (*ENDINGS, ".xml", ".rss"):
        (tmp_path / f"a{end}").write_bytes(data)
        assert said in refused(tmp_path / f"a{end}"), end


def test_old_sheets_go_to_the_sheets_of_libreoffice_whatever_their_name() -> None:
    old = OLD[:8]
    for end, name, told in (
        (".doc", "Workbook", ".xls"), (".et", "Workbook", ".et"), (".xls", "WordDocument", ".doc"),
        (".wps", "WordDocument", ".wps"), (".pdf", "Book", ".xls"),
    ):  # fmt: skip
        assert ending(Input(f"a{end}", content=old + (name + "\0").encode("utf-16-le"))) == told
    office = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
    assert ending(Input("a.doc", content=office)) == ".xls"


def test_an_archive_in_an_archive_is_refused_under_another_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("inner.docx", of_kind("ZIP", tmp_path))
    (inner,) = read(str(tmp_path / "a.zip"))
    assert "an archive in an archive" in str(inner)


WORD_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OTHER_MAINS = [
    ("macros", ".docm", b"application/vnd.ms-word.document.macroEnabled.main+xml"),
    ("template", ".docx", b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
    ("template-with-macros", ".docm", b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
]


@pytest.mark.parametrize(("end", "main"), [pytest.param(*row, id=case) for case, *row in OTHER_MAINS])
def test_documents_with_macros_and_templates_are_read(tmp_path: Path, end: str, main: bytes) -> None:
    file = word(tmp_path / f"a{end}")
    with zipfile.ZipFile(file) as made:
        types = made.read("[Content_Types].xml").replace(WORD_MAIN, main)
    assert only(with_part(file, "[Content_Types].xml", types)).text.split("\n") == WORD_LINES
