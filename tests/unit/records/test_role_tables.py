"""Every table has been thought about: what the application may do to it, and whether the reading role gets it."""

from __future__ import annotations

from django.apps import apps

from sekisho.records.roles import APPLICATION, PREFIX, READABLE, granting

TABLES = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
KEPT_BY_DJANGO = {"django_migrations"}


def test_no_table_is_left_out_of_the_lists_of_privileges() -> None:
    """A new table is named here until somebody says what the application may do to it; no list names one that is gone."""
    assert set(APPLICATION) == TABLES | KEPT_BY_DJANGO
    assert READABLE <= TABLES | KEPT_BY_DJANGO


def test_what_tells_on_people_is_not_for_the_reading_role() -> None:
    """Keys, salts, sessions, hashes, drafts, attempts and the record of reads are not among what it reads."""
    telling = (
        "key",
        "secret",
        "session",
        "signedin",
        "person",
        "draft",
        "attempt",
        "read",
        "unsigned",
        "code",
    )
    public = {"records_logkey", "records_passkey"}
    assert not {t for t in READABLE if any(t.endswith(word) or f"_{word}" in t for word in telling)} - public


def test_a_table_that_nobody_has_thought_about_is_for_its_owner_alone() -> None:
    """Neither the application nor the reading role gets anything of it; the backup copies it."""
    granted = [s for s in granting(PREFIX, ["records_brandnew"]) if s.startswith("GRANT") and "brandnew" in s]
    assert granted == [f"GRANT SELECT ON records_brandnew TO {PREFIX}_backup"]
