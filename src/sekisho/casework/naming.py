"""Names that come into the record by entries, which rights go by: of posts created, of compartments, and of persons.

A name is taken once. One that could be read as another (of an office, of a post, of everybody, or as several words where
access sets keep words) would give its holder what belongs to that other. A compartment has the id of its office in front:
that office alone reads people in and out, and no answer tells which compartments others have.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from sekisho.law.authority import NAMES_COMPARTMENT, registers
from sekisho.law.pack import Pack
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.ids import is_name
from sekisho.vocabulary.text import Text

from .entry import Intent
from .register import Register
from .visibility import EVERYONE
from .world import World


def free(pack: Pack, created: Container[str], post: str) -> bool:
    """Return whether a post may be created under a name: a plain word that no office and no post has."""
    return is_name(post) and not (post in pack.offices or post in pack.posts or post in created)


def is_person(pack: Pack, created: Container[str], person: str) -> bool:
    """Return whether somebody may be called so: one word that is neither of everybody nor of an office or a post."""
    bodies = person in pack.offices or person in pack.posts or person in created
    return person.split() == [person] and person.isprintable() and person != EVERYONE and not bodies


def of_office(register: Register, pack: Pack, act_of: str, compartment: str) -> bool:
    """Return whether a plain word may name a compartment of the office in whose name something is done."""
    office = register.office_of(pack, act_of)
    return is_name(compartment) and compartment.startswith(f"{office}-") and compartment != f"{office}-"


def check(world: World, intent: Intent) -> Iterator[Finding]:
    """Yield what is wrong with a name given to a post, a compartment or a person; one left out is for the form to find."""
    given, pack, register = intent.particulars, world.pack, world.register
    for field in pack.steps[intent.step].asks.values():
        person = str(given.get(field.id) or "")
        if field.type == "person" and person and not is_person(pack, register.posts, person):
            yield Finding(code="name", severity="error", place=field.id, message=_NO_PERSON, remedy=_CHOOSE)
    post, compartment = str(given.get("post") or ""), str(given.get("compartment") or "")
    registered = registers(pack, intent.step)
    if registered == "post" and post and not free(pack, register.posts, post):
        yield _finding("post", _TAKEN, _OTHER)
    if (
        registered in NAMES_COMPARTMENT
        and compartment
        and not of_office(register, pack, intent.act_of, compartment)
    ):
        office = register.office_of(pack, intent.act_of)
        yield _finding("compartment", _NOT_OWN, _named_after(office))


_TAKEN = Text(
    "番号として使えない文字があるか、既に機関又は官職の番号である。",
    "It has characters that no id has, or is the id of an office or a post already.",
)
_NO_PERSON = Text("人の番号でない。", "This is nobody's id.")
_CHOOSE = Text("一覧から選ぶこと。", "Choose from the list.")
_NOT_OWN = Text(
    "この機関の区画の番号でないか、番号として使えない文字がある。",
    "It is no compartment id of this office, or has characters that no id has.",
)
_OTHER = Text(
    "英小文字、数字、「-」及び「_」による別の番号とすること。",
    "Choose another, of small letters, digits, “-” and “_”.",
)


def _named_after(office: str) -> Text:
    return Text(f"「{office}-」で始まる番号とすること。", f"Give one that begins with “{office}-”.")


def _finding(place: str, message: Text, remedy: Text) -> Finding:
    return Finding(code="name", severity="error", place=place, message=message, remedy=remedy)
