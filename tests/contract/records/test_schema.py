"""The tables are those that the models describe."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from sekisho.records import models
from sekisho.records.outside import draw


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    """A change of a model without its migration is found here."""
    call_command("makemigrations", "records", check=True, dry_run=True, verbosity=0)


def test_ids_seen_from_outside_count_nothing() -> None:
    """What people and other systems name is drawn at random: two ids of a kind share only their prefix."""
    drawn = {draw("case") for _ in range(100)}
    assert len(drawn) == 100
    assert all(each.startswith("case-") and len(each) == len("case-") + 16 for each in drawn)
    named = (
        models.Person,
        models.Batch,
        models.IntelObject,
        models.Incident,
        models.Candidate,
        models.Refusal,
    )
    for model in named:
        assert model._meta.pk.default().partition("-")[0] in model.__name__.lower()
