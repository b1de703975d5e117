"""Why a step may be taken or not, as a page: down to the entry behind each fact, and only to who may see the case."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sekisho.casework.entry import Intent
from sekisho.cli import main
from sekisho.operations.act import act, prepare
from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted
from sekisho.operations.people import enrol
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records import models
from sekisho.records.models import Person
from sekisho.vocabulary.text import Text

NOW = datetime.now(UTC)
NONE = "case-aaaaaaaaaaaaaaaa"
POSTS = {"official": "npa_official", "stranger": "meti_official", "secretariat": "nss_official"}


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    """Officials of the police, of the Secretariat and of an office that no measure is known to, each signed in."""
    people = {name: enrol(name, name, Text(name, name)) for name in POSTS}
    first = [FirstAppointment(people[name], post, NOW - timedelta(days=1)) for name, post in POSTS.items()]
    found_register(first, people["official"], NOW - timedelta(hours=1), "試験")
    found = {name: Client() for name in POSTS}
    for name, client in found.items():
        client.force_login(Person.objects.get(pk=people[name]))
    return found


@pytest.fixture
def measure(clients: dict[str, Client]) -> str:
    """A measure of two targets, of which one was located in Japan."""
    person = Person.objects.get(login="official").pk
    given = {"title": "措置", "protects": "政府の計算機", "form": "own_action"}
    opened = open_case("measure.open", "npa", given, person, NOW - timedelta(minutes=9))
    assert isinstance(opened, Accepted), opened
    case = opened.entry.case
    for key in ("t1", "t2"):
        _act(case, person, "measure.add_target", {"key": key, "identity": f"機器{key}"}, {})
    _act(case, person, "measure.plan", {"text": "計画"}, {})
    leg = {"agency": "police", "basis": "pdea_6_2", "executor": person, "commander": "npa_commissioner"}
    _act(case, person, "measure.set_leg", leg, {})
    _act(case, person, "measure.locate", {"location": "in_japan", "reasons": "調査"}, {"target": ("t1",)})
    return str(case)


def _act(
    case: str, person: str, step: str, given: dict[str, str], subject: dict[str, tuple[str, ...]]
) -> None:
    intent = Intent(case=case, step=step, act_of="npa", particulars=given, subject=subject)
    outcome = act(prepare(intent, person, NOW), person, NOW)
    assert isinstance(outcome, Accepted), outcome


def test_a_fact_leads_to_the_entry_that_it_rests_on(clients: dict[str, Client], measure: str) -> None:
    """The finding of the location is named with who made it, and its entry in the timeline is one step away."""
    shown = clients["official"].get(f"/case/{measure}/why/measure.start/").content.decode()
    assert f"/case/{measure}/#entry-6" in shown


def test_what_is_the_same_for_several_targets_is_said_once(clients: dict[str, Client], measure: str) -> None:
    """Two targets of which nothing is known but where one of them is share every reason that does not ask where."""
    shown = clients["official"].get(f"/case/{measure}/why/measure.start/").content.decode()
    shared = re.findall(r'data-rule="([A-Z-]+)".*?\(?対象：t1[^）]*、t2', shown, re.S)
    assert shared
    rules = re.findall(r'data-rule="([A-Z-]+)"', shown)
    assert len(rules) < 2 * len(set(rules))


def test_the_way_names_steps_and_their_offices(clients: dict[str, Client], measure: str) -> None:
    """Asked for, the way to the start lists steps in waves, with links to the forms of this very case."""
    page = f"/case/{measure}/why/measure.start/"
    assert "?way=1" in clients["official"].get(page).content.decode()
    shown = clients["official"].get(f"{page}?way=1").content.decode()
    assert f"/case/{measure}/step/measure.find_grounds/" in shown
    assert "並行して" in shown


def test_the_same_step_twice_on_a_way_is_told_apart(clients: dict[str, Client]) -> None:
    """A request for consultation and its conclusion are one step: each says which it is."""
    shown = clients["official"].get("/rules/try/?start=no-consultation&way=1").content.decode()
    assert shown.index("協議の申入れ") < shown.index("協議の成立")


def test_facts_are_tried_from_a_case_on_record(clients: dict[str, Client], measure: str) -> None:
    """The target in Japan is supposed to be abroad: the judgement turns, the entries behind facts stay, none is added."""
    client, page = clients["official"], f"/case/{measure}/try/"
    assert f"{page}?step=measure.start" in client.get(f"/case/{measure}/why/measure.start/").content.decode()
    before = models.Entry.objects.count()
    shown = client.get(page, {"step": "measure.judge_security", "location[t1]": "abroad"}).content.decode()
    assert 'href="/rules/rule/JUDGE-LOCATED-IN-JAPAN/"' in shown
    assert "判断の変わった規則" in shown
    assert f"/case/{measure}/#entry-6" in client.get(page, {"step": "measure.start"}).content.decode()
    assert client.get(page, {"step": "policy.submit"}).status_code == 404
    assert models.Entry.objects.count() == before


@pytest.mark.parametrize(
    "path", ["{case}/why/measure.start/", "{case}/why/measure.start/?way=1", "{case}/try/?step=measure.start"]
)
def test_who_may_not_see_the_case_is_told_what_one_is_told_of_none(
    clients: dict[str, Client], measure: str, path: str
) -> None:
    """The answer for a hidden case is that for a case which does not exist."""
    hidden, absent = (_told(clients["stranger"], path.format(case=case)) for case in (measure, NONE))
    assert hidden == absent
    assert hidden[0] == 404


def test_a_way_is_told_only_to_who_sees_all_of_the_cases_around(
    clients: dict[str, Client], measure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is worked out from all that they hold: from one that is hidden, or of which a part is seen, nothing gets out."""
    person = Person.objects.get(login="secretariat").pk
    opened = open_case("policy.open", "nss", {"title": "極秘の方針"}, person, NOW - timedelta(minutes=8))
    assert isinstance(opened, Accepted), opened
    policy = models.Case.objects.get(pk=opened.entry.case)
    models.CaseLink.objects.create(source_id=measure, role="under_policy", target=policy)
    for team, part, told in ((" npa nss ", " ", True), (" npa nss ", " npa ", False), (" nss ", " ", False)):
        models.Access.objects.filter(pk=policy.access_id).update(team=team, part=part)
        shown = clients["official"].get(f"/case/{measure}/why/measure.start/?way=1").content.decode()
        assert ("並行して" in shown) is told, (team, part)
        tried = clients["official"].get(f"/case/{measure}/try/?step=measure.start").content.decode()
        assert ("仮定して判断する" in tried) is told, (team, part)
        asked = ["path", "--db", "--case", measure, "--person", "official", "--step", "measure.start"]
        assert (main(["law", *asked]) == 2) is not told, (team, part)
        assert (policy.pk in capsys.readouterr().out) <= told


