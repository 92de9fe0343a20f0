"""Writing Turtle: subjects with their properties in a fixed order, so that the same table gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policygraph.schema.namespace import PREFIXES

Block = tuple[str, Sequence[tuple[str, str]]]


def text(value: str, lang: str = "") -> str:
    """A Turtle string, with a language where one is given.

    >>> text('目标', "zh"), text('a "b"')
    ('"目标"@zh', '"a \\\\"b\\\\""')
    """
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"@{lang}' if lang else f'"{escaped}"'


def document(comment: str, prefixes: Iterable[str], blocks: Iterable[Block]) -> str:
    """A Turtle document; each block is a subject with predicate and object pairs."""
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    lines += [f"@prefix {name}: <{PREFIXES[name]}> ." for name in prefixes]
    for subject, pairs in blocks:
        body = " ;\n    ".join(f"{predicate} {object_}" for predicate, object_ in pairs)
        lines.append(f"\n{subject}\n    {body} .")
    return "\n".join(lines) + "\n"
