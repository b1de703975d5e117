"""Challenges: drawn for one answer of one browser, kept in its session, used up by the first answer, soon too old.

Two answers that arrive at once may both find the challenge in the session, in one process or in two; so who takes it is
settled in the database, where one of them is the first.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest

from sekisho.operations import limits

BYTES = 32
VALID = timedelta(minutes=5)
SESSION_CHALLENGE = "challenge"


def draw_challenge(request: HttpRequest, purpose: str, about: str = "") -> bytes:
    """Return a new challenge for a purpose; ``about`` comes back with it. The one before it counts no more."""
    challenge = secrets.token_bytes(BYTES)
    until = (datetime.now(UTC) + VALID).isoformat()
    request.session[SESSION_CHALLENGE] = [purpose, challenge.hex(), until, about]
    return challenge


def take_challenge(request: HttpRequest, purpose: str) -> tuple[bytes, str] | None:
    """Return the challenge drawn for a purpose, with what it was about, and forget it; ``None`` where none counts."""
    drawn, challenge, until, about = request.session.pop(SESSION_CHALLENGE, ["", "", "", ""])
    now = datetime.now(UTC)
    if drawn != purpose or datetime.fromisoformat(until) <= now or not limits.first(challenge, now):
        return None
    return bytes.fromhex(challenge), about
