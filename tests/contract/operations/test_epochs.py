"""A person opens an epoch: numbered, with its changes and their reasons, on record; of two at once each has its outcome."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from sekisho.casework.visibility import Viewer
from sekisho.cli import main
from sekisho.linking.changes import changes
from sekisho.operations import linking
from sekisho.operations.epochs import Opened, epochs, open_epoch
from sekisho.operations.judging import take_back
from sekisho.operations.outcomes import Invalid
from sekisho.records import models
from tests.contract.operations.supplied import BLUE, RED, supply, viewer

WHY = "more is known"


def _standing() -> list[tuple[str, ...]]:
    rows = models.Candidate.objects.filter(superseded_at=None)
    return [tuple(row.incidents.values_list("pk", flat=True)) for row in rows]


def test_an_epoch_lists_what_it_changed_and_why(grown: Any) -> None:
    """The changes are those between the candidates before and after; each names values that weigh otherwise."""
    before = _standing()
    opened = open_epoch(WHY, "npa", viewer(grown), grown.tick())
    assert isinstance(opened, Opened)
    expected = [(each.before, each.after) for each in changes(before, _standing())]
    assert [(each.before, each.after) for each in opened.changes] == expected
    (changed,) = opened.changes
    assert changed.kind == "vanished"
    assert {(why.key[1], why.before, why.after) for why in changed.why} == {(RED[0], 2, 3)}


def test_who_opened_an_epoch_is_an_entry_that_nobody_takes_back(grown: Any) -> None:
    """The first is linking's own; the second has its person, reason and leaf."""
    open_epoch(f" {WHY} ", "npa", viewer(grown), grown.tick())
    second, first = epochs(viewer(grown))
    assert (second.number, second.person, second.act_of, second.reason) == (
        2,
        grown.person("npa"),
        "npa",
        WHY,
    )
    assert (first.number, first.person, first.reason) == (1, "", "")
    (kept,) = models.Judgement.objects.all()
    assert kept.leaf.leaf_class == "judgement"
    with pytest.raises(LookupError):
        take_back(kept.pk, "no", "npa", viewer(grown), grown.tick())


def test_without_a_reason_or_an_office_nothing_is_opened(grown: Any) -> None:
    """Both are said, and nothing is written."""
    refused = open_epoch(" ", "", viewer(grown), grown.tick())
    assert isinstance(refused, Invalid)
    assert [each.code for each in refused.findings] == ["reason", "seat"]
    assert models.LinkEpoch.objects.count() == 1


def test_a_change_is_told_only_to_who_may_see_all_of_it(grown: Any) -> None:
    """One incident withheld hides the change, not the epoch."""
    opened = open_epoch(WHY, "npa", viewer(grown), grown.tick())
    assert isinstance(opened, Opened)
    red = models.Access.objects.create(
        realm="real", level_rank=0, team=" npa ", compartments=" ", fingerprint="red"
    )
    models.Incident.objects.filter(source="incident-1").update(marking=red)
    outsider = Viewer(person=grown.person("mic"), offices=frozenset({"mic"}))
    hidden = models.Incident.objects.get(source="incident-1").pk
    told = epochs(outsider)
    assert [each.number for each in told] == [2, 1]
    assert not [c for each in told for c in each.changes if hidden in str(c)]
    assert [c for c in epochs(viewer(grown))[0].changes if hidden in str(c)]


def at_once(do: Any) -> list[Any]:
    """What two threads come to that begin together, each with a connection of its own."""
    begin = Barrier(2)

    def one(_: int) -> Any:
        begin.wait()
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


def test_two_first_runs_at_once_open_one_epoch_and_agree(committed_offices: Any) -> None:
    """The second waits and runs in the epoch that the first opened."""
    supply(committed_offices, 1, RED, RED)
    supply(committed_offices, 5, BLUE, BLUE)
    now = committed_offices.tick()
    runs = at_once(lambda: linking.run(now))
    assert runs[0].candidates == runs[1].candidates
    assert sorted(len(each.new) for each in runs) == [0, len(runs[0].candidates)]
    assert models.LinkEpoch.objects.count() == 1


def test_two_epochs_opened_at_once_are_numbered_one_after_the_other(committed_offices: Any) -> None:
    """Neither is lost, and each has its entry."""
    supply(committed_offices, 1, RED, RED)
    now, looking = committed_offices.tick(), viewer(committed_offices)
    linking.run(now)
    opened = at_once(lambda: open_epoch(WHY, "npa", looking, now))
    assert sorted(each.number for each in opened) == [2, 3]
    assert [each.number for each in epochs(looking) if each.person] == [3, 2]


def test_the_command_opens_an_epoch_and_tells_its_changes(grown: Any, capsys: Any) -> None:
    """Status 0 with the values that weigh otherwise; nothing for an office that the person does not act for."""
    login = grown.people["npa_official"].login
    given = ["link-epoch", "--person", login, "--reason", WHY, "--office"]
    assert main(["--lang", "en", *given, "mic"]) == 2
    assert main(["--lang", "en", "link-epoch", "--person", "nobody", "--reason", WHY, "--office", "npa"]) == 2
    assert models.LinkEpoch.objects.count() == 1
    assert main(["--lang", "en", *given, "npa"]) == 0
    said = capsys.readouterr().out
    assert "epoch 2 is open; 1 candidates changed" in said
    assert f"{RED[0]}: in more incidents than before" in said
