"""The log's tables: leaves as they are committed, their places in the tree, signed checkpoints, complete
tiles.
"""

from __future__ import annotations

from django.db import models

from sekisho.records.outside import LENGTH

from .cases import HASH, WORD, Entry


class Leaf(models.Model):
    """The leaf of what is no entry (of a batch, of reads, of an erasure, of a key …), written in the transaction of what it
    stands for; ``log`` is the realm whose log it belongs to. That of an entry stands in the entry's row.

    ``data`` is what the tree hashes: format, realm, class and roots of commitments. The place in the tree is given later, in
    ``Position``, so that no leaf is ever updated. ``after`` is the newest entry's id when it was written: it comes after all
    that were there, and before those that came later. ``envelope`` is what it states openly in every export.
    """

    log = models.CharField(max_length=WORD, db_index=True)
    leaf_class = models.CharField(max_length=WORD)
    after = models.PositiveBigIntegerField(default=0)
    batch = models.CharField(max_length=LENGTH, default="", blank=True)
    envelope = models.JSONField(default=dict)
    data = models.BinaryField()
    committed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["batch"], condition=~models.Q(batch=""), name="leaf_by_batch"),)


class LeafSecret(models.Model):
    """The salts of one leaf's commitments, by field.

    An entry's leaf has none: its salts come from the key of the case (``ledger.leaf.secret_of``).
    """

    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="secret", primary_key=True)
    salts = models.JSONField()


class Position(models.Model):
    """The place of a leaf in the tree of its log, an entry's or another: given once, by the sequencer, without gaps.
    ``hash`` is its RFC 6962 leaf hash.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="position", null=True)
    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="position", null=True)
    log = models.CharField(max_length=WORD)
    index = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=HASH)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["log", "index"], name="position_once"),
            models.CheckConstraint(
                condition=models.Q(entry=None, leaf__isnull=False) | models.Q(entry__isnull=False, leaf=None),
                name="position_of_one",
            ),
        )


class Checkpoint(models.Model):
    """A signed statement of the log about itself: so many leaves, this root. ``note`` is the signed note's text.

    ``frontier`` are the roots of the complete subtrees from left to right, in hexadecimal: all that is needed to
    let the tree grow without reading what is in it. ``entries`` and ``leaves`` are the ids up to which all rows had
    their place: those without one are looked for from there.
    """

    log = models.CharField(max_length=WORD)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=HASH)
    frontier = models.JSONField(default=list)
    entries = models.PositiveBigIntegerField(default=0)
    leaves = models.PositiveBigIntegerField(default=0)
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
