"""With the first wall turned off the second still holds: row-level security under the application's own role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from sekisho.casework.visibility import EVERYONE, LEVELS, Access, Viewer, may_see
from sekisho.records import models
from sekisho.records.access import keep_access
from sekisho.records.append import append
from sekisho.records.outside import draw
from sekisho.records.roles import make_roles
from sekisho.records.sealing import draw_key
from sekisho.records.second_wall import VISIBLE, assessing, build, looking, unguarded

from .conftest import Material
from .test_visibility import ACCESSES, VIEWERS

pytestmark = [pytest.mark.only_on("postgresql"), pytest.mark.django_db]


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Access]]:
    """A case of each access set, with all that hangs on it, laid once for all tests; gives the cases' access."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_roles(connection, "trial")
        laid = {_laid(access): access for access in ACCESSES[::4]}
        connection.check_constraints()  # a table with checks outstanding cannot be altered
        yield laid
        transaction.set_rollback(True)


def _laid(access: Access) -> str:
    material = Material()
    case = draw("case")
    entry = material.entry(case, title="措置")
    assert append(material.write(entry, draw_key())) is None
    row = keep_access(access)
    models.Case.objects.filter(pk=case).update(access=row)
    _hang(case, row, material.noon)
    return case


def _hang(case: str, access: models.Access, at: Any) -> None:
    models.Duty.objects.create(case_id=case, duty="REPORT", outside=draw("duty"), bearer="npa")
    models.StepState.objects.create(case_id=case, step="measure.plan", office="npa", outcome="permitted")
    models.CaseLink.objects.create(source_id=case, role="under", target_id=case)
    models.Refusal.objects.create(case=case, realm="real", refused_at=at, sealed=b"x")
    batch = models.Batch.objects.create(case_id=case, realm="real", size=1, received_at=at)
    kept = models.IntelObject.objects.create(
        batch=batch, realm=access.realm, marking=access, sealed=b"x", taken_at=at, digest=case[-16:]
    )
    models.Normalised.objects.create(object=kept, document={})
    models.Observable.objects.create(object=kept, kind="domain", value="example.invalid")
    models.Receipt.objects.create(batch=batch, position=0, outcome="taken", object=kept)
    incident = models.Incident.objects.create(
        realm=access.realm, batch=batch, marking=access, digest=case[-16:], document={}
    )
    candidate = models.Candidate.objects.create(
        realm=access.realm, found_at=at, title_ja="候補", title_en="Candidate", explanation={}
    )
    candidate.incidents.add(incident)


@pytest.fixture
def application(filled: dict[str, Access], db: None) -> Iterator[dict[str, Access]]:
    """From here on the test speaks to the database as the application's role, and nobody looks yet."""
    with looking(None):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE trial_app")
        yield filled
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


PER_CASE = (
    "records_case", "records_entry", "records_caselink", "records_duty", "records_stepstate", "records_refusal",
    "records_batch", "records_receipt", "records_intelobject", "records_normalised", "records_observable",
    "records_incident", "records_candidate",
)  # fmt: skip


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_a_query_that_asks_for_everything_gets_what_the_viewer_may_see(
    application: dict[str, Access],
) -> None:
    """For every viewer, a query without any condition finds the cases that the Python check lets through."""
    for viewer in VIEWERS:
        seen = {case for case, access in application.items() if may_see(viewer, access)}
        with looking(viewer):
            assert set(models.Case.objects.values_list("pk", flat=True)) == seen, viewer
            assert {row.case_id for row in models.Entry.objects.all()} == seen, viewer


@pytest.mark.parametrize("table", PER_CASE)
def test_every_guarded_table_shows_the_rows_of_what_is_visible(
    application: dict[str, Access], table: str
) -> None:
    """Whatever hangs on a case or an object is as visible as that."""
    for viewer in VIEWERS[::7]:
        with looking(viewer):
            assert _count(table) == sum(may_see(viewer, access) for access in application.values()), viewer


