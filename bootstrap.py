"""Set up the environments of this project. Called by make; needs only the standard library of any Python 3.8 or newer.

    python3 bootstrap.py run        what chatting and serving need       -> .venv
    python3 bootstrap.py dev        the same and the tests' tools        -> .venv and others, browsers
    python3 bootstrap.py encoder    what building the encoder needs      -> .cache/encoder-venv
    python3 bootstrap.py lock       resolve pyproject.toml again         -> locks/

uv does the work. It is installed into .tools, so that a copy that pyenv's shims hide does not matter. A step that is done is skipped.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
UV_VERSION = "0.13.9"
ENVIRONMENTS = {
    "run": ROOT / ".venv",
    "dev": ROOT / ".venv",
    "clients": ROOT / ".cache" / "clients-venv",
    "encoder": ROOT / ".cache" / "encoder-venv",
}
COUNTERPARTS = ROOT / "tests" / "npm"  # the platforms' fakes and other widgets
DEBIAN_PACKAGES = {"chromium": "chromium", "firefox-esr": "firefox-esr", "node": "nodejs", "npm": "npm"}  # by the program that each brings
LOG = ROOT / "logs" / "setup.log"
NEEDED_MODULES = "import bz2, ctypes, sqlite3, ssl, venv"


class SetupError(Exception):
    """A step failed. The message says what failed and what to do."""


def run(command: list[str], log: IO[str], advice: str) -> None:
    """Run `command` with its output in `log`.

    Raises:
        SetupError: it could not start or did not exit 0; the message ends with `advice`.
    """
    try:
        subprocess.run(command, check=True, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(f"{Path(command[0]).name} {command[1]} failed ({type(error).__name__}). {advice} Details: {LOG}") from error


def uv(log: IO[str]) -> str:
    """Return the path of our own uv, installed on first use."""
    program = TOOLS / "bin" / "uv"
    stamp = TOOLS / f"uv-{UV_VERSION}"
    if not stamp.exists():
        print("[set-up] Fetching uv, the installer", flush=True)
        shutil.rmtree(TOOLS, ignore_errors=True)
        run([sys.executable, "-m", "venv", str(TOOLS)], log, "On Debian or Ubuntu: apt-get install python3-venv.")
        pip = [str(TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}"]
        run(pip, log, "Is the package registry reachable?")
        stamp.touch()
    return str(program)


def works(python: str) -> bool:
    """Tell whether `python` runs, is 3.10 and has the modules that Rasa needs."""
    code = f"import sys; {NEEDED_MODULES}; sys.exit(sys.version_info[:2] != (3, 10))"
    try:
        return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def pyenv_pythons() -> list[str]:
    """Return the 3.10 interpreters that pyenv holds, newest first."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = sorted(root.glob("versions/3.10.*/bin/python"), key=lambda path: int(re.findall(r"3\.10\.(\d+)", str(path))[0]))
    return [str(path) for path in reversed(found)]


def find_python(installer: str, log: IO[str]) -> str:
    """Return a Python 3.10: `python3.10` that works, else pyenv's, else one that uv fetches.

    Raises:
        SetupError: none is here and none could be fetched.
    """
    for origin, candidate in [("found as python3.10", shutil.which("python3.10") or ""), *(("pyenv's", path) for path in pyenv_pythons())]:
        if candidate and works(candidate):
            print(f"[set-up] Python 3.10: {origin} ({candidate})", flush=True)
            return candidate
    print("[set-up] Python 3.10: none found here, uv fetches one", flush=True)
    run([installer, "python", "install", "3.10"], log, "Install Python 3.10, for example with pyenv: pyenv install 3.10.")
    return "3.10"


def watch(process: subprocess.Popen[str], log: IO[str], total: int) -> None:
    """Show how far the install is: megabytes fetched, from the lines that uv prints for large files."""
    sizes: dict[str, float] = {}
    done = 0.0
    start = time.monotonic()
    assert process.stderr is not None
    for line in process.stderr:
        log.write(line)
        announced = re.match(r"Downloading (\S+) \(([\d.]+)(K|M|G)iB\)", line.strip())
        fetched = re.match(r"Downloaded (\S+)", line.strip())
        if announced:
            sizes[announced[1]] = float(announced[2]) * {"K": 1 / 1024, "M": 1, "G": 1024}[announced[3]]
        elif fetched:
            done += sizes.get(fetched[1], 0)
        whole = sum(sizes.values())
        filled = int(20 * done / whole) if whole else 0
        bar = f"[{'#' * filled}{'.' * (20 - filled)}]"
        status = f"[set-up] {total} packages {bar} {done:.0f} of {whole:.0f} MB, {time.monotonic() - start:.0f} s"
        if sys.stdout.isatty():
            print(f"\r{status}", end="", flush=True)
    process.wait()
    if sys.stdout.isatty():
        print("\r\033[K", end="")


