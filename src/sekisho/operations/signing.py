"""Formal decisions are signed: what a person reviewed is kept, put to their passkey, and recorded as it was signed.

Which steps are formal, the pack says. Invariants, each with its finding in ``defects``:

1. A formal decision of the real record is signed, where the installation says so (``SEKISHO_SIGNING``); an exercise has
   a register of its own and no keys, so that nobody signs in it.
2. What is signed has an end, and is the very statement that would be recorded: intent, person, time, paper, realm.
3. The key is the person's own and in force, the site ours, the holder verified, the counter ahead.
4. A signature counts once, in the transaction of its entry (``take``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from django.conf import settings

from sekisho.casework.entry import Intent, Signature
from sekisho.casework.signing import Statement
from sekisho.law.pack import Step
from sekisho.records.models import Unsigned
from sekisho.records.second_wall import assessing
from sekisho.records.world import REAL
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .outcomes import Invalid
from .passkeys import Asserted, asserted, read_answer, request_options, used, written_answer

VALID = timedelta(minutes=10)
"""How long after a review it can be signed: enough to read it again, too short for a desk that was left."""
BY_COMMAND = "command"
"""At the server's own command line: identified by its operating system, named by whoever gives the command."""


class Assent(msgspec.Struct, frozen=True):
    """How a person stands behind an act: in which way they had identified themselves, and their signature if any."""

    identified: str = ""
    signature: Signature | None = None


class Held(msgspec.Struct, frozen=True):
    """A decision as it was reviewed, with the form that it came from."""

    statement: Statement
    form: Mapping[str, list[str]]


class Spent(Exception):
    """The key ended, or its counter moved, between the check of a signature and the writing of its entry."""


def must_sign(step: Step, realm: str) -> bool:
    """Return whether a step has to be signed in this installation."""
    return step.formal and realm == REAL and settings.SIGNING == "passkey"


def until(intent: Intent, now: datetime) -> Intent:
    """Return an intent that can be signed: it has an end."""
    return msgspec.structs.replace(intent, expires_at=now + VALID)


def hold(statement: Statement, form: Mapping[str, list[str]], now: datetime) -> str:
    """Keep a statement until it is signed or has expired; return what the person's authenticator is to be asked.

    What had expired is thrown away. Raises ``ValueError`` for an intent without an end.
    """
    if statement.intent.expires_at is None:
        raise ValueError("what is to be signed has an end")
    with assessing():
        Unsigned.objects.filter(expires_at__lte=now).delete()
    Unsigned.objects.create(
        id=statement.intent.nonce,
        person_id=statement.person,
        statement=msgspec.to_builtins(statement),
        form=dict(form),
        expires_at=statement.intent.expires_at,
    )
    return request_options(statement.challenge, statement.person)


def held(nonce: str, person: str, now: datetime) -> Held | None:
    """Return what a person reviewed under a nonce; ``None`` where it was signed, has expired or never was."""
    row = Unsigned.objects.filter(pk=nonce, person=person, expires_at__gt=now).first()
    return Held(msgspec.convert(row.statement, Statement), row.form) if row else None


def signature_in(answer: str) -> Signature | None:
    """Return the signature that a browser sent; ``None`` where it is of the wrong shape."""
    return read_answer(answer)


def check(statement: Statement, signature: Signature | None, required: bool) -> Asserted | Invalid | None:
    """Return whose key signed a statement, what is wrong with the signature, or ``None`` for none where none is asked."""
    if signature is None:
        return _invalid("not_signed", _NOT_SIGNED) if required else None
    if statement.intent.expires_at is None:
        return _invalid("no_end", _NO_END)
    found = asserted(written_answer(signature), statement.challenge)
    if isinstance(found, Asserted) and found.passkey.person_id != statement.person:
        return _invalid("other_person", _OTHER_PERSON)
    return found


def take(found: Asserted, statement: Statement, now: datetime) -> None:
    """Use a signature up, in the transaction of its entry. Raises ``Spent``, and then nothing may be written."""
    if not used(found, now):
        raise Spent
    Unsigned.objects.filter(pk=statement.intent.nonce).delete()


SPENT = Text(
    "パスキーがこの間に失効したか、別に使われた。", "The passkey ended or was used elsewhere meanwhile."
)
_NOT_SIGNED = Text(
    "正式な決定には、パスキーによる署名が要る。", "A formal decision is signed with a passkey."
)
_NO_END = Text("署名する内容に期限がない。", "What was signed has no end.")
_OTHER_PERSON = Text("別の者のパスキーによる署名である。", "It was signed with another person's passkey.")
_REVIEW = Text("内容を確認し、改めて署名すること。", "Review it and sign again.")


def _invalid(code: str, message: Text) -> Invalid:
    return Invalid(findings=(signing_finding(code, message),))


def signing_finding(code: str, message: Text) -> Finding:
    """Return a finding about a signature: the remedy is always to look again and sign again."""
    return Finding(code=code, severity="error", place="signature", message=message, remedy=_REVIEW)


LAPSED = signing_finding(
    "lapsed",
    Text(
        "署名の期限が過ぎたか、既に署名した内容である。",
        "It expired before it was signed, or was signed already.",
    ),
)
DIFFERS = signing_finding(
    "differs", Text("送られた内容が、確認した内容と異なる。", "What was sent is not what was reviewed.")
)
