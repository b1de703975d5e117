"""Telling a person by mail that somebody came in as them from a new device.

The notice stands in the record of sessions and is sent from there by a thread of its own, so that neither a slow mail server
nor a crash delays or loses it: what was not taken by the server is tried again, every ``AGAIN`` for ``GIVE_UP``. A crash
between sending and noting it sends it twice. The pages tell of the device all the same.
"""

from __future__ import annotations

import logging
import smtplib
import threading
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Q, QuerySet

from sekisho.operations.devices import called
from sekisho.records.models import SignedIn
from sekisho.records.second_wall import assessing
from sekisho.vocabulary.times import show_time

logger = logging.getLogger(__name__)

EVERY = 20.0
"""Seconds between two looks for notices to send."""
AGAIN, GIVE_UP = timedelta(minutes=5), timedelta(days=1)
SUBJECT = "関所：初めての端末からログインがあった / sekisho: signed in from a new device"
BODY = """\
{at}（日本時間）に、初めての端末（{address}）から、この利用者として関所にログインがあった。
利用環境（端末からの通知による）：{device.ja}
覚えがなければ、次の画面でその端末をログアウトさせ、パスキーを失効させ、管理者に連絡すること。

At {at} Japan time somebody signed in to sekisho as you, from a device at {address} not seen before.
It calls itself: {device.en}
If it was not you, end it on this page, end your passkey, and tell an administrator.

{page}
"""


def send_waiting(now: datetime) -> int:
    """Send the notices that wait; return how many the mail server took. None where no mail server is named."""
    if not settings.EMAIL_HOST:
        return 0
    return sum(_sent(row, now) for row in _waiting(now).select_related("person") if _mine(row, now))


def _waiting(now: datetime) -> QuerySet[SignedIn]:
    untried = Q(tried_at=None) | Q(tried_at__lte=now - AGAIN)
    return SignedIn.objects.filter(
        untried, unfamiliar=True, told_at=None, began_at__gt=now - GIVE_UP
    ).exclude(person__mail="")


def _mine(row: SignedIn, now: datetime) -> bool:
    """Take a notice, so that no other process sends it at the same time."""
    return _waiting(now).filter(pk=row.pk).update(tried_at=now) == 1


def _sent(row: SignedIn, now: datetime) -> bool:
    said = {"at": show_time(row.began_at), "address": row.address, "device": called(row.agent)}
    body = BODY.format(**said, page=f"{settings.ORIGIN}/mine/")
    try:
        EmailMessage(SUBJECT, body, settings.DEFAULT_FROM_EMAIL, [row.person.mail]).send()
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("a notice of a new device could not be sent, and will be again: %s", error)
        return False
    SignedIn.objects.filter(pk=row.pk).update(told_at=now)
    return True


@assessing()
def run(stop: threading.Event, beat: float = EVERY) -> None:
    """Send until told to stop; for a thread of the server, which outlives the database's troubles."""
    while not stop.wait(beat):
        try:
            send_waiting(datetime.now(UTC))
        except (DatabaseError, InterfaceError):
            logger.exception("notices of new devices: the database does not answer")
            connection.close()
    connection.close()


def start() -> threading.Event:
    """Send notices in a thread of this process; set the event that is returned to stop it."""
    stop = threading.Event()
    threading.Thread(target=run, args=(stop,), name="sekisho-notices", daemon=True).start()
    return stop
