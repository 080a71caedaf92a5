"""The door of `make chat`: Rasa's shell behind the guard."""

from __future__ import annotations

from rasa.core.channels.console import CmdlineInput
from sanic import Blueprint

from assistant.channels.guard import Handler, guarded


class Shell(CmdlineInput):
    """Reads from the terminal, as `rasa shell` does."""

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes that Rasa's terminal loop posts to, with the guard before `on_new_message`."""
        return super().blueprint(guarded(on_new_message, self.name(), waits=True))