def install(installer: str, environment: Path, lock: Path, log: IO[str], *extra: str) -> None:
    """Install the packages of `lock`, hashes checked, into `environment`.

    Raises:
        SetupError: a package could not be fetched or its hash is wrong.
    """
    total = len(re.findall(r"^[a-zA-Z0-9]", lock.read_text(), re.MULTILINE))
    print(f"[set-up] Installing {total} packages from {lock.relative_to(ROOT)}", flush=True)
    command = [installer, "pip", "install", "--require-hashes", "--python", str(environment / "bin" / "python"), *extra, "-r", str(lock)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.PIPE, text=True)
    watch(process, log, total)
    if process.returncode:
        raise SetupError(
            f"The packages of {lock.relative_to(ROOT)} could not be installed. Is the package registry reachable? Details: {LOG}"
        )


def set_up(group: str, log: IO[str]) -> None:
    """Make the environment of `group` and install its lock, unless both are done already."""
    environment = ENVIRONMENTS[group]
    lock = ROOT / "locks" / f"{group}.lock"
    stamp = environment / f"installed-{group}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if stamp.exists():
        return
    LOG.parent.mkdir(exist_ok=True)
    installer = uv(log)
    if not works(str(environment / "bin" / "python")):
        python = find_python(installer, log)
        run([installer, "venv", "--clear", "--python", python, str(environment)], log, "Is the disk full?")
    install(installer, environment, lock, log)
    if group == "encoder":
        install(installer, environment, ROOT / "locks" / "weights.lock", log, "--no-deps")
    if group == "dev":  # it holds all that "run" asks for
        run_lock = ROOT / "locks" / "run.lock"
        (environment / f"installed-run-{hashlib.sha256(run_lock.read_bytes()).hexdigest()[:16]}").touch()
    stamp.touch()


def install_debian(log: IO[str]) -> None:
    """Install the browsers and Node.js that the tests use, where they are missing.

    Raises:
        SetupError: they are missing and cannot be installed from here.
    """
    missing = [package for program, package in DEBIAN_PACKAGES.items() if not shutil.which(program)]
    if not missing:
        return
    advice = f"The tests need them: sudo apt-get install {' '.join(missing)}."
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(f"Missing programs: {', '.join(missing)}. {advice}")
    print(f"[set-up] Installing Debian packages: {', '.join(missing)}", flush=True)
    run(["apt-get", "update", "-qq"], log, advice)
    run(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], log, advice)


def install_counterparts(log: IO[str]) -> None:
    """Install what `tests/npm/package-lock.json` names, unless it is there already."""
    lock = (COUNTERPARTS / "package-lock.json").read_bytes()
    stamp = COUNTERPARTS / "node_modules" / f"installed-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not stamp.exists():
        print("[set-up] Installing what the doors are tested against, from tests/npm/package-lock.json", flush=True)
        run(["npm", "--prefix", str(COUNTERPARTS), "ci"], log, "Is the package registry reachable?")
        stamp.touch()


def lock_all(log: IO[str]) -> None:
    """Resolve pyproject.toml into locks/, hashes and no registry named."""
    options = ["--python-version", "3.10", "--generate-hashes", "--no-annotate", "--no-header", "--quiet", "--upgrade"]
    groups = {group: ["--group", f"pyproject.toml:{group}"] for group in ("clients", "encoder")}
    sources = {"run": ["pyproject.toml"], "dev": ["pyproject.toml", "--group", "dev"], **groups}
    for group, source in sources.items():
        run(
            [uv(log), "pip", "compile", *source, *options, "-o", f"locks/{group}.lock"], log, "Do the version limits contradict each other?"
        )


def main(arguments: list[str]) -> int:
    """Do what the one argument names.

    Returns:
        The exit status: 0 done, 1 a step failed, 2 the argument is unknown.
    """
    if len(arguments) != 1 or arguments[0] not in (*ENVIRONMENTS, "lock"):
        print(__doc__)
        return 2
    LOG.parent.mkdir(exist_ok=True)
    try:
        with LOG.open("a") as log:
            if arguments[0] == "lock":
                lock_all(log)
            else:
                set_up(arguments[0], log)
                if arguments[0] == "dev":
                    set_up("clients", log)
                    install_debian(log)
                    install_counterparts(log)
    except SetupError as error:
        print(f"[set-up] {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
