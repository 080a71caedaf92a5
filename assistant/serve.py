"""`make serve`: all doors that are configured, on 127.0.0.1, with the custom actions in the same process. `make web`: the demo page too."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.runtime import HOST, MODEL, ROOT, StartError, check_parts, check_port, load_endpoints, quiet

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from sanic import Sanic

DEFAULT_PORT = "5005"
MAX_REQUEST = (
    262_144  # bytes; the longest message that Slack allows has about 144 kB, its text twice and escaped. Rasa's own bound is 100 MB.
)


async def bound_requests(app: Sanic, loop: AbstractEventLoop) -> None:
    """Make the web server refuse large requests by their announced size, before it reads them."""
    app.config.REQUEST_MAX_SIZE = MAX_REQUEST


def chosen_port() -> int:
    """Return the port that the environment variable PORT names, or 5005.

    Raises:
        StartError: PORT is not a port number.
    """
    value = os.environ.get("PORT", DEFAULT_PORT)
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise StartError(f"PORT is '{value}', expected a number from 1 to 65535.")
    return int(value)


def defaults(port: int) -> None:
    """Let the widget work at once: on pages of this machine, with a secret that lasts as long as the process."""
    os.environ.setdefault("WIDGET_ORIGINS", f"http://{HOST}:{port} http://localhost:{port}")
    os.environ.setdefault("WIDGET_SECRET", secrets.token_urlsafe(32))


async def open_demo(app: Sanic, loop: AbstractEventLoop) -> None:
    """Open the widget's demo page in the person's browser, where there is a screen."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        loop.run_in_executor(None, webbrowser.open, f"http://{HOST}:{chosen_port()}/webhooks/widget/demo")  # some wait for its end


def main(arguments: list[str]) -> int:
    """Serve until the process is told to stop.

    Args:
        arguments: `web` to open the demo page, or nothing.

    Returns:
        The exit status: 0, or 1 if the assistant could not start.
    """
    print("[serve] Starting the assistant, about 10 seconds ...", flush=True)
    quiet()
    from rasa.core.run import serve_application

    from assistant.channels.credentials import read_doors

    try:
        port = chosen_port()
        check_port(port)
        check_parts()
        endpoints = load_endpoints()
        defaults(port)
        doors = read_doors(ROOT)
    except StartError as error:
        print(f"[serve] {error}", file=sys.stderr)
        return 1
    for door in doors.open:
        entrance = getattr(door, "ENTRANCE", f"/webhooks/{door.url_prefix()}/webhook")
        print(f"[serve] Door {door.name()}: http://{HOST}:{port}{entrance}", flush=True)
    for name, reason in doors.closed.items():
        print(f"[serve] Door {name} is closed. {reason}", flush=True)
    listeners: list[tuple[Any, str]] = [(bound_requests, "before_server_start")]
    if arguments == ["web"]:
        listeners.append((open_demo, "after_server_start"))
    with tempfile.TemporaryDirectory() as folder:
        credentials = Path(folder) / "credentials.yml"  # Rasa takes one file
        credentials.write_text(doors.credentials())
        serve_application(
            str(MODEL),
            interface=HOST,
            port=port,
            credentials=str(credentials),
            enable_api=False,
            endpoints=endpoints,
            server_listeners=listeners,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
