"""Conversation ids that only this server can issue, so nobody can guess or choose one and read what another person was told."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt

from assistant.runtime import StartError

ALGORITHM = "HS256"
LIFETIME = 24 * 60 * 60  # seconds; a health talk should not wait in a shared browser for longer
ID_BYTES = 16  # 128 bit
MIN_SECRET = 32  # characters; a shorter key weakens the signature (RFC 7518, section 3.2)
ORIGIN = re.compile(r"https?://[^/\s*?#@]+")


def web_settings(credentials: dict[str, Any] | None, variable: str) -> tuple[list[str], str]:
    """Return the origins of the pages that a web door serves, and the secret that signs its sessions.

    Args:
        credentials: the door's lines in its credentials file: `origins`, separated by spaces, and `secret`.
        variable: the environment variable that names the origins.

    Raises:
        StartError: one of them cannot be what it should be.
    """
    settings = credentials or {}
    origins, secret = str(settings.get("origins") or "").split(), str(settings.get("secret") or "")
    wrong = [origin for origin in origins if not ORIGIN.fullmatch(origin)]
    if wrong or not origins:
        raise StartError(f"{variable} has '{' '.join(wrong)}', expected origins such as https://example.org, separated by spaces.")
    if len(secret) < MIN_SECRET or "${" in secret:
        raise StartError(f"WIDGET_SECRET is too short or not filled in, expected at least {MIN_SECRET} random characters.")
    return origins, secret


@dataclass(frozen=True)
class Sessions:
    """Issues session tokens for one door and checks them. A token is the only key to its conversation, so treat it as a secret."""

    secret: str
    door: str

    def issue(self) -> str:
        """Return the token of a new conversation."""
        claims = {"sub": secrets.token_urlsafe(ID_BYTES), "aud": self.door, "exp": int(time.time()) + LIFETIME}
        return jwt.encode(claims, self.secret, algorithm=ALGORITHM)

    def conversation(self, token: object) -> str | None:
        """Return the conversation id that `token` was issued for, or None if we did not issue it for this door or its day is over."""
        if not isinstance(token, str):
            return None
        try:
            claims = jwt.decode(token, self.secret, algorithms=[ALGORITHM], audience=self.door, options={"require": ["sub", "aud", "exp"]})
        except (jwt.InvalidTokenError, UnicodeError):
            return None
        return str(claims["sub"])
