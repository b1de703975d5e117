"""Who may see what: the one predicate, as a check in Python, a condition in SQL and a policy of the database.

A thing (case, object, entry, paper) carries an ``Access``; a person looks as a ``Viewer``. The thing is visible when
(1) it is of the realm the viewer is in; (2) the viewer's clearance reaches its level; (3) the viewer is read into each
of its compartments; and (4) the viewer's office is on its team, or the thing is open to every office that takes part:
who holds no post, those that run the system included, is of no office.
(5) Where a law lays a thing before an office, as measures before the oversight commission, neither level nor compartment
hides it from that office. (6) A person recused from a case does not see it. (7) To whom emergency access to a thing was
given (``casework.emergency``), the time it lasts, sees it for reading. Who is on the team of a case, and who by law,
is said by the pack's rules of sight with their citations (``casework.sight``); that of an object by its marking.
Who is delegated some steps of an office is on the team for the kinds of case of those steps only (``in_kind``).
What a person may not see looks exactly like what does not exist.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

import msgspec

LEVELS = ("open", "confidential_1", "confidential_2", "confidential_3")
"""Levels in rising order; the government's confidentiality levels 1 to 3 above what is open (統一基準)."""

EVERYONE = "*"
"""On a team: every office that takes part."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """What decides about seeing a thing. ``team`` are office ids; ``compartments`` need reading in, each of them.

    ``part`` are those of the team that see only the part they are asked about; ``by_law`` are those to whom a law lays
    the thing open, so that no marking hides it from them; ``recused`` are persons (``casework.sight``); ``emergency`` are the cases in which
    emergency access to the thing was given.
    """

    realm: str = "real"
    level: str = "open"
    team: frozenset[str] = frozenset({EVERYONE})
    compartments: frozenset[str] = frozenset()
    part: frozenset[str] = frozenset()
    by_law: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()
    emergency: frozenset[str] = frozenset()


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """A person as they look: the offices they act for (``in_kind`` where that is so for some kinds of case only), their
    clearance, the compartments they are read into, the cases in which emergency access was given to them that lasts at
    this moment.
    """

    person: str = ""
    offices: frozenset[str] = frozenset()
    realm: str = "real"
    clearance: str = "open"
    compartments: frozenset[str] = frozenset()
    emergency: frozenset[str] = frozenset()

    def of(self, office_or_post: str, kind: str) -> bool:
        """Return whether the person looks for an office or post, at cases of a kind at least."""
        return office_or_post in self.offices or in_kind(office_or_post, kind) in self.offices


def in_kind(office_or_post: str, kind: str) -> str:
    """Return the word by which a team, or a viewer, has an office or post for cases of one kind only: no id has a dot."""
    return f"{office_or_post}.{kind}"


ASSESSOR = Viewer(person="", offices=frozenset({EVERYONE}), clearance=LEVELS[-1])
"""The role in which assessments are made; ``present`` is the only way out of it."""


def may_see(viewer: Viewer, access: Access) -> bool:
    """Return whether a viewer may see a thing: 1 and 6 always, with 2 to 4 together, 5 or 7."""
    return PREDICATE.holds(viewer, access)


def sees_whole(viewer: Viewer, access: Access) -> bool:
    """Return whether a viewer sees all of a thing, and not only a part of it."""
    return WHOLE.holds(viewer, access)


def as_sql(viewer: Viewer, table: str, whole: bool = False) -> tuple[str, list[Any]]:
    """Return the same conditions over an access table as SQL and its parameters, for ``%s`` placeholders.

    ``table`` is a trusted name with the columns ``realm``, ``level_rank``, ``team``, ``compartments``, ``part``,
    ``by_law``, ``recused`` and ``emergency``; the last six hold words wrapped in spaces (``" npa nco "``, ``" "`` for
    none), so that a word is found by ``LIKE '% npa %'``. ``whole`` asks for ``sees_whole`` instead of ``may_see``.
    """
    return (WHOLE if whole else PREDICATE).sql(viewer, table)


def as_policy(table: str) -> str:
    """Return the conditions of ``may_see`` as SQL of PostgreSQL in which the viewer is not known yet: what ``settings``
    says of the viewer is read from the session, and where the session says nothing the condition does not hold.
    """
    return PREDICATE.policy(table)


def settings(viewer: Viewer) -> dict[str, str]:
    """Return what ``as_policy`` reads of a viewer, by the name of the session's setting."""
    return {
        "sekisho.person": viewer.person,
        "sekisho.realm": viewer.realm,
        "sekisho.clearance": str(level_rank(viewer.clearance)),
        "sekisho.offices": words(viewer.offices),
        "sekisho.compartments": words(viewer.compartments),
        "sekisho.emergency": words(viewer.emergency),
    }


