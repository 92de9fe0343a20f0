"""``policygraph explain``: the text with its annotations, each with rule, cues and confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policygraph.cli.messages import language, say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import format_option, lists_options, profile_option, sources_argument
from policygraph.cli.output import clean, print_table
from policygraph.cli.reading import how
from policygraph.schema.article import Article
from policygraph.schema.record import Record

if TYPE_CHECKING:
    from policygraph.cli.inputs import Inputs

_SENTENCE = re.compile(r"[，。；！？\n]")
_ENDING = re.compile(r"[./\\][^./\\，。；！？\s]{1,8}$")  # of a file's name, or the last part of a path


@make_command("explain")
@sources_argument
@profile_option
@lists_options
@format_option("text", "html", default="text")
def command(
    sources: tuple[str, ...],
    profile: str | None,
    workspace: Path | None,
    named: tuple[str, ...],
    form: str,
    quiet: bool,
) -> int:
    """Print each article with its annotations; the help text stands in messages.toml."""
    from policygraph.cli.inputs import Inputs
    from policygraph.exports.annotated import annotated_page
    from policygraph.ingest.pipeline import extract

    chosen = how(profile, workspace, named)
    inputs = Inputs(sources)
    records = (extract(a, profile=chosen.profile, lists=chosen.lists) for a in _in_order(sources, inputs))
    if form == "html":
        if told := list(records):  # one page for all of them
            click.echo(annotated_page(*told, lang=language()))
    else:
        for record in records:
            _print(record, quiet)
    inputs.tell_passed(quiet=quiet)
    return 1 if inputs.failed else 0


def _is_text(source: str) -> bool:
    """Whether an argument is a sentence and no name of a file: 到2027年，新增企业30家。"""
    if not _SENTENCE.search(source) or _ENDING.search(source):
        return False
    try:
        return not Path(source).exists()
    except OSError:  # longer than any name of a file
        return True


def _in_order(sources: Iterable[str], inputs: Inputs) -> Iterator[Article]:
    """The articles of the sources, and the texts that stand among them."""
    for source in sources:
        if _is_text(source):
            yield Article(text=source)
        else:
            yield from inputs.read(source)


def _print(record: Record, quiet: bool) -> None:
    from policygraph.exports.annotated import describe_entity, describe_metric, describe_relation

    lang = language()
    click.echo(clean(_marked(record)))
    click.echo(f"\n{say('explain.entities')}")
    print_table(
        ("name", "rule", "confidence"),
        [(describe_entity(e, lang), e.rule, f"{e.confidence:.2f}") for e in record.entities],
        quiet=quiet,
    )
    click.echo(f"\n{say('explain.metrics')}")
    print_table(
        ("metric", "quote", "rule", "cues", "confidence"),
        [
            (describe_metric(record, m, lang), record.text[m.start_offset : m.end_offset], m.rule, "、".join(m.cues),
             f"{m.confidence:.2f}")
            for m in record.metrics
        ],
        quiet=quiet,
    )  # fmt: skip
    click.echo(f"\n{say('explain.relations')}")
    print_table(
        ("relation", "quote", "rule", "cue", "confidence"),
        [
            (describe_relation(record, r, lang), r.quote, r.rule, r.cue or "", f"{r.confidence:.2f}")
            for r in record.relations
        ],
        quiet=quiet,
    )


def _marked(record: Record) -> str:
    """The text with every name in ⟦…⟧ and every value in ⟨…⟩."""
    marks = [(m.start_offset, m.end_offset, "⟦", "⟧") for e in record.entities for m in e.mentions]
    marks += [(m.start_offset, m.end_offset, "⟨", "⟩") for m in record.metrics]
    cuts = [(start, 1, mark) for start, _, mark, _ in marks] + [(end, 0, mark) for _, end, _, mark in marks]
    out, at = [], 0
    for offset, _, mark in sorted(cuts):
        out += [record.text[at:offset], mark]
        at = offset
    return "".join([*out, record.text[at:]])
