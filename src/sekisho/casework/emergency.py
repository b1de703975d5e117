"""Emergency access: a person reads a case for a time, at two persons' and two offices' word; they do not act by it.

It is requested and confirmed in a case of its own, from which the register is folded (``register.Emergency``). Reading
by it passes the one predicate of visibility; an act by who sees the case in no other way is refused.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from sekisho.law.pack import Pack

from .case import Case
from .register import Register, executive_barred, posts_of
from .sight import access_of
from .visibility import Viewer, in_kind, may_see
from .world import World


def viewer_at(pack: Pack, register: Register, person: str, at: datetime, realm: str) -> Viewer:
    """Return a person as they look at a moment: by the posts they hold or stand in for, clearance and emergency access.

    Who stands in for a post in some steps looks at the kinds of case of those steps only. For a body that is not executive
    nobody looks who also holds an executive post, as they do not act for it (N19).
    """
    posts = posts_of(register, person, at)
    whole = {a.post for a in register.held(person, at)}
    lent = register.delegated(person, at)
    whole |= {d.post for d in lent if d.whole}
    some = {(d.post, kind) for d in lent if d.post not in whole for kind in d.kinds}
    known = {post: known for post in posts if (known := register.post(pack, post))}
    own = {id_: p for id_, p in known.items() if not executive_barred(pack, register, posts, p.office)}
    words = {word for post in whole & own.keys() for word in (post, own[post].office)}
    words |= {in_kind(word, kind) for post, kind in some if post in own for word in (post, own[post].office)}
    return Viewer(
        person=person,
        offices=frozenset(words),
        realm=realm,
        clearance=register.level(person, at),
        compartments=register.read_into(person, at),
        emergency=frozenset(e.case for e in register.emergencies_of(person, at)),
    )


def only_reads(pack: Pack, world: World, case: Case, person: str, at: datetime) -> bool:
    """Return whether a person sees a case by emergency access and in no other way."""
    if not any(case.id in given.to for given in world.register.emergencies_of(person, at)):
        return False
    viewer = viewer_at(pack, world.register, person, at, case.realm)
    return not may_see(msgspec.structs.replace(viewer, emergency=frozenset()), access_of(pack, world, case))
