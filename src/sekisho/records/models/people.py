"""People who sign in. What a person may do is no column here: it is read from the register's entries."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sekisho.records.outside import LENGTH, person_id
from sekisho.vocabulary.text import Text


class People(BaseUserManager["Person"]):
    """Makes people; there is no superuser, since nobody reads cases by running the system."""

    def create_user(self, login: str, password: str | None = None, **names: Any) -> Person:
        """Create a person; without a password nobody can sign in by password as that person."""
        person = self.model(login=login, **names)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """One human being; posts and delegations are given by entries in the register, never here.

    Neither is what they may see: clearances and compartments are entries too. ``mail`` is where they are told of a new
    device; empty for nowhere.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=person_id, editable=False)
    login = models.CharField(max_length=80, unique=True)
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="ja")
    mail = models.EmailField(default="", blank=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name_ja", "name_en"]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(name_ja="") & ~models.Q(name_en=""),
                name="person_named",
            ),
        )

    def __str__(self) -> str:
        return self.name_ja

    @property
    def name(self) -> Text:
        """The person's name in both languages."""
        return Text(self.name_ja, self.name_en)
