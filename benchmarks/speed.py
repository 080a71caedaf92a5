"""`make benchmark`: the speed of our assistant beside Rasa's default configuration, trained on the same data in the same run.

Parse: the whole NLU of one message inside Rasa. Turn: from a REST request to its reply, conversations of three messages.
The networks of the default are trained for one epoch instead of 100: that is a matter of quality, the time of an answer is the same.
Nothing here is a test: the figures depend on the machine.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import requests

from assistant.evaluate import OWN_QUESTIONS, read_questions
from assistant.runtime import HOST, MODEL, ROOT, free_port, quiet

EPOCHS = 1
# What `rasa init` 3.6.21 writes before the classifier.
DEFAULT_FEATURIZERS = """
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
"""
# All that it writes, but for the epochs. Its stories and rules are ours: the same data.
DEFAULT_CONFIG = f"""
recipe: default.v1
assistant_id: default
language: en
pipeline:{DEFAULT_FEATURIZERS}  - name: DIETClassifier
    epochs: {EPOCHS}
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: {EPOCHS}
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
policies:
  - name: MemoizationPolicy
  - name: RulePolicy
  - name: UnexpecTEDIntentPolicy
    max_history: 5
    epochs: {EPOCHS}
  - name: TEDPolicy
    max_history: 5
    epochs: {EPOCHS}
    constrain_similarities: true
"""


def summary(times: list[float]) -> str:
    """Return median and 99th percentile of `times`, milliseconds."""
    ordered = sorted(times)
    return f"median {statistics.median(ordered):6.1f} ms, 99th percentile {ordered[int(len(ordered) * 0.99)]:6.1f} ms"


async def parse_times(model: Path, texts: list[str]) -> list[float]:
    """Return the milliseconds that `model` needs to parse each text, after a warm-up."""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    processor = Agent.load(str(model)).processor
    times = []
    for text in [*texts[:20], *texts]:
        start = time.perf_counter()
        await processor.parse_message(UserMessage(text))
        times.append((time.perf_counter() - start) * 1000)
    return times[20:]


def turn_times(url: str, texts: list[str]) -> list[float]:
    """Return the milliseconds from a REST request to its reply, after a warm-up."""
    session, times, sender = requests.Session(), [], ""
    for number, text in enumerate([*texts[:20], *texts]):
        sender = uuid.uuid4().hex if number % 3 == 0 else sender
        start = time.perf_counter()
        session.post(f"{url}/webhooks/rest/webhook", json={"sender": sender, "message": text}, timeout=60)
        times.append((time.perf_counter() - start) * 1000)
    return times[20:]


def serve(command: list[str], port: int, texts: list[str]) -> list[float]:
    """Run a server with `command`, measure its turns and stop it."""
    url = f"http://{HOST}:{port}"
    no_rate = {"PERSON_RATE": "100000 per second", "ADDRESS_RATE": "100000 per second"}
    environment = {**os.environ, "PORT": str(port), "RASA_TELEMETRY_ENABLED": "false", **no_rate}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(240):
            try:
                requests.get(url, timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.5)
        return turn_times(url, texts)
    finally:
        process.terminate()
        process.wait(30)


def train_default(folder: Path) -> Path:
    """Train Rasa's default configuration on our data and return the model's path."""
    config = folder / "config.yml"
    config.write_text(DEFAULT_CONFIG)
    command = [sys.executable, "-m", "rasa", "train", "--config", str(config), "--out", str(folder), "--fixed-model-name", "default"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder / "default.tar.gz"


def main() -> None:
    """Measure and print."""
    quiet()
    texts = [question.text for question in read_questions(OWN_QUESTIONS)]
    print(f"[benchmark] {len(texts)} messages of {OWN_QUESTIONS.relative_to(ROOT)}, {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory() as name:
        start = time.monotonic()
        default = train_default(Path(name))
        print(f"[benchmark] Rasa's default configuration trained in {time.monotonic() - start:.0f} s", flush=True)
        for label, model in (("ours", MODEL), ("default", default)):
            print(f"parse  {label:8} {summary(asyncio.run(parse_times(model, texts)))}", flush=True)
        port = free_port()
        ours = serve([sys.executable, "-m", "assistant.serve"], port, texts)
        print(f"turn   {'ours':8} {summary(ours)}", flush=True)
        actions_port, port = free_port(), free_port()
        endpoints = Path(name) / "endpoints.yml"
        endpoints.write_text((ROOT / "endpoints.yml").read_text().replace(":5055/", f":{actions_port}/"))
        rasa = [sys.executable, "-m", "rasa", "run"]
        actions = subprocess.Popen(
            [*rasa, "actions", "--port", str(actions_port)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        command = [*rasa, "--model", str(default), "--port", str(port), "--interface", HOST, "--endpoints", str(endpoints)]
        print(f"turn   {'default':8} {summary(serve(command, port, texts))}  (action server over HTTP)", flush=True)
        actions.terminate()
        actions.wait(30)


if __name__ == "__main__":
    main()
