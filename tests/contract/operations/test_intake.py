"""Every object of a supplied file gets its line on the receipt, and "known already" tells nothing about other
suppliers.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from sekisho.casework.visibility import Viewer
from sekisho.operations.intake import Receipt, take
from sekisho.operations.opening import open_object
from sekisho.operations.outcomes import Invalid, Refused
from sekisho.records import models
from tests.leaves import committed


def _indicator(number: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--00000000-0000-4000-8000-{number:012d}",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "pattern": f"[domain-name:value = 'host{number}.example']",
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
        **more,
    }


def _bundle(*objects: Any) -> bytes:
    shape = {"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000000", "objects": list(objects)}
    return json.dumps(shape).encode()


def _take(offices: Any, data: bytes, office: str = "npa") -> Any:
    return take(data, "feed.json", office, offices.person(office), offices.tick())


def test_each_object_is_taken_with_its_observables(offices: Any) -> None:
    """Two new indicators: two lines, two objects, two observables, one batch under one supply case."""
    receipt = _take(offices, _bundle(_indicator(1), _indicator(2)))
    assert isinstance(receipt, Receipt)
    assert [item.outcome for item in receipt.items] == ["taken", "taken"]
    assert set(models.Observable.objects.values_list("value", flat=True)) == {
        "host1.example",
        "host2.example",
    }
    batch = models.Batch.objects.get(pk=receipt.batch)
    assert (batch.case_id, batch.receipts.count(), batch.taken.count()) == (receipt.case, 2, 2)


def test_known_already_is_said_only_of_what_this_supplier_gave(offices: Any) -> None:
    """The same object from the same office is known; from another office it is taken, as if it were the
    first.
    """
    _take(offices, _bundle(_indicator(1)))
    again = _take(offices, _bundle(_indicator(1), _indicator(2)))
    other = _take(offices, _bundle(_indicator(1)), "mic")
    assert [item.outcome for item in again.items] == ["known", "taken"]
    assert [item.outcome for item in other.items] == ["taken"]


def test_an_object_twice_in_one_file_is_taken_once(offices: Any) -> None:
    """The second of two equal objects in a file has its own line on the receipt, and is not stored again."""
    receipt = _take(offices, _bundle(_indicator(1), _indicator(1)))
    assert len(receipt.items) == 2
    assert receipt.count("taken") == 1
    assert models.IntelObject.objects.count() == 1


def test_a_rejected_object_says_why_and_the_others_are_taken(offices: Any) -> None:
    """An object that cannot be read is on the receipt with what is wrong and what to do, in both
    languages.
    """
    receipt = _take(offices, _bundle(_indicator(1), {"type": "indicator"}))
    rejected = [item for item in receipt.items if item.outcome == "rejected"]
    assert receipt.count("taken") == 1
    assert len(rejected) == 1
    finding = rejected[0].findings[0]
    assert finding.message.ja
    assert finding.remedy.en
    assert models.Receipt.objects.filter(outcome="rejected").get().findings


def test_a_file_that_cannot_be_read_stores_nothing(offices: Any) -> None:
    """A broken file is given back with findings; there is no batch, no case, no entry of it."""
    entries = models.Entry.objects.count()
    result = _take(offices, b"{ this is no JSON")
    assert isinstance(result, Invalid)
    assert result.findings
    assert models.Batch.objects.count() == 0
    assert models.Entry.objects.count() == entries


def test_an_office_that_may_not_supply_is_refused_and_nothing_is_stored(offices: Any) -> None:
    """Objects come in only with the entry that the gate permits."""
    result = _take(offices, _bundle(_indicator(1)), "nss")
    assert isinstance(result, Refused)
    assert models.IntelObject.objects.count() == 0


def test_one_leaf_stands_for_the_batch(offices: Any) -> None:
    """A file of many objects costs one leaf for the batch and one for the entry that records it."""
    before = committed()
    _take(offices, _bundle(*(_indicator(n) for n in range(20))))
    assert committed() == before + 2
    assert models.Leaf.objects.filter(leaf_class="batch").count() == 1


@pytest.mark.parametrize(
    ("offices_of_viewer", "seen"), [(("npa",), True), (("nco",), True), (("mic",), False)]
)
def test_a_red_object_is_seen_by_supplier_and_receiver_alone(
    offices: Any, offices_of_viewer: tuple[str, ...], seen: bool
) -> None:
    """What is marked TLP:RED can be opened by the office that gave it and by the one that receives, and the
    read is kept.
    """
    red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
    _take(offices, _bundle(_indicator(1, object_marking_refs=[red])))
    row = models.IntelObject.objects.get(type="indicator")
    viewer = Viewer(person="person-one", offices=frozenset(offices_of_viewer))
    opened = open_object(row.pk, viewer, offices_of_viewer[0], datetime(2026, 10, 6, tzinfo=UTC))
    assert (opened is not None) is seen
    assert models.ReadRecord.objects.count() == int(seen)
    if opened is not None:
        assert json.loads(opened)["id"] == row.stix_id


OWN = "extension-definition--0f6f3f1e-7c51-4b86-9d5c-6a3f0c2f8e11"
MARKING = "marking-definition--00000000-0000-4000-8000-0000000000aa"


def _marked(**own: Any) -> bytes:
    """A bundle of one indicator under a marking of the government's own."""
    marking = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": MARKING,
        "created": "2026-01-01T00:00:00.000Z",
        "extensions": {OWN: {"extension_type": "property-extension", **own}},
    }
    return _bundle(marking, _indicator(1, object_marking_refs=[MARKING]))


def _told(receipt: Any) -> list[str]:
    return [found.code for item in receipt.items if item.type == "indicator" for found in item.findings]


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"compartments": ["red"]}, ["compartment_of_nobody"]),
        ({"compartments": ["npa-red mic-blue"]}, ["compartment_of_nobody"]),
        ({"compartments": ["npa-none"]}, ["compartment_not_read_into"]),
        ({"compartments": ["mic-blue"]}, ["compartment_not_read_into"]),
        ({"releasable_to": ["nobody"]}, ["releasable_to_nobody"]),
        ({"releasable_to": ["mic"]}, []),
    ],
)
def test_a_marking_that_hides_what_is_given_from_everybody_is_told_and_nothing_is_lost(
    offices: Any, own: dict[str, list[str]], told: list[str]
) -> None:
    """Taken as it is, with the name, the place and what to do on its line of the receipt, which is kept."""
    receipt = _take(offices, _marked(**own))
    assert isinstance(receipt, Receipt), receipt
    assert (receipt.count("taken"), _told(receipt)) == (2, told)
    for item in receipt.items:
        for found in item.findings:
            assert found.place == item.place
            assert next(iter(own.values()))[0] in found.message.ja
            assert found.remedy.ja
    kept = models.Receipt.objects.exclude(findings=[])
    assert [f["code"] for row in kept for f in row.findings] == told


def test_the_same_content_under_a_corrected_marking_of_the_same_id_is_told_to_stay_as_it_was(
    offices: Any,
) -> None:
    """Who mends the marking and gives the file again learns that it needs another id; with one, it is taken."""
    _take(offices, _marked(compartments=["red"]))
    again = _take(offices, _marked(releasable_to=["mic"]))
    assert _told(again) == ["known_marked_otherwise"]
    other = MARKING.replace("aa", "bb").encode()
    renamed = _take(offices, _marked(releasable_to=["mic"]).replace(MARKING.encode(), other))
    assert _told(renamed) == []
    assert next(i.outcome for i in renamed.items if i.type == "indicator") == "taken"
