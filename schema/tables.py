"""Tables of words and values: tab-separated files in the ``data/`` of a package, checked line by line."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from policygraph.schema.errors import VocabularyError


def rows(package: str, name: str, *widths: int) -> Iterator[tuple[int, list[str]]]:
    """Number and fields of each line of ``data/<name>`` of a package; see `split`.

    >>> next(rows("policygraph.schema", "traditional.tsv", 2, 3))[1]
    ['「', '“', 'with others']
    """
    text = files(package).joinpath("data", name).read_text(encoding="utf-8")
    return split(text, name, *widths)


def split(text: str, where: str, *widths: int, form: str = "") -> Iterator[tuple[int, list[str]]]:
    """Number and fields of each line that says something: comments (``#``) and blank lines are left out.

    Parameters
    ----------
    where
        The file, for the message.
    widths
        How many fields a line may have; none: any number.
    form
        What the fields are, for the message.

    Raises
    ------
    VocabularyError
        For a line of another width, with file and line.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if widths and len(fields) not in widths:
            wanted = " or ".join(map(str, widths))
            named = f"{form}, " if form else ""
            raise VocabularyError(
                f"{where}, line {number}: {line!r} has {len(fields)} columns, not {wanted} ({named}tabs between)"
            )
        yield number, fields
