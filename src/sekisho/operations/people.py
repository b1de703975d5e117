"""Enrolling people: an account to sign in with. What a person may do comes from the register alone."""

from __future__ import annotations

from sekisho.records.models import Person
from sekisho.vocabulary.text import Text


def enrol(person: str, login: str, name: Text, password: str | None = None) -> str:
    """Make an account for a person and return its id; an account that is there already is left as it is."""
    if not Person.objects.filter(pk=person).exists():
        Person.objects.create_user(login, password, id=person, name_ja=name.ja, name_en=name.en)
    return person


def person_named(login: str) -> str | None:
    """Return the id of the person who signs in by a name, or ``None``."""
    return Person.objects.filter(login=login, is_active=True).values_list("pk", flat=True).first()
