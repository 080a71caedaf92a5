"""Notes what people say of answers: the answer's id, the verdict and the day. Never a word of theirs, never who it was."""

from __future__ import annotations

import json
import logging
import os
from datetime import date
from pathlib import Path
from typing import Literal

logger = logging.getLogger(__name__)
FILE = Path(__file__).parents[1] / "logs" / "feedback.jsonl"
Verdict = Literal["helpful", "not_helpful", "wrong_answer", "unclear_answer", "not_my_question", "unanswered"]


def note(verdict: Verdict, answer: str | None) -> None:
    """Append a line to the feedback file, which the environment variable FEEDBACK_FILE names.

    A line that cannot be written is an error in the log, and no reason to fail the person.

    Args:
        verdict: what was said; `unanswered`: the assistant did not understand twice.
        answer: the id of the knowledge entry that it is about, if any.
    """
    file = Path(os.environ.get("FEEDBACK_FILE") or FILE)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"day": date.today().isoformat(), "answer": answer, "verdict": verdict}) + "\n")
    except OSError as error:
        logger.error("The feedback file %s cannot be written (%s). Set FEEDBACK_FILE to one that can.", file, error.strerror)
