"""A warning list of the installation's: on record with its reason, counted from the next epoch on, withdrawn by another entry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sekisho.cli import main
from sekisho.linking.warning_list import read_warning_list
from sekisho.operations import linking, placing
from sekisho.operations.epochs import Opened, epochs, open_epoch
from sekisho.operations.judging import judge, take_back
from sekisho.operations.links import links_of
from sekisho.operations.outcomes import Invalid
from sekisho.operations.warning_lists import bring, warning_lists, withdraw
from sekisho.records import models
from sekisho.records.epochs import current_epoch
from sekisho.records.listing import listing_of
from tests.contract.operations.supplied import (
    BLUE,
    LONE,
    RED,
    asked,
    candidate_of,
    found,
    ids,
    supply,
    viewer,
)
from tests.contract.operations.test_placing import agrees

SHARED = (RED[0], RED[1])
WHY = "distributed by the head office"


def bringing(
    offices: Any, *values: str, name: str = "own files", category: str = "benign", **more: str
) -> Any:
    """Bring a list in as the official of the police; the id of the entry, or what is wrong."""
    given = {"reason": WHY, "act_of": "npa", **more}
    data = json.dumps({"name": name, "list": values}).encode()
    checked = read_warning_list(data, "own.json")
    return bring(checked, category, viewer=viewer(offices), now=offices.tick(), **given)


def opened(offices: Any) -> Opened:
    """The next epoch, opened now."""
    made = open_epoch("other lists", "npa", viewer(offices), offices.tick())
    assert isinstance(made, Opened)
    return made


@pytest.fixture
def pairs(offices: Any) -> Any:
    """Two candidates in the first epoch, each of two incidents ten months apart that share values."""
    for n, (value, day) in enumerate(LONE.items()):
        supply(offices, 90 + n, (value,), date=day)
    distant(offices, 1, RED)
    distant(offices, 5, BLUE)
    linking.run(offices.tick())
    assert found(offices) == {ids(1, 2), ids(5, 6)}
    return offices


def distant(offices: Any, start: int, values: tuple[str, ...]) -> None:
    """Two incidents ten months apart that share values."""
    supply(offices, start, values, date="2026-03-01")
    supply(offices, start + 1, values, date="2025-04-26")


def test_a_list_moves_nothing_in_the_epoch_and_counts_from_the_next(pairs: Any) -> None:
    """Arrivals and a run in the epoch weigh as before; the next weighs less, says so, and placing in it equals a rebuild."""
    before = links_of(candidate_of("incident-1"), viewer(pairs), 0, 9)
    listed = bringing(pairs, *RED)
    assert links_of(candidate_of("incident-1"), viewer(pairs), 0, 9) == before
    supply(pairs, 20, RED, date="2025-09-01")
    assert agrees()
    linking.run(pairs.tick())
    assert found(pairs) == {ids(1, 2, 20), ids(5, 6)}
    made = opened(pairs)
    assert made.lists == (listed,)
    assert found(pairs) == {ids(5, 6)}
    assert agrees()
    supply(pairs, 21, RED, date="2025-09-10")
    assert found(pairs) == {ids(20, 21), ids(5, 6)}
    assert agrees()
    linking.run(pairs.tick())
    assert agrees()


def test_a_value_excluded_and_admitted_in_an_epoch_with_lists_weighs_by_them(
    pairs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it stands, without anything laid anew: the rest is as a rebuild with the lists of the epoch has it."""
    bringing(pairs, RED[0], category="relay")
    opened(pairs)
    monkeypatch.setattr(placing, "laid_anew", None)
    made = asked("excluded", "incident-1", key=("file_hash", RED[1]))
    excluded = judge(made, viewer(pairs), pairs.tick())
    assert isinstance(excluded, str)
    assert agrees()
    take_back(excluded, "ours after all", "npa", viewer(pairs), pairs.tick())
    assert agrees()
    assert found(pairs) == {ids(1, 2), ids(5, 6)}


def test_an_epoch_says_which_values_a_list_made_count_less(pairs: Any) -> None:
    """The change of the candidate that fell apart names them, and the one after, when the list is withdrawn, says they count again."""
    listed = bringing(pairs, *SHARED, RED[2])
    (change,) = opened(pairs).changes
    assert change.kind == "vanished"
    assert {(each.key[1], each.category_before, each.category) for each in change.why} == {
        (value, "", "benign") for value in RED
    }
    assert "無害と確かめた値" in change.why[0].went.ja
    assert isinstance(withdraw(listed, "theirs after all", "npa", viewer(pairs), pairs.tick()), str)
    assert found(pairs) == {ids(5, 6)}
    again = opened(pairs)
    assert again.lists == ()
    assert [each.kind for each in again.changes] == ["appeared"]
    assert "listed no longer" in again.changes[0].why[0].went.en
    assert found(pairs) == {ids(1, 2), ids(5, 6)}
    assert agrees()


def test_a_link_that_stands_names_the_category_of_what_counts_less(pairs: Any) -> None:
    """In the waterfall of the link and in the explanation of its candidate."""
    bringing(pairs, RED[0])
    opened(pairs)
    candidate = candidate_of("incident-1")
    link = links_of(candidate, viewer(pairs), 0, 1)[0]
    (lessened,) = [each for c in link.contributions for each in c.lessened]
    assert (lessened[0], lessened[1].en) == (("file_hash", RED[0]), "value found benign")
    told = json.dumps(models.Candidate.objects.get(pk=candidate).explanation, ensure_ascii=False)
    assert "value found benign; unrelated parties use it too" in told


