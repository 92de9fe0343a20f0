"""Readers of articles as JSON (one object or a list) and JSON Lines (one object a line).

The form is ``{"id"?, "source"?: {"title", "published", "publisher", "place", "url"}, "text"}``; other keys are passed
over, other keys of `source` kept. The text is taken as it is: offsets refer to it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any, BinaryIO

from pydantic import ValidationError

from policygraph.ingest.readers.dates import parse_date
from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.inputs import MAX_BYTES, Failure, Input, too_large
from policygraph.ingest.readers.magic import refuse_binary
from policygraph.ingest.readers.plain import source_of_text, storable
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import SourceError

_FORM = '{"id"?, "source"?: {"title", "published", "publisher", "place", "url"}, "text"}'
_TEXT_FIELDS = ("title", "subtitle", "publisher", "place", "url")


def read_json(item: Input) -> Iterator[Article | Failure]:
    """The article of a ``.json`` file, or each of a list of articles."""
    data = item.data()
    refuse_binary(data, item.name)
    yield from articles_of_json(decode(data, item.name), item)


def articles_of_json(text: str, item: Input) -> Iterator[Article | Failure]:
    """The articles of a JSON text, also of JSON Lines; a bad one in a list is a failure of its own."""
    if _is_lines(text):
        yield from articles_of_lines(io.BytesIO(text.encode("utf-8")), item)
        return
    value = _parse(text, item.name)
    if not isinstance(value, list):
        yield article_of_value(value, item.name, item.shown_path)
        return
    if not value:
        raise SourceError(f"{item.name}: is an empty list; give at least one article: {_FORM}")
    for number, entry in enumerate(value, 1):
        name = f"{item.name}:{number}"
        try:
            yield article_of_value(entry, name, name if item.shown_path else None)
        except SourceError as error:
            yield Failure(name, error)


def _is_lines(text: str) -> bool:
    """Whether each of the first lines is an object of its own."""
    lines = [line for line in text.removeprefix("\ufeff").lstrip().split("\n", 3)[:3] if line.strip()]
    return len(lines) > 1 and all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines)


def read_jsonl(item: Input) -> Iterator[Article | Failure]:
    """The article of each line of a ``.jsonl`` file; a bad line is a failure that names it."""
    with closing(item.open()) as stream:
        yield from articles_of_lines(stream, item)


def articles_of_lines(stream: BinaryIO, item: Input) -> Iterator[Article | Failure]:
    """The article of each line of a stream, whatever its length: one line at a time is held."""
    seen = False
    for number, (line, whole) in enumerate(_lines(stream, item.name), 1):
        name = f"{item.name}:{number}"
        if not whole:
            yield Failure(name, SourceError(too_large(name)))
            continue
        if number == 1:
            refuse_binary(line, item.name)
        if not line.strip():
            continue
        seen = True
        try:
            value = _parse(decode(line, name), name)
            yield article_of_value(value, name, name if item.shown_path else None)
        except SourceError as error:
            yield Failure(name, error)
    if not seen:
        raise SourceError(f"{item.name}: holds no line; give one article a line: {_FORM}")


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[bytes, bool]]:
    """Lines, and whether each is whole: the rest of one beyond the limit is passed over."""
    while True:
        try:
            line = stream.readline(MAX_BYTES + 1)
            whole = len(line) <= MAX_BYTES
            rest = line
            while not whole and rest and not rest.endswith(b"\n"):
                rest = stream.readline(MAX_BYTES)
        except OSError as error:
            raise SourceError(f"{name}: cannot be read ({error.strerror}); copy it to a local disk") from error
        if not line:
            return
        yield line, whole


def _parse(text: str, name: str) -> Any:
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise SourceError(f"{name}: is not valid JSON ({error.msg} at {where}); expected {_FORM}") from error
    except RecursionError as error:
        raise SourceError(f"{name}: is nested too deeply for an article; expected {_FORM}") from error
    except ValueError as error:  # an integer of thousands of digits
        raise SourceError(f"{name}: is not readable JSON ({error}); expected {_FORM}") from error


def article_of_value(value: Any, name: str, path: str | None) -> Article:
    """The article that a JSON value holds. Raises `SourceError` naming the field that is wrong."""
    if not isinstance(value, dict):
        raise SourceError(f"{name}: is {_a(value)}, not an article; expected {_FORM}")
    if "text" not in value:
        found = ", ".join(list(map(str, value))[:8]) or "none"
        raise SourceError(f'{name}: has no field "text" (its fields: {found}); expected {_FORM}')
    text, identifier = value["text"], value.get("id")
    if not isinstance(text, str):
        raise SourceError(f'{name}: field "text" is {_a(text)}, not a string; expected {_FORM}')
    if not text.strip():
        raise SourceError(f'{name}: field "text" is empty; give the body of the article')
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        identifier = str(identifier)
    if identifier is not None and not (isinstance(identifier, str) and identifier.strip()):
        raise SourceError(f'{name}: field "id" is {_a(identifier)}, not a string; give a string or leave it out')
    source = _source(value.get("source"), name, path)
    text = storable(text)
    return Article(id=storable(identifier) if identifier else None, source=source_of_text(text, source), text=text)


def _source(value: Any, name: str, path: str | None) -> Source:
    if value is None:
        return Source(path=path)
    if not isinstance(value, dict):
        raise SourceError(f'{name}: field "source" is {_a(value)}, not an object; expected {_FORM}')
    fields = {str(key): storable(entry) if isinstance(entry, str) else entry for key, entry in value.items()}
    for key in _TEXT_FIELDS:
        if fields.get(key) is not None and not isinstance(fields[key], str):
            raise SourceError(f'{name}: field "source.{key}" is {_a(fields[key])}, not a string; put it in quotes')
        if not (fields.get(key) or "").strip():
            fields.pop(key, None)
    published = fields.pop("published", None)
    if published is not None and published != "":
        fields["published"] = _day(published, name)
    if path is not None:
        fields["path"] = path
    try:
        return Source.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, ("source", *first["loc"])))
        raise SourceError(f'{name}: field "{where}" is {first["input"]!r}: {first["msg"]}; expected {_FORM}') from error


def _day(value: Any, name: str) -> str:
    """A date as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, from any way in which documents print one."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    day = parse_date(value) if isinstance(value, str) and len(value) <= 60 else None
    if day is None:
        raise SourceError(f'{name}: field "source.published" is {value!r}, not a date; write it as 2025-11-14')
    return day


def _a(value: Any) -> str:
    kinds = {
        dict: "an object",
        list: "a list",
        str: "a string",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return "null" if value is None else kinds.get(type(value), type(value).__name__)