class Condition(Protocol):
    """One condition of the predicate, with its meaning in Python, in SQL about a viewer, and in SQL about whoever looks."""

    def holds(self, viewer: Viewer, access: Access) -> bool:
        """Return whether it holds of a viewer and a thing."""

    def sql(self, viewer: Viewer, table: str) -> tuple[str, list[Any]]:
        """Return it as SQL with parameters."""

    def policy(self, table: str) -> str:
        """Return it as SQL that reads the session's settings."""


class SameRealm:
    """(1) The thing is of the realm that the viewer is in."""

    def holds(self, viewer: Viewer, access: Access) -> bool:
        """Compare the two."""
        return viewer.realm == access.realm

    def sql(self, viewer: Viewer, table: str) -> tuple[str, list[Any]]:
        """Compare the column."""
        return f"{table}.realm = %s", [viewer.realm]

    def policy(self, table: str) -> str:
        """Compare the column with the setting."""
        return f"{table}.realm = {_setting('realm')}"


class Cleared:
    """(2) The viewer's clearance reaches the level of the thing."""

    def holds(self, viewer: Viewer, access: Access) -> bool:
        """Compare their ranks."""
        return level_rank(access.level) <= level_rank(viewer.clearance)

    def sql(self, viewer: Viewer, table: str) -> tuple[str, list[Any]]:
        """Compare the column of ranks."""
        return f"{table}.level_rank <= %s", [level_rank(viewer.clearance)]

    def policy(self, table: str) -> str:
        """Compare the column with the setting; an empty one is no clearance at all."""
        return f"{table}.level_rank <= coalesce(nullif({_setting('clearance')}, ''), '-1')::int"


class ReadInto:
    """(3) The viewer is read into each of the thing's compartments."""

    def holds(self, viewer: Viewer, access: Access) -> bool:
        """Compare the sets."""
        return access.compartments <= viewer.compartments

    def sql(self, viewer: Viewer, table: str) -> tuple[str, list[Any]]:
        """Take the viewer's words away; nothing is left."""
        stripped, params = f"{table}.compartments", []
        for compartment in sorted(viewer.compartments):
            stripped = f"REPLACE({stripped}, %s, ' ')"
            params.append(f" {compartment} ")
        return f"TRIM({stripped}) = ''", params

    def policy(self, table: str) -> str:
        """Compare the sets of words."""
        return f"{_word_set(f'{table}.compartments')} <@ {_word_set(_setting('compartments'))}"


class OnTeam:
    """(4) The viewer's office is on the team; ``whole``: and not only for the part that it is asked about."""

    def __init__(self, whole: bool = False) -> None:
        self.whole = whole

    def holds(self, viewer: Viewer, access: Access) -> bool:
        """Look for an office in both."""
        if not viewer.offices or EVERYONE in viewer.offices:
            return bool(viewer.offices)
        team = access.team - access.part if self.whole else access.team
        return not team.isdisjoint(viewer.offices | {EVERYONE})

    def sql(self, viewer: Viewer, table: str) -> tuple[str, list[Any]]:
        """Look for each of the viewer's words."""
        if not viewer.offices or EVERYONE in viewer.offices:
            return ("1 = 1" if viewer.offices else "1 = 0"), []
        found = [self._named(office, table) for office in sorted(viewer.offices | {EVERYONE})]
        return "(" + " OR ".join(on for on, _ in found) + ")", [p for _, params in found for p in params]

    def _named(self, office: str, table: str) -> tuple[str, list[Any]]:
        on, params = _any_like(f"{table}.team", [office])
        if not self.whole:
            return on, params
        part, more = _any_like(f"{table}.part", [office])
        return f"({on} AND NOT {part})", [*params, *more]

    def policy(self, table: str) -> str:
        """Look for a word in both; a session that does not say who looks is on no team."""
        offices, everyone = _setting("offices"), f"'{EVERYONE}'"
        team = _word_set(f"{table}.team")
        return (
            f"(trim({offices}) <> '' AND ({everyone} = ANY ({_word_set(offices)})"
            f" OR {team} && array_append({_word_set(offices)}, {everyone})))"
        )


