"""``policygraph demo``: the packaged examples as a workspace and a page."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click

from policygraph.cli.messages import language, say
from policygraph.cli.options import command as make_command
from policygraph.cli.output import talk


@make_command("demo")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), help=say("demo.output")
)
def command(output: Path, quiet: bool) -> int:
    """Build the examples, export the page, say what to try next; the help text stands in messages.toml."""
    import policygraph
    from policygraph.cli.build_command import progress, report
    from policygraph.graph.tracking.telling import sentence, tellable

    workspace, page = output / "workspace", output / "links.html"
    with as_file(files("policygraph.examples").joinpath("data")) as folder:
        total = len(list(folder.glob("*.json")))
        with policygraph.open(workspace) as ws:
            with progress(say("build.reading"), total, quiet=quiet) as done:
                summary = ws.build([folder], done=done)
            report(summary, ws.size(), workspace, quiet=True)
            ws.export("html", page, lang=language())
            told = [sentence(row, language()) for row in tellable(ws.targets())]
    talk(say("demo.told", sentences="\n".join(f"  · {line}" for line in told)), quiet=quiet)
    talk(say("demo.done", page=page, workspace=workspace), quiet=quiet)
    return 1 if summary.failed else 0
