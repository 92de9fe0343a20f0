"""What lies beside articles in folders and archives: read where it is one, else passed over and told, not failed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from policygraph.cli.inputs import Inputs, missing
from policygraph.cli.messages import passed_over
from policygraph.ingest.readers import Failure, read
from policygraph.schema.article import Article

TEXT = "到2025年，云汀市高新技术企业达到500家，研发经费投入强度达到3.2%。"
FEED = f"<rss><channel><item><title>云汀市推进创新</title><description>{TEXT * 8}</description></item></channel></rss>"
ARTICLES = {"通知": TEXT, "附件1.任务分工表": TEXT, "feed.xml": FEED, "a.txt": TEXT}
OTHERS = {
    "LICENSE": "本软件按照许可证提供，使用者应当遵守下列条款。" * 5,
    "Makefile": "all: build\n\tcc main.c  # 编译全部的源文件\n",
    "run": "#!/bin/sh\nset -e\nexec python -m server --port 8000 # 启动服务\n",
    "settings.xml": "<?xml version='1.0'?><settings><name>设置</name></settings>",
    "list.csv": "a,b",
    "sub/photo.jpg": "x",
    "empty": "",
    "program": "\x7fELF\0\0",
}


def in_folder(folder: Path) -> Path:
    for name, text in (ARTICLES | OTHERS).items():
        file = folder / "all" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder / "all"


def in_archive(folder: Path) -> Path:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in (ARTICLES | OTHERS).items():
            archive.writestr(name, text)
    (folder / "all.zip").write_bytes(stream.getvalue())
    return folder / "all.zip"


@pytest.mark.parametrize("place", [in_folder, in_archive], ids=["folder", "archive"])
def test_a_folder_and_an_archive_are_read_alike(tmp_path: Path, place: Callable[[Path], Path]) -> None:
    source = place(tmp_path)
    found = list(read(str(source)))
    articles = {item.source.path for item in found if isinstance(item, Article)}
    assert articles == {str(source / (name + ":1" * (name == "feed.xml"))) for name in ARTICLES}
    assert all(item.passed_over for item in found if isinstance(item, Failure))
    assert {item.name for item in found if isinstance(item, Failure)} == {str(source / name) for name in OTHERS}


def test_what_is_passed_over_is_counted_and_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inputs = Inputs([str(in_folder(tmp_path))])
    assert len(list(inputs)) == 4
    assert inputs.failed == 0
    assert (inputs.passed[".jpg"], inputs.passed[str(tmp_path / "all/LICENSE")]) == (1, 1)
    inputs.tell_passed(quiet=False)
    assert ".jpg 1" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["LICENSE", "list.csv", "program"])
def test_a_file_that_is_named_and_no_article_is_a_failure(tmp_path: Path, name: str) -> None:
    (found,) = read(str(in_folder(tmp_path) / name))
    assert isinstance(found, Failure)
    assert not found.passed_over


def test_a_folder_of_nothing_else_holds_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    assert ["holds no article" in str(failure) for failure in missing([str(tmp_path)])] == [True]


def test_a_folder_of_text_without_endings_is_no_mistyped_name(tmp_path: Path) -> None:
    (tmp_path / "通知").write_text(TEXT, encoding="utf-8")
    assert missing([str(tmp_path)]) == []


def test_many_kinds_are_told_by_their_number() -> None:
    line = passed_over({f".{number}": number for number in range(1, 30)})
    assert "435" in line
    assert ".29 29" in line
    assert ".1 1" not in line
