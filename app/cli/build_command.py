"""``policygraph build``: articles into the graph."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policygraph.cli.messages import failed, failed_together, passed_over, say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import profile_option, web_options, workspace_option
from policygraph.cli.output import talk

if TYPE_CHECKING:
    from policygraph.workspace import Summary

_EVERY_S = 10.0  # seconds between two lines of progress where nobody watches a terminal


@make_command("build")
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@workspace_option
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help=say("build.workers"))
@click.option("--force", is_flag=True, help=say("build.force"))
@click.option("--from-records", "shards", metavar="DIR|URL", help=say("build.from_records"))
@click.option("--reread", is_flag=True, help=say("build.reread"))
@profile_option
@web_options
def command(
    sources: tuple[str, ...],
    workspace: Path,
    workers: int,
    force: bool,
    shards: str | None,
    reread: bool,
    profile: str | None,
    most: int,
    allow_private: bool,
    quiet: bool,
) -> int:
    """Read, extract, resolve, store; the help text stands in messages.toml."""
    from policygraph.cli.inputs import count, missing
    from policygraph.cli.profile import opened, tell_if_once
    from policygraph.graph.settings import is_workspace
    from policygraph.ingest.web.options import Web

    web = Web(most=most, allow_private=allow_private)

    if not sources and not reread and shards is None:
        raise click.MissingParameter(param_hint="SOURCE...", param_type="argument")
    if sources and shards is None and not is_workspace(workspace) and (failures := missing(sources)):
        for failure in failures:  # a mistyped name leaves no empty workspace behind
            talk(failed(failure.name, failure.error))
        talk(say("build.nothing", workspace=workspace))
        return 1
    with opened(workspace, profile, create=bool(sources or shards)) as ws:
        tell_if_once(ws, workspace, profile, quiet=quiet)
        if shards is not None:
            with progress(say("build.loading"), None, quiet=quiet) as done:
                summary = ws.load_shards(shards, force=force, done=done)
            if sources or reread:
                report(summary, ws.size(), workspace, quiet=quiet)
        if reread:
            total = ws.size()[0] if force else ws.outdated(profile)
            with progress(say("build.reading"), total, quiet=quiet) as done:
                summary = ws.reread(workers=workers, force=force, profile=profile, done=done)
            if sources:
                report(summary, ws.size(), workspace, quiet=quiet)
        if sources:
            with progress(say("build.reading"), count(sources), quiet=quiet) as done:
                summary = ws.build(
                    sources, workers=workers, force=force, profile=profile, web=web, done=done,
                    lengthy=lambda name, length: talk(say("build.lengthy", name=name, length=length), quiet=quiet),
                )  # fmt: skip
        outdated = ws.outdated(profile)
        size = ws.size()
        idle = ws.idle_decisions()
    if outdated:
        talk(say("build.outdated", count=outdated), quiet=quiet)
    if idle:
        talk(say("curate.idle", count=idle))
    report(summary, size, workspace, quiet=quiet)
    return 1 if summary.failed else 0


def report(summary: Summary, size: tuple[int, int], workspace: Path, *, quiet: bool) -> None:
    """Name what failed and what gave nothing, then say what was done and what comes next."""
    for line in failed_together(summary.failures):
        talk(line)
    for name, other in summary.copies:
        talk(say("build.copy", name=name, other=other), quiet=quiet)
    for name in summary.silent:
        talk(say("build.empty", name=name), quiet=quiet)
    if summary.passed:
        talk(passed_over(summary.passed), quiet=quiet)
    talk(
        say("build.done", added=summary.added, updated=summary.updated, unchanged=summary.unchanged,
            failed=summary.failed, articles=size[0], entities=size[1]),
        quiet=quiet,
    )  # fmt: skip
    if summary.added and not quiet:
        talk(say("build.next", workspace=workspace))


@contextmanager
def progress(label: str, total: int | None, *, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A bar with rate and time left on a terminal; elsewhere a line now and then."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield _Lines(label, total, quiet=quiet)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(label, total=total, rate="")
        started, finished = time.monotonic(), 0

        def done(_name: str) -> None:
            nonlocal finished
            finished += 1
            rate = finished / max(time.monotonic() - started, 1e-6)
            bar.update(task, advance=1, rate=f"{rate:.1f}/s")
            if total is not None and finished > total:  # a file held several: nobody knows how many are to come
                bar.update(task, total=None)

        yield done


class _Lines:
    """Progress where nobody watches a terminal: a line every ten seconds, with rate and time left."""

    def __init__(self, label: str, total: int | None, *, quiet: bool) -> None:
        self.label, self.total, self.quiet = label, total, quiet
        self.finished, self.started = 0, time.monotonic()
        self.last = self.started

    def __call__(self, _name: str) -> None:
        self.finished += 1
        now = time.monotonic()
        if now - self.last <= _EVERY_S:
            return
        self.last = now
        rate = self.finished / (now - self.started)
        at = {"label": self.label, "finished": self.finished, "rate": f"{rate:.1f}"}
        if self.total is None or self.finished > self.total:
            talk(say("build.at", **at), quiet=self.quiet)
        else:
            left = f"{round((self.total - self.finished) / rate)} s"
            talk(say("build.at_of", **at, total=self.total, left=left), quiet=self.quiet)
