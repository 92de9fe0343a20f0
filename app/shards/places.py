"""Places: folders that fsspec reaches, in which a file is there whole or not at all."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from policygraph.schema.errors import ShardError

PARTIAL = ".partial"


def filesystem(url: str) -> tuple[Any, str]:
    """The fsspec file system of an address or local path, and the path within it; raises `ShardError` for none."""
    try:
        import fsspec
    except ImportError as error:
        raise missing("fsspec", "shards") from error
    try:
        found: tuple[Any, str] = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise ShardError(f"{url}: {error}; install what it names, such as policygraph[ray] for s3://").because(
            "no_filesystem", url=url, error=error
        ) from error
    except (ValueError, OSError) as error:
        raise ShardError(f"{url}: cannot be reached ({error}); check the address").because(
            "unreachable", url=url, error=error
        ) from error
    return found


def missing(package: str, extra: str) -> ShardError:
    """The error for a package that is not installed."""
    return ShardError(
        f"this needs {package}, which is not installed; install the extra: pip install 'policygraph[{extra}]'"
    ).because("no_extra", package=package, extra=extra)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on a file system; its file names are relative, with ``/``."""

    url: str
    system: Any
    root: str

    @classmethod
    def at(cls, url: str) -> Self:
        """The folder at an address or local path; it need not exist."""
        return cls(url, *filesystem(url))

    def put(self, name: str, file: Path) -> None:
        """Copy a local file in. Under its name it is never seen half: it gets the name when all of it is there."""
        final = f"{self.root}/{name}"
        partial = f"{final}.{uuid.uuid4().hex[:8]}{PARTIAL}"
        with Telling(self.url):
            self.system.makedirs(final.rpartition("/")[0], exist_ok=True)
            self.system.put_file(str(file), partial)
            if "file" not in self.system.protocol and self.system.exists(final):
                self.system.rm_file(final)  # HDFS renames onto nothing that is there
            self.system.mv(partial, final)

    def read(self, name: str) -> bytes | None:
        """The content of a file; None where there is none."""
        with Telling(self.url):
            try:
                content: bytes = self.system.cat_file(f"{self.root}/{name}")
            except FileNotFoundError:
                return None
        return content

    def fetch(self, name: str, file: Path) -> None:
        """Copy a file to a local one."""
        with Telling(self.url):
            self.system.get_file(f"{self.root}/{name}", str(file))

    def sizes(self, within: str) -> dict[str, int]:
        """The names of the files in a folder of this one, with their sizes in bytes."""
        with Telling(self.url):
            self.system.invalidate_cache()
            try:
                entries = self.system.ls(f"{self.root}/{within}", detail=True)
            except FileNotFoundError:
                return {}
        return {
            f"{within}/{entry['name'].rpartition('/')[2]}": int(entry["size"] or 0)
            for entry in entries
            if entry["type"] == "file"
        }

    def size(self, name: str) -> int | None:
        """The size of one file in bytes; None where there is none."""
        with Telling(self.url):
            self.system.invalidate_cache()
            try:
                return int(self.system.info(f"{self.root}/{name}")["size"] or 0)
            except FileNotFoundError:
                return None

    def remove(self, name: str) -> None:
        """Remove a file; one that is gone already does no harm."""
        with Telling(self.url):
            try:
                self.system.rm_file(f"{self.root}/{name}")
            except FileNotFoundError:
                return


@dataclass(frozen=True, slots=True)
class Telling:
    """What goes wrong inside is a `ShardError` that names the folder."""

    url: str

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise ShardError(
                f"{self.url}: {error}; check the address, the rights and the free space, then run this again"
            ).because("unusable", url=self.url, error=error) from error
