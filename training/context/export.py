"""The fitted network as the ONNX file that the package ships: weights in eight bits."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper
from tagger.export import _OPSET, _Graph, _layer, _values
from torch import nn

from context.network import MARKS, ContextNetwork
from policygraph.ingest.metrics.context import FORMAT
from policygraph.ingest.tagger.tagger import STATES


def packed(network: ContextNetwork) -> bytes:
    """The content of the model file."""
    graph = _Graph()
    narrow = graph.add("Relu", [_linear(graph, "narrow", network.narrow, "states")], "narrow.out")
    parts = [narrow, *(_looked(graph, f"marks.{i}", table, "marks", i) for i, table in enumerate(network.marks))]
    x = graph.add("Concat", parts, "inputs", axis=2)
    turned = graph.add("Transpose", [x], "inputs.turned", perm=[1, 0, 2])
    layer = graph.add("Transpose", [_layer(graph, "layer", network.layer, turned)], "layer.turned", perm=[1, 0, 2])
    read = graph.add("Concat", [layer, narrow], "read", axis=2)
    shape = graph.tensor("flat.shape", np.array([-1, network.name.in_features // 2], dtype=np.int64))
    graph.add("Reshape", [read, shape], "flat")
    places = [_state(graph, f"figure.{i}", "figures", i) for i in range(4)]
    kinds = [_looked(graph, f"asked.{i}", table, "figures", 4 + i) for i, table in enumerate(network.asked)]
    figure = _linear(graph, "figure", network.figure, graph.add("Concat", [*places, *kinds], "figure.inputs", axis=1))
    ends = graph.add("Concat", [_state(graph, f"name.{i}", "pairs", 1 + i) for i in range(2)], "name.inputs", axis=1)
    owner = graph.add("Gather", ["pairs", graph.tensor("owner.column", np.int64(0))], "owner", axis=1)
    both = graph.add(
        "Add", [graph.add("Gather", [figure, owner], "owned"), _linear(graph, "name", network.name, ends)], "both.0"
    )
    for i, table in enumerate(network.pair):
        both = graph.add("Add", [both, _looked(graph, f"pair.{i}", table, "pairs", 3 + i)], f"both.{i + 1}")
    score = _linear(graph, "score", network.score, graph.add("Relu", [both], "both"))
    graph.add("Reshape", [score, graph.tensor("named.shape", np.array([-1], dtype=np.int64))], "named")
    graph.add("Identity", [_linear(graph, "other", network.other, graph.add("Relu", [figure], "figure.on"))], "others")
    integers = {"marks": ["passages", "width", len(MARKS)], "figures": ["figures", 6], "pairs": ["pairs", 9]}
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "context",
            [
                helper.make_tensor_value_info("states", TensorProto.FLOAT, ["passages", "width", STATES]),
                helper.make_tensor_value_info("lengths", TensorProto.INT32, ["passages"]),
                *(helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name, shape in integers.items()),
            ],
            [
                helper.make_tensor_value_info("named", TensorProto.FLOAT, ["pairs"]),
                helper.make_tensor_value_info("others", TensorProto.FLOAT, ["figures", 2]),
            ],
            graph.tensors,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=8,
        producer_name="policygraph training/fit_context.py",
    )
    helper.set_model_props(model, {"format": FORMAT})
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content


def _linear(graph: _Graph, name: str, layer: nn.Linear, x: str) -> str:
    product = graph.add(
        "MatMul", [x, graph.weight(f"{name}.weight", layer.weight.detach().numpy().T)], f"{name}.product"
    )
    return graph.add("Add", [product, graph.tensor(f"{name}.bias", layer.bias.detach().numpy())], f"{name}.sum")


def _looked(graph: _Graph, name: str, table: nn.Module, of: str, column: int) -> str:
    """A row of a table for each value of a column of the input `of`."""
    axis = 2 if of == "marks" else 1
    values = graph.add("Gather", [of, graph.tensor(f"{name}.column", np.int64(column))], f"{name}.values", axis=axis)
    return graph.add("Gather", [graph.tensor(f"{name}.table", _values(table)), values], f"{name}.rows")


def _state(graph: _Graph, name: str, of: str, column: int) -> str:
    """What was read at the place that a column of the input `of` gives."""
    places = graph.add("Gather", [of, graph.tensor(f"{name}.column", np.int64(column))], f"{name}.places", axis=1)
    return graph.add("Gather", ["flat", places], f"{name}.state")
