"""An act passes the gate in one way only, and everybody involved is told what became of it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection

from sekisho.casework.entry import Intent, Reference
from sekisho.operations.act import act, prepare
from sekisho.operations.leaves import entry_leaf
from sekisho.operations.outcomes import Accepted, Conflict, Invalid, Refused
from sekisho.operations.refresh import refresh
from sekisho.records import models
from sekisho.records.entries import read_entries
from sekisho.records.refusals import read_refusals
from sekisho.records.sealing import open_key


def test_the_founding_of_a_register_says_what_it_is(offices: Any) -> None:
    """The first entries are by virtue of founding, and a realm is founded once."""
    case = offices.found()
    entries = read_entries(case)
    assert [e.step for e in entries] == ["register.open"] + ["register.appoint"] * 4
    assert {e.by_virtue_of for e in entries} == {"founding"}
    assert models.Case.objects.filter(kind="register").count() == 1


def test_an_act_of_an_entitled_person_is_recorded_with_its_authority(offices: Any) -> None:
    """An accepted act is an entry that names the appointment it rests on, and has a leaf."""
    result = offices.open("policy.open", "nss")
    assert isinstance(result, Accepted)
    register = models.Case.objects.get(kind="register")
    assert result.entry.by_virtue_of == f"{register.pk}:3"
    assert read_entries(result.entry.case) == (result.entry,)
    row = models.Entry.objects.select_related("case").get(hash=result.entry.hash)
    assert bytes(row.leaf) == entry_leaf(result.entry, "policy", open_key(row.case.key))


def test_an_act_without_appointment_is_refused_and_kept_apart(offices: Any) -> None:
    """A person of another office is refused; the attempt is kept, and is no entry."""
    before = models.Entry.objects.count()
    result = offices.open("policy.open", "npa")
    assert isinstance(result, Refused)
    assert models.Entry.objects.count() == before
    assert models.Refusal.objects.get(pk=result.refusal).step == "policy.open"


def test_a_refusal_names_everything_missing_and_keeps_what_was_attempted(offices: Any) -> None:
    """The start of a measure lacks plan and policy: both are named at once, and the attempt can be read
    again.
    """
    case = offices.opened("measure.open", "npa")
    result = offices.act(case, "measure.start", "npa")
    assert isinstance(result, Refused)
    assert {r.rule for r in result.verdict.missing} == {"PLAN-FIRST", "POLICY-FIRST"}
    (attempt,) = read_refusals(case)
    assert attempt.verdict.hash == result.verdict.hash
    assert attempt.intent.step == "measure.start"


def test_a_refused_attempt_changes_nothing(offices: Any) -> None:
    """Head, sequence and board of a case are the same before and after a refusal."""
    case = offices.opened("measure.open", "npa")
    before = models.Case.objects.values().get(pk=case)
    offices.act(case, "measure.start", "npa")
    assert models.Case.objects.values().get(pk=case) == before


def test_a_form_with_defects_is_given_back_with_all_of_them(offices: Any) -> None:
    """A missing field and one that does not exist are both found; nothing is stored."""
    case = offices.opened("measure.open", "npa")
    result = offices.act(case, "measure.plan", "npa", colour="red")
    assert isinstance(result, Invalid)
    assert {f.place for f in result.findings} == {"text", "colour"}
    assert models.Refusal.objects.count() == 0


def test_an_unknown_step_is_a_finding(offices: Any) -> None:
    """A step that the pack does not have is a defect of the form, not a crash."""
    case = offices.opened("measure.open", "npa")
    intent = msgspec.structs.replace(offices.intent(case, "measure.plan", "npa"), step="measure.fly")
    result = act(intent, offices.person("npa"), offices.tick())
    assert isinstance(result, Invalid)


def test_an_expired_or_postdated_act_is_given_back(offices: Any) -> None:
    """What has expired cannot be recorded, nor what is dated in the future; both are said at once."""
    case = offices.opened("measure.open", "npa")
    intent = offices.intent(case, "measure.plan", "npa", text="計画")
    expired = msgspec.structs.replace(intent, expires_at=offices.now)
    later = offices.now + timedelta(hours=1)
    result = act(expired, offices.person("npa"), offices.tick(), happened_at=later)
    assert isinstance(result, Invalid)
    assert {f.code for f in result.findings} == {"expired", "dated_ahead"}


def test_who_saw_an_older_state_is_told_what_came(offices: Any) -> None:
    """Two people look at one case; the second to act is told which entry came in between."""
    case = offices.opened("measure.open", "npa")
    first, second = (offices.intent(case, "measure.plan", "npa", text=t) for t in ("甲", "乙"))
    accepted = act(first, offices.person("npa"), offices.tick())
    told = act(second, offices.person("npa"), offices.tick())
    assert isinstance(accepted, Accepted)
    assert isinstance(told, Conflict)
    assert [(c.case, c.sequence, c.step) for c in told.came] == [(case, 2, "measure.plan")]


def test_a_started_measure_opens_its_duty_on_the_desk(offices: Any, under: Any) -> None:
    """The duty that a start opens is on the bearer's desk with its due time, until it is discharged."""
    policy = offices.opened("policy.open", "nss")
    offices.act(policy, "policy.draft", "nss", text="案")
    case = offices.opened("measure.open", "npa", **under(policy))
    offices.act(case, "measure.plan", "npa", text="計画")
    started = offices.act(case, "measure.start", "npa")
    assert isinstance(started, Accepted), started
    duty = models.Duty.objects.get(case=case, bearer="npa")
    assert duty.due == started.entry.happened_at + timedelta(hours=24)
    offices.act(case, "measure.report", "npa")
    assert not models.Duty.objects.filter(case=case).exists()


