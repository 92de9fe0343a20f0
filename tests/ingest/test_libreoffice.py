"""Old office files by LibreOffice itself, where it is installed; test_readers_office.py has what stands for it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.documents import only, refused

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice: apt install libreoffice-writer-nogui")
TITLE = "云汀市低空经济发展规划（2025—2027年）"
FIRST = "到2027年，全市低空经济规模达到300亿元，培育龙头企业10家以上。"


def converted(given: Path, form: str) -> Path:
    """The file as LibreOffice saves it in an old format; skips where that filter is not installed."""
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(given.parent / 'profile').as_uri()}"
    command = [SOFFICE, "--headless", profile, "--convert-to", form, "--outdir", str(given.parent), str(given)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = given.with_suffix("." + form.partition(":")[0])
    if not made.is_file():
        pytest.skip(
            f"this LibreOffice does not write {form}: apt install libreoffice-writer-nogui libreoffice-calc-nogui"
        )
    return made


def test_a_word_document_of_1997_with_its_table(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph(FIRST)
    table = document.add_table(2, 3, style="Table Grid")
    for cell, text in zip(table._cells, ("指标", "单位", "2027年", "规模", "亿元", "300"), strict=True):
        cell.text = text
    document.add_paragraph("各地要抓好落实。")
    document.save(str(tmp_path / "a.docx"))
    made = converted(tmp_path / "a.docx", "doc:MS Word 97")
    lines = [TITLE, FIRST, "指标\t单位\t2027年", "规模\t亿元\t300", "各地要抓好落实。"]
    assert only(made).text.split("\n") == lines
    assert only(made.rename(tmp_path / "a.wps")).source.title == TITLE


def test_a_table_at_the_very_end_of_a_document_of_1997(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(FIRST)
    table = document.add_table(2, 2, style="Table Grid")
    for cell, text in zip(table._cells, ("指标", "2027年", "规模", "300"), strict=True):
        cell.text = text
    document.add_paragraph()  # as Word always writes one; without it LibreOffice saves no table in the old format
    document.save(str(tmp_path / "e.docx"))
    made = converted(tmp_path / "e.docx", "doc:MS Word 97")
    assert only(made).text.split("\n")[-2:] == ["指标\t2027年", "规模\t300"]


def test_a_workbook_of_1997(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ((TITLE,), ("指标", "单位", "2027年"), ("规模", "亿元", 300)):
        book.worksheets[0].append(row)
    book.save(tmp_path / "b.xlsx")
    article = only(converted(tmp_path / "b.xlsx", "xls:MS Excel 97"))
    assert article.text.split("\n")[-2:] == ["指标\t单位\t2027年", "规模\t亿元\t300"]


def test_open_document_text_and_sheets(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(FIRST)
    document.save(str(tmp_path / "f.docx"))
    assert only(converted(tmp_path / "f.docx", "odt")).text == FIRST
    book = openpyxl.Workbook()
    for row in (("指标", "2027年"), ("规模", 300)):
        book.worksheets[0].append(row)
    book.save(tmp_path / "g.xlsx")
    assert only(converted(tmp_path / "g.xlsx", "ods")).text == "指标\t2027年\n规模\t300"


def test_a_file_that_is_cut_off_is_refused_or_read_in_part(tmp_path: Path) -> None:
    (tmp_path / "c.doc").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    assert "c.doc" in refused(tmp_path / "c.doc")
