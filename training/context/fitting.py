"""Fitting the network: batches of passages, schedule, averaged weights."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tagger.fitting import _average, _share_of_rate
from torch import Tensor, nn

from context.network import ContextNetwork
from policygraph.ingest.metrics.context import Batch

BATCH = 24  # passages


@dataclass(frozen=True, slots=True)
class Example:
    """One passage: its inputs, and for each figure the entity that is right (None: nobody), if that is `known`."""

    batch: Batch
    right: tuple[int | None, ...]
    known: tuple[bool, ...]
    home: int | None
    worth: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of one fit."""

    epochs: int = 10
    rate: float = 2e-3
    decay: float = 0.99
    seed: int = 2  # of two, the one that reads better on articles not fitted to


def joined(examples: Sequence[Example]) -> dict[str, Tensor]:
    """The inputs of some passages as one batch; places count through the padded passages."""
    width = max(example.batch.inputs["states"].shape[1] for example in examples)
    parts: dict[str, list[Tensor]] = {name: [] for name in examples[0].batch.inputs}
    figures = 0
    for number, example in enumerate(examples):
        inputs = example.batch.inputs
        short = width - inputs["states"].shape[1]
        for name in ("states", "marks"):
            parts[name].append(torch.from_numpy(np.pad(inputs[name], ((0, 0), (0, short), (0, 0)))))
        parts["lengths"].append(torch.from_numpy(inputs["lengths"]).long())
        parts["figures"].append(torch.from_numpy(inputs["figures"] + np.array([*[number * width] * 4, 0, 0])))
        shift = np.array([figures, number * width, number * width, *[0] * 6])
        parts["pairs"].append(torch.from_numpy(inputs["pairs"] + shift))
        figures += len(inputs["figures"])
    return {name: torch.cat(some) for name, some in parts.items()}


def loss(network: ContextNetwork, examples: Sequence[Example]) -> Tensor:
    """The mean negative log probability of the right subjects; figures of which nobody right is in reach don't count."""
    inputs = joined(examples)
    named, others = network(**inputs)
    owner = inputs["pairs"][:, 0]
    right = [answer for example in examples for answer in example.right]
    homes = [example.home for example in examples for _ in example.right]
    others = torch.stack([others[:, 0], others[:, 1].masked_fill(_flags(home is None for home in homes), -1e4)], dim=1)
    entities = [entity for example in examples for entity in example.batch.entities]
    good = _flags(entity == right[figure] for figure, entity in zip(owner.tolist(), entities, strict=True))
    nobody = _flags(answer is None for answer in right)
    here = _flags(answer is not None and answer == home for answer, home in zip(right, homes, strict=True))
    top = others.amax(1).detach().scatter_reduce(0, owner, named.detach(), "amax")
    powers, rest = (named - top[owner]).exp(), (others - top[:, None]).exp()
    total = rest.sum(1).index_add(0, owner, powers)
    mass = (rest[:, 0] * nobody + rest[:, 1] * here).index_add(0, owner, powers * good)
    worth = torch.tensor([example.worth * known for example in examples for known in example.known]) * (mass > 0)
    cost = total.log() - (mass + 1e-9).log()
    return (cost * worth).sum() / worth.sum().clamp(min=1.0)


def _flags(values: Iterable[bool]) -> Tensor:
    return torch.tensor(list(values), dtype=torch.bool)


def fit(examples: Sequence[Example], plan: Plan) -> ContextNetwork:
    """A network with averaged weights."""
    torch.manual_seed(plan.seed)
    chance = np.random.default_rng(plan.seed)
    network = ContextNetwork()
    averaged = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=0.02)
    lengths = [int(example.batch.inputs["lengths"][0]) for example in examples]
    steps, done = plan.epochs * -(-len(examples) // BATCH), 0
    for epoch in range(1, plan.epochs + 1):
        network.train()
        began, total = time.monotonic(), 0.0
        order = sorted(range(len(examples)), key=lambda i: lengths[i] + 40 * chance.normal())
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        for number in chance.permutation(len(batches)):
            chosen = batches[number]
            for group in optimizer.param_groups:
                group["lr"] = plan.rate * _share_of_rate(done / steps)
            cost = loss(network, [examples[i] for i in chosen])
            optimizer.zero_grad()
            cost.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            done += 1
            _average(averaged, network, min(plan.decay, (1 + done) / (10 + done)))
            total += float(cost.detach())
        print(f"epoch {epoch}: loss {total / len(batches):.3f}, {time.monotonic() - began:.0f} s", flush=True)
    return averaged.eval()
