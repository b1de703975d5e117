"""What a step may write into the register of authority, in the words by which a pack's steps say so (``registers``).

The register is folded by the kernel from fields of the form, so a step that registers something asks for those it needs;
which step that is, by whom it may be done and on what conditions is the pack's.
"""

from __future__ import annotations

from collections.abc import Mapping

from .pack import Pack

REGISTERED: Mapping[str, tuple[str, ...]] = {
    "appointment": ("person", "post"),
    "end_of_appointment": ("person", "post"),
    "delegation": ("from_post", "to_person"),
    "end_of_delegation": ("from_post", "to_person"),
    "designation": ("person", "class"),
    "end_of_designation": ("person",),
    "option": ("option", "value"),
    "post": ("post", "office", "name_ja"),
    "compartment": ("compartment", "name_ja"),
    "clearance": ("person", "level"),
    "end_of_clearance": ("person",),
    "reading_in": ("person", "compartment"),
    "reading_out": ("person", "compartment"),
    "emergency_request": ("person", "to", "until"),
    "emergency_confirmation": (),
    "end_of_emergency": (),
}
"""What can be registered, with the fields of the form without which it cannot; ``from``, ``until``, ``scope``, ``instrument``,
``deputies`` and names are read too where the form asks for them.
"""

GIVEN_TO: Mapping[str, tuple[str, str]] = {
    "appointment": ("person", "post"),
    "delegation": ("to_person", "from_post"),
}
"""By what a post is given to somebody, with the fields of the person and of the post."""

NAMES_COMPARTMENT = frozenset({"compartment", "reading_in", "reading_out"})
"""By what a compartment is named."""


def registers(pack: Pack, step: str) -> str:
    """Return what a step of any edition writes into the register of authority; nothing where it does not."""
    known = pack.known_step(step)
    return known.registers if known else ""
