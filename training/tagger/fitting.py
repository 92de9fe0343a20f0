"""Fitting the network: batches, schedule, averaged weights."""

from __future__ import annotations

import copy
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from policygraph.ingest.tagger.characters import numbered, padded
from policygraph.ingest.tagger.crf import Chain, sentence_scores, without_overlap
from tagger.documents import Document
from tagger.measure import Span
from tagger.network import Network, lac_weights, numpy_chain, vocabulary
from tagger.sequences import Exchange, Sequence_, cut, sequence


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of one fit."""

    epochs: int = 15
    batch: int = 16  # times 140 characters
    rate: float = 2e-3  # the highest learning rate, and that of the character embedding
    embedding_rate: float = 2e-4
    exchange: float = 0.5  # the share of passages in which names are exchanged, and how far (`sequences.Exchange`)
    rich: float = 1.0
    feature_drop: float = 0.1  # the share of batches that lack a column of features
    character_drop: float = 0.02  # the share of characters shown as unknown
    dropout: float = 0.3
    decay: float = 0.995  # of the running average of the weights
    remember: float = 0.3  # the weight of answering as LAC does to LAC's own labels
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Fitted:
    """A network with averaged weights, and its table of characters."""

    network: Network
    table: dict[str, int]

    def spans(self, document: Document) -> list[Span]:
        """The names found in a document."""
        return [span for span, _ in self.found(document)]

    def found(self, document: Document, least: float = 0.45, limit: int = 250) -> list[tuple[Span, float]]:
        """The names found with at least a probability; the document is read in pieces of up to `limit` characters."""
        parts = cut(Document(document.id, document.group, document.text, (), ()), limit)
        answers: list[tuple[Span, float]] = []
        chain = Chain(*numpy_chain(self.network))
        self.network.eval()
        items = [sequence(text, ()) for text, _ in parts]
        starts = np.cumsum([0] + [len(text) for text, _ in parts]).tolist()
        order = sorted(range(len(items)), key=lambda i: len(items[i].text))
        for at in range(0, len(order), 32):
            chosen = order[at : at + 32]
            characters, features, _, lengths = batch([items[i] for i in chosen], self.table)
            with torch.no_grad():
                emissions = self.network(characters, features, lengths)[0].numpy()
            for i, scores in zip(chosen, sentence_scores(emissions, lengths.numpy(), chain), strict=True):
                for start, end, kind, probability in without_overlap(scores.spans(least)):
                    answers.append(((starts[i] + start, starts[i] + end, kind), probability))
        return sorted(answers)


def batch(items: Sequence[Sequence_], table: dict[str, int]) -> tuple[torch.Tensor, ...]:
    """Characters, features, labels and lengths of sequences as padded tensors."""
    lengths = torch.tensor([len(item.text) for item in items])
    width = int(lengths.max())
    return (
        torch.from_numpy(padded([numbered(item.text, table) for item in items], width)),
        torch.from_numpy(padded([item.features for item in items], width)),
        torch.from_numpy(padded([item.labels for item in items], width)),
        lengths,
    )


def fit(documents: Sequence[Document], plan: Plan) -> Fitted:
    """Fit a network to documents."""
    torch.manual_seed(plan.seed)
    chance = random.Random(plan.seed)
    tensors, numbers, variants = lac_weights()
    table, rows = vocabulary(numbers, variants)
    network = Network(rows, tensors, plan.dropout)
    averaged, lac = copy.deepcopy(network), network.as_lac()
    own = [p for name, p in network.named_parameters() if not name.startswith("characters")]
    optimizer = torch.optim.AdamW(
        [{"params": own, "lr": plan.rate}, {"params": network.characters.parameters(), "lr": plan.embedding_rate}],
        weight_decay=0.01,
    )
    exchange = Exchange(documents, plan.exchange, plan.rich, plan.seed)
    aims = [group["lr"] for group in optimizer.param_groups]
    whole = plan.epochs * sum(len(d.text) for d in documents)
    done = seen = 0
    for epoch in range(1, plan.epochs + 1):
        network.train()
        began, total, count = time.monotonic(), 0.0, 0
        for items in _batches(documents, exchange, plan, chance):
            characters, features, labels, lengths = batch(items, table)
            characters[torch.rand(characters.shape) < plan.character_drop] = 0
            if chance.random() < plan.feature_drop:
                features[:, :, chance.randrange(features.shape[2])] = 0
            scores, memory = network(characters, features, lengths)
            loss = network.loss(scores, labels, lengths)
            aim = loss.sum() / lengths.sum() * 20
            if plan.remember:
                real = torch.arange(labels.shape[1])[None] < lengths[:, None]
                with torch.no_grad():
                    taught = lac(characters, features, lengths)[1][real].softmax(1)
                aim = aim + plan.remember * nn.functional.cross_entropy(memory[real], taught)
            aim.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            for group, aim_rate in zip(optimizer.param_groups, aims, strict=True):
                group["lr"] = aim_rate * _share_of_rate(seen / whole)
            optimizer.step()
            optimizer.zero_grad()
            done, seen = done + 1, seen + int(lengths.sum())
            _average(averaged, network, min(plan.decay, (1 + done) / (10 + done)))
            total, count = total + float(loss.detach().sum()), count + int(lengths.sum())
        seconds = time.monotonic() - began
        print(f"epoch {epoch}: loss {1000 * total / count:.2f} a 1000 characters, {seconds:.0f} s", flush=True)
    return Fitted(averaged, table)


def _share_of_rate(progress: float) -> float:
    """The learning rate as a share of the highest: up over the first tenth, then down along a cosine."""
    return min(progress * 10, 1.0) * (0.02 + 0.49 * (1 + math.cos(math.pi * min(progress, 1.0))))


def _batches(
    documents: Sequence[Document], exchange: Exchange, plan: Plan, chance: random.Random
) -> list[list[Sequence_]]:
    """One epoch: every document cut anew at another length, sequences of like length together, in random order."""
    parts = [part for document in documents for part in cut(document, chance.choice((40, 80, 140, 200, 250)))]
    items = [sequence(*exchange(text, mentions)) for text, mentions in parts]
    items.sort(key=lambda item: len(item.text) + chance.random() * 20)
    batches: list[list[Sequence_]] = [[]]
    for item in items:
        if batches[-1] and len(item.text) * (len(batches[-1]) + 1) > plan.batch * 140:
            batches.append([])
        batches[-1].append(item)
    chance.shuffle(batches)
    return batches


def _average(averaged: Network, network: Network, decay: float) -> None:
    with torch.no_grad():
        for mean, now in zip(averaged.parameters(), network.parameters(), strict=True):
            mean.lerp_(now, 1 - decay)
