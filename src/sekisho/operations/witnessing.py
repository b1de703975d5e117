"""Asking the witnesses beside the work: in a thread of its own, so that no integration ever waits for one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection

from sekisho.ledger.keys import VerifierKey
from sekisho.ledger.policy import BadPolicy
from sekisho.records.cosignatures import contacts, last_cosignatures
from sekisho.records.log import latest_checkpoint
from sekisho.records.second_wall import assessing
from sekisho.records.world import REAL

from .witness_http import send
from .witnesses import Asked, Send, ask, policy_of

BEAT_SECONDS = 2.0
"""How often the loop looks whether a witness is to be asked."""
BETWEEN = timedelta(seconds=10)
"""How long after one asking a witness is asked again for what was written since, or after it failed."""
AGAIN = timedelta(minutes=10)
"""After how long a witness is asked to cosign the same tree anew, so that its last word is never old in a quiet hour."""

logger = logging.getLogger(__name__)


def due(now: datetime) -> Iterator[tuple[VerifierKey, str]]:
    """Yield the witnesses with an address that are to be asked now. Raises ``BadPolicy``."""
    policy, newest = policy_of(REAL), latest_checkpoint(REAL).size
    if not newest or not policy.urls:
        return
    last, tried = last_cosignatures(REAL), contacts(REAL)
    for name, url in policy.urls.items():
        key = policy.witnesses[name]
        given, contact = last.get(key.label), tried.get(key.label)
        current = given is not None and given.size == newest and now - given.signed_at < AGAIN
        if not current and (contact is None or now - contact.asked_at >= BETWEEN):
            yield key, url


def ask_witnesses(now: datetime, via: Send = send) -> list[Asked]:
    """Ask every witness that is due, and return how it ended. A policy that is not clear is said in the server's log,
    and nobody is asked.
    """
    try:
        return [ask(key, url, via, now) for key, url in due(now)]
    except BadPolicy as error:
        logger.warning("witnesses: %s", error)
        return []


@assessing()
def run(stop: threading.Event, beat: float = BEAT_SECONDS) -> None:
    """Ask until told to stop; for a thread of the server, which outlives the database's troubles."""
    while not stop.wait(beat):
        try:
            answers = ask_witnesses(datetime.now(UTC))
        except (DatabaseError, InterfaceError):
            logger.exception("witnesses: the database does not answer")
            connection.close()
            continue
        for asked in answers:
            if asked.outcome:
                logger.warning("witness %s: %s %s", asked.witness, asked.outcome, asked.detail)
    connection.close()


def start() -> threading.Event:
    """Ask the witnesses in a thread of this process; set the event that is returned to stop it."""
    stop = threading.Event()
    threading.Thread(target=run, args=(stop,), name="sekisho-witnesses", daemon=True).start()
    return stop
