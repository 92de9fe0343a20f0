"""Writing files whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from policygraph.schema.errors import ExportError


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path to write to, renamed to `target` at the end: no reader meets half a file.

    Raises `ExportError` where the file cannot be written; what stood at `target` before is then still there.
    """
    partial = target.with_name(target.name + ".partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        os.replace(partial, target)  # noqa: PTH105 - Path.replace is the same call
    except OSError as error:
        with suppress(OSError):  # the folder itself may be what is wrong
            partial.unlink(missing_ok=True)
        raise ExportError(
            f"cannot write {str(target)!r}: {error.strerror or error}; choose another folder or free some space"
        ) from error
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
