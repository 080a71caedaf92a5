"""Sentence vectors from the int8 ONNX encoder in `encoder/` (see `encoder/README.md`). No Rasa here."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

FOLDER = Path(__file__).parents[2] / "encoder"
DIMENSIONS = 384
MAX_TOKENS = 128  # what the model was trained with; attention over more costs time and brings little


class EncoderError(Exception):
    """The encoder's files are missing or damaged. The message names the make target that repairs them."""


def checked(folder: Path) -> str:
    """Compare the files of `folder` with its `SHA256SUMS`.

    Args:
        folder: holds `SHA256SUMS`, `model.onnx` and `tokenizer.json`.

    Returns:
        The text of `SHA256SUMS`, which names this encoder.

    Raises:
        EncoderError: a file is missing or its hash differs.
    """
    repair = "Run `git checkout encoder` to get it back or `make encoder` to build it again."
    try:
        sums = (folder / "SHA256SUMS").read_text()
        for line in sums.splitlines():
            expected, name = line.split()
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
                raise EncoderError(f"The sentence encoder's file {folder / name} is damaged (wrong sha256). {repair}")
    except OSError as error:
        raise EncoderError(f"The sentence encoder's file {error.filename} is missing. {repair}") from error
    return sums


class SentenceEncoder:
    """Turns a text into a vector whose direction is its meaning (all-MiniLM-L6-v2, int8, one thread)."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Load from `folder`.

        Raises:
            EncoderError: a file is missing or damaged.
        """
        self.fingerprint = hashlib.sha256(checked(folder).encode()).hexdigest()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # a message is short: more threads only add switching
        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def encode(self, text: str) -> npt.NDArray[np.float32]:
        """Return the vector of `text`: float32, shape (384,), length one. A text over 128 word pieces is cut there."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        vector: npt.NDArray[np.float32] = self._session.run(["sentence"], {"input_ids": ids})[0][0]
        return vector


@cache
def shared_encoder() -> SentenceEncoder:
    """Return the one encoder of this process: every component that needs vectors uses the same."""
    return SentenceEncoder()
