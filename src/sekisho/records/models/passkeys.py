"""Passkeys and the codes by which they are first registered, and decisions that wait for a signature."""

from __future__ import annotations

from django.db import models

from sekisho.records.outside import LENGTH

from .cases import HASH, WORD
from .log import Leaf
from .people import Person

CREDENTIAL = 1400
"""Room for a credential id: at most 1,023 bytes (WebAuthn Level 3, 4), in base64url."""


class Passkey(models.Model):
    """One passkey of a person, from ``added_at`` until ``ended_at``; both stand in the log, with the public key.

    ``public_key`` is the COSE key (RFC 9052, 7) as the authenticator gave it; ``sign_count`` the last that it told.
    """

    id = models.CharField(primary_key=True, max_length=CREDENTIAL, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=80)
    public_key = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    added = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="passkey_added")
    ended = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="passkey_ended", null=True)


class EnrolmentCode(models.Model):
    """A code that lets a person register a passkey once; only its SHA-256 is kept. ``issued_by`` is who vouched."""

    hash = models.CharField(primary_key=True, max_length=HASH, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolment_codes")
    issued_by = models.CharField(max_length=WORD)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Unsigned(models.Model):
    """A decision as a person reviewed it, waiting for the signature over it; gone once signed or expired.

    ``id`` is the nonce of the intent; ``statement`` is a ``casework.signing.Statement``, ``form`` what it came from.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="unsigned")
    statement = models.JSONField()
    form = models.JSONField(default=dict)
    expires_at = models.DateTimeField(db_index=True)