def _told(client: Client, path: str) -> tuple[int, str]:
    """What an answer says, without the id asked for and the secrets that differ from answer to answer."""
    answer = client.get(f"/case/{path}")
    plain = re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())
    return answer.status_code, plain.replace(path.partition("/")[0], "")


def test_a_step_that_the_case_does_not_have_is_not_there(clients: dict[str, Client], measure: str) -> None:
    """Steps of another kind and made-up ones answer like absent pages."""
    for step in ("policy.submit", "measure.fly"):
        assert clients["official"].get(f"/case/{measure}/why/{step}/").status_code == 404


def test_the_figures_of_a_year_count_every_case_that_the_person_sees_and_no_other(
    clients: dict[str, Client], measure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A request for approval of the police counts for the police, with the case named or without; for others there is none."""
    person = Person.objects.get(login="official").pk
    given = {"number": "第1号", "reasons": "理由", "content": "概要"}
    _act(measure, person, "measure.request_approval", given, {"target": ("t1",)})
    for login, case, total in (("official", "", 1), ("official", measure, 1), ("stranger", "", 0)):
        asked = ["counts", "--db", "--person", login, "--json", *(["--case", case] if case else [])]
        assert main(["law", *asked]) == 0
        figures = json.loads(capsys.readouterr().out)["counts"]
        assert [f["total"] for f in figures if f["counter"] == "approval_requests"] == [total]
    assert main(["law", "counts", "--db", "--person", "stranger", "--case", measure]) == 2
    assert main(["law", "counts", "--db", "--person", "nobody"]) == 2
