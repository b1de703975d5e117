"""Enrolling people: an account to sign in with. What a person may do comes from the register alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from sekisho.records.models import Person, ProviderSubject
from sekisho.vocabulary.text import Text


def enrol(person: str, login: str, name: Text) -> str:
    """Make an account for a person and return its id; an account that is there already is left as it is."""
    if not Person.objects.filter(pk=person).exists():
        Person.objects.create_user(login, id=person, name_ja=name.ja, name_en=name.en)
    return person


def share_password(people: Iterable[str], password: str) -> None:
    """Let the people of a demonstration sign in by one password, hashed once for all; elsewhere there are none."""
    Person.objects.filter(pk__in=people).update(password=make_password(password))


def person_named(login: str) -> str | None:
    """Return the id of the person who signs in by a name, or ``None``."""
    return Person.objects.filter(login=login, is_active=True).values_list("pk", flat=True).first()


def set_mail(person: str, address: str) -> bool:
    """Note where a person is told of a new device, empty for nowhere; ``False`` for what is no address."""
    try:
        if address:
            validate_email(address)
    except ValidationError:
        return False
    return Person.objects.filter(pk=person).update(mail=address) == 1


def bind_subject(person: str, issuer: str, subject: str, bound_by: str, now: datetime) -> bool:
    """Note who a person is to an identity provider; ``False`` where that subject is somebody already."""
    try:
        with transaction.atomic():
            ProviderSubject.objects.create(
                person_id=person, issuer=issuer, subject=subject, bound_by=bound_by, bound_at=now
            )
    except IntegrityError:
        return False
    return True


def person_of_subject(issuer: str, subject: str) -> Person | None:
    """Return who a subject of an identity provider is here; ``None`` for one whom nobody bound to a person."""
    row = ProviderSubject.objects.filter(issuer=issuer, subject=subject, person__is_active=True)
    found = row.select_related("person").first()
    return found.person if found else None
