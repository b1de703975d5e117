"""A whole installation to look at: the demonstration's cases and people, then who sees what drawn anew at random.

What a person may see is said here a second time, one thing after the other, and never asked of the product.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import msgspec

from sekisho.casework.register import Register
from sekisho.casework.sight import words_in
from sekisho.casework.visibility import EVERYONE, LEVELS, Access
from sekisho.cli.demo.stage import Stage
from sekisho.cli.demo.story import load_story
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.operations.refresh import refresh
from sekisho.records import models
from sekisho.records.access import access_in
from sekisho.records.entries import read_entries
from sekisho.records.world import REAL, load_register

SECRETS = ("red", "blue")
SHORTEST = 8
"""Strings shorter than this are words that any page may say."""
WHEN = re.compile(r"[-0-9:.+TZ ]+")
"""A date or time is no word about anything."""


class Looker(msgspec.Struct, frozen=True):
    """A person with what the register gives them."""

    person: str
    offices: frozenset[str]
    level: str
    compartments: frozenset[str]


def sees(looker: Looker, access: Access) -> bool:
    """Say whether somebody sees a thing of the real realm, condition by condition."""
    if access.realm != REAL or looker.person in access.recused or not looker.offices:
        return False
    if any(office in access.by_law for office in looker.offices):
        return True
    if LEVELS.index(access.level) > LEVELS.index(looker.level):
        return False
    if any(name not in looker.compartments for name in access.compartments):
        return False
    return EVERYONE in access.team or any(office in access.team for office in looker.offices)


def sees_all_of(looker: Looker, access: Access) -> bool:
    """Say whether somebody sees a thing and is not only asked about a part of it."""
    if not sees(looker, access):
        return False
    whole = [office for office in looker.offices if office in access.team and office not in access.part]
    return bool(whole) or EVERYONE in access.team or bool(looker.offices & access.by_law)


class Town:
    """The installation and its inhabitants. ``nobody`` is an account without any post: who runs the system."""

    def __init__(self, folder: Path) -> None:
        stage = Stage(load_story(), folder)
        stage.build(lambda people: people)
        for act in stage.story.acts:
            for scene in act.scenes:
                if not scene.check:
                    stage.play(scene)
        stage.integrate()
        self.known = stage.known
        self.nobody = models.Person.objects.create_user("sysop", name_ja="運用 担当", name_en="Sys Op")
        while refresh(datetime.now(UTC)):
            pass

    @cached_property
    def register(self) -> Register:
        """The register as it stands."""
        return load_register(pack_in_force(), REAL)

    def people(self) -> list[models.Person]:
        """Everybody with an account, in a fixed order."""
        return list(models.Person.objects.order_by("pk"))

    def looker(self, person: models.Person) -> Looker:
        """What the register says of a person, read entry by entry of the appointments."""
        pack, now = pack_in_force(), datetime.now(UTC)
        posts = {a.post for a in self.register.appointments if a.person == person.pk and a.tenure.covers(now)}
        offices = posts | {pack.posts[post].office for post in posts}
        level = self.register.level(person.pk, now)
        return Looker(person.pk, frozenset(offices), level, self.register.read_into(person.pk, now))

    def shuffle(self, seed: int) -> None:
        """Give every access set a random audience, the register of authority excepted."""
        drawn = random.Random(seed)
        pack = pack_in_force()
        offices, people = sorted(pack.offices), [person.pk for person in self.people()]
        keep = set(models.Case.objects.filter(kind="register").values_list("access", flat=True))
        for row in models.Access.objects.exclude(pk__in=keep).order_by("fingerprint"):
            team = drawn.sample(offices, drawn.choice((1, 4, 9)))
            models.Access.objects.filter(pk=row.pk).update(
                level_rank=drawn.choice((0, 0, 0, 2)),
                team=_words(team),
                part=_words(drawn.sample(team, drawn.choice((0, 0, 1)))),
                by_law=_words(drawn.choice(([], [], ["commission"]))),
                compartments=_words(drawn.choice(([], [], [], ["red"]))),
                recused=_words(drawn.sample(people, 2)),
            )

    def cases(self) -> dict[str, Access]:
        """Every case with who may see it."""
        return {row.pk: access_in(row.access) for row in models.Case.objects.select_related("access")}

    def objects(self) -> dict[str, Access]:
        """Every supplied object with who may see it."""
        return {
            row.pk: access_in(row.marking) for row in models.IntelObject.objects.select_related("marking")
        }

    @cached_property
    def said(self) -> dict[str, frozenset[str]]:
        """By case, every string that its entries hold, its id and its hashes."""
        return {case: frozenset(_said(case)) for case in self.cases()}

    @cached_property
    def held(self) -> dict[str, frozenset[str]]:
        """By object, what tells of it: its ids and the values observed in it."""
        rows = models.IntelObject.objects.prefetch_related("observables")
        return {
            row.pk: frozenset(_long([row.pk, row.stix_id, *(o.value for o in row.observables.all())]))
            for row in rows
        }

    @cached_property
    def public(self) -> str:
        """What every page may say: the rules, and the names of people and posts."""
        pack = pack_in_force()
        named = [text for person in self.people() for text in (person.name_ja, person.name_en, person.pk)]
        rules = [
            *msgspec.to_builtins(pack.steps),
            *msgspec.to_builtins(pack.kinds),
            *pack.posts,
            *pack.offices,
            # What a form lets one choose from is told to everybody who may open it.
            *(v for step in pack.steps.values() for field in step.asks.values() for v in field.values),
        ]
        sections = (pack.steps, pack.kinds, pack.posts, pack.offices, pack.clauses, pack.options, pack.rules)
        texts = [text for section in sections for text in words_in(msgspec.to_builtins(section))]
        return "\n".join([*rules, *texts, *named])

    def candidates(self) -> dict[str, tuple[Access, ...]]:
        """Every candidate standing, with who may see each of the incidents that it is made of."""
        rows = models.Candidate.objects.filter(superseded_at=None).prefetch_related("incidents__marking")
        return {row.pk: tuple(access_in(i.marking) for i in row.incidents.all()) for row in rows}

    def things(self) -> Iterator[tuple[tuple[Access, ...], frozenset[str]]]:
        """Everything that can be hidden: the accesses that all must allow it, and the strings that tell of it."""
        batches = models.Batch.objects.all()
        for case, access in self.cases().items():
            given = {text for row in batches if row.case_id == case for text in (row.pk, row.name)}
            yield (access,), self.said[case] | given
        for each, access in self.objects().items():
            yield (access,), self.held[each]
        for row in models.Candidate.objects.filter(superseded_at=None).prefetch_related("incidents__marking"):
            incidents = list(row.incidents.all())
            strings = [row.pk, row.title_ja, row.title_en, *words_in(row.explanation)]
            strings += [text for incident in incidents for text in (incident.pk, incident.title)]
            yield tuple(access_in(i.marking) for i in incidents), frozenset(_long(strings))

    def hidden_from(self, looker: Looker) -> frozenset[str]:
        """Every string that only things hold which somebody may not see."""
        seen: set[str] = set()
        hidden: set[str] = set()
        for accesses, strings in self.things():
            (seen if all(sees(looker, access) for access in accesses) else hidden).update(strings)
        known = "\n".join([self.public, *seen])
        return frozenset(each for each in hidden - seen if each not in known)


def _said(case: str) -> Iterator[str]:
    yield case
    for entry in read_entries(case):
        yield from _long(
            [entry.hash, *words_in(entry.intent.particulars), *(e.number for e in entry.evidence)]
        )


def _long(strings: Iterable[str]) -> Iterator[str]:
    return (each for each in strings if len(each) >= SHORTEST and not WHEN.fullmatch(each))


def _words(of: Iterable[str]) -> str:
    return "".join(f" {word} " for word in sorted(of)) or " "
