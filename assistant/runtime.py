"""Puts Rasa together with our parts. Used by everything that a make target calls."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rasa.core.utils import AvailableEndpoints

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "models" / "assistant.tar.gz"
HOST = "127.0.0.1"  # never reachable from another machine; a proxy in front is what opens it
Content = TypeVar("Content")


class StartError(Exception):
    """The assistant cannot start. The message says what is wrong and what to do."""


def quiet() -> None:
    """Keep the chatter of Rasa and TensorFlow, message texts and telemetry away. LOG_LEVEL=INFO shows more."""
    os.environ.update(
        RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1", SQLALCHEMY_SILENCE_UBER_WARNING="1"
    )
    logging.captureWarnings(True)  # warnings go to the log, where the level decides; libraries reset the filters at import
    # Rasa reads the settings above when it is imported, so not before.
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    from assistant.log_privacy import hide_texts

    level = logging.getLevelName(os.environ.setdefault("LOG_LEVEL", "ERROR"))
    configure_structlog(level)
    configure_logging_and_warnings(log_level=level)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)  # Rasa's warnings quote messages
    hide_texts()


def check_parts() -> None:
    """Load what a conversation needs, so that a broken part is named before anything starts.

    Raises:
        StartError: the model, the encoder or a knowledge file is missing or broken.
    """
    from assistant.knowledge.cramp_check import shared_cramp_check
    from assistant.knowledge.library import KnowledgeError, shared_library
    from assistant.nlu.encoder import EncoderError, shared_encoder
    from assistant.nlu.red_flags import shared_red_flags

    try:
        shared_library()
        shared_cramp_check()
        shared_red_flags()
        shared_encoder()
    except (KnowledgeError, EncoderError) as error:
        raise StartError(str(error)) from error
    if not MODEL.exists():
        raise StartError(f"There is no trained model at {MODEL}. Run `make train`.")


def readable(path: Path, read: Callable[[str], Content]) -> Content:
    """Return `read(path)` for one of Rasa's settings files.

    Raises:
        StartError: the file is missing or broken, or names an environment variable that is not set.
    """
    from rasa.shared.exceptions import RasaException

    if not path.exists():
        raise StartError(f"{path} is missing. Get it back with `git checkout {path.name}`.")
    try:
        return read(str(path))
    except RasaException as error:
        raise StartError(f"{path} cannot be used: {' '.join(str(error).split())}") from error


def load_endpoints() -> AvailableEndpoints:
    """Return what `endpoints.yml` says, with the custom actions inside this process.

    Raises:
        StartError: see `readable`.
    """
    from rasa.core.utils import AvailableEndpoints

    from assistant.in_process_actions import InProcessActions

    endpoints = readable(ROOT / "endpoints.yml", AvailableEndpoints.read_endpoints)
    endpoints.action = InProcessActions()
    return endpoints


def check_port(port: int) -> None:
    """Make sure that `port` can be opened.

    Raises:
        StartError: another program has it.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise StartError(
                f"Port {port} cannot be used ({error.strerror}). Stop the other program or choose a port: PORT=5006."
            ) from error


def free_port() -> int:
    """Return a port that no program has open."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
