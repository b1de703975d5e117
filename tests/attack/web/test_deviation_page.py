"""A deviation is recorded only after it was shown once more, for what is recorded stays."""

from __future__ import annotations

from html import unescape

from sekisho.records.models import Entry

from .conftest import House

WRITTEN = {"what": "<b>電話</b>で指示した。", "happened_at": "", "act_of": "npa"}


def test_what_was_written_is_shown_before_it_is_recorded_and_may_be_changed(house: House) -> None:
    """Reviewing and going back write nothing and lose nothing; sending what was reviewed writes one entry."""
    client, address = house.client("npa_official"), f"/case/{house.measure}/deviation/"
    before = Entry.objects.count()
    reviewed = client.post(address, {**WRITTEN, "do": "review"}).content.decode()
    assert "&lt;b&gt;電話&lt;/b&gt;で指示した。" in reviewed
    assert 'value="send"' in reviewed
    edited = client.post(address, {**WRITTEN, "do": "edit"}).content.decode()
    assert "<b>電話</b>で指示した。" in unescape(edited)
    assert 'value="send"' not in edited
    assert Entry.objects.count() == before
    assert client.post(address, {**WRITTEN, "do": "send"}).status_code == 302
    assert Entry.objects.count() == before + 1


def test_what_cannot_be_recorded_is_said_at_once(house: House) -> None:
    """Nothing to review where nothing is said, or where the time cannot be read."""
    client, address = house.client("npa_official"), f"/case/{house.measure}/deviation/"
    for wrong in ({"what": " "}, {"happened_at": "昨日"}):
        assert client.post(address, {**WRITTEN, **wrong, "do": "review"}).status_code == 422
