"""Every kind of reply, and every dialect that it is rendered in. `python -m tests.channels.golden` writes `golden/<dialect>.yml` anew."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import walk_tree

from assistant.channels.dialects import rasa, slack, telegram, widget
from assistant.knowledge.composer import Composer
from assistant.knowledge.cramp_check import shared_cramp_check
from assistant.knowledge.library import shared_library
from assistant.knowledge.reply import Reply, Suggestion
from assistant.knowledge.schema import Table

FOLDER = Path(__file__).parent / "golden"
HOSTILE = "<b>&amp; _x_ *y* `z` [a](javascript:b) <!channel> <@U1> ~w~ \\ \"q\" 'p' {r} 911"


DIALECTS: dict[str, Callable[[Reply], Any]] = {
    "shell": lambda reply: reply.plain(list_suggestions=True),
    "rest": rasa.rest,
    "socketio": rasa.socketio,
    "widget": widget.render,
    "slack": slack.render,
    "telegram": telegram.render,
}


def hostile() -> Reply:
    """A reply with markup of every dialect in every part."""
    return Reply(
        body=f"{HOSTILE}\n- {HOSTILE}",
        disclaimer=f"{HOSTILE} (the disclaimer)",
        outcome="answered",
        table=Table(columns=["", HOSTILE], rows=[["row", HOSTILE]]),
        source=HOSTILE,
        suggestions=(Suggestion(title=HOSTILE[:75], payload="/dosage"),),
        suggest_label=HOSTILE,
        notes=(HOSTILE,),
    )


def kinds() -> dict[str, Reply]:
    """Return one reply of every kind, by the name of the kind."""
    composer, check = Composer(shared_library("unknown")), shared_cramp_check()
    answers = {"self_care": {"where": "calf"}, "doctor": {"where": "calf", "pregnant": "yes"}, "urgent": {"where": "belly"}}
    texts = ("greet", "help", "out_of_scope_daily_life", "fallback", "no_words", "not_helpful", "safe_now", "too_long", "too_fast", "error")
    return {
        "answer": composer.answer("eye_twitch"),
        "answer_with_table": composer.answer("comparison"),
        "two_answers": composer.answers(["food_sources", "when_to_see_doctor"]),
        "more": composer.more("dosage"),
        "sources": composer.sources("dosage"),
        "answer_with_doctor_note": composer.noted(composer.answer("night_leg_cramps"), ["doctor_soon"]),
        "answer_with_emergency_note": composer.noted(composer.answer("excess_signs"), ["if_it_happens_now"]),
        "emergency": composer.answer("emergency"),
        "urgent": composer.answer("urgent_care"),
        "self_harm": composer.answer("self_harm"),
        "overdose": composer.answer("overdose"),
        "did_you_mean": composer.did_you_mean(["dosage", "forms_of_magnesium", "food_sources"]),
        "choose_which": composer.choose_which(["dosage", "food_sources"]),
        **{f"check_{step.id}": composer.check_question(check, step.id, introduce=step is check.steps[0]) for step in check.steps},
        **{f"check_result_{name}": composer.check_result(check.result(given)) for name, given in answers.items()},
        **{name: composer.text(name) for name in texts},
        "hostile": hostile(),
    }


def written(dialect: str) -> str:
    """Return the golden file of a dialect as it should be: YAML, line breaks kept for the eye."""
    yaml = YAML()
    yaml.width = 100_000  # type: ignore[assignment] # its type is wrong
    content = {kind: json.loads(json.dumps(DIALECTS[dialect](reply))) for kind, reply in kinds().items()}
    walk_tree(content)
    stream = io.StringIO()
    yaml.dump(content, stream)
    return stream.getvalue()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in DIALECTS:
        (FOLDER / f"{name}.yml").write_text(written(name))
