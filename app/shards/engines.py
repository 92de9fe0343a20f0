"""Engines: where work is done. Each does the same work; nothing of the scheduling on many machines is ours."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol, TypeVar

from policygraph.shards.places import missing

Item = TypeVar("Item")
Made = TypeVar("Made")
_BLOCKS = 10_000  # parts in which Ray hands items out


class Engine(Protocol):
    """Applies a function to items, in any order; an item whose process or machine is lost for good has no result."""

    def __call__(self, function: Callable[[Item], Made], items: Sequence[Item], workers: int) -> Iterator[Made]:
        """The results, in any order."""


def local(function: Callable[[Item], Made], items: Sequence[Item], workers: int) -> Iterator[Made]:
    """Work in processes of this machine, or in this process where `workers` is 1."""
    if workers <= 1:
        yield from map(function, items)
        return
    with ProcessPoolExecutor(workers) as pool:
        waiting = [pool.submit(function, item) for item in items]
        try:
            for future in as_completed(waiting):
                yield future.result()
        except BrokenProcessPool:  # a reader of a damaged file took its process along; who called sees what is missing
            return
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def on_ray(function: Callable[[Item], Made], items: Sequence[Item], workers: int) -> Iterator[Made]:  # noqa: ARG001
    """Work on the Ray cluster that ``RAY_ADDRESS`` or this machine names, else on this machine; Ray counts its workers.

    What a lost machine did not finish is done by another; what fails again and again is left out.

    Raises
    ------
    ShardError
        Where Ray is not installed; at once, before the first result is asked for.
    """
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise missing("ray", "ray") from error
    return _on_ray(ray, function, items)


def _on_ray(ray: Any, function: Callable[[Item], Made], items: Sequence[Item]) -> Iterator[Made]:
    ray.init(ignore_reinit_error=True, logging_level="warning", log_to_driver=False)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.max_errored_blocks = -1  # the caller counts what is not finished
    if items:
        rows = ray.data.from_items([{"item": item} for item in items], override_num_blocks=min(len(items), _BLOCKS))
        for row in rows.map(_task, fn_args=(function,)).iter_rows():
            yield row["made"]


def _task(row: dict[str, Any], function: Callable[[Any], Any]) -> dict[str, Any]:
    return {"made": function(row["item"])}


ENGINES: dict[str, Engine] = {"local": local, "ray": on_ray}
