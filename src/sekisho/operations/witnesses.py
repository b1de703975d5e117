"""Getting our checkpoints cosigned: which witnesses the installation asks for, what they are sent, what they gave.

The policy is a file in the home folder, in the text of c2sp.org/tlog-policy without ``log`` lines, since the key of the
log is known here. Only the addresses that stand in it are ever contacted. It is asked of the log of the real world; the
logs of exercises have no witnesses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from sekisho.ledger.checkpoint import read_checkpoint, stamp
from sekisho.ledger.keys import VerifierKey
from sekisho.ledger.note import BadNote, add_signature, open_note
from sekisho.ledger.policy import BadPolicy, Policy, cosigned_by, read_policy
from sekisho.ledger.witnessing import AnswerFile, Status, write_request
from sekisho.records.cosignatures import (
    Contact,
    Given,
    cosignatures,
    cosigners,
    keep_contact,
    keep_cosignature,
    last_cosignatures,
)
from sekisho.records.home import home
from sekisho.records.log import checkpoint_of, latest_checkpoint
from sekisho.records.world import REAL

from .log_keys import beside, periods
from .log_tiles import proof_of_growth

Send = Callable[[str, bytes], tuple[int, str]]
"""Sends a request to an address and returns status and body; raises ``OSError`` where nobody answers."""


class NothingToCosign(LookupError):
    """The log has no checkpoint yet."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How asking one witness ended: ``outcome`` is a word of ``witness_words``, empty where it cosigned ``size``."""

    witness: str
    size: int = 0
    outcome: str = ""
    detail: str = ""
    held: int = 0


def policy_file() -> Path:
    """Return where the policy of the installation is kept."""
    return home() / "witnesses"


