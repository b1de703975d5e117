"""The log's tables: leaves as they are committed, their places in the tree, signed checkpoints, complete
tiles.
"""

from __future__ import annotations

from django.db import models

from sekisho.records.outside import LENGTH

from .cases import HASH, WORD

OF_AN_ENTRY = models.Q(sequence__gt=0)


class Leaf(models.Model):
    """One leaf, written in the transaction of what it stands for; ``log`` is the realm whose log it belongs
    to.

    ``data`` is what the tree hashes (format, realm, class and root of commitments); ``hash`` its RFC 6962
    leaf hash. The place in the tree is given later, in ``Position``, so that no leaf is ever updated.
    ``case`` and ``sequence`` and ``reads`` tell the sequencer what has to come before; the witness never sees
    them; ``sequence`` is 0 for a leaf that is no entry.
    ``envelope`` is what a leaf that is no entry (of a batch, of reads, of an erasure) states openly in every
    export; empty for an entry, whose envelope is in its sealed document.
    """

    log = models.CharField(max_length=WORD)
    leaf_class = models.CharField(max_length=WORD)
    case = models.CharField(max_length=LENGTH, default="", blank=True)
    sequence = models.PositiveIntegerField(default=0)
    batch = models.CharField(max_length=LENGTH, default="", blank=True)
    reads = models.JSONField(default=dict)
    envelope = models.JSONField(default=dict)
    data = models.BinaryField()
    hash = models.CharField(max_length=HASH)
    committed_at = models.DateTimeField()

    class Meta:
        # An entry's leaf costs one index; the others are of what is rare.
        constraints = (
            models.UniqueConstraint(
                fields=["case", "sequence"], condition=OF_AN_ENTRY, name="leaf_of_entry_once"
            ),
        )
        indexes = (
            models.Index(fields=["batch"], condition=~models.Q(batch=""), name="leaf_by_batch"),
            models.Index(fields=["log"], condition=models.Q(sequence__lte=1), name="leaf_first_of_log"),
        )


class LeafSecret(models.Model):
    """The salts of one leaf's commitments, by field; deleting the row makes its fields undisclosable for good.

    A leaf of an entry has none: its salts come from the key of the case (``ledger.leaf.secret_of``).
    """

    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="secret", primary_key=True)
    salts = models.JSONField()


class Position(models.Model):
    """The place of a leaf in the tree of its log: given once, by the sequencer, without gaps."""

    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="position")
    log = models.CharField(max_length=WORD)
    index = models.PositiveBigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["log", "index"], name="position_once"),)


class Checkpoint(models.Model):
    """A signed statement of the log about itself: so many leaves, this root. ``note`` is the signed note's text.

    ``frontier`` are the roots of the complete subtrees from left to right, in hexadecimal: all that is needed to
    let the tree grow without reading what is in it.
    """

    log = models.CharField(max_length=WORD)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=HASH)
    frontier = models.JSONField(default=list)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["log", "size"], name="checkpoint_once"),)


class Tile(models.Model):
    """A complete tile of 256 hashes of one level of the tree (C2SP tlog-tiles): 8,192 bytes that never
    change. ``root`` is the one hash of the level above that it comes to; empty where it was stored before roots were.
    """

    log = models.CharField(max_length=WORD)
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    data = models.BinaryField()
    root = models.CharField(max_length=HASH, default="", blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["log", "level", "index"], name="tile_once"),)
