"""`make chat`: Rasa's shell, with the custom actions in the same process."""

from __future__ import annotations

import sys

from assistant.runtime import HOST, MODEL, StartError, check_parts, free_port, load_endpoints, quiet


def main() -> int:
    """Talk until the person types /stop.

    Returns:
        The exit status: 0, or 1 if the assistant could not start.
    """
    print("[chat] Starting the assistant, about 10 seconds ...", flush=True)
    quiet()
    from rasa.core.run import serve_application

    from assistant.shell_end import leave_at_end_of_input

    try:
        check_parts()
        endpoints = load_endpoints()
    except StartError as error:
        print(f"[chat] {error}", file=sys.stderr)
        return 1
    leave_at_end_of_input()
    serve_application(
        str(MODEL), channel="assistant.channels.shell.Shell", interface=HOST, port=free_port(), enable_api=False, endpoints=endpoints
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
