"""Conversation ids that only this server can issue, so nobody can guess or choose one and read what another person was told."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

import jwt

ALGORITHM = "HS256"
LIFETIME = 24 * 60 * 60  # seconds; a health talk should not wait in a shared browser for longer
ID_BYTES = 16  # 128 bit


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
