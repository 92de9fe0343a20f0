"""The options that choose a part of the graph, the same for every command that writes or shows one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from policygraph.cli.messages import say
from policygraph.cli.options import pair, term_option

CENTRALITIES = ("degree", "pagerank", "betweenness")  # as in graph.selection, which takes long to import
_OPTIONS = (
    click.option("--entity", metavar="NAME", help=say("selecting.entity")),
    click.option("--hops", type=click.IntRange(min=0), help=say("selecting.hops")),
    click.option("--type", "-t", "types", multiple=True, type=term_option("types"), help=say("selecting.types")),
    click.option(
        "--predicate", "predicates", multiple=True, type=term_option("predicates"), help=say("selecting.predicates")
    ),
    click.option("--place", metavar="NAME", help=say("selecting.place")),
    click.option("--period", metavar="PERIOD", help=say("selecting.period")),
    click.option("--named", "-n", metavar="NAME", help=say("selecting.named")),
    click.option("--param", "-p", "parameters", multiple=True, metavar="NAME=VALUE", help=say("query.param")),
    click.option("--top", type=click.IntRange(min=1), metavar="N", help=say("selecting.top")),
    click.option(
        "--by",
        "measure",
        type=click.Choice(CENTRALITIES),
        default="degree",
        show_default=True,
        help=say("selecting.by"),
    ),
    click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help=say("selecting.confidence")),
)
_FIELDS = ("types", "predicates", "entity", "hops", "top", "min_confidence", "measure", "place", "period", "named")


def selection_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a `Selection`; the command gets it as its parameter `selection`."""

    @wraps(function)
    def command(**given: Any) -> Any:
        from policygraph.graph.selection import Selection

        parameters = dict(pair(parameter) for parameter in given.pop("parameters"))
        chosen = {name: given.pop(name) for name in _FIELDS}
        if parameters and not chosen["named"]:
            raise click.UsageError(say("selecting.param_alone"))
        return function(**given, selection=Selection(**chosen, parameters=parameters))

    for option in reversed(_OPTIONS):
        command = option(command)
    return command
