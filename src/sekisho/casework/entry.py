"""Intents and entries: what a person means to do, and what the record keeps of it.

An **intent** is what a person can read, sign and send. An **entry** is the intent with what the system adds:
its place in the case, the two times, the two persons, the verdict that allowed it, and the chain to the entry before.
Nothing is ever edited; a correction is another entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from sekisho.vocabulary.canonical import digest

DEVIATION = "deviation"
"""The step of an entry for what happened outside the gate: always accepted, satisfies nothing, opens duties."""
REAL = "real"
"""The realm of what is not an exercise."""


class Reference(msgspec.Struct, frozen=True, omit_defaults=True):
    """A case that an entry relies on, and where it matters the element of it (an agenda item, say)."""

    case: str
    element: str = ""


class Intent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person means to do: the part that the screen shows in words and that a signature covers.

    ``subject`` names the elements acted on, by part (``{"target": ("t1", "t2"), "leg": ("police",)}``); empty means
    the case itself. ``names`` gives the linked cases relied on, by role. ``particulars`` are the fields of the form.
    ``heads`` are the heads (entry hashes) of the cases that the person saw, by case id.
    """

    case: str
    step: str
    act_of: str
    subject: Mapping[str, tuple[str, ...]] = {}
    names: Mapping[str, Reference] = {}
    particulars: Mapping[str, Any] = {}
    heads: Mapping[str, str] = {}
    nonce: str = ""
    expires_at: datetime | None = None

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical intent."""
        return digest(self)


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paper or file behind an act: its number in the office's register and the hash of its content."""

    number: str = ""
    sha256: str = ""
    title: str = ""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey's assertion over a decision (WebAuthn Level 3, 6.3.3), each part in base64url without padding.

    ``credential`` names the key, as the log's register of keys has it. What was signed is ``authenticator_data`` with the
    SHA-256 of ``client_data``, whose challenge is that of ``casework.signing.Statement``.
    """

    credential: str
    authenticator_data: str
    client_data: str
    signature: str


class Opened(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A duty that an entry opens: by which rule, about which element, whose, towards whom, until when."""

    rule: str
    duty: str
    element: Mapping[str, str] = {}
    bearer: str
    towards: str = ""
    due: datetime | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, dict=True):
    """One entry of a case; ``happened_at`` is when the act was done, ``recorded_at`` when the system took it in.

    ``acting`` are the persons who hold the post in whose name the act was done; ``recorded_by`` is a person; ``by_virtue_of`` the appointment or delegation that entitled that person.
    ``opens`` are the duties opened, ``lifted`` the exceptions used, so that a fold needs no other case.
    ``signature`` is that of the person who recorded it, where the step is a formal decision; ``identified`` is the way in
    which that person had identified themselves (``passkey``; every other is a lesser one).
    ``verdict`` is the hash of the full verdict, ``reads`` the cases it rested on with the sequence number read.
    """

    intent: Intent
    sequence: int
    previous: str
    happened_at: datetime
    precision: str = "minute"
    recorded_at: datetime
    recorded_by: str
    by_virtue_of: str
    acting: tuple[str, ...] = ()
    verdict: str
    pack: str
    opens: tuple[Opened, ...] = ()
    lifted: tuple[str, ...] = ()
    reads: Mapping[str, int] = {}
    evidence: tuple[Evidence, ...] = ()
    signature: Signature | None = None
    identified: str = ""
    realm: str = REAL

    def __post_init__(self) -> None:
        """Keep the canonical bytes one: a field that equals its default is left out of them, however it was made."""
        # msgspec leaves out what *is* the default; a text read from a database or a file only equals it.
        for name, default in (("precision", "minute"), ("realm", REAL)):
            if getattr(self, name) == default:
                msgspec.structs.force_setattr(self, name, default)

    @property
    def case(self) -> str:
        """The case that the entry belongs to."""
        return self.intent.case

    @property
    def step(self) -> str:
        """The step that the entry records."""
        return self.intent.step

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical entry: the head of the case once this entry is its last."""
        return digest(self)


GENESIS = "0" * 64
"""The ``previous`` of a case's first entry."""
