"""What people decide about candidates stands, binds placing and rebuilds alike, and is undone by another entry."""

from __future__ import annotations

from typing import Any

import pytest

from sekisho.casework.visibility import Viewer
from sekisho.operations import epochs, linking
from sekisho.operations.judging import judge, take_back
from sekisho.operations.keeping import told
from sekisho.operations.outcomes import Invalid
from sekisho.records import models
from sekisho.records.judgements import about
from tests.contract.operations.supplied import (
    BLUE,
    HYPOTHESIS,
    asked,
    candidate_of,
    found,
    ids,
    supply,
    viewer,
)


def test_an_incident_taken_in_finds_its_place_at_once(two: Any) -> None:
    """No run is needed, and a rebuild in the same epoch changes nothing."""
    supply(two, 7, BLUE)
    placed = found(two)
    assert placed == {ids(1, 2, 3), ids(5, 6, 7)}
    rows = set(models.Candidate.objects.filter(superseded_at=None).values_list("pk", "score"))
    assert linking.run(two.tick()).new == ()
    assert set(models.Candidate.objects.filter(superseded_at=None).values_list("pk", "score")) == rows


def test_joined_stays_joined_until_taken_back(two: Any) -> None:
    """Over a placing, a rebuild and a new epoch; taken back, the machine's answer is there again."""
    made = judge(asked("joined", "incident-1", other=candidate_of("incident-5")), viewer(two), two.tick())
    assert found(two) == {ids(1, 2, 3, 5, 6)}
    supply(two, 7, BLUE)
    linking.run(two.tick())
    epochs.open_epoch("more is known", "npa", viewer(two), two.tick())
    assert found(two) == {ids(1, 2, 3, 5, 6, 7)}
    take_back(made, "another tool after all", "npa", viewer(two), two.tick())
    assert found(two) == {ids(1, 2, 3), ids(5, 6, 7)}


def test_split_stays_split_until_taken_back(two: Any) -> None:
    """One incident is parted from the others; they keep together."""
    one = models.Incident.objects.get(source="incident-1").pk
    made = judge(asked("split", "incident-1", side=(one,)), viewer(two), two.tick())
    linking.run(two.tick())
    assert found(two) == {ids(2, 3), ids(5, 6)}
    take_back(made, "the report was corrected", "npa", viewer(two), two.tick())
    assert found(two) == {ids(1, 2, 3), ids(5, 6)}


def test_a_value_never_to_link_on(two: Any) -> None:
    """Without its values a candidate is none; they count again once that is taken back."""
    made = []
    while ids(5, 6) in found(two):
        kept = told(candidate_of("incident-5")).kept.links
        key = next(k for c in kept[0].contributions if c.points > 0 for k in c.keys)
        made.append(judge(asked("excluded", "incident-5", key=key), viewer(two), two.tick()))
    assert made
    linking.run(two.tick())
    assert found(two) == {ids(1, 2, 3)}
    for each in made:
        take_back(each, "a lease of their own", "npa", viewer(two), two.tick())
    assert found(two) == {ids(1, 2, 3), ids(5, 6)}


def test_what_contradicts_is_refused_with_nothing_written(two: Any) -> None:
    """Recognised as one campaign, its incidents cannot be parted before that is taken back."""
    judge(asked("recognised", "incident-1"), viewer(two), two.tick())
    one = models.Incident.objects.get(source="incident-1").pk
    result = judge(asked("split", "incident-1", side=(one,)), viewer(two), two.tick())
    assert isinstance(result, Invalid)
    assert [each.code for each in result.findings] == ["contradicts"]
    assert models.Judgement.objects.count() == models.Leaf.objects.filter(leaf_class="judgement").count() == 1


@pytest.mark.parametrize(
    ("kind", "more", "codes"),
    [
        ("recognised", {"reason": " ", "act_of": ""}, ["reason", "seat"]),
        ("guessed", {}, ["kind"]),
        ("joined", {"other": "candidate-none"}, ["other"]),
        ("split", {"side": ("incident-none",), "reason": ""}, ["reason", "side"]),
        ("excluded", {"key": ("sha256", "never")}, ["key"]),
        ("hypothesis", {}, ["evidence", "confidence"]),
    ],
)
def test_every_defect_is_said(two: Any, kind: str, more: dict[str, Any], codes: list[str]) -> None:
    """All at once, and nothing is written."""
    result = judge(asked(kind, "incident-1", **more), viewer(two), two.tick())
    assert isinstance(result, Invalid)
    assert [each.code for each in result.findings] == codes
    assert not models.Judgement.objects.exists()


def test_hypotheses_stand_side_by_side_under_sight(two: Any) -> None:
    """An actor without a name is one too; who may not see an incident sees no judgement about it, and makes none."""
    for actor in ("", "Lamp"):
        kept = asked("hypothesis", "incident-1", hypothesis={**HYPOTHESIS, "actor": actor})
        assert isinstance(judge(kept, viewer(two), two.tick()), str)
    rows = list(models.Incident.objects.filter(source="incident-1").values_list("pk", flat=True))
    assert [each.said["actor"] for each in about(viewer(two), rows)] == ["Lamp", ""]
    red = models.Access.objects.create(
        realm="real", level_rank=0, team=" npa ", compartments=" ", fingerprint="red"
    )
    models.Incident.objects.filter(source="incident-1").update(marking=red)
    outsider = Viewer(person=two.person("mic"), offices=frozenset({"mic"}))
    assert not about(outsider, rows).exists()
    with pytest.raises(LookupError):
        judge(asked("recognised", "incident-1"), outsider, two.tick())


def test_what_was_taken_back_is_not_taken_back_again(two: Any) -> None:
    """The second says so; both entries stand in the log."""
    made = judge(asked("dismissed", "incident-1"), viewer(two), two.tick())
    assert isinstance(take_back(made, "new report", "npa", viewer(two), two.tick()), str)
    again = take_back(made, "new report", "npa", viewer(two), two.tick())
    assert isinstance(again, Invalid)
    assert models.Leaf.objects.filter(leaf_class="judgement").count() == 2


def test_what_binds_linking_is_for_the_offices_that_propose_campaigns(two: Any) -> None:
    """An office that only sees a candidate records what it thinks of it, and takes back nothing but that."""
    ministry = Viewer(person=two.person("mic"), offices=frozenset({"mic"}))
    turned_back = judge(asked("dismissed", "incident-1", act_of="mic"), ministry, two.tick())
    assert isinstance(turned_back, Invalid)
    assert [finding.code for finding in turned_back.findings] == ["office"]
    own = judge(asked("hypothesis", "incident-1", act_of="mic", hypothesis=HYPOTHESIS), ministry, two.tick())
    theirs = judge(asked("hypothesis", "incident-1", hypothesis=HYPOTHESIS), viewer(two), two.tick())
    assert isinstance(own, str)
    assert isinstance(theirs, str)
    assert isinstance(take_back(theirs, "no", "mic", ministry, two.tick()), Invalid)
    assert isinstance(take_back(own, "no", "mic", ministry, two.tick()), str)
