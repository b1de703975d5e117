"""What-if in sentences: whatever fact is supposed of a case, what flips is said as it was read, in both languages.

For each fact of a case and each value that it can have, the file has the lines about steps, rules and duties that no fact
before it had. ``python -m tests.unit.cli.test_what_if_sentences`` writes it anew, to be read again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from sekisho.casework.bundle import read_bundle
from sekisho.casework.replay import Replayed, replay
from sekisho.casework.whatif import suppose
from sekisho.cli.law.assessing import flip_lines
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack, Variable
from sekisho.proof.state import YES_NO
from sekisho.vocabulary.text import LANGUAGES

READ = Path(__file__).parents[2] / "data" / "law" / "what-if.txt"
POLICY = {"id": "p1", "kind": "policy", "as": "in_force"}
ORDER = {"id": "o1", "kind": "order", "as": "issued", "names": {"on_policy": "p1", "for_measure": "m1"}}
UNDER = {"under_policy": "p1"}
JOINT = {"id": "m1", "kind": "measure", "as": "joint_ready", "names": {**UNDER, "under_order": "o1"}}
SCENES = (
    ("m1", [POLICY, {"id": "m1", "kind": "measure", "as": "police_abroad_ready", "names": UNDER}]),
    ("m1", [{"id": "m1", "kind": "measure", "as": "police_in_japan_ready", "entries": ["measure.start"]}]),
    ("m1", [POLICY, ORDER, JOINT]),
    ("o1", [POLICY, ORDER, JOINT]),
    ("p1", [POLICY]),
    ("p1-session", [POLICY]),
    ("g1", [{"id": "g1", "kind": "guard", "as": "decided"}]),
    ("c1", [{"id": "c1", "kind": "campaign", "as": "recognised"}]),
    ("m1-oversight", [POLICY, {"id": "m1", "kind": "measure", "as": "police_abroad_ready", "names": UNDER}]),
)
"""The case of which facts are supposed, and the cases that it stands among."""


def sentences(pack: Pack) -> Iterator[str]:
    """Yield what is said of each supposition in Japanese and English, each line once."""
    said: set[str] = set()
    for about, cases in SCENES:
        read = read_bundle(json.dumps({"cases": cases}).encode(), "scene", pack)
        assert read.bundle is not None, read.findings
        replayed = replay(pack, read.bundle)
        if about in replayed.world.cases:
            for fact in facts(pack, replayed, about):
                yield from _of(pack, replayed, about, fact, said)


def _of(pack: Pack, replayed: Replayed, about: str, fact: str, said: set[str]) -> Iterator[str]:
    found = suppose(pack, replayed, about, (fact,), replayed.now)
    for language in LANGUAGES:
        lines = [line for line in flip_lines(pack, found, language) if not line.startswith("■")]
        new = list(dict.fromkeys(line for line in lines if line.strip() not in said))
        said |= {line.strip() for line in new}
        if new:
            yield f"--set {fact} ({language})"
            yield from new


def facts(pack: Pack, replayed: Replayed, about: str) -> Iterator[str]:
    """Yield each fact of a case with each value that it can have, and without one."""
    for variable in pack.kinds[replayed.world.cases[about].kind].variables.values():
        for value in (*_values(variable), ""):
            if variable.sort in ("attr", "finding", "record"):
                yield f"{variable.id}={value}"


def _values(variable: Variable) -> tuple[str, ...]:
    return tuple(variable.values) or (YES_NO if variable.sort == "finding" else ())


def test_what_flips_is_said_as_it_was_read() -> None:
    assert "\n".join(sentences(load_pack())) + "\n" == READ.read_text("utf-8")


if __name__ == "__main__":
    READ.write_text("\n".join(sentences(load_pack())) + "\n", "utf-8")
