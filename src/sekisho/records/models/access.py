"""Who may see a case or an object: one row per distinct set, read by the one visibility predicate."""

from __future__ import annotations

from django.db import models

from sekisho.records.outside import LENGTH, marking_id

from .cases import WORD


class Access(models.Model):
    """One distinct set of what decides about seeing; the columns are those that ``visibility.as_sql`` reads.

    ``team``, ``compartments``, ``part``, ``by_law``, ``recused`` and ``emergency`` hold words with a blank on both sides
    of each. ``marking`` keeps what the supplier wrote, for showing it; the columns are what it comes to.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=marking_id, editable=False)
    realm = models.CharField(max_length=WORD)
    level_rank = models.PositiveSmallIntegerField()
    team = models.TextField()
    compartments = models.TextField()
    part = models.TextField(default=" ")
    by_law = models.TextField(default=" ")
    recused = models.TextField(default=" ")
    emergency = models.TextField(default=" ")
    marking = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, unique=True)
