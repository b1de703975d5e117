"""Ids that people and other systems see: drawn at random here, so that they count nothing and order
nothing.
"""

from __future__ import annotations

import secrets

from sekisho.vocabulary.ids import ENTROPY_BYTES, new_id

LENGTH = 48
"""Room for a prefix of up to 31 letters, the dash and 16 random characters."""
CASE_ID_LENGTH = len(new_id("case", bytes(ENTROPY_BYTES)))


def draw(prefix: str) -> str:
    """Return a new outside id ``prefix-xxxxxxxxxxxxxxxx``."""
    return new_id(prefix, secrets.token_bytes(ENTROPY_BYTES))


def person_id() -> str:
    """Return a new id of a person."""
    return draw("person")


def refusal_id() -> str:
    """Return a new id of a refused attempt."""
    return draw("refusal")


def batch_id() -> str:
    """Return a new id of a batch of supplied information."""
    return draw("batch")


def object_id() -> str:
    """Return a new id of a stored object."""
    return draw("object")


def incident_id() -> str:
    """Return a new id of an incident."""
    return draw("incident")


def candidate_id() -> str:
    """Return a new id of a campaign candidate."""
    return draw("candidate")


def marking_id() -> str:
    """Return a new id of a marking set."""
    return draw("marking")


def key_id() -> str:
    """Return a new id of a payload key."""
    return draw("key")


def draw_salt() -> str:
    """Return a new salt of 16 random bytes in hexadecimal."""
    return secrets.token_hex(16)


def epoch_id() -> str:
    """Return a new id of an epoch of linking."""
    return draw("epoch")


def judgement_id() -> str:
    """Return a new id of what a person decided about a candidate."""
    return draw("judgement")
