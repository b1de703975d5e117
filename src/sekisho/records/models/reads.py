"""Who read what that is marked: written before the answer goes out, and proved by a leaf of many reads."""

from __future__ import annotations

from django.db import models

from sekisho.records.outside import LENGTH, draw_salt

from .cases import WORD
from .log import Leaf

SALT = 32
"""Length of a salt in hexadecimal."""


class ReadRecord(models.Model):
    """That a person read something marked (a case, an entry, an object …), or took an export out.

    ``salt`` hides the read behind its digest in the batch: who holds the log cannot try out persons and subjects.
    """

    person = models.CharField(max_length=LENGTH)
    act_of = models.CharField(max_length=WORD, default="", blank=True)
    kind = models.CharField(max_length=WORD)
    subject = models.CharField(max_length=LENGTH, db_index=True)
    realm = models.CharField(max_length=WORD)
    read_at = models.DateTimeField()
    salt = models.CharField(max_length=SALT, default=draw_salt, editable=False)

    class Meta:
        indexes = (models.Index(fields=["person", "read_at"], name="read_by_person"),)


class ReadPlace(models.Model):
    """The place of a read in the batch that a leaf stands for: given once, when the batch is made."""

    read = models.OneToOneField(ReadRecord, on_delete=models.PROTECT, related_name="place")
    leaf = models.ForeignKey(Leaf, on_delete=models.PROTECT, related_name="read_places")
    index = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["leaf", "index"], name="read_place_once"),)
