"""Linking over time: the numbered epochs that weights come from, the ground on which what arrives is placed in the one in
force, and what people decided about candidates.
"""

from __future__ import annotations

from django.db import models

from sekisho.records.outside import LENGTH, draw_salt, epoch_id, judgement_id

from .cases import HASH, WORD
from .information import Incident
from .log import Leaf
from .reads import SALT


class LinkEpoch(models.Model):
    """Frequencies frozen under a number (``LinkFrequency``), and with them the warning lists (``lists``: judgements, by id, in the
    order in which they count) that weights in it have regard to.

    ``changes`` lists what the epoch changed when it opened: members of candidates that joined, split, appeared, vanished.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=epoch_id, editable=False)
    realm = models.CharField(max_length=WORD)
    number = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    incidents = models.PositiveIntegerField()
    changes = models.JSONField(default=list)
    lists = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["realm", "number"], name="epoch_once"),)


class LinkFrequency(models.Model):
    """In how many incidents a key was when an epoch opened, where it was in two or more.

    ``key`` is a digest (``records.epochs.key_number``): the values themselves are not repeated here.
    """

    epoch = models.ForeignKey(
        LinkEpoch, on_delete=models.PROTECT, related_name="kept_frequencies", db_index=False
    )
    key = models.BigIntegerField()
    incidents = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["epoch", "key"], name="frequency_once"),)


class LinkGround(models.Model):
    """That the ground of a realm is laid: in which epoch (and so with which lists of the installation's), by which means (digest
    of parameters and the product's list), and which judgements (ids) it has regard to.

    ``left``: incidents (ids) that are by themselves for the one reason that links lead from them to too many (``linking.placing``); a ground laid anew has none.
    """

    realm = models.CharField(primary_key=True, max_length=WORD)
    epoch = models.ForeignKey(LinkEpoch, on_delete=models.PROTECT, related_name="+")
    means = models.CharField(max_length=HASH)
    decided = models.JSONField()
    left = models.JSONField(default=list)


class LinkPlace(models.Model):
    """Where an incident is in linking: its cluster as the machine finds it, empty while it waits for its place.

    ``profile`` is what a score reads of the incident; ``kept`` says that the candidates around it are kept as placing has them.
    """

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="+")
    realm = models.CharField(max_length=WORD)
    cluster = models.CharField(max_length=WORD, default="")
    profile = models.BinaryField(default=b"")
    kept = models.BooleanField(default=True)

    class Meta:
        indexes = (
            models.Index(fields=["realm", "cluster"], name="place_by_cluster"),
            models.Index(fields=["realm", "incident"], condition=models.Q(kept=False), name="place_unkept"),
        )


class LinkPosting(models.Model):
    """That an incident has a key; of a key in very many incidents only the first are kept (``linking.ground``).

    ``place_id`` is the number of a place, which the database does not look up, nor is there an index of it: the ground is laid,
    and taken away, as a whole, and an index filled out of its order costs more than all the rest where incidents are many.
    """

    key = models.BigIntegerField()
    place_id = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["key", "place_id"], name="posting_by_key"),)


class LinkPair(models.Model):
    """A link and its points, from one of its ends (numbers of places); there is another row from the other end."""

    one_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    points = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["one_id", "other_id"], name="pair_once"),)


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
