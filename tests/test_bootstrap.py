"""The set-up finds Python, skips what is done, and says what to do when a step fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(__file__).parents[1]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "bootstrap.py", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("group", ["run", "dev"])
def test_a_set_up_that_is_done_does_nothing(group: str) -> None:
    result = run(group)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_an_unknown_group_shows_the_help() -> None:
    result = run("everything")
    assert result.returncode == 2
    assert "python3 bootstrap.py run" in result.stdout


def test_only_python_3_10_works() -> None:
    assert bootstrap.works(sys.executable)
    assert not bootstrap.works("/bin/false")
    assert not bootstrap.works("/no/such/python")


def test_pyenv_pythons_are_offered_newest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("3.10.9", "3.10.13", "3.11.7"):
        (tmp_path / "versions" / version / "bin").mkdir(parents=True)
        (tmp_path / "versions" / version / "bin" / "python").touch()
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert [Path(python).parts[-3] for python in bootstrap.pyenv_pythons()] == ["3.10.13", "3.10.9"]


def test_python_comes_from_pyenv_when_python3_10_does_not_work(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("bootstrap.shutil.which", lambda name: "/bin/false")
    monkeypatch.setattr(bootstrap, "pyenv_pythons", lambda: [sys.executable])
    with (ROOT / "logs" / "test.log").open("w") as log:
        assert bootstrap.find_python("uv", log) == sys.executable
    assert f"Python 3.10: pyenv's ({sys.executable})" in capsys.readouterr().out


def test_uv_fetches_python_last_and_a_failure_says_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("bootstrap.shutil.which", lambda name: None)
    monkeypatch.setattr(bootstrap, "pyenv_pythons", list)
    with (ROOT / "logs" / "test.log").open("w") as log:
        assert bootstrap.find_python("/bin/true", log) == "3.10"
        assert "none found here, uv fetches one" in capsys.readouterr().out
        with pytest.raises(bootstrap.SetupError, match="pyenv install 3.10"):
            bootstrap.find_python("/bin/false", log)


def test_a_wrong_hash_stops_the_set_up(tmp_path: Path) -> None:
    lock = ROOT / "locks" / "wrong-hash-test.lock"
    lock.write_text("six==1.16.0 --hash=sha256:" + "0" * 64 + "\n")
    try:
        with (tmp_path / "log").open("w") as log, pytest.raises(bootstrap.SetupError, match="could not be installed"):
            subprocess.run([bootstrap.uv(log), "venv", "--quiet", str(tmp_path / "venv")], check=True, cwd=ROOT)
            bootstrap.install(bootstrap.uv(log), tmp_path / "venv", lock, log)
    finally:
        lock.unlink()


def test_missing_browsers_are_named_to_who_may_not_install_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bootstrap.shutil.which", lambda name: None)
    with (
        (tmp_path / "log").open("w") as log,
        pytest.raises(bootstrap.SetupError, match="sudo apt-get install chromium firefox-esr nodejs npm"),
    ):
        bootstrap.install_debian(log)


def test_no_lock_file_names_a_registry() -> None:
    locks = [*(ROOT / "locks").glob("*.lock"), ROOT / "tests/npm/package-lock.json"]
    assert not [lock for lock in locks if "resolved" in lock.read_text() or "--index-url" in lock.read_text()]


def test_make_alone_lists_its_targets() -> None:
    result = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("chat", "test", "serve", "evaluate", "encoder"):
        assert f"make {target}" in result.stdout
