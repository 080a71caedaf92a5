"""`make chat` as a person meets it: a terminal, a prompt, an answer, the ways out."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
import questionary

from assistant.knowledge.library import Library

pytestmark = pytest.mark.model
ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "assistant.chat"]
PROMPT = "Your input ->"


@pytest.fixture
def shell() -> pexpect.spawn:
    child = pexpect.spawn(COMMAND[0], COMMAND[1:], cwd=str(ROOT), timeout=120, encoding="utf-8", dimensions=(50, 200))
    child.expect(PROMPT)
    return child


def test_a_question_gets_an_answer_with_source_suggestions_and_disclaimer(shell: pexpect.spawn, library: Library) -> None:
    assert "Traceback" not in shell.before
    assert "Warning" not in shell.before
    shell.sendline("my left eyelid keeps twitching")
    shell.expect("An eye twitch is usually due to stress")
    shell.expect("Source: the article")
    shell.expect("You could also ask:")
    shell.expect("- Why do my muscles twitch?")
    shell.expect("It is not medical advice")
    shell.sendline("/stop")
    shell.expect(pexpect.EOF)
    shell.close()
    assert shell.exitstatus == 0


@pytest.mark.parametrize("key", ["c", "d"])
def test_control_keys_leave_without_a_stack_trace(shell: pexpect.spawn, key: str) -> None:
    shell.sendcontrol(key)
    shell.expect(pexpect.EOF)
    assert "Traceback" not in shell.before


def test_piped_questions_are_answered_and_the_end_of_the_pipe_ends_the_shell(library: Library) -> None:
    result = subprocess.run(COMMAND, cwd=ROOT, input="foot cramps\n", capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0
    assert library.entries["leg_foot_cramps"].answer in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_the_work_around_in_shell_end_is_still_needed() -> None:
    assert "EOFError" not in inspect.getsource(questionary.Question.ask_async)
