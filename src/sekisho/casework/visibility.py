"""Who may see what: the one predicate, as a check in Python and as a condition in SQL, from one statement of it.

A thing (case, object, entry, paper) carries an ``Access``; a person looks as a ``Viewer``. The thing is visible when
(1) it is of the realm the viewer is in; (2) the viewer's clearance reaches its level; (3) the viewer is read into each
of its compartments; and (4) the viewer's office is on its team, or the thing is open to
every office that takes part. Who is on the team of a case is said by the pack's rules of sight, the oversight
commission by one with its own citation (``casework.sight``); that of an object by its marking.
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

    ``part`` are those of the team that see only the part they are asked about (``casework.sight``).
    """

    realm: str = "real"
    level: str = "open"
    team: frozenset[str] = frozenset({EVERYONE})
    compartments: frozenset[str] = frozenset()
    part: frozenset[str] = frozenset()


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
    """Return whether a viewer may see a thing: conditions 1 to 4 above."""
    return (
        viewer.realm == access.realm
        and LEVELS.index(access.level) <= LEVELS.index(viewer.clearance)
        and access.compartments <= viewer.compartments
        and _on_team(viewer, access.team)
    )


def sees_whole(viewer: Viewer, access: Access) -> bool:
    """Return whether a viewer sees all of a thing, and not only a part of it."""
    return may_see(viewer, access) and _on_team(viewer, access.team - access.part)


def _on_team(viewer: Viewer, team: Collection[str]) -> bool:
    return EVERYONE in team or EVERYONE in viewer.offices or bool(viewer.offices & frozenset(team))


def as_sql(viewer: Viewer, table: str, whole: bool = False) -> tuple[str, list[Any]]:
    """Return the same conditions over an access table as SQL and its parameters, for ``%s`` placeholders.

    ``table`` is a trusted name with the columns ``realm``, ``level_rank``, ``team``, ``compartments`` and ``part``; the
    last three hold words wrapped in spaces (``" npa nco "``, ``" "`` for none), so that a word is found by
    ``LIKE '% npa %'``. ``whole`` asks for ``sees_whole`` instead of ``may_see``.
    """
    clauses = [f"{table}.realm = %s", f"{table}.level_rank <= %s"]
    params: list[Any] = [viewer.realm, LEVELS.index(viewer.clearance)]
    if EVERYONE not in viewer.offices:
        offices = sorted(viewer.offices | {EVERYONE})
        on = f"{table}.team LIKE %s ESCAPE '\\'"
        on = f"({on} AND {table}.part NOT LIKE %s ESCAPE '\\')" if whole else on
        clauses.append("(" + " OR ".join([on] * len(offices)) + ")")
        params += [f"% {_escaped(office)} %" for office in offices for _ in range(2 if whole else 1)]
    stripped = f"{table}.compartments"
    for compartment in sorted(viewer.compartments):
        stripped = f"REPLACE({stripped}, %s, ' ')"
        params.append(f" {compartment} ")
    clauses.append(f"TRIM({stripped}) = ''")
    return " AND ".join(clauses), params


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def words(of: Collection[str]) -> str:
    """Return words as an access column holds them: each with a space of its own on both sides."""
    return "".join(f" {word} " for word in sorted(of)) or " "


def level_rank(level: str) -> int:
    """Return the place of a level in the rising order; raises ``ValueError`` for an unknown one."""
    return LEVELS.index(level)
