"""The log: ``curation.jsonl``, one decision a line, only ever appended to. People may read, diff and carry it along."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policygraph.graph.ledger import now
from policygraph.schema.errors import CurationError, CurationFileError

FILE = "curation.jsonl"
ACTS = ("merge", "apart", "split", "rename", "retype", "reject", "confirm", "undo")
_NEEDS: Mapping[str, tuple[str, ...]] = {  # the fields of each act, beside id, do and when
    "merge": ("entities",),
    "apart": ("entities",),
    "split": ("entity", "nodes"),
    "rename": ("entity", "name"),
    "retype": ("entity", "type"),
    "reject": ("item",),
    "confirm": ("item",),
    "undo": ("undoes",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision. `fields` holds what the act is about, in the form of the file."""

    id: int
    do: str
    when: str
    who: str | None
    why: str | None
    fields: Mapping[str, Any]

    def line(self) -> str:
        """The decision as it stands in the file."""
        row = {"id": self.id, "do": self.do, **self.fields, "who": self.who, "when": self.when, "why": self.why}
        return json.dumps({key: value for key, value in row.items() if value is not None}, ensure_ascii=False)


def read(folder: Path) -> list[Entry]:
    """The decisions in a workspace, oldest first; raises `CurationFileError` for a line that is none."""
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors put a mark at the beginning
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise CurationFileError("unreadable", file=str(path), error=str(error)) from error
    return parse(text, str(path))


def text_of(entries: Iterable[Entry]) -> str:
    """The decisions as the ledger keeps those that were applied."""
    return "".join(f"{entry.line()}\n" for entry in entries)


def parse(text: str, name: str = FILE) -> list[Entry]:
    """The decisions in a text.

    >>> [entry.do for entry in parse('{"id": 1, "do": "undo", "undoes": 7, "when": "2026-01-05T08:00:00Z"}')]
    ['undo']
    """
    entries: list[Entry] = []
    seen: set[int] = set()
    for number, line in enumerate(text.split("\n"), 1):  # quotes may hold U+2028, at which splitlines would split
        if not line.strip():
            continue
        entry = _entry(line, number, name)
        if entry.id in seen:
            raise CurationFileError("twice", file=name, line=number, value=entry.id)
        seen.add(entry.id)
        entries.append(entry)
    return entries


def append(
    folder: Path, do: str, fields: Mapping[str, Any], *, who: str | None = None, why: str | None = None
) -> Entry:
    """Write one more decision at the end of the file and on the disk; the decision with its number."""
    entries = read(folder)
    number = max((entry.id for entry in entries), default=0) + 1
    entry = Entry(number, do, now(), who or None, why or None, dict(fields))
    path = folder / FILE
    try:
        whole = not path.exists() or path.read_bytes()[-1:] in {b"", b"\n"}
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(("" if whole else "\n") + entry.line() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CurationFileError("unwritable", file=str(path), error=str(error)) from error
    return entry


def active(entries: Sequence[Entry]) -> list[Entry]:
    """The decisions that stand: not undone, and no undoing themselves."""
    undone = {entry.fields["undoes"] for entry in entries if entry.do == "undo"}
    return [entry for entry in entries if entry.do != "undo" and entry.id not in undone]


def to_undo(entries: Sequence[Entry], number: int | None) -> Entry:
    """The decision with a number, or the last one that stands; raises `CurationError` when there is none to undo."""
    standing = active(entries)
    if number is None:
        if not standing:
            raise CurationError("nothing_to_undo")
        return standing[-1]
    for entry in standing:
        if entry.id == number:
            return entry
    known = {entry.id for entry in entries}
    raise CurationError("undone_already" if number in known else "no_decision", number=number)


def _entry(line: str, number: int, name: str) -> Entry:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise CurationFileError("broken", file=name, line=number, value=line[:80]) from error
    if not isinstance(row, dict) or row.get("do") not in ACTS:
        value = row.get("do") if isinstance(row, dict) else line[:80]
        raise CurationFileError("unknown_act", file=name, line=number, value=value, known=" ".join(ACTS))
    missing = [key for key in ("id", "when", *_NEEDS[row["do"]]) if key not in row]
    if missing or not isinstance(row["id"], int):
        raise CurationFileError("missing", file=name, line=number, value="、".join(missing) or "id")
    fields = {key: value for key, value in row.items() if key not in {"id", "do", "when", "who", "why"}}
    if not _well_formed(row["do"], fields):
        raise CurationFileError("malformed", file=name, line=number, value=line[:80])
    return Entry(row["id"], row["do"], str(row["when"]), row.get("who"), row.get("why"), fields)


def _well_formed(do: str, fields: Mapping[str, Any]) -> bool:
    if do in {"merge", "apart"}:
        parties = fields["entities"]
        return isinstance(parties, list) and len(parties) > 1 and all(_is_party(party) for party in parties)
    if do == "split":
        nodes = [fields["nodes"], fields.get("from", [])]
        return _is_party(fields["entity"]) and all(isinstance(part, list) for part in nodes) and any(nodes)
    if do in {"rename", "retype"}:
        return _is_party(fields["entity"]) and isinstance(fields["name" if do == "rename" else "type"], str)
    if do in {"reject", "confirm"}:
        return isinstance(fields["item"], dict) and isinstance(fields["item"].get("kind"), str)
    return isinstance(fields["undoes"], int)


def _is_party(value: Any) -> bool:
    """Whether a value names an entity: its nodes, and what it was called when it was decided."""
    return isinstance(value, dict) and isinstance(value.get("nodes"), list) and bool(value["nodes"])