def policy_of(log: str) -> Policy:
    """Return the policy of a log: its keys, each with its sizes where one took over from another, and the witnesses
    that are asked for. Raises ``BadPolicy``.
    """
    known = periods(log)
    keys = (*known, *(key.verifier for key in beside(log)))
    bounds = known if len(known) > 1 else {}
    if log != REAL or not policy_file().exists():
        return Policy(keys, periods=bounds)
    try:
        asked = read_policy(policy_file().read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadPolicy(f"{policy_file()}: {error}") from error
    if asked.logs:
        raise BadPolicy("the policy of an installation names no log: its own key is known")
    return msgspec.structs.replace(asked, logs=keys, periods=bounds)


def put_policy(text: str) -> Policy:
    """Make this the policy of the installation. Raises ``BadPolicy``, and changes nothing, where it is not clear."""
    asked = read_policy(text)
    if asked.logs:
        raise BadPolicy("the policy of an installation names no log: its own key is known")
    scratch = policy_file().with_suffix(".new")
    scratch.write_text(text, "utf-8")
    scratch.replace(policy_file())
    return policy_of(REAL)


def request(witness: VerifierKey, held: int | None = None, log: str = REAL) -> bytes:
    """Return the request for the newest checkpoint, from the size that the witness holds (by default what it last
    cosigned). Raises ``NothingToCosign``.
    """
    kept = latest_checkpoint(log)
    if not kept.note:
        raise NothingToCosign(log)
    if held is None:
        last = last_cosignatures(log).get(witness.label)
        held = last.size if last else 0
    held = min(held, kept.size)
    return write_request(held, proof_of_growth(log, held, kept.size), kept.note).encode()


def accept(status: int, body: str, witness: VerifierKey, size: int, log: str = REAL) -> Asked:
    """Take in what a witness answered about the checkpoint of a size; only a cosignature that holds is kept."""
    if status == Status.CONFLICT and body.strip().isdecimal():
        held = int(body.strip()[:19])
        return Asked(witness=witness.label, outcome="conflict", detail=str(held), held=held)
    if status != Status.COSIGNED:
        return Asked(witness=witness.label, outcome="refused", detail=f"{status} {body.strip()}")
    note = checkpoint_of(log, size).note
    try:
        given = _given(note, body, witness, size)
    except BadNote as error:
        return Asked(witness=witness.label, outcome="invalid", detail=str(error))
    keep_cosignature(log, given)
    return Asked(witness=witness.label, size=size)


def _given(note: str, body: str, witness: VerifierKey, size: int) -> Given:
    """Return the witness's own line of what came; lines of other keys are left aside."""
    for line in body.splitlines(keepends=True):
        cosigned = add_signature(note, line)
        try:
            open_note(cosigned, [witness])
        except BadNote:
            continue
        at = stamp(cosigned, witness)
        if at is not None:
            return Given(size=size, witness=witness.label, signed_at=at, line=line)
    raise BadNote(f"no line of {witness.label} holds for the checkpoint of {size} leaves")


def ask(witness: VerifierKey, url: str, send: Send, now: datetime, log: str = REAL) -> Asked:
    """Ask one witness for the newest checkpoint, and keep how that ended. Raises ``NothingToCosign``.

    A witness that holds another size than we thought says so, and is asked once more from there. One that holds less
    than it cosigned before has forgotten, and is reported as such even though it cosigns.
    """
    asked = _once(witness, url, send, None, log)
    if asked.outcome == "conflict":
        last = last_cosignatures(log).get(witness.label)
        forgot = last is not None and asked.held < last.size
        again = _once(witness, url, send, asked.held, log)
        asked = _forgot(again, asked.held) if forgot and not again.outcome else again
    return _kept(asked, now, log)


def take_answer(given: AnswerFile, witness: VerifierKey, now: datetime, log: str = REAL) -> Asked:
    """Take in an answer that came on media, and keep how that ended."""
    if given.status is Status.COSIGNED and not checkpoint_of(log, given.size).note:
        asked = Asked(
            witness=witness.label, outcome="invalid", detail=f"no checkpoint of {given.size} leaves"
        )
    else:
        asked = accept(given.status, given.body, witness, given.size, log)
    return _kept(asked, now, log)


def _kept(asked: Asked, now: datetime, log: str) -> Asked:
    contact = Contact(witness=asked.witness, asked_at=now, outcome=asked.outcome, detail=asked.detail)
    keep_contact(log, contact)
    return asked


def _forgot(asked: Asked, held: int) -> Asked:
    return msgspec.structs.replace(asked, outcome="forgot", detail=str(held))


def _once(witness: VerifierKey, url: str, send: Send, held: int | None, log: str) -> Asked:
    newest = latest_checkpoint(log).size
    if held is not None and held > newest:
        return Asked(witness=witness.label, outcome="ahead", detail=f"{held} > {newest}")
    body = request(witness, held, log)
    try:
        status, answer = send(f"{url.rstrip('/')}/add-checkpoint", body)
    except OSError as error:
        return Asked(witness=witness.label, outcome="unreachable", detail=str(error))
    size = read_checkpoint(_text_of(body)).size
    return accept(status, answer, witness, size, log)


def _text_of(body: bytes) -> str:
    return body.decode().partition("\n\n")[2].rpartition("\n\n")[0] + "\n"


def cosigned_note(log: str, size: int) -> str:
    """Return the checkpoint of a size with the cosignatures that were kept of it; empty where none was signed."""
    note = checkpoint_of(log, size).note
    return note and with_lines(note, cosignatures(log, size, size).get(size, ()))


def with_lines(note: str, lines: Iterable[str]) -> str:
    """Return a note with more signature lines."""
    for line in lines:
        note = add_signature(note, line)
    return note


def counting(log: str, policy: Policy) -> int:
    """Return the size of the newest checkpoint that counts under a policy; 0 where none does yet."""
    if policy.met_by(()):
        return latest_checkpoint(log).size
    names = {name: key.label for name, key in policy.witnesses.items()}
    for size, signed in cosigners(log):
        # By name first, which costs nothing; what is left is checked.
        if policy.met_by({name for name, of in names.items() if of in signed}) and _counts(log, size, policy):
            return size
    return 0


def _counts(log: str, size: int, policy: Policy) -> bool:
    return policy.met_by(cosigned_by(cosigned_note(log, size), policy))
