"""Archives from strangers: what is sound comes out, bombs and ways out of the folder do not."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from policygraph.ingest.archives import MOST_FILES, check, unpack
from policygraph.schema.errors import SourceError


def archive(files: dict[str, bytes], *, kind: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as made:
        for name, data in files.items():
            made.writestr(name, data)
    out.seek(0)
    return out


def test_sound_files_come_out(tmp_path: Path) -> None:
    files = {"通知.txt": "正文".encode(), "文件夹/通知.txt": b"2", "空/": b""}
    found = list(unpack(archive(files), tmp_path))
    assert [path.name for path in found] == ["通知.txt", "通知.txt"]
    assert [path.read_bytes() for path in found] == ["正文".encode(), b"2"]


@pytest.mark.parametrize(
    "name", ["../../out.txt", "/abs/out.txt", "..\\..\\out.txt", "a/../../../out.txt", "C:\\out.txt"]
)
def test_nothing_lands_outside(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "inside"
    found = list(unpack(archive({name: b"x"}), inside))
    assert all(path.resolve().is_relative_to(inside.resolve()) for path in found)
    assert [path for path in tmp_path.rglob("out.txt") if not path.is_relative_to(inside)] == []


def test_links_are_left_out(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    assert list(unpack(out, tmp_path)) == []


def test_bombs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="times"):
        check(archive({"bomb.txt": bytes(50_000_000)}))
    with pytest.raises(SourceError, match="more than 1 MB"):
        check(archive({"large.txt": b"x" * 2_000_000}), most_bytes=1_000_000)
    with pytest.raises(SourceError, match=str(MOST_FILES)):
        check(archive({f"{n}.txt": b"" for n in range(MOST_FILES + 1)}, kind=zipfile.ZIP_STORED))


def test_an_archive_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    data = archive({"a.txt": b"abcdefghij" * 200_000}, kind=zipfile.ZIP_DEFLATED).getvalue()
    real = struct.pack("<I", 2_000_000)
    assert data.count(real) == 2  # of the entry and of the directory
    lying = io.BytesIO(data.replace(real, struct.pack("<I", 100_000)))
    with pytest.raises(SourceError):
        list(unpack(lying, tmp_path, most_bytes=1_000_000))
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.txt")) <= 1_000_000


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + bytes(30), b"no archive"])
def test_what_is_no_archive_is_said(data: bytes) -> None:
    with pytest.raises(SourceError, match="no zip archive"):
        check(io.BytesIO(data))