class ByLaw:
    """(5) The law itself lets the viewer's office see the thing."""

    def holds(self, viewer: Viewer, access: Access) -> bool:
        """Look for an office in both."""
        return not viewer.offices.isdisjoint(access.by_law)

    def sql(self, viewer: Viewer, table: str) -> tuple[str, list[Any]]:
        """Look for each of the viewer's words."""
        return _any_like(f"{table}.by_law", sorted(viewer.offices))

    def policy(self, table: str) -> str:
        """Look for a word in both."""
        return f"{_word_set(f'{table}.by_law')} && {_word_set(_setting('offices'))}"


class NotRecused:
    """(6) The viewer is not recused from the thing."""

    def holds(self, viewer: Viewer, access: Access) -> bool:
        """Look for the person."""
        return viewer.person not in access.recused

    def sql(self, viewer: Viewer, table: str) -> tuple[str, list[Any]]:
        """Look for the person's word."""
        away, params = _any_like(f"{table}.recused", [viewer.person])
        return f"NOT {away}", params

    def policy(self, table: str) -> str:
        """Look for the word; a session that does not say who looks is on no team."""
        return f"NOT coalesce({_setting('person')}, '') = ANY ({_word_set(f'{table}.recused')})"


class InEmergency:
    """(7) Emergency access to the thing is given to the viewer and lasts."""

    def holds(self, viewer: Viewer, access: Access) -> bool:
        """Look for a case in both."""
        return not viewer.emergency.isdisjoint(access.emergency)

    def sql(self, viewer: Viewer, table: str) -> tuple[str, list[Any]]:
        """Look for each of the viewer's words."""
        return _any_like(f"{table}.emergency", sorted(viewer.emergency))

    def policy(self, table: str) -> str:
        """Look for a word in both."""
        return f"{_word_set(f'{table}.emergency')} && {_word_set(_setting('emergency'))}"


class Every:
    """Each of some conditions holds."""

    def __init__(self, *conditions: Condition) -> None:
        self.conditions = conditions

    def holds(self, viewer: Viewer, access: Access) -> bool:
        """Ask each."""
        return all(each.holds(viewer, access) for each in self.conditions)

    def sql(self, viewer: Viewer, table: str) -> tuple[str, list[Any]]:
        """Join them."""
        return _joined(" AND ", [each.sql(viewer, table) for each in self.conditions])

    def policy(self, table: str) -> str:
        """Join them."""
        return "(" + " AND ".join(each.policy(table) for each in self.conditions) + ")"


class Some(Every):
    """At least one of some conditions holds."""

    def holds(self, viewer: Viewer, access: Access) -> bool:
        """Ask until one does."""
        return any(each.holds(viewer, access) for each in self.conditions)

    def sql(self, viewer: Viewer, table: str) -> tuple[str, list[Any]]:
        """Join them."""
        return _joined(" OR ", [each.sql(viewer, table) for each in self.conditions])

    def policy(self, table: str) -> str:
        """Join them; one that cannot be judged does not hold."""
        return "(" + " OR ".join(f"coalesce({each.policy(table)}, false)" for each in self.conditions) + ")"


PREDICATE: Condition = Every(
    SameRealm(), NotRecused(), Some(ByLaw(), InEmergency(), Every(Cleared(), ReadInto(), OnTeam()))
)
"""The one predicate."""
WHOLE: Condition = Every(
    SameRealm(), NotRecused(), Some(ByLaw(), InEmergency(), Every(Cleared(), ReadInto(), OnTeam(whole=True)))
)
"""The predicate for seeing all of a thing."""


def _joined(word: str, parts: list[tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
    return "(" + word.join(sql for sql, _ in parts) + ")", [value for _, values in parts for value in values]


def _any_like(column: str, wanted: list[str]) -> tuple[str, list[Any]]:
    likes = [f"{column} LIKE %s ESCAPE '\\'"] * len(wanted)
    return "(" + (" OR ".join(likes) or "1 = 0") + ")", [f"% {_escaped(word)} %" for word in wanted]


def _setting(name: str) -> str:
    # In a subquery it is asked once a statement, not once a row; without the setting it is null, which no condition takes.
    return f"(SELECT current_setting('sekisho.{name}', true))"


def _word_set(column: str) -> str:
    return f"array_remove(string_to_array({column}, ' '), '')"


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def words(of: Collection[str]) -> str:
    """Return words as an access column holds them: each with a space of its own on both sides."""
    return "".join(f" {word} " for word in sorted(of)) or " "


def level_rank(level: str) -> int:
    """Return the place of a level in the rising order; raises ``ValueError`` for an unknown one."""
    return LEVELS.index(level)
