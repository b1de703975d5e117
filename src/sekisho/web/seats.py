"""As what a person acts: the posts they hold now, the one chosen, and in whose name that lets them take a step."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from django.http import HttpRequest

from sekisho.casework.register import Register, entitled
from sekisho.law.pack import Pack, Step
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.records.models import Case, Person
from sekisho.records.second_wall import assessing
from sekisho.records.world import REAL, REGISTER, load_register
from sekisho.vocabulary.text import Text

SESSION_SEAT = "seat"


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A post that a person holds, or acts for by delegation; ``id`` is the entry that it rests on."""

    id: str
    post: str
    office: str
    text: Text
    realm: str = REAL


class Seating(msgspec.Struct, frozen=True, kw_only=True):
    """A person with the seats they have at a moment and the one they act in."""

    person: Person
    seats: tuple[Seat, ...]
    seat: Seat | None
    register: Register
    pack: Pack
    at: datetime

    @property
    def realm(self) -> str:
        """The realm that the person is in: that of the seat chosen."""
        return self.seat.realm if self.seat else REAL

    def names_for(self, step: Step) -> tuple[str, ...]:
        """Return in whose name the person may take a step from the seat chosen: the own post or office first.

        Only offers what the register would grant; the gate judges it again when the act is sent.
        """
        if self.seat is None:
            return ()
        own = (self.seat.post, self.seat.office)
        wanted = dict.fromkeys((*(each for each in own if each in step.by), *step.by))
        return tuple(each for each in wanted if self._entitled(each, step.id))

    def bearers(self) -> tuple[str, ...]:
        """Return the offices and posts for which the person may act or record from the seat chosen."""
        if self.seat is None:
            return ()
        wanted = (self.seat.post, *self.pack.offices, *self.pack.posts)
        return tuple(each for each in dict.fromkeys(wanted) if self._entitled(each, ""))

    def own_name(self) -> str:
        """Return in whose name the person does from the seat chosen what is no step of a case, as judging a candidate.

        The office of a post held, or the post stood in for in everything; empty for what is delegated in some steps only.
        """
        names = (self.seat.office, self.seat.post) if self.seat else ()
        return next((each for each in names if self._entitled(each, "")), "")

    def _entitled(self, act_of: str, step: str) -> bool:
        registers = (self.register, self._only_this_seat())
        return all(entitled(self.pack, r, self.person.pk, act_of, step, self.at) for r in registers)

    def _only_this_seat(self) -> Register:
        """The register as if the person had no other seat: what another post allows is done from that post."""
        chosen = self.seat.id if self.seat else ""
        return msgspec.structs.replace(
            self.register,
            appointments=tuple(
                a for a in self.register.appointments if a.person != self.person.pk or a.id == chosen
            ),
            delegations=tuple(
                d for d in self.register.delegations if d.person != self.person.pk or d.id == chosen
            ),
        )


def seating(request: HttpRequest) -> Seating:
    """Return as what the person signed in acts now; the choice is kept in the session."""
    pack, now = pack_in_force(), datetime.now(UTC)
    person: Person = request.user  # type: ignore[assignment]
    registers = {realm: load_register(pack, realm) for realm in (REAL, *exercises())}
    seats = tuple(s for realm, r in registers.items() for s in held_seats(pack, r, person.pk, now, realm))
    chosen = request.session.get(SESSION_SEAT, "")
    seat = next((each for each in seats if each.id == chosen), seats[0] if seats else None)
    register = registers[seat.realm if seat else REAL]
    return Seating(person=person, seats=seats, seat=seat, register=register, pack=pack, at=now)


@assessing()
def exercises() -> tuple[str, ...]:
    """Return the exercises that there are: each has a register of its own."""
    realms = Case.objects.filter(kind=REGISTER).exclude(realm=REAL).values_list("realm", flat=True)
    return tuple(sorted(set(realms)))


def held_seats(
    pack: Pack, register: Register, person: str, now: datetime, realm: str = REAL
) -> tuple[Seat, ...]:
    """Return the seats of a person in a realm: posts held, then posts acted for."""
    posts = [(a.id, a.post) for a in register.held(person, now)]
    posts += [(d.id, d.post) for d in register.delegated(person, now)]
    return tuple(_seat(pack, register, id_, post, realm) for id_, post in posts)


def _seat(pack: Pack, register: Register, id_: str, post: str, realm: str) -> Seat:
    known = register.post(pack, post)
    office = known.office if known else ""
    name = known.text if known else Text(post, post)
    of = pack.name(office)
    named = Text(name.ja if name.ja.startswith(of.ja) else f"{of.ja}　{name.ja}", name.en)
    text = named if of.en in name.en else Text(named.ja, f"{name.en}, {of.en}")
    text = text if realm == REAL else Text(f"【訓練】{text.ja}", f"[Exercise] {text.en}")
    return Seat(id=id_, post=post, office=office, text=text, realm=realm)
