"""Figures on the rules: loading the pack, and assessing a measure as it gets more targets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import yaml

from sekisho.casework.assessment import assess
from sekisho.casework.bundle import read_bundle
from sekisho.casework.replay import Replayed, replay
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.proof.about_scenes import SEARCHES
from sekisho.proof.acts import moves
from sekisho.proof.compiled import function
from sekisho.proof.everything import prove_pack
from sekisho.proof.explore import explore, pinned
from sekisho.proof.layout import Layout

from ._measuring import figure, seconds

PACK = "jp-acd"
FEW, MANY = 3, 30
GATES = 20_000


def figures() -> Iterator[dict[str, Any]]:
    """Yield the figures; the peer of loading is a YAML parser that checks nothing."""
    load = load_pack.__wrapped__ if hasattr(load_pack, "__wrapped__") else load_pack
    parsed = seconds(_parse, 3)
    yield figure("law_load_pack", "s", seconds(lambda: load(PACK), 3), "yaml.safe_load", sorted(parsed)[1])
    pack = load_pack(PACK)
    few, many = _measure(pack, FEW), _measure(pack, MANY)
    taken = seconds(lambda: _assess(pack, few))
    yield figure(f"law_assess_{FEW}_targets", "s", taken)
    linear = sorted(taken)[len(taken) // 2] * MANY / FEW
    more = seconds(lambda: _assess(pack, many))
    yield from _compiled(pack)
    yield from _proofs(pack)
    yield figure(
        f"law_assess_{MANY}_targets", "s", more, f"{MANY // FEW} times that of {FEW} targets", linear
    )


def _compiled(pack: Pack) -> Iterator[dict[str, Any]]:
    """Yield how fast the gate of a start runs compiled where every rule of it is met, and how fast a search goes."""
    search = next(s for s in SEARCHES if s.id == "measure-run")
    layout = Layout(pack, search.scene)
    found = moves(layout)
    ready, _ = pinned(layout, found, search.begins)
    gate = function(next(m for m in found if m.act.step == "measure.start").guard)
    if not gate(ready):
        raise ValueError("a start is refused where every rule should be met")
    taken = [GATES / t for t in seconds(lambda: [gate(ready) for _ in range(GATES)])]
    yield figure("law_gate_compiled", "gates/s", taken, "the limit asked for", 100_000)
    speeds = [(e := explore(pack, search)).generated / e.seconds for _ in range(3)]
    yield figure("law_explore", "states/s", speeds, "the limit asked for", 40_000)


def _proofs(pack: Pack) -> Iterator[dict[str, Any]]:
    """Yield how long all proofs take, compiling included, and the slowest of them."""
    results: list[float] = []

    def prove() -> None:
        results[:] = [r.milliseconds for r in prove_pack(pack)]

    yield figure("law_prove_all", "s", seconds(prove, 2), "the limit asked for", 60.0)
    yield figure("law_prove_slowest", "ms", [max(results)], "the limit asked for", 1000.0)


def _parse() -> None:
    for file in (resources.files("sekisho.law") / "packs" / PACK).iterdir():
        if file.name.endswith(".yaml"):
            yaml.safe_load(file.read_text(encoding="utf-8"))


def _measure(pack: Pack, targets: int) -> Replayed:
    """Return a police measure with its plan, whose targets are partly located."""
    places = ("in_japan", "abroad", "not_established")
    added = [{"step": "measure.add_target", "with": {"key": f"t{n}"}} for n in range(targets)]
    located = [
        {"step": "measure.locate", "on": {"target": f"t{n}"}, "with": {"location": places[n % len(places)]}}
        for n in range(targets)
    ]
    leg = {
        "agency": "police",
        "basis": "pdea_6_2",
        "executor": "p:npa_cyber_officer",
        "commander": "npa_commissioner",
    }
    entries = [
        {"step": "measure.open", "with": {"form": "own_action"}},
        *added,
        "measure.plan",
        {"step": "measure.set_leg", "with": leg},
        *located,
    ]
    bundle = {"cases": [{"id": "m", "kind": "measure", "entries": entries}]}
    read = read_bundle(json.dumps(bundle).encode(), "bench", pack)
    if read.bundle is None:
        raise ValueError("; ".join(f"{found.place}: {found.message.en}" for found in read.findings))
    return replay(pack, read.bundle)


def _assess(pack: Pack, replayed: Replayed) -> None:
    assess(pack, replayed.world, "m", replayed.now)
