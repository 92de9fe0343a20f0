"""``policygraph articles``: what is in the workspace."""

from __future__ import annotations

from pathlib import Path

from policygraph.cli.known import workspace_on
from policygraph.cli.messages import language
from policygraph.cli.options import as_of_option, format_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import print_json, print_table
from policygraph.schema.failures import told

COLUMNS = (
    "id", "title", "published", "publisher", "place", "url", "state", "copy_of", "superseded_by", "corrects",
    "corrected_by", "error",
)  # fmt: skip


@make_command("articles")
@workspace_option
@as_of_option
@format_option("table", "json")
def command(workspace: Path, as_of: str | None, form: str, quiet: bool) -> None:
    """List the articles with their state; the help text stands in messages.toml."""
    with workspace_on(workspace, as_of, quiet=quiet) as ws:
        corrects = ws.corrections()
        by = {other: entry.id for entry in ws.articles() for other in corrects.get(entry.key, ())}
        rows = [
            {
                "id": entry.id,
                "title": entry.source.title,
                "published": entry.source.published,
                "publisher": entry.source.publisher,
                "place": entry.source.place,
                "url": entry.source.url,
                "state": entry.state,
                "copy_of": entry.copy_of,
                "superseded_by": entry.superseded_by,
                "corrects": list(corrects.get(entry.key, ())),
                "corrected_by": by.get(entry.id),
                "error": entry.error,
                "path": entry.path,
            }
            for entry in ws.articles()
        ]
    if form == "json":
        print_json(rows)
        return
    columns = [name for name in COLUMNS if name in ("id", "state") or any(row.get(name) for row in rows)]
    print_table(columns, [[_shown(name, row[name]) for name in columns] for row in rows], quiet=quiet)


def _shown(name: str, value: object) -> object:
    """A cell as people read it."""
    if isinstance(value, list):
        return " ".join(value)
    return told(value, language()) if name == "error" and isinstance(value, str) else value
