"""The figures that are published are those that linking gives, and the document says the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sekisho.intel.incident_lines import read_incident_lines
from sekisho.linking import link
from sekisho.linking.evaluate import evaluate
from sekisho.linking.quality import Published, published

DOCUMENT = Path(__file__).parents[3] / "docs/explanation/linking.md"


@pytest.mark.parametrize("name", ["split", "real"])
def test_linking_as_shipped_gives_the_figures_published_in_sample(name: str, shared_dir: Path) -> None:
    """So the figures are of the parameters that are shipped (points are rounded key by key here, and not when fitting)."""
    each, folder = published()[name], shared_dir / "data/campaigns/dev"
    text = (folder / f"{name}.incidents.jsonl").read_text(encoding="utf-8")
    rows = map(json.loads, (folder / f"{name}.labels.jsonl").read_text(encoding="utf-8").splitlines())
    labels = {row["id"]: row[each.label] for row in rows}
    incidents = read_incident_lines(text, name).incidents
    assert len(incidents) == each.incidents
    found = evaluate(link(incidents).clusters, labels).quality()
    for figure in ("precision", "recall", "f1", "cb3_f"):
        assert getattr(found, figure) == pytest.approx(getattr(each.in_sample, figure), abs=0.01)
    assert found.largest <= each.wanted.largest


@pytest.mark.parametrize("name", ["split", "real"])
def test_what_is_wanted_is_met_out_of_fold(name: str) -> None:
    """Precision, F1, cB3-F and the size of the largest cluster."""
    each = published()[name]
    for figure in ("precision", "f1", "cb3_f"):
        assert getattr(each.out_of_fold, figure) >= getattr(each.wanted, figure)
    assert each.out_of_fold.largest <= each.wanted.largest


@pytest.mark.parametrize("name", ["split", "real"])
def test_the_document_has_the_figures_that_are_published(name: str) -> None:
    """The row of the table, to three places."""
    (row,) = (line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith(f"| {name} |"))
    assert [cell.strip() for cell in row.split("|")[3:6]] == _cells(published()[name])


def _cells(each: Published) -> list[str]:
    order = ("f1", "precision", "cb3_f")
    outer, inner = (
        " / ".join(f"{getattr(q, name):.3f}" for name in order) + f", {q.largest}"
        for q in (each.out_of_fold, each.in_sample)
    )
    folds = "; ".join(f"{each.folds[n].mean:.3f} ± {each.folds[n].deviation:.3f}" for n in order)
    return [outer, folds, inner]
