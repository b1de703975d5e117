"""Bodies that act by several people together, and who is seated in them, as a pack describes it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sekisho.vocabulary.text import Text


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """The posts that an agenda item seats."""

    id: str
    text: Text
    posts: tuple[str, ...]
    cite: tuple[str, ...] = ()


class Collegiate(msgspec.Struct, frozen=True, kw_only=True):
    """A body that acts by several people together, by the id of its office, and where it stands who attended.

    Its acts are those in its name, and those of ``steps`` in a case ``where`` attributes have these values. Who attended
    are the elements of ``part`` whose attributes or records have the values of ``attended``: persons, or seats of posts,
    whose holder is there or, by ``deputised``, the person in the attribute ``deputy``. ``presides`` are the posts of who
    presides, the first of them that is there; ``double`` is why one person may take several seats.
    """

    id: str
    text: Text
    cite: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = {}
    presides: tuple[str, ...] = ()
    part: str = ""
    attended: Mapping[str, tuple[str, ...]] = {}
    deputised: Mapping[str, tuple[str, ...]] = {}
    deputy: str = ""
    double: Text | None = None