@pytest.mark.parametrize("table", VISIBLE)
def test_where_nobody_is_said_to_look_nothing_is_seen(application: dict[str, Access], table: str) -> None:
    """A connection of which nothing was said, or on which the request has ended, shows nothing."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ALL")  # the role stays
    assert _count(table) == 0
    with looking(VIEWERS[0]):
        pass
    with looking(None):
        assert _count(table) == 0


def test_the_application_in_its_own_name_reads_everything(application: dict[str, Access]) -> None:
    """Judging needs every case; afterwards the viewer is back."""
    nobody = Viewer(offices=frozenset(), clearance=LEVELS[0], realm="elsewhere")
    with looking(nobody):
        with assessing():
            assert _count("records_case") == len(application)
        assert _count("records_case") == 0


def test_a_transaction_that_fails_leaves_the_viewer_as_before(application: dict[str, Access]) -> None:
    """Rolling back brings back what was said before; nothing said within survives it."""
    viewer = Viewer(offices=frozenset({"npa"}))
    with looking(viewer):
        before = _count("records_case")
        with pytest.raises(ZeroDivisionError), transaction.atomic(), assessing():
            raise ZeroDivisionError
        assert _count("records_case") == before
        with pytest.raises(Exception, match="no_such"), transaction.atomic(), assessing():
            _count("no_such_table")
        assert _count("records_case") == before
    assert 0 < before < len(application)


def test_a_viewer_writes_nothing_into_what_they_may_not_see(application: dict[str, Access]) -> None:
    """The wall also keeps rows out: a duty cannot be put on a hidden case."""
    viewer = Viewer(offices=frozenset({"npa"}))
    hidden = next(case for case, access in application.items() if not may_see(viewer, access))
    with looking(viewer), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        models.Duty.objects.create(case_id=hidden, duty="X", outside=draw("duty"), bearer="npa")


def test_a_person_sees_their_own_drafts_and_reads_only(application: dict[str, Access]) -> None:
    """Drafts and reads are a person's own."""
    with assessing():
        people = [models.Person.objects.create_user(n, name_ja=n, name_en=n) for n in ("one", "two")]
        for person in people:
            models.Draft.objects.create(person=person, case="c", step="s", saved_at=_now())
            models.ReadRecord.objects.create(
                person=person.pk, kind="case", subject="c", realm="real", read_at=_now()
            )
    with looking(Viewer(person=people[0].pk, offices=frozenset({EVERYONE}), clearance=LEVELS[-1])):
        assert [row.person_id for row in models.Draft.objects.all()] == [people[0].pk]
        assert [row.person for row in models.ReadRecord.objects.all()] == [people[0].pk]


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def test_reads_are_as_visible_as_what_was_read(application: dict[str, Access]) -> None:
    """Others' reads of a case are shown to who sees the case, in its realm, and to nobody else; also of its receipts."""
    with assessing():
        for case, access in application.items():
            for kind, subject in (("case", case), ("receipt", f"{case}-1")):
                models.ReadRecord.objects.create(
                    person="another", kind=kind, subject=subject, realm=access.realm, read_at=_now()
                )
    for viewer in VIEWERS[::7]:
        seen = sum(may_see(viewer, access) for access in application.values())
        with looking(viewer):
            assert models.ReadRecord.objects.count() == 2 * seen, viewer


def test_what_waits_for_a_signature_is_its_persons_own(application: dict[str, Access]) -> None:
    """It holds the decision in words, before it is one."""
    with assessing():
        one, two = (models.Person.objects.create_user(n, name_ja=n, name_en=n) for n in ("one", "two"))
        models.Unsigned.objects.create(id="nonce-x", person=one, statement={}, expires_at=_now())
    for person, seen in ((one, 1), (two, 0)):
        with looking(Viewer(person=person.pk, offices=frozenset({EVERYONE}), clearance=LEVELS[-1])):
            assert models.Unsigned.objects.count() == seen


def test_every_table_that_hangs_on_a_case_or_an_access_set_stands_behind_the_wall() -> None:
    """A new table with content cannot be forgotten: what refers to a guarded one is guarded, or argued here."""
    argued = {
        "records_judgement_incidents": "ids only; the judgement's own policy needs to see all of them",
        "records_candidate_incidents": "ids only; the candidate's own policy needs to see all of them",
    }
    guarded = set(VISIBLE) - {"records_draft", "records_readrecord", "records_unsigned"}
    refer = {
        model._meta.db_table
        for model in apps.get_app_config("records").get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.many_to_one and field.related_model._meta.db_table in guarded
    }
    assert refer - guarded == set(argued)


def test_a_policy_that_was_taken_away_is_noticed_and_put_back() -> None:
    """Setting up stops where the wall has a gap; building it again closes it."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_duty DISABLE ROW LEVEL SECURITY")
        cursor.execute("DROP POLICY sekisho_sees ON records_entry")
    assert unguarded(connection) == ["records_duty", "records_entry"]
    build(connection)
    assert unguarded(connection) == []


def test_the_applications_own_role_can_tell_that_the_wall_stands(application: dict[str, Access]) -> None:
    """It is that role which looks when a server starts, with rows there and nobody looking."""
    assert unguarded(connection) == []
