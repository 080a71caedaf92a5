"""What `make serve` opens, for whom, and what it says about the doors that stay closed (R3, R5)."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.conftest import Server, serving

pytestmark = pytest.mark.model


def test_it_prints_the_open_doors_with_their_addresses(server: Server) -> None:
    log = server.log.read_text()
    assert f"[serve] Door rest: {server.url}/webhooks/rest/webhook" in log
    assert f"[serve] Door widget: {server.url}/webhooks/widget/demo" in log


def test_it_says_in_one_line_what_a_closed_door_lacks(server: Server) -> None:
    log = server.log.read_text()
    assert "[serve] Door slack is closed. Set SLACK_TOKEN and SLACK_SIGNING_SECRET, see docs/channels.md.\n" in log
    assert "[serve] Door socketio is closed. Set SOCKETIO_ORIGINS, see docs/channels.md.\n" in log
    assert "[serve] Door telegram is closed. Set TELEGRAM_" in log


def test_only_this_machine_can_reach_it(server: Server) -> None:
    port = f"{int(server.url.rpartition(':')[2]):04X}"
    listening = [line.split()[1] for file in ("tcp", "tcp6") for line in Path("/proc/net", file).read_text().splitlines()[1:]]
    assert {address for address in listening if address.endswith(f":{port}")} == {f"0100007F:{port}"}


def test_no_token_and_no_secret_is_printed(server: Server) -> None:
    assert not re.search(r"(?i)token[=:]|secret[=:]|bearer", server.log.read_text())


def test_make_web_opens_the_demo_page_in_the_persons_browser(tmp_path: Path) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    with serving(tmp_path, "web", DISPLAY=":0", BROWSER=str(browser)) as server:
        for _ in range(100):
            if opened.exists() and opened.read_text():
                break
            time.sleep(0.1)
        assert opened.read_text() == f"{server.url}/webhooks/widget/demo\n"
