"""A rebuild in memory of what lies in the database, to hold the ground to."""

from __future__ import annotations

from sekisho.linking import Linking, link
from sekisho.linking.frequency import Epoch
from sekisho.linking.keys import Key
from sekisho.records import models
from sekisho.records.candidates import incident_in
from sekisho.records.epochs import current_epoch
from sekisho.records.ground import key_number
from sekisho.records.judgements import constraints_of
from sekisho.records.listing import listing_of


class Frozen:
    """The frequencies of an epoch by number of the key."""

    def __init__(self, epoch: models.LinkEpoch) -> None:
        self._epoch = epoch.pk
        self._counts = dict(epoch.kept_frequencies.values_list("key", "incidents"))

    def get(self, key: Key, /) -> int | None:
        """Return in how many incidents a key was."""
        return self._counts.get(key_number(self._epoch, key))


def epoch_in(row: models.LinkEpoch) -> Epoch:
    """Return the epoch that a row keeps."""
    return Epoch(number=row.number, incidents=row.incidents, frequencies=Frozen(row))


def rebuilt() -> Linking:
    """What a rebuild of all that is stored comes to in the epoch in force, under what people decided."""
    row = current_epoch("real")
    assert row
    stored = [incident_in(each) for each in models.Incident.objects.filter(realm="real")]
    return link(stored, epoch=epoch_in(row), constraints=constraints_of("real"), listing=listing_of(row))
