"""Names that come into the record by entries, which rights go by: of posts created, of compartments, and of persons.

A name is taken once. One that could be read as another (of an office, of a post, of everybody, or as several words where
access sets keep words) would give its holder what belongs to that other.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from sekisho.law.pack import Pack
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.ids import is_name
from sekisho.vocabulary.text import Text

from .entry import Intent
from .visibility import EVERYONE

CREATES_POST = "register.create_post"
NAMES_COMPARTMENT = ("clearance.create_compartment", "clearance.read_into")


def free(pack: Pack, created: Container[str], post: str) -> bool:
    """Return whether a post may be created under a name: a plain word that no office and no post has."""
    return is_name(post) and not (post in pack.offices or post in pack.posts or post in created)


def is_person(pack: Pack, created: Container[str], person: str) -> bool:
    """Return whether somebody may be called so: one word that is neither of everybody nor of an office or a post."""
    bodies = person in pack.offices or person in pack.posts or person in created
    return person.split() == [person] and person.isprintable() and person != EVERYONE and not bodies


def check(pack: Pack, created: Container[str], intent: Intent) -> Iterator[Finding]:
    """Yield what is wrong with a name given to a post, a compartment or a person; one left out is for the form to find."""
    given = intent.particulars
    for field in pack.steps[intent.step].asks.values():
        person = str(given.get(field.id) or "")
        if field.type == "person" and person and not is_person(pack, created, person):
            yield Finding(code="name", severity="error", place=field.id, message=_NO_PERSON, remedy=_CHOOSE)
    post, compartment = str(given.get("post") or ""), str(given.get("compartment") or "")
    if intent.step == CREATES_POST and post and not free(pack, created, post):
        yield _finding("post", _TAKEN)
    if intent.step in NAMES_COMPARTMENT and compartment and not is_name(compartment):
        yield _finding("compartment", _NO_NAME)


_TAKEN = Text(
    "番号として使えない文字があるか、既に機関又は官職の番号である。",
    "It has characters that no id has, or is the id of an office or a post already.",
)
_NO_PERSON = Text("人の番号でない。", "This is nobody's id.")
_CHOOSE = Text("一覧から選ぶこと。", "Choose from the list.")
_NO_NAME = Text("番号として使えない文字がある。", "It has characters that no id has.")
_OTHER = Text(
    "英小文字、数字、「-」及び「_」による別の番号とすること。",
    "Choose another, of small letters, digits, “-” and “_”.",
)


def _finding(place: str, message: Text) -> Finding:
    return Finding(code="name", severity="error", place=place, message=message, remedy=_OTHER)