def test_a_linked_case_is_brought_up_to_date(offices: Any, under: Any) -> None:
    """What is done in a policy changes what the desk says of the measure that rests on it."""
    policy = offices.opened("policy.open", "nss")
    case = offices.opened("measure.open", "npa", **under(policy))
    offices.act(case, "measure.plan", "npa", text="計画")
    assert models.StepState.objects.get(case=case, step="measure.start").outcome == "refused"
    offices.act(policy, "policy.draft", "nss", text="案")
    assert refresh(offices.tick()) > 0
    assert models.StepState.objects.get(case=case, step="measure.start").outcome == "permitted"
    assert refresh(offices.now) == 0


def test_an_ended_appointment_ends_the_authority(offices: Any) -> None:
    """Who is appointed through the gate may act from then on; afterwards they are told no more than anybody."""
    newcomer = models.Person.objects.create_user("new", name_ja="新任", name_en="Newcomer")
    register = offices.found()
    given = {
        "person": newcomer.pk,
        "post": "nss_official",
        "until": (offices.now + timedelta(hours=1)).isoformat(),
    }
    assert isinstance(offices.act(register, "register.appoint", "cas", **given), Accepted)
    policy = offices.opened("policy.open", "nss")
    draft = offices.intent(policy, "policy.draft", "nss", text="案")
    assert isinstance(act(draft, newcomer.pk, offices.tick()), Accepted)
    again = offices.intent(policy, "policy.draft", "nss", text="改")
    late = act(again, newcomer.pk, offices.now + timedelta(hours=2))
    assert isinstance(late, Invalid)
    assert [f.code for f in late.findings] == ["no_case"]


def test_an_exercise_and_the_real_thing_do_not_meet(offices: Any, under: Any) -> None:
    """A case of an exercise cannot name a real one, has a register of its own, and a leaf in its own log
    (N24).
    """
    realm = "exercise:spring"
    policy = offices.opened("policy.open", "nss")
    assert isinstance(offices.open("measure.open", "npa", realm), Refused)
    offices.found(realm)
    crossed = offices.open("measure.open", "npa", realm, **under(policy))
    assert isinstance(crossed, Invalid)
    case = offices.opened("measure.open", "npa", realm)
    assert models.Entry.objects.get(case=case).realm == realm
    assert models.Case.objects.get(pk=policy).realm == "real"


def _at_once(acts: list[Any]) -> list[Any]:
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int) -> None:
        barrier.wait(timeout=20)
        try:
            results[number] = acts[number]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_two_people_at_once_on_one_case(committed_offices: Any) -> None:
    """One act is accepted, the other person is told which entry came in between."""
    offices = committed_offices
    case = offices.opened("measure.open", "npa")
    intents = [offices.intent(case, "measure.plan", "npa", text=t) for t in ("甲", "乙")]
    now, who = offices.tick(), offices.person("npa")
    results = _at_once([lambda i=i: act(i, who, now) for i in intents])
    (accepted,) = [r for r in results if isinstance(r, Accepted)]
    (told,) = [r for r in results if isinstance(r, Conflict)]
    assert [c.sequence for c in told.came] == [accepted.entry.sequence]


@pytest.mark.parametrize("attempt", range(4))
def test_two_people_at_once_on_linked_cases(committed_offices: Any, under: Any, attempt: int) -> None:
    """A policy is closed while a measure is opened under it: never do both pass, for each would break the
    other.
    """
    offices = committed_offices
    policy = offices.opened("policy.open", "nss")
    close = offices.intent(policy, "policy.close", "nss")
    now = offices.tick()
    results = _at_once(
        [
            lambda: act(close, offices.person("nss"), now),
            lambda: offices.open("measure.open", "npa", **under(policy)),
        ]
    )
    resting = models.CaseLink.objects.filter(target=policy).exists()
    closed = models.Case.objects.get(pk=policy).closed
    assert sum(isinstance(r, Accepted) for r in results) == 1, results
    assert closed != resting
    (told,) = [r for r in results if not isinstance(r, Accepted)]
    assert isinstance(told, Conflict | Refused)


def test_a_case_not_to_be_seen_is_answered_like_none_by_every_way_of_naming_it(offices: Any) -> None:
    """To act on it, to name it, to rest on its head: word for word as for an id that nobody ever drew (issue 5)."""
    hidden = offices.opened("policy.open", "nss")
    head = models.Case.objects.get(pk=hidden).head
    models.Access.objects.filter(team__contains=" npa ").update(team=" nss ")
    answers = [_answers(offices, case, head) for case in (hidden, "case-aaaaaaaaaaaaaaaa")]
    assert answers[0] == answers[1]
    assert [type(each).__name__ for each in answers[0]] == ["Invalid", "Invalid", "Invalid", "Conflict"]
    assert models.Case.objects.get(pk=hidden).head == head


def _answers(offices: Any, case: str, head: str) -> list[Any]:
    """What the police hear who act on a case, name it, and say that they saw its head; the id itself left out."""
    person, at = offices.person("npa"), offices.now
    meant = [
        Intent(case=case, step="policy.draft", act_of="npa", particulars={"text": "案"}),
        Intent(case=case, step="policy.draft", act_of="nss", particulars={"text": "案"}),
        Intent(case="case-new", step="measure.open", act_of="npa", names={"under_policy": Reference(case)}),
    ]
    rested = msgspec.structs.replace(meant[2], names={}, heads={case: head})
    heard = [act(prepare(each, person, at), person, at) for each in meant] + [act(rested, person, at)]
    return [msgspec.structs.replace(h, cases=()) if isinstance(h, Conflict) else h for h in heard]
