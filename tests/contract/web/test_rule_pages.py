"""The rule pages: from a clause to its rules, from a rule to its worked cases and proofs, from an option to who reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sekisho.operations.people import enrol
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records.models import Person
from sekisho.vocabulary.text import Text

NOW = datetime.now(UTC)


@pytest.fixture
def reader(db: None) -> Client:
    """Somebody of an office that no measure is known to: the rules are no secret."""
    person = enrol("reader", "reader", Text("読む者", "reader"))
    first = [FirstAppointment(person, "meti_official", NOW - timedelta(days=1))]
    found_register(first, person, NOW - timedelta(hours=1), "試験")
    client = Client()
    client.force_login(Person.objects.get(pk=person))
    return client


def test_a_clause_leads_to_its_rules_and_where_they_are_written(reader: Client) -> None:
    """Each rule under a clause is a link, with the line of the file that says it."""
    shown = reader.get("/rules/clause/G2.4c-1/").content.decode()
    assert 'href="/rules/rule/START-CONSULTATION/"' in shown
    assert "measure-consultation.yaml:" in shown


def test_a_rule_shows_the_worked_cases_that_turn_on_it_and_the_proofs_that_need_it(reader: Client) -> None:
    """The case refused for want of the consultation stands there with its counterpart, and the property N01 with its step."""
    shown = reader.get("/rules/rule/START-CONSULTATION/").content.decode()
    assert "no-consultation" in shown
    assert "一つの事実のみが異なる事例" in shown
    assert "この規則に依拠する証明はない" not in shown
    assert '<span class="tag">N01' in shown


def test_an_option_names_the_rules_that_read_it(reader: Client) -> None:
    """The answer to who finds the necessity leads to the rule that asks for it."""
    shown = reader.get("/rules/options/").content.decode()
    assert 'href="/rules/rule/CAMPAIGN-NEED-FINDER/"' in shown


def test_what_is_no_rule_is_not_found(reader: Client) -> None:
    """A rule that the pack does not have has no page."""
    assert reader.get("/rules/rule/NO-SUCH-RULE/").status_code == 404
