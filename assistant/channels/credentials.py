"""Which doors are configured: `credentials.yml` for REST, and one file a door in `credentials/`."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from rasa.core.channels.channel import InputChannel
from rasa.core.run import create_http_input_channels

from assistant.runtime import StartError, readable

VARIABLE = re.compile(r"\$\{(\w+)\}")  # Rasa fills it in, but only unquoted: a quoted one would stay as it is and be everybody's secret


@dataclass(frozen=True)
class Doors:
    """The doors of a project: those that open, the files that configure them, and for the others the reason by name."""

    open: tuple[InputChannel, ...]
    files: tuple[Path, ...]
    closed: dict[str, str]

    def credentials(self) -> str:
        """Return what one credentials file for all open doors says. The variables in it are not filled in, so it holds no secret."""
        return "\n".join(file.read_text() for file in self.files)


def missing(path: Path) -> list[str]:
    """Return the environment variables that a credentials file names and that are not set."""
    lines = [line.partition("#")[0] for line in path.read_text().splitlines()]
    return [name for name in dict.fromkeys(VARIABLE.findall("\n".join(lines))) if not os.environ.get(name)]


def read_doors(root: Path) -> Doors:
    """Return the doors of the project in `root`. One that lacks a setting, or has a wrong one, stays closed and the others open.

    Raises:
        StartError: no door opens.
    """
    opened: list[InputChannel] = []
    files: list[Path] = []
    closed: dict[str, str] = {}
    for path in (root / "credentials.yml", *sorted((root / "credentials").glob("*.yml"))):
        name = "rest" if path.parent == root else path.stem
        if path.exists() and (unset := missing(path)):
            closed[name] = f"Set {' and '.join(unset)}, see docs/channels.md."
            continue
        try:
            opened += readable(path, lambda file: create_http_input_channels(None, file))
            files.append(path)
        except StartError as error:
            closed[name] = str(error)
    if not opened:
        raise StartError(f"No door can open. {' '.join(f'{name}: {reason}' for name, reason in closed.items())}")
    return Doors(tuple(opened), tuple(files), closed)
