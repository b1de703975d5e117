"""Threat information as it came, what was understood of it, and the receipt for every object."""

from __future__ import annotations

from django.db import models

from sekisho.records.outside import LENGTH, batch_id, candidate_id, incident_id, object_id
from sekisho.vocabulary.text import Text

from .cases import HASH, WORD, Case


class Batch(models.Model):
    """One file or message that a supplier gave, with the supply case it is recorded in and its Merkle
    root.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=batch_id, editable=False)
    realm = models.CharField(max_length=WORD)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="batches")
    supplier = models.CharField(max_length=WORD)
    given_by = models.CharField(max_length=LENGTH)
    name = models.CharField(max_length=300)
    format = models.CharField(max_length=WORD)
    sha256 = models.CharField(max_length=HASH)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=HASH)
    digests = models.JSONField(default=list)
    received_at = models.DateTimeField()


class IntelObject(models.Model):
    """One object as one supplier gave it: its raw bytes, sealed under a key of its own; the same from two is
    two rows.

    ``digest`` is the SHA-256 of the canonical content; it decides "known already", only ever within one
    supplier.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=object_id, editable=False)
    realm = models.CharField(max_length=WORD)
    supplier = models.CharField(max_length=WORD)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="taken")
    stix_id = models.CharField(max_length=200, db_index=True)
    type = models.CharField(max_length=WORD)
    known_type = models.BooleanField(default=True)
    digest = models.CharField(max_length=HASH)
    marking = models.ForeignKey("records.Access", on_delete=models.PROTECT, related_name="marked_objects")
    key = models.CharField(max_length=LENGTH)
    sealed = models.BinaryField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["realm", "supplier", "digest"],
                name="object_once_each",
            ),
        )
        indexes = (models.Index(fields=["realm", "type"], name="object_by_type"),)


class Normalised(models.Model):
    """An object's content in the product's own form: derived from the raw bytes, and erased with them."""

    object = models.OneToOneField(
        IntelObject,
        on_delete=models.PROTECT,
        related_name="normalised",
        primary_key=True,
    )
    document = models.JSONField()


class Receipt(models.Model):
    """What became of one object of a batch: taken, known already to this supplier, or rejected, and why."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="receipts")
    position = models.PositiveIntegerField()
    place = models.CharField(max_length=300)
    stix_id = models.CharField(max_length=200, default="", blank=True)
    type = models.CharField(max_length=WORD, default="", blank=True)
    outcome = models.CharField(max_length=20)
    object = models.ForeignKey(IntelObject, null=True, on_delete=models.PROTECT, related_name="receipts")
    findings = models.JSONField(default=list)

    class Meta:
        ordering = (
            "batch",
            "position",
        )
        constraints = (
            models.UniqueConstraint(fields=["batch", "position"], name="receipt_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["taken", "known", "rejected"]),
                name="receipt_outcome",
            ),
        )


class Observable(models.Model):
    """One observable of an object in its normal form: data to compare, never anything to connect to."""

    object = models.ForeignKey(IntelObject, on_delete=models.CASCADE, related_name="observables")
    kind = models.CharField(max_length=WORD)
    value = models.CharField(max_length=2000)

    class Meta:
        indexes = (models.Index(fields=["kind", "value"], name="observable_by_value"),)


class Incident(models.Model):
    """What linking compares: one incident, given as such or made from the objects of a batch that belong
    together.

    ``source`` is the id that the supplier gave it; ``digest`` is over ``document``, the shape of the incident
    format.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=incident_id, editable=False)
    realm = models.CharField(max_length=WORD)
    supplier = models.CharField(max_length=WORD)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="incidents")
    source = models.CharField(max_length=300)
    marking = models.ForeignKey("records.Access", on_delete=models.PROTECT, related_name="incidents")
    date = models.DateField(null=True)
    title = models.CharField(max_length=300, default="", blank=True)
    digest = models.CharField(max_length=HASH)
    document = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["realm", "supplier", "digest"], name="incident_once_each"),
        )


class Candidate(models.Model):
    """A cluster of incidents that may be one campaign, with its explanation on the five elements.

    A new run of linking makes new candidates; ``superseded_at`` marks those of an earlier run.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=candidate_id, editable=False)
    realm = models.CharField(max_length=WORD)
    found_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=HASH, db_index=True)
    score = models.BigIntegerField(default=0)
    title_ja = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    explanation = models.JSONField()
    incidents = models.ManyToManyField(Incident, related_name="candidates")

    @property
    def title(self) -> Text:
        """The candidate's title in both languages."""
        return Text(self.title_ja, self.title_en)
