"""What was erased on its date, on whose consent: the erasure stays on record when the content is gone."""

from __future__ import annotations

from django.db import models

from sekisho.records.outside import LENGTH

from .cases import WORD
from .log import Leaf


class Erasure(models.Model):
    """The payload of a case was erased: entries 1 to ``through``, due on ``due``, by consent of ``instrument``."""

    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="erasure", primary_key=True)
    case = models.CharField(max_length=LENGTH, unique=True)
    realm = models.CharField(max_length=WORD)
    through = models.PositiveIntegerField()
    due = models.DateField()
    instrument = models.CharField(max_length=300)
    erased_by = models.CharField(max_length=LENGTH)
    erased_at = models.DateTimeField()
