"""`make serve`: the doors of `credentials.yml` on 127.0.0.1, with the custom actions in the same process."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from assistant.runtime import HOST, MODEL, ROOT, StartError, check_parts, check_port, load_endpoints, quiet, readable

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from sanic import Sanic

DEFAULT_PORT = "5005"
MAX_REQUEST = 65_536  # bytes; the doors allow less, but Slack sends a whole message back with a click. Rasa's own bound is 100 MB.


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


def main() -> int:
    """Serve until the process is told to stop.

    Returns:
        The exit status: 0, or 1 if the assistant could not start.
    """
    print("[serve] Starting the assistant, about 10 seconds ...", flush=True)
    quiet()
    from rasa.core.run import create_http_input_channels, serve_application

    credentials = ROOT / "credentials.yml"
    try:
        port = chosen_port()
        check_port(port)
        check_parts()
        endpoints = load_endpoints()
        doors = readable(credentials, lambda path: create_http_input_channels(None, path))
    except StartError as error:
        print(f"[serve] {error}", file=sys.stderr)
        return 1
    for door in doors:
        print(f"[serve] Door: http://{HOST}:{port}/webhooks/{door.url_prefix()}/webhook", flush=True)
    serve_application(
        str(MODEL),
        interface=HOST,
        port=port,
        credentials=str(credentials),
        enable_api=False,
        endpoints=endpoints,
        server_listeners=[(bound_requests, "before_server_start")],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
