"""Linking over time: the numbered epochs that weights come from, and what people decided about candidates."""

from __future__ import annotations

from django.db import models

from sekisho.records.outside import LENGTH, draw_salt, epoch_id, judgement_id

from .cases import WORD
from .information import Incident
from .log import Leaf
from .reads import SALT


class LinkEpoch(models.Model):
    """Frequencies frozen under a number: ``frequencies`` are ``[kind, value, incidents]`` of every key of two or more.

    ``changes`` lists what the epoch changed when it opened: members of candidates that joined, split, appeared, vanished.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=epoch_id, editable=False)
    realm = models.CharField(max_length=WORD)
    number = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    incidents = models.PositiveIntegerField()
    frequencies = models.JSONField()
    changes = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["realm", "number"], name="epoch_once"),)


class Judgement(models.Model):
    """What a person decided about candidates, or supposes of who is behind one; taken back by another such row.

    ``said`` is what the kind needs (sides, a key, a hypothesis); ``incidents`` are those that
    it is about: who may not see one of them does not see it. The log's leaf commits to all of it behind ``salt``.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=judgement_id, editable=False)
    realm = models.CharField(max_length=WORD)
    kind = models.CharField(max_length=WORD)
    said = models.JSONField(default=dict)
    reason = models.TextField()
    person = models.CharField(max_length=LENGTH)
    act_of = models.CharField(max_length=WORD)
    made_at = models.DateTimeField()
    salt = models.CharField(max_length=SALT, default=draw_salt, editable=False)
    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="judgement")
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="taken_back_by"
    )
    incidents = models.ManyToManyField(Incident, related_name="judgements")

    class Meta:
        indexes = (models.Index(fields=["realm", "made_at"], name="judgement_by_realm"),)
