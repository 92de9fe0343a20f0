"""The network in PyTorch: the tagger's states and what is marked go through one recurrent layer, pairs are scored on it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from tagger.network import TwoWays, _turned
from torch import Tensor, nn

from policygraph.ingest.tagger.tagger import STATES

MARKS = (17, 4, 2)  # how many values each column of marks has: name and type, standing, figure
MARK_WIDTHS = (24, 8, 8)
FIGURE = (8, 4)  # measures, statuses
PAIR = (8, 2, 4, 11, 6, 3)  # types, title, standing, distance, place, phrase


@dataclass(frozen=True, slots=True)
class Sizes:
    """The widths of the layers."""

    narrow: int = 96  # what is kept of the tagger's states
    size: int = 64  # of the recurrent layer, each way
    hidden: int = 96


class ContextNetwork(nn.Module):
    """Scores of names as the subject of a figure, and of nobody and the article's place."""

    def __init__(self, sizes: Sizes | None = None, dropout: float = 0.3) -> None:
        super().__init__()
        sizes = sizes or Sizes()
        self.dropout = dropout
        self.narrow = nn.Linear(STATES, sizes.narrow)
        self.marks = nn.ModuleList(nn.Embedding(n, w) for n, w in zip(MARKS, MARK_WIDTHS, strict=True))
        self.layer = TwoWays(sizes.narrow + sum(MARK_WIDTHS), sizes.size)
        width = 2 * sizes.size + sizes.narrow
        self.asked = nn.ModuleList(nn.Embedding(n, 8) for n in FIGURE)
        self.figure = nn.Linear(4 * width + 8 * len(FIGURE), sizes.hidden)
        self.name = nn.Linear(2 * width, sizes.hidden)
        self.pair = nn.ModuleList(nn.Embedding(n, sizes.hidden) for n in PAIR)
        self.score = nn.Linear(sizes.hidden, 1)
        self.other = nn.Linear(sizes.hidden, 2)
        for table in self.pair:
            nn.init.normal_(table.weight, std=0.3)

    def forward(
        self, states: Tensor, marks: Tensor, lengths: Tensor, figures: Tensor, pairs: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Scores of the pairs, (pairs,), and of nobody and the article's place, (figures, 2)."""
        narrow = torch.relu(self.narrow(self._dropped(states)))
        told = [table(marks[:, :, i]) for i, table in enumerate(self.marks)]
        x = self._dropped(torch.cat([narrow, *told], dim=2))
        read = torch.cat([self.layer(x, _turned(lengths, x.shape[1])), narrow], dim=2)
        flat = read.reshape(-1, read.shape[2])
        kinds = [table(figures[:, 4 + i]) for i, table in enumerate(self.asked)]
        figure = self.figure(torch.cat([*(flat[figures[:, i]] for i in range(4)), *kinds], dim=1))
        name = self.name(torch.cat([flat[pairs[:, 1]], flat[pairs[:, 2]]], dim=1))
        told = [table(pairs[:, 3 + i]) for i, table in enumerate(self.pair)]
        both = torch.relu(figure[pairs[:, 0]] + name + sum(told))
        both = nn.functional.dropout(both, 0.2, self.training)
        return self.score(both)[:, 0], self.other(torch.relu(figure))

    def _dropped(self, x: Tensor) -> Tensor:
        """Dropout with one mask for all characters of a passage (Gal and Ghahramani 2016)."""
        if not self.training:
            return x
        keep = 1 - self.dropout
        return x * (torch.rand(x.shape[0], 1, x.shape[2]) < keep) / keep
