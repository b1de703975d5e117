"""All that is proved of a pack, in the order of the report."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from .about_duties import KEPT, OPENED
from .about_history import STAYS, VOID
from .about_origin import ORIGINS
from .about_pack import read
from .about_sparing import SPARED
from .about_standing import WATCHES
from .about_ways import WAYS
from .history import FRAME, SHAPE, Passage, prove_passages
from .properties import PROPERTIES
from .prove import FORGETTING, Result, prove_all
from .standing import GATE, RAILS, prove_duties_forgotten, prove_spares, prove_watches, prove_ways

PASSAGES: tuple[Passage, ...] = (*VOID, *STAYS, *ORIGINS, *OPENED, *KEPT)
"""Every property of history."""

INVARIANTS: Mapping[str, Text] = {
    RAILS: Text(
        "不明は、確実に真でも確実に偽でもない。許すのは確実に真のときのみであり、義務は確実に偽でない限り残る。",
        "Unknown is neither certainly true nor certainly false. Only what is certainly true permits, and a duty stays unless its "
        "condition is certainly false.",
    ),
    FRAME: Text(
        "入力は、その手続の効果が名指すもののほか、何も変えない。",
        "An entry changes nothing but what the effects of its step name.",
    ),
    SHAPE: Text(
        "手続は、その形に合う要素にのみ行われ、様式に求められる項目は記入され、新たな要素の番号は既にあるものでない。",
        "A step acts only on what fits its shape, with its form filled in, and a new element never has the number of one that is there.",
    ),
    GATE: Text(
        "権限のある者の行為を拒むのは、前提条件、形、様式及び終結のみである。",
        "Nothing refuses the act of an entitled person but a precondition, the shape, the form, or that the case is closed.",
    ),
    "K-DEVIATION": Text(
        "逸脱の入力は、逸脱の一覧に加わり、終結した案件を再び開くほか、何も変えない。",
        "A deviation's entry adds to the list of deviations, reopens a case that was closed, and changes nothing else.",
    ),
}
"""What the kernel guarantees, and the tests hold it to, on which proofs may rest."""


class Section(msgspec.Struct, frozen=True):
    """One kind of proof: what it says, and its results."""

    title: Text
    says: Text
    results: tuple[Result, ...]


def prove_sections(pack: Pack) -> tuple[Section, ...]:
    """Prove everything, one kind of proof after the other."""
    return (
        Section(
            Text("許される行為", "Where a step is permitted"),
            Text(
                "行為が許されるどの状態においても、次のことが成り立つ。",
                "In every state in which the step is permitted, this holds.",
            ),
            prove_all(pack, PROPERTIES),
        ),
        Section(
            Text("入力の後", "After an entry"),
            Text(
                "どの状態においても、入力の前と後とについて、次のことが成り立つ。",
                "Whatever the state before, this holds of the state before an entry and the state after it.",
            ),
            prove_passages(pack, PASSAGES),
        ),
        Section(
            Text("残る義務", "Duties that last"),
            Text(
                "どの状態においても、次の義務がある。",
                "Whatever has happened, there is this duty.",
            ),
            (
                *prove_watches(pack, WATCHES),
                *prove_spares(pack, SPARED),
                *prove_duties_forgotten(pack, FORGETTING, ("設計 記録",)),
            ),
        ),
        Section(
            Text("開かれた道", "Ways that are open"),
            Text(
                "次の手続は、権限のある者がいる限り、どの状態においても行うことができる。",
                "As long as somebody is entitled to it, this step can be taken in every state.",
            ),
            (*prove_ways(pack, WAYS), *read(pack)),
        ),
    )


def prove_pack(pack: Pack) -> tuple[Result, ...]:
    """Prove everything."""
    return tuple(result for section in prove_sections(pack) for result in section.results)
