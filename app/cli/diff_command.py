"""``policygraph diff``: what changed between two days or two workspaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policygraph.cli.flat import FLAT, check_output, output_option, send
from policygraph.cli.left_out import tell_left_out
from policygraph.cli.messages import in_all_languages, language, say
from policygraph.cli.options import Called, format_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import print_json, print_table, talk

if TYPE_CHECKING:
    from policygraph.graph.tracking.changes import Change
    from policygraph.workspace import Workspace

COLUMNS = ("change", "kind", "what", "before", "after", "article", "quote")
KINDS = ("article", "target", "figure", "entity", "relation")

_DAY = re.compile(r"\d{4}(-\d{1,2}){0,2}")


def _kinds() -> dict[str, tuple[str, ...]]:
    return {kind: in_all_languages(f"diff.{kind}") for kind in KINDS}


@make_command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@workspace_option
@click.option("--kind", "-k", "kinds", type=Called(KINDS, _kinds), multiple=True, help=say("diff.kinds"))
@format_option("table", "json", "csv", "xlsx")
@output_option
def command(
    before: str, after: str, workspace: Path, kinds: tuple[str, ...], form: str, output: Path | None, quiet: bool
) -> None:
    """Show what changed; the help text stands in messages.toml."""
    import policygraph

    check_output(form, output)
    wanted = kinds or KINDS
    folders = [Path(name).is_dir() for name in (before, after)]
    other = (before, after)[folders[0]]
    if any(folders) and not all(folders) and _DAY.fullmatch(other):
        raise click.UsageError(say("diff.mixed", day=other))
    if any(folders):
        with policygraph.open(before, read_only=True) as old, policygraph.open(after, read_only=True) as new:
            found = _of_tracking(old, new, None, wanted) + _of_graph(old, new, wanted)
    else:
        with policygraph.open(workspace, read_only=True) as ws:
            found = _of_tracking(ws, ws, (before, after), wanted)
            if set(wanted) - {"target", "figure"}:
                with ws.known_on(before) as old, ws.known_on(after) as new:
                    found += _of_graph(old, new, wanted)
            tell_left_out(ws.tracking(), after, quiet=quiet)
    found = [change for kind in KINDS for change in found if change.kind == kind]
    if form == "json":
        print_json([change.as_json() for change in found])
        return
    rows = [(c.change, c.kind, c.what, c.before, c.after, c.article, c.quote) for c in found]
    shown = [(say(f"diff.{row[0]}"), say(f"diff.{row[1]}"), *row[2:]) for row in rows]
    if form in FLAT:
        send(form, output, COLUMNS, rows, title=say("diff.sheet"), said=shown, quiet=quiet)
        return
    print_table(COLUMNS, shown, headings={name: say(f"diff.column_{name}") for name in COLUMNS}, quiet=quiet)
    counts = Counter(change.kind for change in found)
    talk(say("diff.counts", counts=_counted(counts)), quiet=quiet or not found)


def _of_tracking(old: Workspace, new: Workspace, days: tuple[str, str] | None, kinds: Collection[str]) -> list[Change]:
    """Targets and figures of two workspaces, or of one as known on two days."""
    from policygraph.graph.tracking.changes import of_claims, of_targets

    lang, found = language(), []
    a = old.tracking()
    b = a if days else new.tracking()
    on_a, on_b = days or (None, None)
    if "target" in kinds:
        found += of_targets(a.targets(as_of=on_a), b.targets(as_of=on_b), lang)
    if "figure" in kinds:
        found += of_claims(a.known(on_a), b.known(on_b), lang, old=a.subject, new=b.subject)
    return found


def _of_graph(old: Workspace, new: Workspace, kinds: Collection[str]) -> list[Change]:
    from policygraph.graph.differences import Differences

    return Differences(old, new, language()).of(kinds)


def _counted(counts: Counter[str]) -> str:
    return " ".join(f"{say(f'diff.{kind}')} {counts[kind]}" for kind in KINDS if counts[kind])
