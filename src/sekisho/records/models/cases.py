"""Cases and their entries: the row of a case is a read model and a lock; its entries are the record."""

from __future__ import annotations

from django.db import models

from sekisho.casework.entry import GENESIS
from sekisho.records.outside import LENGTH, key_id, refusal_id
from sekisho.vocabulary.text import Text

HASH = 64
"""Length of a SHA-256 in hexadecimal."""
WORD = 80
"""Room for an id of the pack: a step, an office, a kind, a role."""


class PayloadKey(models.Model):
    """The key under which one payload (a case's entries, an object's raw bytes) is sealed, itself wrapped.

    Deleting the row erases the payload for good while every hash and leaf about it stays verifiable.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=key_id, editable=False)
    wrapped = models.BinaryField()


class Case(models.Model):
    """One case as its entries leave it; ``head`` is the hash of its last entry and ``sequence`` that entry's
    number.

    ``named`` counts how often other cases came to name this one or ceased to: who asks "which cases rest on
    me?" has read it. ``changes_at`` is the next time at which the assessment changes without an entry; empty
    if there is none. ``erased_at`` is when its payload was erased: from then on it is as one that is not there.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, editable=False)
    kind = models.CharField(max_length=WORD)
    realm = models.CharField(max_length=WORD)
    pack = models.CharField(max_length=HASH)
    opened_at = models.DateTimeField()
    head = models.CharField(max_length=HASH, default=GENESIS)
    sequence = models.PositiveIntegerField(default=0)
    named = models.PositiveIntegerField(default=0)
    closed = models.BooleanField(default=False)
    title_ja = models.CharField(max_length=300, default="", blank=True)
    title_en = models.CharField(max_length=300, default="", blank=True)
    changes_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    access = models.ForeignKey("records.Access", on_delete=models.PROTECT, related_name="cases")
    key = models.CharField(max_length=LENGTH)

    class Meta:
        indexes = (
            models.Index(fields=["realm", "kind", "closed"], name="case_by_kind"),
            models.Index(fields=["changes_at"], name="case_by_change"),
            models.Index(
                fields=["-opened_at", "id"], condition=models.Q(closed=False), name="open_case_by_opening"
            ),
        )

    @property
    def title(self) -> Text:
        """The case's title in both languages."""
        return Text(self.title_ja, self.title_en)


class Entry(models.Model):
    """One entry: append-only, numbered without gaps, chained to the one before; its document is sealed by the
    case key.

    What stands in clear beside the sealed document is what lists and the ledger need, and no content.
    ``leaf`` is the entry's leaf: the bytes that the tree of the log hashes (format, realm, class and roots of commitments),
    so that there is no entry without one; it was committed when the entry was recorded. ``reads`` tells the sequencer what
    has to come before it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField()
    hash = models.CharField(max_length=HASH, unique=True)
    previous = models.CharField(max_length=HASH)
    realm = models.CharField(max_length=WORD)
    step = models.CharField(max_length=WORD)
    act_of = models.CharField(max_length=WORD)
    recorded_by = models.CharField(max_length=LENGTH)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    pack = models.CharField(max_length=HASH)
    sealed = models.BinaryField()
    leaf = models.BinaryField()
    reads = models.JSONField(default=dict)

    class Meta:
        ordering = (
            "case",
            "sequence",
        )
        constraints = (
            models.UniqueConstraint(fields=["case", "sequence"], name="entry_number_once"),
            models.CheckConstraint(condition=~models.Q(leaf=b""), name="entry_has_leaf"),
        )
        # A log in which nothing happens is looked at as often as the others, and does not read what came in these since.
        indexes = (models.Index(fields=["realm", "id"], name="entry_by_realm"),)


class CaseLink(models.Model):
    """A case relies on another in a role: what both directions of a link are looked up by."""

    source = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    role = models.CharField(max_length=WORD)
    target = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="backlinks")
    element = models.CharField(max_length=WORD, default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "role", "target", "element"], name="link_once"),
        )


class Refusal(models.Model):
    """An attempt that the gate refused: kept, and kept apart; it is no entry and changes nothing."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=refusal_id, editable=False)
    case = models.CharField(max_length=LENGTH, db_index=True)
    realm = models.CharField(max_length=WORD)
    step = models.CharField(max_length=WORD)
    act_of = models.CharField(max_length=WORD)
    outcome = models.CharField(max_length=20)
    recorded_by = models.CharField(max_length=LENGTH)
    refused_at = models.DateTimeField()
    verdict = models.CharField(max_length=HASH)
    key = models.CharField(max_length=LENGTH)
    sealed = models.BinaryField()


class Draft(models.Model):
    """A form that a person has begun: kept until it is sent or thrown away, seen by nobody else."""

    person = models.ForeignKey("records.Person", on_delete=models.CASCADE, related_name="drafts")
    case = models.CharField(max_length=LENGTH)
    step = models.CharField(max_length=WORD)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "case", "step"], name="draft_once"),)
