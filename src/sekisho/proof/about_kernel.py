"""What the kernel keeps, not the pack: stated of an entry and the world before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from sekisho.casework.assessment import somebody
from sekisho.casework.entry import DEVIATION, Entry
from sekisho.casework.register import FOUNDING, entitled
from sekisho.casework.world import World
from sekisho.vocabulary.text import Text


class Kernel(msgspec.Struct, frozen=True):
    """A property that the kernel keeps, not the pack: it is stated of the entry and the world before it."""

    text: Text
    cite: tuple[str, ...]
    holds: Callable[[Entry, World], bool]


def _entitled(entry: Entry, world: World) -> bool:
    """Whoever recorded was entitled when recording, and the post had a holder when the act was done.

    Nobody is entitled before there is a register, and a deviation may be told by anybody (A08).
    """
    if entry.by_virtue_of == FOUNDING or entry.step == DEVIATION:
        return True
    person, office, times = entry.recorded_by, entry.intent.act_of, (entry.happened_at, entry.recorded_at)
    then, now = (
        entitled(world.pack, world.register, person, office, entry.step, at) is not None for at in times
    )
    return now and (then or somebody(world, office, entry.happened_at))


def _apart(entry: Entry, world: World) -> bool:
    others = {*entry.reads, *(reference.case for reference in entry.intent.names.values())}
    realms = {world.cases[case].realm for case in others if case in world.cases}
    return realms | {entry.realm} == {world.cases[entry.case].realm}


KERNEL: Mapping[str, Kernel] = {
    "N20": Kernel(
        Text(
            "行為の時に任命又は委任のない機関の名で記録せず、権限のない者は記録しない。",
            "No entry in the name of an office that nobody held at the time, and none by a person not entitled to record it.",
        ),
        ("設計 記録",),
        _entitled,
    ),
    "N24": Kernel(
        Text(
            "演習の入力は実の案件に、実の入力は演習に及ばない。",
            "No entry reaches from an exercise to what is real, or back.",
        ),
        ("G2.6a",),
        _apart,
    ),
    "R12": Kernel(
        Text(
            "終結した案件に、逸脱のほか記録しない。",
            "Nothing but a deviation is recorded in a case that is closed.",
        ),
        ("設計 終結",),
        lambda entry, world: entry.step == DEVIATION or not world.cases[entry.case].closed,
    ),
}
