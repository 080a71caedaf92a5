"""`python -m benchmarks.large_messages`: what a huge message to the widget's door costs the server and the other people.

Nothing here is a test: the figures depend on the machine.
"""

from __future__ import annotations

import datetime
import os
import statistics
import tempfile
import threading
import time
from pathlib import Path

import requests

from tests.browser.site import Bot, site_with_bot

RUNS = 7
MEGABYTES = (1, 5)
QUESTION = "foods rich in magnesium?"


def spread(milliseconds: list[float]) -> str:
    """Return the median and the range of `milliseconds`."""
    return f"{statistics.median(milliseconds):.0f} ({min(milliseconds):.0f}-{max(milliseconds):.0f})"


def memory(process: int) -> int:
    """Return the resident memory of a process in KiB.

    Raises:
        StopIteration: the system does not tell.
    """
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1])


class Person:
    """Somebody in a page of `site` who talks with `bot`."""

    def __init__(self, bot: Bot, site: str) -> None:
        """Begin a conversation."""
        self._url, self._headers = f"{bot.url}/webhooks/widget", {"Origin": site}
        self._session = requests.post(f"{self._url}/session", json={}, headers=self._headers, timeout=30).json()["session"]

    def send(self, text: str) -> tuple[str, float]:
        """Send `text` and return how it was received, and the milliseconds until then."""
        start = time.perf_counter()
        try:
            body = {"session": self._session, "message": text}
            result = str(requests.post(f"{self._url}/message", json=body, headers=self._headers, timeout=60).status_code)
        except requests.ConnectionError:
            result = "closed"  # the server hung up before all was sent
        return result, (time.perf_counter() - start) * 1000


def meanwhile(person: Person, attacker: Person, text: str) -> tuple[list[float], list[float], set[str]]:
    """Return the times of a person's answers while an attacker sends `text` without a pause, the times of the refusals, and their kinds."""
    refusals: list[tuple[str, float]] = []
    done = threading.Event()

    def attack() -> None:
        while not done.is_set() or len(refusals) < RUNS:
            refusals.append(attacker.send(text))

    thread = threading.Thread(target=attack)
    thread.start()
    answers = [person.send(QUESTION)[1] for _ in range(RUNS)]
    done.set()
    thread.join()
    return answers, [time for _, time in refusals], {kind for kind, _ in refusals}


def measure(bot: Bot, site: str) -> list[str]:
    """Return the lines of a table."""
    person, attacker = Person(bot, site), Person(bot, site)
    lines = [
        f"{datetime.date.today()}, {os.cpu_count()} cores, median (min-max), n >= {RUNS}",
        "",
        "| message | result | until refused, ms | another person's answer meanwhile, ms | server's memory, MiB |",
        "|---|---|---|---|---|",
    ]
    person.send(QUESTION)
    assert bot.process
    quiet = spread([person.send(QUESTION)[1] for _ in range(RUNS)])
    before = memory(bot.process.pid)
    lines.append(f"| none | - | - | {quiet} | {before / 1024:.0f} |")
    for size in MEGABYTES:
        answers, refusals, kinds = meanwhile(person, attacker, "x" * size * 1_000_000)
        growth = (memory(bot.process.pid) - before) / 1024
        lines.append(f"| {size} MB | {', '.join(sorted(kinds))} | {spread(refusals)} | {spread(answers)} | {growth:+.1f} |")
    return lines


def main() -> None:
    """Start the assistant, measure and print."""
    with tempfile.TemporaryDirectory() as folder, site_with_bot(Path(folder)) as (site, bot):
        print("\n".join(measure(bot, site)))


if __name__ == "__main__":
    main()
