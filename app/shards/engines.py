"""Engines: where the work is done. Each does the same work; nothing of the scheduling on many machines is ours."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from policygraph.shards.places import missing
from policygraph.shards.plan import Shard
from policygraph.shards.work import Done, Work, work

Engine = Callable[[Work, Sequence[Shard], int], Iterator[Done]]
_BLOCKS = 10_000  # parts in which Ray hands shards out


def local(how: Work, shards: Sequence[Shard], workers: int) -> Iterator[Done]:
    """Do the shards in processes of this machine, or in this process where `workers` is 1."""
    if workers <= 1:
        for shard in shards:
            yield work(how, shard)
        return
    with ProcessPoolExecutor(workers) as pool:
        waiting = [pool.submit(work, how, shard) for shard in shards]
        try:
            for future in as_completed(waiting):
                yield future.result()
        except BrokenProcessPool:  # a reader of a damaged file took its process along; who called sees what is missing
            return
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def on_ray(how: Work, shards: Sequence[Shard], workers: int) -> Iterator[Done]:  # noqa: ARG001 - Ray knows its machines
    """Do the shards on the Ray cluster that ``RAY_ADDRESS`` or this machine names, else on this machine.

    What a lost machine did not finish is done by another; a shard that fails again and again is left out.

    Raises
    ------
    ShardError
        Where Ray is not installed.
    """
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise missing("ray", "ray") from error
    ray.init(ignore_reinit_error=True, logging_level="warning", log_to_driver=False)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.max_errored_blocks = -1  # the caller counts what is not finished
    rows = [{"shard": shard.dump()} for shard in shards]
    if rows:
        plan = ray.data.from_items(rows, override_num_blocks=min(len(rows), _BLOCKS))
        for row in plan.map(_task, fn_args=(how,)).iter_rows():
            yield Done.load(row["done"])


def _task(row: dict[str, Any], how: Work) -> dict[str, str]:
    return {"done": work(how, Shard.load(row["shard"])).dump()}


ENGINES: dict[str, Engine] = {"local": local, "ray": on_ray}
