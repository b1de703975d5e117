"""Who may see a case or an object: one row per distinct set of markings, read by the one visibility predicate."""

from __future__ import annotations

from django.db import models

from ..outside import LENGTH, marking_id
from .cases import WORD


class Access(models.Model):
    """One marking set. Word lists are written with a blank around each word, so that SQL finds whole words.

    ``offices`` and ``team`` (people) name who may see; an empty ``offices`` means every office. ``level`` is the
    clearance needed, ``compartments`` are all needed, ``tlp`` is what the supplier wrote.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=marking_id, editable=False)
    realm = models.CharField(max_length=WORD)
    level = models.PositiveSmallIntegerField(default=0)
    tlp = models.CharField(max_length=20, default="", blank=True)
    offices = models.TextField(default="", blank=True)
    team = models.TextField(default="", blank=True)
    compartments = models.TextField(default="", blank=True)
    fingerprint = models.CharField(max_length=64, unique=True)
