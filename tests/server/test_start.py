"""What is wrong at the start is said in one clear sentence, with an exit status that is not 0."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.runtime import HOST, MODEL

pytestmark = pytest.mark.model
ROOT = Path(__file__).parents[2]
PARTS = ["assistant", "actions", "encoder", "config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "credentials", "web", "data"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that a test may break."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / part)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / MODEL.name).symlink_to(MODEL)
    return tmp_path


def failure(project: Path, module: str = "assistant.serve", *arguments: str, **environment: str) -> str:
    """Run the module in `project` and return the one sentence it ends with."""
    result = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=project,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert result.returncode != 0
    assert "Traceback" not in result.stdout + result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


def test_no_model(project: Path) -> None:
    (project / "models" / MODEL.name).unlink()
    assert failure(project).endswith("Run `make train`.")
    assert failure(project, "assistant.chat").endswith("Run `make train`.")


@pytest.mark.parametrize("file", ["answers/food.yml", "red_flags.yml"])
def test_broken_knowledge(project: Path, file: str) -> None:
    (project / "assistant/knowledge" / file).write_text("- id: [\n")
    assert f"{Path(file).name}: line" in failure(project)


def test_a_region_that_is_not_known(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGION", "mars")
    assert "REGION is 'mars', expected one of: unknown, us, uk, eu" in failure(project)


def test_an_unknown_related_id(project: Path) -> None:
    path = project / "assistant/knowledge/answers/food.yml"
    path.write_text(path.read_text().replace("related: [food_sources", "related: [no_such_topic", 1))
    assert "there is no entry 'no_such_topic'" in failure(project)


def test_a_damaged_encoder(project: Path) -> None:
    (project / "encoder/model.onnx").write_bytes(b"damaged")
    assert "`make encoder`" in failure(project, "assistant.chat")


def test_a_port_in_use(project: Path) -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert failure(project, PORT=port) == (
            f"[serve] Port {port} cannot be used (Address already in use). Stop the other program or choose a port: PORT=5006."
        )


def test_a_port_that_is_no_port(project: Path) -> None:
    assert "PORT is 'http', expected a number from 1 to 65535." in failure(project, PORT="http")


def test_training_data_that_is_broken(project: Path) -> None:
    (project / "data/rules.yml").write_text('version: "3.1"\nrules:\n  - rule: broken\n    steps:\n      - intent: [\n')
    result = subprocess.run(
        [sys.executable, "-m", "assistant.train"], cwd=project, capture_output=True, text=True, timeout=180, check=False
    )
    assert result.returncode == 1
    assert "Training failed" in result.stderr
    assert "rules.yml" in result.stderr
    assert "Traceback" not in result.stderr
