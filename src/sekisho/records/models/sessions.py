"""Sessions of people: where and how each began, when it was last seen, when it ended."""

from __future__ import annotations

from django.db import models

from .cases import HASH, WORD
from .people import Person


class SignedIn(models.Model):
    """One session. ``key`` is the SHA-256 of the framework's session key, so that this table opens no session.

    ``device`` is the SHA-256 of a cookie that stays in the browser, by which a new one is recognised; ``agent`` is what
    the browser calls itself. ``unfamiliar`` until the person, elsewhere, said that the new device was theirs; of such a one
    they are told by mail: ``tried_at`` is the last attempt, ``told_at`` when the mail server took it.
    """

    key = models.CharField(max_length=HASH, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    way = models.CharField(max_length=WORD)
    device = models.CharField(max_length=HASH)
    agent = models.CharField(max_length=200)
    address = models.CharField(max_length=45)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    unfamiliar = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["person", "began_at"], name="session_by_person"),)
