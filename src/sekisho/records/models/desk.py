"""Read models of the desk: what each office owes and may do now. All of it is derived; none of it is the
record.
"""

from __future__ import annotations

from django.db import models

from sekisho.records.outside import LENGTH
from sekisho.vocabulary.text import Text

from .cases import WORD, Case


class Duty(models.Model):
    """One open duty of a case, as the last assessment found it; overdue is read from ``due`` when it is
    shown.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="duties")
    duty = models.CharField(max_length=WORD)
    outside = models.CharField(max_length=200)
    bearer = models.CharField(max_length=WORD)
    towards = models.CharField(max_length=WORD, default="", blank=True)
    element = models.JSONField(default=dict)
    text_ja = models.TextField()
    text_en = models.TextField()
    opened_at = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)
    blocks = models.JSONField(default=list)
    discharged_by = models.JSONField(default=list)
    cite = models.JSONField(default=list)

    class Meta:
        indexes = (models.Index(fields=["bearer", "due"], name="duty_by_bearer"),)

    @property
    def text(self) -> Text:
        """The duty in both languages."""
        return Text(self.text_ja, self.text_en)


class StepState(models.Model):
    """What the gate says of one step of a case, per office (or post) that may do it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="step_states")
    step = models.CharField(max_length=WORD)
    office = models.CharField(max_length=WORD)
    outcome = models.CharField(max_length=20)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "step", "office"], name="step_state_once"),)
        indexes = (models.Index(fields=["case", "outcome"], name="step_by_case"),)


class Disturbance(models.Model):
    """A note that a case's board is to be derived anew, since something that it rests on was written.

    Notes are only ever added by acts and deleted by the refresh, so that no act waits for the row of another
    case.
    """

    case = models.CharField(max_length=LENGTH, db_index=True)
