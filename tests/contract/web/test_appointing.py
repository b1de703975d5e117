"""The form of an appointment offers who is still without a post, and posts that an entry created."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sekisho.casework.entry import Intent
from sekisho.operations.act import act, prepare
from sekisho.operations.outcomes import Accepted
from sekisho.operations.people import enrol
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records.models import Person
from sekisho.vocabulary.text import Text

CREATED = {"post": "cas_liaison", "office": "cas", "name_ja": "連絡官", "name_en": "Liaison Officer"}


@pytest.fixture
def form(db: None) -> str:
    """The form, as an official of the Cabinet Secretariat has it; one person has no post, one post was created."""
    now = datetime.now(UTC)
    person = enrol("official", "official", Text("内閣 係", "Cabinet Official"))
    enrol("newcomer", "newcomer", Text("新任 係", "Newcomer"))
    first = [FirstAppointment(person, "cas_official", now - timedelta(days=1))]
    register = found_register(first, person, now - timedelta(days=1), "試験")
    meant = Intent(case=register, step="register.create_post", act_of="cas", particulars=CREATED)
    assert isinstance(act(prepare(meant, person, now), person, now), Accepted)
    client = Client()
    client.force_login(Person.objects.get(pk=person))
    return client.get(f"/case/{register}/step/register.appoint/").content.decode()


def test_who_has_no_post_yet_can_be_chosen_and_is_called_so(form: str) -> None:
    assert '<option value="newcomer">新任 係（官職なし）</option>' in form
    assert '<option value="official">内閣 係（内閣官房職員）</option>' in form


def test_a_post_that_an_entry_created_can_be_chosen_by_its_name(form: str) -> None:
    assert '<option value="cas_liaison">連絡官</option>' in form
