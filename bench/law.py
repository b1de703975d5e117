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

from ._measuring import figure, seconds

PACK = "jp-acd"
FEW, MANY = 3, 30


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
    yield figure(
        f"law_assess_{MANY}_targets", "s", more, f"{MANY // FEW} times that of {FEW} targets", linear
    )


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
