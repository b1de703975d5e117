"""What witnesses gave: their cosignatures of our checkpoints, and how the last attempt to get one ended."""

from __future__ import annotations

from django.db import models

from sekisho.records.outside import LENGTH

from .cases import WORD


class Cosignature(models.Model):
    """A witness's signature line under the checkpoint of that size, checked when it came. ``witness`` is the key's
    name and id; ``signed_at`` is the time that the witness states.
    """

    log = models.CharField(max_length=WORD)
    size = models.PositiveBigIntegerField()
    witness = models.CharField(max_length=300)
    line = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["log", "size", "witness", "signed_at"], name="cosigned_once"),
        )
        indexes = (models.Index(fields=["log", "witness", "signed_at"], name="cosignature_by_witness"),)


class WitnessContact(models.Model):
    """How the last attempt to reach a witness ended: the code of the finding, empty where it cosigned."""

    log = models.CharField(max_length=WORD)
    witness = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=LENGTH, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["log", "witness"], name="contact_once"),)
