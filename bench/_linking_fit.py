"""Fit the parameters of linking on labelled collections, measure them out of fold, and write both for the product.

python -m bench._linking_fit ../shared/data/campaigns/dev FOLDER

writes ``parameters.yaml`` and ``quality.yaml`` into a folder; the product's are in ``src/sekisho/linking``.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from sekisho.intel.incident_lines import read_incident_lines
from sekisho.linking.evaluate import Quality
from sekisho.linking.fit import (
    Collection,
    Pairs,
    Plan,
    cross_validate,
    fit,
    pairs_of,
    provenance_of,
    tally_of,
)
from sekisho.linking.profile import profiles_of
from sekisho.linking.quality import Published, Spread, Wanted

WANTED = {
    "real": ("actor_period", Wanted(precision=0.52, f1=0.36, cb3_f=0.47, largest=200)),
    "split": ("campaign", Wanted(precision=0.86, f1=0.78, cb3_f=0.90, largest=24)),
}
"""The field of the label of each collection, and what is wanted of it out of fold."""
SHARES = {"real": 1.0, "split": 4.0}
"""Each collection's share of the total weight."""
FLOORS = {"real": 0.52, "split": 0.86}
"""Precision below which a point of the grid is charged in training."""
FIGURES = ("precision", "recall", "f1", "cb3_f")
HEADS = {
    "parameters": """# The parameters of linking. Points are thousandths of a bit of log-odds: 1000 points double the odds that two
# incidents belong together; a pair above 0 is a link. Meanings: parameters.py. Written by bench/_linking_fit.py.
""",
    "quality": """# What linking with parameters.yaml finds of campaigns that are known. Meanings: quality.py. Written by
# bench/_linking_fit.py.
""",
}


def read_collection(folder: Path, name: str) -> Collection:
    """Read one collection and its labels."""
    text = (folder / f"{name}.incidents.jsonl").read_text(encoding="utf-8")
    said = map(json.loads, (folder / f"{name}.labels.jsonl").read_text(encoding="utf-8").splitlines())
    labels = {row["id"]: row for row in said}
    profiles = profiles_of(read_incident_lines(text, name).incidents)
    return Collection(
        name=name,
        profiles=profiles,
        labels={p.id: labels[p.id][WANTED[name][0]] for p in profiles},
        actors={p.id: labels[p.id]["actor"] for p in profiles},
        share=SHARES[name],
        precision_floor=FLOORS[name],
    )


def measured(collections: Sequence[Pairs], plan: Plan) -> tuple[Any, dict[str, Published]]:
    """Return the parameters fitted on everything, and the figures of each collection."""
    parameters = fit(collections, plan)
    crossed = cross_validate(collections, plan)
    found = {}
    for pairs in collections:
        name = pairs.collection.name
        label, wanted = WANTED[name]
        whole, parts = crossed[name]
        found[name] = Published(
            incidents=len(pairs.collection.profiles),
            label=label,
            wanted=wanted,
            out_of_fold=_rounded(whole),
            folds={figure: _spread(getattr(part, figure) for part in parts) for figure in FIGURES},
            in_sample=_rounded(tally_of(pairs, parameters, plan).quality()),
        )
    return parameters, found


def _rounded(quality: Quality) -> Quality:
    return msgspec.structs.replace(quality, **{name: round(getattr(quality, name), 4) for name in FIGURES})


def _spread(values: Iterable[float]) -> Spread:
    known = list(values)
    return Spread(mean=round(statistics.fmean(known), 4), deviation=round(statistics.stdev(known), 4))


def _write(place: Path, name: str, body: Any) -> None:
    text = yaml.safe_dump(body, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110)
    (place / f"{name}.yaml").write_text(HEADS[name] + text, encoding="utf-8")


def main(folder: str, place: str) -> None:
    """Fit, measure, write."""
    plan = Plan()
    collections = [pairs_of(read_collection(Path(folder), name), plan) for name in WANTED]
    parameters, found = measured(collections, plan)
    shipped = {**msgspec.to_builtins(parameters), "provenance": provenance_of(plan)}
    shipped["evidence"] = {
        name: {field: value for field, value in worth.items() if value}
        for name, worth in sorted(shipped["evidence"].items())
    }
    _write(Path(place), "parameters", shipped)
    _write(Path(place), "quality", msgspec.to_builtins(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
