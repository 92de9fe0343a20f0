"""Where a web archive was cut off: the record at its end that is not whole.

The library that reads archives takes the end of the file for the end of the archive, also inside a header, where the
record is then missing without a word.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 20
_LINE_MAX = 64 * 1024
_BEGINS = b"WARC/"
_LENGTH = b"content-length:"


def cut_at(stream: BinaryIO) -> int | None:
    """The byte at which the last record of an archive begins where it is not whole; None for a whole archive.

    >>> import io
    >>> whole = b"WARC/1.0\\r\\nWARC-Type: warcinfo\\r\\nContent-Length: 2\\r\\n\\r\\nab\\r\\n\\r\\n"
    >>> [cut_at(io.BytesIO(data)) for data in (whole, whole + whole[:30], whole[:-5])]
    [None, 58, 0]
    """
    stream.seek(0)
    packed = stream.read(2) == _GZIP
    stream.seek(0)
    return _packed_cut_at(stream) if packed else _plain_cut_at(stream)


def _packed_cut_at(stream: BinaryIO) -> int | None:
    """Of an archive in which each record is a gzip member of its own: the member that does not end."""
    start, read, data = 0, 0, b""
    while True:
        unpacker = zlib.decompressobj(wbits=31)  # 31: with gzip's header
        while not unpacker.eof:
            if not data:
                data = stream.read(_PIECE)
                read += len(data)
                if not data:
                    return None if read == start else start
            try:
                unpacker.decompress(data, _PIECE)  # what is unpacked is not needed, only where it ends
            except zlib.error:
                return None  # damaged rather than cut off
            data = unpacker.unconsumed_tail
        data = unpacker.unused_data
        start = read - len(data)


def _plain_cut_at(stream: BinaryIO) -> int | None:
    size = stream.seek(0, 2)
    start = 0
    while start < size:
        stream.seek(start)
        line = stream.readline(_LINE_MAX)
        if not line.strip():  # between two records
            start += len(line)
            continue
        if not line.startswith(_BEGINS[: len(line)]):
            return None  # no archive, or damaged further up
        length = 0
        while line.strip():
            if line.lower().startswith(_LENGTH) and (value := line[len(_LENGTH) :].strip()).isdigit():
                length = int(value)
            line = stream.readline(_LINE_MAX)
        if not line or stream.tell() + length > size:
            return start
        start = stream.tell() + length
    return None
