"""Keys of a log that took over from one another: the public halves only, each with the leaf that says so."""

from __future__ import annotations

from django.db import models

from .cases import WORD
from .log import Leaf


class LogKey(models.Model):
    """That the log's key was replaced: ``old`` signs no size beyond the leaf's index, ``new`` every one after it.

    ``number`` counts a log's keys; the first, which nothing announced, is number 1.
    """

    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="new_key", primary_key=True)
    log = models.CharField(max_length=WORD)
    number = models.PositiveIntegerField()
    old = models.CharField(max_length=300)
    new = models.CharField(max_length=300)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["log", "number"], name="log_key_once"),)
