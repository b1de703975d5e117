"""The lesser ways of signing in: one-time passwords, recovery codes; and failed attempts, counted against guessing."""

from __future__ import annotations

from django.db import models

from .cases import HASH
from .people import Person


class OneTimePassword(models.Model):
    """The secret of a person's one-time passwords (RFC 6238), sealed; ``last_step`` is the last time step that was used."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="totp")
    sealed = models.BinaryField()
    last_step = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()


class RecoveryCode(models.Model):
    """A code that lets a person in once, when nothing else does; only its SHA-256 is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    hash = models.CharField(max_length=HASH, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)


class ProviderSubject(models.Model):
    """Who a person is to an identity provider: the subject (OpenID Connect Core, 2) under its issuer."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="subjects")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    bound_by = models.CharField(max_length=80)
    bound_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["issuer", "subject"], name="subject_once"),)


class Attempt(models.Model):
    """One attempt at something that could be guessed, by whom or from where it counts (a SHA-256); none that succeeded."""

    bucket = models.CharField(max_length=HASH)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=["bucket", "made_at"], name="attempt_by_bucket"),)
