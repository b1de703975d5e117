"""Fit the parameters of linking on labelled collections and print them with their out-of-fold quality.

python -m bench._linking_fit ../shared/data/campaigns/dev > parameters.yaml
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec
import yaml

from sekisho.intel.incident_lines import read_incident_lines
from sekisho.linking.evaluate import Quality
from sekisho.linking.fit import Collection, Plan, cross_validate, fit, pairs_of, provenance_of, tally_of
from sekisho.linking.profile import profiles_of

COLLECTIONS = (("real", "actor_period", 1.0, 0.52), ("split", "campaign", 4.0, 0.86))
"""Name, field of the label, share of the total weight, precision below which a grid point is charged.

The last stands two hundredths above what is wanted of campaigns, for training figures flatter."""


def read_collection(folder: Path, name: str, field: str, share: float, floor: float) -> Collection:
    """Read one collection and its labels."""
    text = (folder / f"{name}.incidents.jsonl").read_text(encoding="utf-8")
    labels = {}
    for line in (folder / f"{name}.labels.jsonl").read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        labels[said["id"]] = said
    profiles = profiles_of(read_incident_lines(text, name).incidents)
    return Collection(
        name=name,
        profiles=profiles,
        labels={p.id: labels[p.id][field] for p in profiles},
        actors={p.id: labels[p.id]["actor"] for p in profiles},
        share=share,
        precision_floor=floor,
    )


def line_of(title: str, quality: Quality) -> str:
    """Return one line of figures."""
    return (
        f"# {title}: F1 {quality.f1:.3f}  P {quality.precision:.3f}  R {quality.recall:.3f}  "
        f"cB3-F {quality.cb3_f:.3f}  largest {quality.largest}"
    )


def main() -> None:
    """Fit, cross-validate, print."""
    plan = Plan()
    collections = [pairs_of(read_collection(Path(sys.argv[1]), *args), plan) for args in COLLECTIONS]
    parameters = fit(collections, plan)
    body = msgspec.to_builtins(parameters)
    body["provenance"] = provenance_of(plan)
    for pairs in collections:
        print(line_of(f"in sample, {pairs.collection.name}", tally_of(pairs, parameters, plan).quality()))
    for name, (whole, parts) in cross_validate(collections, plan).items():
        print(line_of(f"out of fold, {name}", whole))
        for number, part in enumerate(parts):
            print(line_of(f"  fold {number}, {name}", part))
    print(yaml.safe_dump(body, sort_keys=False, allow_unicode=True, default_flow_style=None))


if __name__ == "__main__":
    main()
