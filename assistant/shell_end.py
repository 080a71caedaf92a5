"""Works around a fault of Rasa's shell: the end of input (Ctrl-D, or a pipe that ran out) leaves a stack trace and a dead process.

Rasa asks through questionary, which turns Ctrl-C into "no answer", upon which Rasa leaves, and lets `EOFError` through
(RasaHQ/rasa#4632). `tests/test_shell.py` fails when questionary handles it itself.
"""

from __future__ import annotations

from typing import Any

from questionary import Question


def leave_at_end_of_input() -> None:
    """Make the end of input count as Ctrl-C does: the shell says goodbye and stops."""
    ask = Question.ask_async

    async def ask_or_leave(question: Question, *arguments: Any, **options: Any) -> Any:
        try:
            return await ask(question, *arguments, **options)
        except EOFError:
            return None

    Question.ask_async = ask_or_leave
