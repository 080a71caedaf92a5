"""The sentence encoder gives meaning a direction, and says so when its files are wrong."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.nlu.encoder import DIMENSIONS, FOLDER, EncoderError, SentenceEncoder, shared_encoder

ROOT = Path(__file__).parents[2]
SENTENCES = ["foot cramps", "How do I know if I am low on magnesium?", "MAGNESIUM!!! \N{GRINNING FACE}", "x", "cramps " * 500]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "encoder"
    shutil.copytree(FOLDER, folder)
    return folder


def test_vectors_have_length_one() -> None:
    for sentence in SENTENCES:
        vector = shared_encoder().encode(sentence)
        assert vector.shape == (DIMENSIONS,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_like_meanings_are_near() -> None:
    encode = shared_encoder().encode
    cramp = encode("my leg cramps at night")
    assert cramp @ encode("nocturnal calf spasm") > 0.4 > cramp @ encode("what is the weather tomorrow")


def test_a_damaged_file_names_the_repair(copy: Path) -> None:
    data = (copy / "model.onnx").read_bytes()
    (copy / "model.onnx").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(EncoderError, match=r"model.onnx is damaged .* `make encoder`"):
        SentenceEncoder(copy)


def test_a_missing_file_names_the_repair(copy: Path) -> None:
    (copy / "tokenizer.json").unlink()
    with pytest.raises(EncoderError, match=r"tokenizer.json is missing. .* `make encoder`"):
        SentenceEncoder(copy)


@pytest.mark.model
def test_a_rebuild_from_the_published_weights_gives_the_same_vectors(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "bootstrap.py", "encoder"], cwd=ROOT, check=True, capture_output=True)
    python = ROOT / ".cache" / "encoder-venv" / "bin" / "python"
    subprocess.run([str(python), "encoder/build.py", str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    rebuilt = SentenceEncoder(tmp_path)
    for sentence in SENTENCES:
        assert rebuilt.encode(sentence) @ shared_encoder().encode(sentence) > 0.9999
