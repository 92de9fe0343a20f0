"""Bounded reading of ZIP archives: of entries there are few, of bytes not many, and nothing is written anywhere."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from policygraph.ingest.readers.inputs import MAX_BYTES, Input
from policygraph.schema.errors import SourceError

ENTRIES_MAX = 10_000
TOTAL_MAX = 10 * MAX_BYTES
RATIO_MAX = 250
"""How many times larger than packed an entry may be; text packs 5 to 60 times."""
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError)
"""What reading a damaged archive raises; a place before its beginning is a `ValueError`."""
_HANZI = re.compile("[\u3400-\u9fff]")
_SMALL = 1024 * 1024  # an entry up to this size may pack as well as it likes


class Archive:
    """The entries of a ZIP that was checked against the limits."""

    def __init__(self, zipped: zipfile.ZipFile, name: str) -> None:
        self.zipped = zipped
        self.name = name
        self.entries = {shown_name(info): info for info in zipped.infolist() if not info.is_dir()}

    def read(self, entry: str) -> bytes:
        """The bytes of an entry; raises `SourceError` for one that is encrypted, damaged or too large."""
        info = self.entries[entry]
        where = f"{self.name}/{entry}"
        if info.flag_bits & 1:
            raise SourceError(f"{where}: is encrypted; unpack it with its password and give what is in it")
        if info.file_size > MAX_BYTES:
            raise SourceError(
                f"{where}: holds {info.file_size // 1024 // 1024} MB, more than {MAX_BYTES // 1024 // 1024}; split it"
            )
        try:
            with self.zipped.open(info) as stream:  # reads no more than the size that was checked
                return stream.read()
        except (*DAMAGED, RuntimeError, OSError) as error:
            raise SourceError(f"{where}: cannot be unpacked ({error}); pack or download it again") from error


@contextmanager
def opened(item: Input, what: str = "the archive") -> Iterator[Archive]:
    """The archive that an input is.

    Raises
    ------
    SourceError
        For one that is damaged, or larger than the limits: `ENTRIES_MAX`, `TOTAL_MAX`, `RATIO_MAX`.
    """
    data = item.data()
    try:
        zipped = zipfile.ZipFile(io.BytesIO(data))
    except (*DAMAGED, OSError) as error:
        raise SourceError(f"{item.name}: {what} is damaged ({error}); download or save it again") from error
    with zipped:
        _check(zipped, item.name)
        yield Archive(zipped, item.name)


def _check(zipped: zipfile.ZipFile, name: str) -> None:
    infos = zipped.infolist()
    if len(infos) > ENTRIES_MAX:
        raise SourceError(f"{name}: holds {len(infos)} entries, more than {ENTRIES_MAX}; split it")
    total = sum(info.file_size for info in infos)
    if total > TOTAL_MAX:
        raise SourceError(
            f"{name}: unpacks to {total // 1024 // 1024} MB, more than {TOTAL_MAX // 1024 // 1024}; split it"
        )
    for info in infos:
        if info.file_size > _SMALL and info.file_size > RATIO_MAX * max(info.compress_size, 1):
            raise SourceError(
                f"{name}: {shown_name(info)!r} grows more than {RATIO_MAX} times when unpacked, as in an archive that "
                "is made to fill a disk; unpack it yourself if you trust it"
            )


def shown_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; those that were packed on a Chinese Windows are in GBK.

    >>> info = zipfile.ZipInfo("通知.txt".encode("gbk").decode("cp437"))
    >>> shown_name(info)
    '通知.txt'
    """
    if info.flag_bits & 0x800:
        return info.filename
    try:
        packed = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            name = packed.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8" or _HANZI.search(name):  # 通知 in GBK is valid UTF-8 of other letters
            return name
    return info.filename
