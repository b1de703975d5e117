"""Who may see what: the one predicate, as a check in Python and as a condition in SQL, from one statement of it.

A thing (case, object, entry, paper) carries an ``Access``; a person looks as a ``Viewer``. The thing is visible when
(1) it is of the realm the viewer is in; (2) the viewer's clearance reaches its level; (3) the viewer is read into each
of its compartments; and (4) the viewer's office is on its team, or the thing is open to every office
that takes part. (5) Where a law lays a thing before an office, as measures before the oversight commission, neither level
nor compartment hides it from that office. Who is on the team of a case, and who by law, is said by the pack's rules of
sight with their citations (``casework.sight``); that of an object by its marking.
What a person may not see looks exactly like what does not exist.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

LEVELS = ("open", "confidential_1", "confidential_2", "confidential_3")
"""Levels in rising order; the government's confidentiality levels 1 to 3 above what is open (統一基準)."""

EVERYONE = "*"
"""On a team: every office that takes part."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """What decides about seeing a thing. ``team`` are office ids; ``compartments`` need reading in, each of them.

    ``part`` are those of the team that see only the part they are asked about; ``by_law`` are those to whom a law lays
    the thing open, so that no marking hides it from them (``casework.sight``).
    """

    realm: str = "real"
    level: str = "open"
    team: frozenset[str] = frozenset({EVERYONE})
    compartments: frozenset[str] = frozenset()
    part: frozenset[str] = frozenset()
    by_law: frozenset[str] = frozenset()


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """A person as they look: the offices they act for, their clearance, the compartments they are read into."""

    person: str = ""
    offices: frozenset[str] = frozenset()
    realm: str = "real"
    clearance: str = "open"
    compartments: frozenset[str] = frozenset()


ASSESSOR = Viewer(person="", offices=frozenset({EVERYONE}), clearance=LEVELS[-1])
"""The role in which assessments are made; ``present`` is the only way out of it."""


def may_see(viewer: Viewer, access: Access) -> bool:
    """Return whether a viewer may see a thing: conditions 1 to 4 above, or 1 and 5."""
    return _sees(viewer, access, access.team)


def _sees(viewer: Viewer, access: Access, team: Collection[str]) -> bool:
    cleared = (
        LEVELS.index(access.level) <= LEVELS.index(viewer.clearance)
        and access.compartments <= viewer.compartments
    )
    by_law = bool(viewer.offices & access.by_law)
    return viewer.realm == access.realm and (by_law or (cleared and _on_team(viewer, team)))


def sees_whole(viewer: Viewer, access: Access) -> bool:
    """Return whether a viewer sees all of a thing, and not only a part of it."""
    return _sees(viewer, access, access.team - access.part)


def _on_team(viewer: Viewer, team: Collection[str]) -> bool:
    return EVERYONE in team or EVERYONE in viewer.offices or bool(viewer.offices & frozenset(team))


def as_sql(viewer: Viewer, table: str, whole: bool = False) -> tuple[str, list[Any]]:
    """Return the same conditions over an access table as SQL and its parameters, for ``%s`` placeholders.

    ``table`` is a trusted name with the columns ``realm``, ``level_rank``, ``team``, ``compartments``, ``part`` and
    ``by_law``; the last four hold words wrapped in spaces (``" npa nco "``, ``" "`` for none), so that a word is found by
    ``LIKE '% npa %'``. ``whole`` asks for ``sees_whole`` instead of ``may_see``.
    """
    cleared, params = _cleared(viewer, table)
    on, offices = _holds(viewer, table, whole)
    law, lawful = _any_like(f"{table}.by_law", sorted(viewer.offices))
    condition = f"{table}.realm = %s AND (({cleared} AND {on}) OR {law})"
    return condition, [viewer.realm, *params, *offices, *lawful]


def _cleared(viewer: Viewer, table: str) -> tuple[str, list[Any]]:
    params: list[Any] = [LEVELS.index(viewer.clearance)]
    stripped = f"{table}.compartments"
    for compartment in sorted(viewer.compartments):
        stripped = f"REPLACE({stripped}, %s, ' ')"
        params.append(f" {compartment} ")
    return f"{table}.level_rank <= %s AND TRIM({stripped}) = ''", params


def _holds(viewer: Viewer, table: str, whole: bool) -> tuple[str, list[Any]]:
    """Return the condition that an office of the viewer is on the team, and sees the whole where that is asked."""
    if EVERYONE in viewer.offices:
        return "1 = 1", []
    found = [_any_like(f"{table}.team", [office]) for office in sorted(viewer.offices | {EVERYONE})]
    if whole:
        parts = [_any_like(f"{table}.part", [office]) for office in sorted(viewer.offices | {EVERYONE})]
        found = [
            (f"({on} AND NOT {part})", [*a, *b]) for (on, a), (part, b) in zip(found, parts, strict=True)
        ]
    return "(" + " OR ".join(on for on, _ in found) + ")", [p for _, params in found for p in params]


def _any_like(column: str, wanted: list[str]) -> tuple[str, list[Any]]:
    likes = [f"{column} LIKE %s ESCAPE '\\'"] * len(wanted)
    return "(" + (" OR ".join(likes) or "1 = 0") + ")", [f"% {_escaped(word)} %" for word in wanted]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def words(of: Collection[str]) -> str:
    """Return words as an access column holds them: each with a space of its own on both sides."""
    return "".join(f" {word} " for word in sorted(of)) or " "


def level_rank(level: str) -> int:
    """Return the place of a level in the rising order; raises ``ValueError`` for an unknown one."""
    return LEVELS.index(level)
