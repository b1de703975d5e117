"""Programs that act for an office: each with a bearer token of its own, of which only a hash is kept."""

from __future__ import annotations

from django.db import models

from .cases import HASH, WORD
from .people import Person


class Token(models.Model):
    """One program's token. ``person`` answers for it and is whom the record names; ``scopes`` are what it may do."""

    prefix = models.CharField(primary_key=True, max_length=16, editable=False)
    hash = models.CharField(max_length=HASH)
    name = models.CharField(max_length=WORD)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    office = models.CharField(max_length=WORD)
    scopes = models.JSONField()
    issued_by = models.CharField(max_length=WORD)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
