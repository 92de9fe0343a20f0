"""The fitted network as the ONNX file that the package ships: weights in eight bits, settings in its metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from policygraph.ingest.tagger.features import SIZES
from policygraph.ingest.tagger.tagger import FORMAT, STATES
from policygraph.ingest.tagger.tags import LABELS
from tagger.fitting import Fitted
from tagger.network import TwoWays, numpy_chain

_OPSET = 17


class _Graph:
    """Nodes and tensors put together one after the other."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []

    def add(self, operation: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operation, inputs, [output], **attributes))
        return output

    def tensor(self, name: str, values: NDArray[Any]) -> str:
        self.tensors.append(numpy_helper.from_array(np.array(values, order="C"), name))
        return name

    def weight(self, name: str, values: NDArray[np.float32]) -> str:
        """A matrix kept as eight-bit numbers with one scale per row; made float when loaded."""
        flat = values.reshape(-1, values.shape[-1])
        scale = np.maximum(np.abs(flat).max(axis=1), 1e-8) / 127
        whole = np.clip(np.rint(flat / scale[:, None]), -127, 127).astype(np.int8)
        self.tensor(f"{name}.q", whole)
        self.tensor(f"{name}.scale", scale.astype(np.float32))
        plain = self.add("DequantizeLinear", [f"{name}.q", f"{name}.scale"], f"{name}.flat", axis=0)
        return self.add("Reshape", [plain, self.tensor(f"{name}.shape", np.array(values.shape, dtype=np.int64))], name)


def write(fitted: Fitted, path: Path, calibration: tuple[float, float]) -> None:
    """Write the model file."""
    network = fitted.network
    graph = _Graph()
    # The table is looked up in eight bits and only the rows found are made float.
    embedding = _values(network.characters)
    scale = np.maximum(np.abs(embedding).max(axis=1, keepdims=True), 1e-8) / 127
    graph.tensor("characters.q", np.rint(embedding / scale).astype(np.int8))
    graph.tensor("characters.scale", scale)
    found = graph.add("Gather", ["characters.q", "characters"], "characters.rows")
    whole = graph.add("Cast", [found], "characters.whole", to=TensorProto.FLOAT)
    factor = graph.add("Gather", ["characters.scale", "characters"], "characters.factor")
    parts = [graph.add("Mul", [whole, factor], "characters.floats")]
    for i, table in enumerate(network.features):
        column = graph.add("Gather", ["features", graph.tensor(f"column.{i}", np.int64(i))], f"features.{i}", axis=2)
        rows = graph.tensor(f"features.{i}.table", _values(table))
        parts.append(graph.add("Gather", [rows, column], f"features.{i}.floats"))
    inputs = graph.add("Concat", parts, "inputs", axis=2)
    turned = graph.add("Transpose", [inputs], "inputs.turned", perm=[1, 0, 2])
    lower = _layer(graph, "first", network.first, turned)
    upper = _layer(graph, "second", network.second, lower)
    both = graph.add("Concat", [lower, upper], "states", axis=2)
    weight = graph.weight("score.weight", network.score.weight.detach().numpy().T)
    product = graph.add("MatMul", [both, weight], "product")
    summed = graph.add("Add", [product, graph.tensor("score.bias", network.score.bias.detach().numpy())], "summed")
    graph.add("Transpose", [summed], "emissions", perm=[1, 0, 2])
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "tagger",
            [
                helper.make_tensor_value_info("characters", TensorProto.INT64, ["sentences", "width"]),
                helper.make_tensor_value_info("features", TensorProto.INT64, ["sentences", "width", len(SIZES)]),
                helper.make_tensor_value_info("lengths", TensorProto.INT32, ["sentences"]),
            ],
            [
                helper.make_tensor_value_info("emissions", TensorProto.FLOAT, ["sentences", "width", len(LABELS)]),
                helper.make_tensor_value_info("states", TensorProto.FLOAT, ["width", "sentences", STATES]),
            ],
            graph.tensors,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=8,
        producer_name="policygraph training/train_tagger.py",
    )
    transitions, first, last = numpy_chain(network)
    settings = {
        "labels": list(LABELS),
        "features": list(SIZES),
        "calibration": list(calibration),
        "transitions": np.round(transitions, 4).tolist(),
        "first": np.round(first, 4).tolist(),
        "last": np.round(last, 4).tolist(),
        "vocabulary": fitted.table,
    }
    written = json.dumps(settings, ensure_ascii=False, separators=(",", ":"))
    helper.set_model_props(model, {"format": FORMAT, "settings": written})
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def _values(table: nn.Module) -> NDArray[np.float32]:
    assert isinstance(table, nn.Embedding)
    return np.asarray(table.weight.detach().numpy(), dtype=np.float32)


def _layer(graph: _Graph, name: str, layer: TwoWays, x: str) -> str:
    """One bidirectional layer: PyTorch's gates r z n become ONNX's z r h."""
    size = layer.onward.hidden_size
    order = np.concatenate([np.arange(size, 2 * size), np.arange(size), np.arange(2 * size, 3 * size)])

    def both(kind: str) -> list[NDArray[np.float32]]:
        return [getattr(way, f"{kind}_l0").detach().numpy()[order] for way in (layer.onward, layer.backward_)]

    biases = np.stack([np.concatenate(pair) for pair in zip(both("bias_ih"), both("bias_hh"), strict=True)])
    out = graph.add(
        "GRU",
        [
            x,
            graph.weight(f"{name}.inputs", np.stack(both("weight_ih"))),
            graph.weight(f"{name}.hidden", np.stack(both("weight_hh"))),
            graph.tensor(f"{name}.biases", biases),
            "lengths",
        ],
        f"{name}.directions",
        hidden_size=size,
        direction="bidirectional",
        linear_before_reset=1,
    )
    side = graph.add("Transpose", [out], f"{name}.side", perm=[0, 2, 1, 3])
    shape = graph.tensor(f"{name}.joined", np.array([0, 0, 2 * size], dtype=np.int64))
    return graph.add("Reshape", [side, shape], f"{name}.out")
