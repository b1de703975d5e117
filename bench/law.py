"""Figures on the rules: loading the pack, assessing a measure as it gets more targets, proving, searching, mutating."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator
from functools import partial
from importlib import resources
from typing import Any

import yaml

from sekisho.casework.assessment import assess
from sekisho.casework.bundle import read_bundle
from sekisho.casework.replay import Replayed, replay
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.proof.about_routes import ROWS, find_routes
from sekisho.proof.about_scenes import SEARCHES
from sekisho.proof.acts import moves
from sekisho.proof.compiled import function
from sekisho.proof.everything import prove_pack
from sekisho.proof.explore import explore, explore_all, pinned
from sekisho.proof.layout import Layout
from sekisho.proof.mutate import SHARE, mutate
from sekisho.proof.properties import PROPERTIES

from ._measuring import figure, seconds

PACK = "jp-acd"
LIMITS = {5: 5.0, 500: 100.0}
"""Milliseconds that an assessment of all steps may take, by number of targets."""
ENTRIES, ASSESSED, GATES = 60, 60, 20_000
ANSWERED = {"stage": "concluded", "reply": "支障なし", "reply_date": "2026-10-06"}


def figures() -> Iterator[dict[str, Any]]:
    """Yield the figures; the peer of loading is a YAML parser that checks nothing."""
    load = load_pack.__wrapped__ if hasattr(load_pack, "__wrapped__") else load_pack
    parsed = seconds(_parse, 3)
    yield figure("law_load_pack", "s", seconds(lambda: load(PACK), 3), "yaml.safe_load", sorted(parsed)[1])
    pack = load_pack(PACK)
    for targets, limit in LIMITS.items():
        measure = _measure(pack, targets)
        gc.freeze()  # as every process does once it has loaded the pack
        taken = [t * 1000 for t in seconds(partial(_assess, pack, measure), ASSESSED)]
        yield figure(f"law_assess_{targets}_targets_p95", "ms", [_p95(taken)], "the limit asked for", limit)
    yield from _compiled(pack)
    yield from _proofs(pack)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


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
    began = time.perf_counter()
    explore_all(pack, SEARCHES)
    find_routes(pack, ROWS)
    standing = [time.perf_counter() - began]
    yield figure("law_explore_standing_set", "s", standing, "the limit asked for", 300.0)


def _proofs(pack: Pack) -> Iterator[dict[str, Any]]:
    """Yield how long all proofs take, compiling included, the slowest of them, and how long mutants take.

    All of them by the clock; those of the rules that every run of the tests changes in processor time, as the tests call them.
    """
    results: list[float] = []

    def prove() -> None:
        results[:] = [r.milliseconds for r in prove_pack(pack)]

    yield figure("law_prove_all", "s", seconds(prove, 2), "the limit asked for", 60.0)
    yield figure("law_prove_slowest", "ms", [max(results)], "the limit asked for", 1000.0)
    began = time.process_time()
    for rule in SHARE:
        mutate(pack, PROPERTIES, rule)
    share = [time.process_time() - began]
    yield figure("law_mutate_share_of_tests_cpu", "s", share, "the limit asked for", 120.0)
    yield figure(
        "law_mutate_all", "s", seconds(partial(mutate, pack, PROPERTIES), 1), "the limit asked for", 600.0
    )


def _parse() -> None:
    for file in (resources.files("sekisho.law") / "packs" / PACK).iterdir():
        if file.name.endswith(".yaml"):
            yaml.safe_load(file.read_text(encoding="utf-8"))


def _measure(pack: Pack, targets: int) -> Replayed:
    """Return a police measure whose targets, in Japan and abroad, have been consulted on and judged by turns.

    With five targets the measure has ``ENTRIES`` entries; with more, every target has at least one of its own.
    """
    keys = [f"t{n}" for n in range(targets)]
    leg = {
        "agency": "police",
        "basis": "pdea_6_2",
        "executor": "p:npa_cyber_officer",
        "commander": "npa_commissioner",
    }
    entries = [
        {"step": "measure.open", "with": {"form": "own_action"}},
        *({"step": "measure.add_target", "with": {"key": key}} for key in keys),
        "measure.plan",
        {"step": "measure.set_leg", "with": leg},
        *(_located(n, key) for n, key in enumerate(keys)),
        {"step": "measure.find_grounds", "by": "npa"},
        *(entry for n, key in enumerate(keys[:5]) for entry in _followed(n, key)),
        {"step": "measure.decide_roles", "with": {"mode": "police"}},
    ]
    again = [{"step": "measure.find_grounds", "by": "npa", "target": key} for key in keys[:5]]
    entries += [again[n % len(again)] for n in range(ENTRIES - len(entries))]
    cases = [
        {"id": "p", "kind": "policy", "as": "in_force"},
        {"id": "m", "kind": "measure", "names": {"under_policy": "p"}, "entries": entries},
    ]
    read = read_bundle(json.dumps({"cases": cases}).encode(), "bench", pack)
    if read.bundle is None:
        raise ValueError("; ".join(f"{found.place}: {found.message.en}" for found in read.findings))
    return replay(pack, read.bundle)


def _located(n: int, key: str) -> dict[str, Any]:
    place = ("in_japan", "abroad", "not_established")[n % 3]
    return {"step": "measure.locate", "by": "npa", "target": key, "with": {"location": place}}


def _followed(n: int, key: str) -> Iterator[dict[str, Any]]:
    """Yield what follows from where a target is: views and a judgement in Japan, a consultation abroad."""
    if n % 3 == 0:
        for office in ("nco", "npa", "mofa", "mod"):
            yield {"step": f"measure.give_view_{office}", "target": key, "with": {"view": "does_not"}}
        yield {"step": "measure.judge_security", "target": key, "with": {"concerns": "no"}}
    elif n % 3 == 1:
        for given in ({"stage": "requested"}, ANSWERED):
            yield {"step": "measure.consult", "by": "npa_commissioner", "target": key, "with": given}


def _assess(pack: Pack, replayed: Replayed) -> None:
    assess(pack, replayed.world, "m", replayed.now)