def test_a_list_is_an_entry_with_its_leaf_that_keeps_every_value(pairs: Any) -> None:
    """Who, why, which values; and so is its withdrawal, after which the list is told as withdrawn."""
    listed = bringing(pairs, *SHARED, name="ours")
    row = models.Judgement.objects.get(pk=listed)
    assert (row.said["values"], row.leaf.leaf_class, row.reason) == (list(SHARED), "judgement", WHY)
    opened(pairs)
    withdraw(listed, "no more", "npa", viewer(pairs), pairs.tick())
    (known,) = warning_lists(viewer(pairs))
    assert (known.name, known.values, known.category.name, known.epochs) == ("ours", 2, "benign", (2,))
    assert known.withdrawn is not None
    assert (known.withdrawn.reason, known.withdrawn.person) == ("no more", pairs.person("npa"))
    assert [each.lists for each in epochs(viewer(pairs))] == [(listed,), ()]
    act = models.Judgement.objects.get(kind="epoch")
    assert act.said["lists"] == [listed]


def test_everything_wrong_with_a_list_is_said_at_once_and_nothing_is_written(pairs: Any) -> None:
    """Values, category, reason and office; then the name of one that stands."""
    refused = bringing(pairs, "co.jp", "two words", category="none", reason=" ", act_of="")
    assert isinstance(refused, Invalid)
    codes = [each.code for each in refused.findings]
    assert codes == ["suffix", "unreadable", "category", "reason", "seat"]
    assert not models.Judgement.objects.exists()
    assert isinstance(bringing(pairs, *SHARED), str)
    assert [each.code for each in bringing(pairs, RED[2]).findings] == ["stands"]
    assert [each.code for each in bringing(pairs, RED[2], name="x", act_of="mic").findings] == ["office"]


def test_a_list_replaces_another_without_a_gap_and_the_later_counts(pairs: Any) -> None:
    """Withdrawn and brought in anew before the next epoch, nothing moves in between; of a value on two lists the later says what it is."""
    first = bringing(pairs, *RED)
    opened(pairs)
    withdraw(first, "a newer one", "npa", viewer(pairs), pairs.tick())
    second, third = bringing(pairs, *RED), bringing(pairs, RED[0], name="others", category="sinkhole")
    row = current_epoch("real")
    assert row and row.lists == [first]
    assert found(pairs) == {ids(5, 6)}
    assert opened(pairs).lists == (second, third)
    row = current_epoch("real")
    assert row
    categories = [listing_of(row).category(("file_hash", each)) for each in RED]
    assert [each and each.name for each in categories] == ["sinkhole", "benign", "benign"]


def test_the_first_epoch_has_the_lists_that_stand(offices: Any) -> None:
    """What was brought in before anything was linked counts from the start."""
    listed = bringing(offices, *RED)
    distant(offices, 1, RED)
    linking.run(offices.tick())
    row = current_epoch("real")
    assert row and row.lists == [listed]
    assert found(offices) == set()
    assert agrees()


def test_only_a_list_is_withdrawn_and_only_once(pairs: Any) -> None:
    """By an office that may; nothing else that was decided is reached this way."""
    listed = bringing(pairs, *RED)
    opened(pairs)
    epoch = models.Judgement.objects.get(kind="epoch")
    with pytest.raises(LookupError):
        withdraw(epoch.pk, "no", "npa", viewer(pairs), pairs.tick())
    refused = withdraw(listed, " ", "mic", viewer(pairs), pairs.tick())
    assert isinstance(refused, Invalid)
    assert [each.code for each in refused.findings] == ["reason", "office"]
    assert isinstance(withdraw(listed, "no more", "npa", viewer(pairs), pairs.tick()), str)
    again = withdraw(listed, "no more", "npa", viewer(pairs), pairs.tick())
    assert isinstance(again, Invalid)
    assert [each.code for each in again.findings] == ["taken_back"]


def test_the_commands_check_bring_show_and_withdraw(pairs: Any, tmp_path: Path, capsys: Any) -> None:
    """A file with a defect changes nothing and names all of it; a good one is on record, shown, and withdrawn again."""
    bad, good = tmp_path / "bad.txt", tmp_path / "good.txt"
    bad.write_text("co.jp\ntwo words\n")
    good.write_text("\n".join([*RED, "10.0.0.1"]))
    who = ["--person", pairs.people["npa_official"].login, "--office", "npa", "--reason", WHY]
    assert main(["--lang", "en", "link-list", "check", str(bad)]) == 2
    assert main(["--lang", "en", "link-list", "bring", str(bad), "--category", "none", *who]) == 2
    said = capsys.readouterr().err
    for each in ("bad.txt:1: co.jp is a public suffix", "bad.txt:2: two words", "no such category"):
        assert each in said
    assert not models.Judgement.objects.exists()
    assert main(["link-list", "check", str(good)]) == 0
    assert main(["link-list", "bring", str(good), "--category", "benign", "--name", "ours", *who]) == 0
    (known,) = warning_lists(viewer(pairs))
    assert (known.name, known.values, known.reason) == ("ours", 3, WHY)
    opened(pairs)
    assert main(["link-list", "withdraw", "judgement-none", *who]) == 2
    assert main(["link-list", "withdraw", known.id, *who]) == 0
    capsys.readouterr()
    assert main(["--lang", "en", "link-list", "show"]) == 0
    shown = capsys.readouterr().out
    assert all(each in shown for each in (known.id, "ours: 3 values", "epochs 2", "withdrawn", WHY))
