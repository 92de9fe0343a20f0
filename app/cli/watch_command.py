"""``policygraph watch``: a workspace kept current with feeds and folders."""

from __future__ import annotations

import json
import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policygraph.cli.messages import say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import profile_option, sources_argument, web_options, workspace_option
from policygraph.cli.output import talk

if TYPE_CHECKING:
    from policygraph.workspace import Workspace

_NAMED_MOST = 10  # files that are gone and named at a time
_TOLD = "missing_told"


@make_command("watch")
@sources_argument
@workspace_option
@click.option("--every", type=click.FloatRange(min=1), default=3600, show_default=True, help=say("watch.every"))
@click.option("--once", is_flag=True, help=say("watch.once"))
@profile_option
@web_options
def command(
    sources: tuple[str, ...],
    workspace: Path,
    every: float,
    once: bool,
    profile: str | None,
    most: int,
    allow_private: bool,
    quiet: bool,
) -> int:
    """Build again and again; the help text stands in messages.toml."""
    from policygraph.cli.build_command import report
    from policygraph.cli.profile import opened, tell_if_once
    from policygraph.ingest.web.options import Web

    web = Web(most=most, allow_private=allow_private)
    first = True
    try:
        while True:
            with opened(workspace, profile) as ws:  # closed between rounds, so that others may write
                summary = ws.build(sources, profile=profile, web=web)
                size = ws.size()
                if first:
                    first = False
                    tell_if_once(ws, workspace, profile, quiet=quiet)
                _tell_missing(ws, workspace, sources)
            report(summary, size, workspace, quiet=quiet)
            if once:
                return 1 if summary.failed else 0
            talk(say("watch.waiting", seconds=every), quiet=quiet)
            time.sleep(every)
    except KeyboardInterrupt:
        talk(say("watch.ended"), quiet=quiet)
        return 0


def _tell_missing(ws: Workspace, folder: Path, sources: tuple[str, ...]) -> None:
    """Name the files that are gone from watched folders, each once, and count those named by earlier rounds.

    Nothing is removed but by people. What was named is kept in the ledger, for each round of cron is a new process.
    """
    gone = ws.missing_files(sources)
    told = set(json.loads(ws.ledger.meta(_TOLD) or "[]"))
    missing = [path for path in gone if path not in told]
    watched = [Path(source) for source in sources if Path(source).is_dir()]
    # another line of cron may watch the other folders, and files that came back may go again
    others = {path for path in told if not any(Path(path).is_relative_to(place) for place in watched)}
    if (telling := others.union(gone)) != told:
        with ws.ledger.transaction():
            ws.ledger.set_meta(_TOLD, json.dumps(sorted(telling), ensure_ascii=False))
    if missing:
        named = missing[:_NAMED_MOST]
        more = say("watch.more", count=len(missing) - len(named)) if len(missing) > len(named) else ""
        talk(
            say("watch.missing", count=len(missing), names="、".join(named) + more,
                command=shlex.join(["policygraph", "remove", *named, "-w", str(folder)]))
        )  # fmt: skip
    elif gone:
        talk(say("watch.still_missing", count=len(gone)))
