"""Old office formats (``.doc .wps .rtf .xls .et``) and ``.odt .ods`` by LibreOffice, which saves them as new ones."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.ingest.readers.magic import ending
from policygraph.ingest.readers.word import read_docx
from policygraph.ingest.readers.workbook import read_xlsx
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError

SECONDS_MAX = 120.0
_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (  # where its own installers put it, off the PATH
    ("ProgramW6432", "LibreOffice/program/soffice.com"),
    ("ProgramFiles", "LibreOffice/program/soffice.com"),
    ("ProgramFiles(x86)", "LibreOffice/program/soffice.com"),
    (None, "/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    (None, "/opt/libreoffice*/program/soffice"),
)
_SHEETS = frozenset({".xls", ".et", ".ods"})
_ENDS = ".doc", ".wps", ".rtf", ".xls", ".et", ".odt", ".ods"
_INSTALL = (
    "install LibreOffice (Debian, Ubuntu: apt install libreoffice-writer libreoffice-calc; others: libreoffice.org), "
    "or save the document as .docx or .xlsx"
)


def read_by_libreoffice(item: Input) -> Iterator[Article | Failure]:
    """The article of an old office file.

    Raises
    ------
    SourceError
        Where LibreOffice is not installed (naming what to install), cannot read the file, or takes too long.
    """
    program = _installed()
    if program is None:
        raise SourceError(f"{item.name}: is an old office file, which is read by LibreOffice; {_INSTALL}")
    told = ending(item)
    suffix = told if told in _ENDS else ".doc"
    form = "xlsx" if suffix in _SHEETS else "docx"
    with tempfile.TemporaryDirectory(prefix="policygraph-office-") as folder:
        given = Path(folder, f"document{suffix}")
        given.write_bytes(item.data())
        _convert(program, given, form, item.name)
        written = given.with_suffix(f".{form}")
        if not written.is_file():
            raise SourceError(f"{item.name}: LibreOffice cannot read it; open it and save it as .{form}")
        data = written.read_bytes()
    new = Input(item.name, content=data)
    yield from read_xlsx(new) if form == "xlsx" else read_docx(new)


def _installed() -> str | None:
    """The program: the first on the PATH, else the newest in one of the places of its installers."""
    for name in _PROGRAMS:
        if found := shutil.which(name):
            return found
    for variable, place in _PLACES:
        root = os.environ.get(variable) if variable else "/"
        found_here = sorted(Path(root).glob(place.lstrip("/"))) if root else []
        if found_here:
            return str(found_here[-1])
    return None


def _convert(program: str, given: Path, form: str, name: str) -> None:
    """Run LibreOffice with a profile of its own: no macros of the user's, no wait for one that is open."""
    profile = Path(given.parent, "profile").as_uri()
    command = [
        program, "--headless", "--norestore", "--nologo", "--nolockcheck", f"-env:UserInstallation={profile}",
        "--convert-to", form, "--outdir", str(given.parent), str(given),
    ]  # fmt: skip
    try:
        process = subprocess.Popen(  # noqa: S603 - found by name on the path, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        raise SourceError(f"{name}: LibreOffice ({program}) does not start ({error}); {_INSTALL}") from error
    try:
        _, said = process.communicate(timeout=SECONDS_MAX)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise SourceError(
            f"{name}: LibreOffice takes more than {SECONDS_MAX:.0f} seconds; open it and save it as .{form}"
        ) from error
    if process.returncode:
        reason = said.decode("utf-8", "replace").strip()[:200]
        raise SourceError(
            f"{name}: LibreOffice ended with {process.returncode} ({reason}); open it and save it as .{form}"
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started (``soffice`` is a script that starts another)."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
