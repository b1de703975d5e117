"""A bundle laid out as one story: every entry that counts, in the order in which it was made, with no short form left.

Laid out, a bundle depends on the short forms of no pack, and each entry can be left out, changed or moved by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from sekisho.law.pack import Pack

from .bundle import read_bundle
from .entry import Entry, Reference
from .replay import replay
from .told import Told
from .verdict import Verdict

Telling = Mapping[str, Any]
"""An entry as a bundle's story writes it."""


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Who is who and which cases there are (``about``, in the format of a bundle), and the entries in order."""

    about: Mapping[str, Any]
    entries: tuple[Telling, ...]

    @property
    def bundle(self) -> dict[str, Any]:
        """The story as a case bundle."""
        return {**self.about, "story": list(self.entries)}


class Judged(msgspec.Struct, frozen=True):
    """What a pack says of a story: its entries that count (their places), and the verdict on the last one."""

    counted: tuple[int, ...]
    last: Verdict


def laid_out(pack: Pack, bundle: Mapping[str, Any]) -> Story | None:
    """Return the story of a bundle as a pack lets it count; ``None`` where the bundle cannot be read under it."""
    read = read_bundle(json.dumps(bundle).encode(), "story", pack).bundle
    if read is None:
        return None
    replayed = replay(pack, read)
    cases = [_case(each.id, each.kind, each.realm) for each in read.cases]
    about = {key: value for key, value in bundle.items() if key not in ("cases", "story")}
    pairs = zip(replayed.told, replayed.entries, strict=True)
    return Story(about={**about, "cases": cases}, entries=tuple(_telling(told, e) for told, e in pairs))


def _case(id_: str, kind: str, realm: str) -> dict[str, str]:
    return {"id": id_, "kind": kind, **({"realm": realm} if realm != "real" else {})}


def _telling(told: Told, entry: Entry) -> Telling:
    """Return an entry as a story writes it: what was left open stays so, what was left out by name is said."""
    on = entry.intent.subject if told.but else told.on
    value = {
        "case": told.case,
        "step": told.step,
        "at": told.at.isoformat() if told.at else "",
        "by": told.by,
        "person": told.person,
        "on": {part: list(keys) for part, keys in on.items()},
        "names": {role: _reference(each) for role, each in told.names.items()},
        "with": dict(told.given),
        "evidence": told.evidence,
    }
    return {key: each for key, each in value.items() if each}


def _reference(reference: Reference) -> str:
    return f"{reference.case}#{reference.element}" if reference.element else reference.case


def judged(pack: Pack, story: Story) -> Judged | None:
    """Return what a pack says of a story; ``None`` where it has no such story to judge: it cannot be read under it."""
    read = read_bundle(json.dumps(story.bundle).encode(), "story", pack).bundle
    if read is None or not story.entries:
        return None
    replayed = replay(pack, read)
    refused = {each.told.place: each for each in replayed.uncounted}
    places = [f"story[{number}]" for number in range(len(story.entries))]
    counted = tuple(number for number, place in enumerate(places) if place not in refused)
    last = refused.get(places[-1])
    return Judged(counted, last.verdict if last else replayed.verdicts[-1])
