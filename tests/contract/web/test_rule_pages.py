"""The rule pages: from a clause to its rules, from a rule to its worked cases and proofs, from an option to who reads it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from sekisho.law.loading import load_pack, packaged_files
from sekisho.operations.pack_in_force import keep_edition
from sekisho.operations.people import enrol
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records.models import Person
from sekisho.vocabulary.text import Text

pytestmark = pytest.mark.only_on("sqlite")
"""What these pages show comes from the pack: of the database they ask only who looks, as every other page does."""
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


def test_an_option_with_one_answer_names_the_rules_and_steps_written_for_it(reader: Client) -> None:
    """That stopping needs no formal termination leads to the step; that a policy is always needed, to its rule."""
    shown = reader.get("/rules/options/").content.decode()
    assert 'href="/rules/step/measure.stop/"' in shown
    assert 'href="/rules/rule/START-POLICY-IN-FORCE/"' in shown


def test_a_step_shows_what_it_requires_does_and_leaves_owed_with_its_cases_and_proofs(reader: Client) -> None:
    """The page of the start is reached from its clause and its rules, and names rules, duties, a worked case and N01."""
    for page in ("/rules/clause/G2.4a/", "/rules/rule/START-CONSULTATION/"):
        assert 'href="/rules/step/measure.start/"' in reader.get(page).content.decode()
    shown = reader.get("/rules/step/measure.start/").content.decode()
    for part in ("START-CONSULTATION", "URGENCY", "NOTIFY-ADMINISTRATOR", "no-consultation"):
        assert part in shown
    assert '<span class="tag">N01</span>' in shown
    assert "実施の状態「実施中」を定める" in shown


def test_every_step_has_a_page(reader: Client) -> None:
    """Whatever a step does, its page says it."""
    failing = [s for s in load_pack().steps if reader.get(f"/rules/step/{s}/").status_code != 200]
    assert failing == []


def test_what_is_no_rule_is_not_found(reader: Client) -> None:
    """A rule or step that the pack does not have has no page."""
    assert reader.get("/rules/rule/NO-SUCH-RULE/").status_code == 404
    assert reader.get("/rules/step/measure.fly/").status_code == 404


def test_a_supposed_fact_closes_the_gate_and_says_which_rules_turned(reader: Client) -> None:
    """In the case of police abroad the start is open; with the consultation taken away its rule stands against it."""
    start = "/rules/try/?start=police-abroad"
    assert "門は開いている" in reader.get(start).content.decode()
    shown = reader.get(f"{start}&consultation[t1]=-").content.decode()
    assert "仮定の前：門は開いている" in shown
    assert 'href="/rules/rule/START-CONSULTATION/"' in shown


def test_a_new_case_has_a_way_to_its_first_act(reader: Client) -> None:
    """From a measure just opened, the way to the start names steps with their offices; no case is linked."""
    shown = reader.get("/rules/try/?start=new:measure&step=measure.start&way=1").content.decode()
    assert "同じ番号の手続は、並行して行うことができる。" in shown
    assert "なお足りないもの" not in shown
    assert 'href="/case/' not in shown


@pytest.mark.parametrize(
    "asked", ["start=no-such-case", "start=new:no-kind", "start=police-abroad&step=policy.submit"]
)
def test_a_start_that_there_is_not_is_not_found(reader: Client, asked: str) -> None:
    """A case, kind or step that is not there, or not of that case, has no page."""
    assert reader.get(f"/rules/try/?{asked}").status_code == 404


def test_a_value_that_there_is_not_supposes_nothing(reader: Client) -> None:
    """An address with a value that a fact cannot have shows the case as it stands."""
    shown = reader.get("/rules/try/?start=police-abroad&location[t1]=elsewhere").content.decode()
    assert "仮定の前" not in shown


@pytest.fixture
def weakened(reader: Client, settings: LazySettings, tmp_path: Path) -> Client:
    """The reader, where the installation has been given an edition in which the least measure is no longer asked for."""
    keep_edition()
    for name, text in packaged_files("jp-acd").items():
        before, rule, after = text.partition("  - id: START-MINIMUM")
        asked = re.sub(r"require: .*", "require: {const: true}", after, count=1)
        (tmp_path / name).write_text(before + rule + asked, "utf-8")
    settings.SEKISHO_PACK = str(tmp_path)
    keep_edition()
    return reader


def test_two_editions_are_compared_by_their_texts_and_one_step_by_what_turns(weakened: Client) -> None:
    """The rule is named as changed, and the situation that it lets through stands there with its facts and worked case."""
    texts = weakened.get("/rules/compare/").content.decode()
    assert 'href="/rules/rule/START-MINIMUM/"' in texts
    assert "新たにできるようになる" not in texts
    of_step = weakened.get("/rules/compare/", {"step": "measure.start"}).content.decode()
    assert "新たにできるようになる <code>START-MINIMUM</code>" in of_step
    assert "門は閉じている → 門は開いている" in of_step
    assert "例：事例 not-found-minimum（門は閉じている → 門は開いている）" in of_step
    other = weakened.get("/rules/compare/", {"step": "measure.end"}).content.decode()
    assert "どの状況においても変わらない" in other


def test_an_edition_or_a_step_that_is_not_there_is_not_compared(reader: Client) -> None:
    """With one edition only the page says so; a name that was made up is not there."""
    assert "版は一つのみ" in reader.get("/rules/compare/").content.decode()
    for asked in ({"old": "x"}, {"new": "x"}, {"step": "measure.fly"}):
        assert reader.get("/rules/compare/", asked).status_code == 404
