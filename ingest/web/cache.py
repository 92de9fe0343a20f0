"""Pages that were fetched, kept in a folder: a head (JSON) and a body for each address."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a fetched page. `fetched` is seconds since 1970, `url` where redirects led."""

    url: str
    content_type: str
    fetched: float
    etag: str | None = None
    modified: str | None = None


class Cache:
    """The folder; a damaged entry counts as none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, address: str) -> tuple[Head, bytes] | None:
        """Head and body of an address, or None."""
        head, body = self._files(address)
        try:
            known = Head(**json.loads(head.read_text(encoding="utf-8")))
            return known, body.read_bytes()
        except (OSError, ValueError, TypeError):
            return None

    def put(self, address: str, head: Head, body: bytes | None) -> None:
        """Keep a page; with `body` None only its head, as after a 304. Raises `OSError`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        head_file, body_file = self._files(address)
        if body is not None:
            head_file.unlink(missing_ok=True)  # body and head never belong to two answers
            _write(body_file, body)
        _write(head_file, json.dumps(asdict(head), ensure_ascii=False).encode("utf-8"))

    def _files(self, address: str) -> tuple[Path, Path]:
        name = hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()
        return self.folder / f"{name}.json", self.folder / f"{name}.body"


def _write(file: Path, data: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
