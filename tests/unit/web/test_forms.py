"""Forms made from the pack, and the way from what was sent to an intent: nothing judged, nothing dropped."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from sekisho.casework.entry import Reference
from sekisho.casework.form import check
from sekisho.casework.register import Register
from sekisho.law.loading import load_pack
from sekisho.law.pack import Field
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.web.cases import answers, telling
from sekisho.web.cases.choices import Known
from sekisho.web.cases.form import SHAPES, form

from .conftest import NOW, Bench

TYPES = (
    "text",
    "long",
    "choice",
    "yesno",
    "date",
    "datetime",
    "period",
    "number",
    "office",
    "post",
    "person",
)


def _known(bench: Bench) -> Known:
    return Known(pack=bench.pack, register=bench.register, at=NOW)


def test_every_field_of_the_step_is_on_the_form_in_the_order_of_the_pack(bench: Bench) -> None:
    """The form has exactly the fields, cases and elements that the pack asks for."""
    step = bench.pack.steps["measure.decide_roles"]
    made = form(_known(bench), step, bench.case, ("nco",), QueryDict(), ())
    assert [w.name for w in made.fields] == [f"field.{name}" for name in step.asks]
    assert [w.name for w in made.names] == ["name.policy"]
    shapes = {w.name: w.shape for w in made.fields}
    assert shapes == {
        "field.mode": "radio",
        "field.guidance": "radio",
        "field.period": "period",
        "field.offices": "lines",
        "field.version": "text",
    }


def test_there_is_a_way_to_fill_in_every_type_of_field(bench: Bench) -> None:
    """No type of field that a pack may use is left without a widget of its own kind, plain text being that of text."""
    assert {type_ for type_ in TYPES if type_ not in SHAPES} == {"text"}


def test_a_failing_form_keeps_every_value_and_shows_each_finding_at_its_field(bench: Bench) -> None:
    """What was sent stands in the widgets again, and findings stand where they belong."""
    sent = QueryDict("field.reasons=half&subject.target=t2")
    wrong = Finding(
        code="x", severity="error", place="location", message=Text("無", "none"), remedy=Text("選", "choose")
    )
    made = form(_known(bench), bench.pack.steps["measure.locate"], bench.case, ("npa",), sent, (wrong,))
    held = {w.name: w for w in made.widgets}
    assert held["field.reasons"].value == "half"
    assert held["subject.target"].values == ("t2",)
    assert held["field.location"].wrong == (wrong,)


def test_what_is_sent_becomes_the_intent_word_by_word(bench: Bench) -> None:
    """Elements, cases named, periods, lists and plain fields all arrive, in the shapes that the core reads."""
    step = bench.pack.steps["measure.decide_roles"]
    sent = QueryDict(
        "act_of=nco&name.policy=case-p&field.mode=police&field.guidance=yes&field.offices=A%0D%0AB"
        "&field.period.from=2026-10-06T09:00&field.period.until=2026-10-07T09:00&field.version=ab&head.c1=h"
    )
    intent = answers.intent(bench.pack, step, "c1", sent, answers.seen_heads(sent))
    assert intent.names == {"policy": Reference("case-p")}
    assert intent.heads == {"c1": "h"}
    assert intent.particulars == {
        "mode": "police",
        "guidance": "yes",
        "period": {"from": "2026-10-06T00:00:00Z", "until": "2026-10-07T00:00:00Z"},
        "offices": ["A", "B"],
        "version": "ab",
    }


def test_an_unreadable_time_reaches_the_gate_as_it_was_written(bench: Bench) -> None:
    """The page repairs nothing: the gate reports the defect at its field."""
    step = bench.pack.steps["measure.consult"]
    sent = QueryDict("act_of=npa&subject.target=t1&field.reply=tomorrow")
    intent = answers.intent(bench.pack, step, "c1", sent, {})
    assert [f.place for f in check(bench.pack, bench.world, intent)] == ["reply"]


def test_the_time_of_an_act_is_read_in_japan_time_and_refused_where_it_cannot_be_read() -> None:
    """An empty time means now; a local time means Japan; anything else is a finding, never a guess."""
    assert answers.happened_at(QueryDict(), NOW) == (NOW, None)
    read, finding = answers.happened_at(QueryDict("happened_at=2026-10-05T09:00"), NOW)
    assert (read, finding) == (datetime(2026, 10, 5, 0, 0, tzinfo=UTC), None)
    assert answers.happened_at(QueryDict("happened_at=soon"), NOW)[1] is not None


def test_particulars_are_told_in_words_of_both_languages(bench: Bench) -> None:
    """Choices, periods and times are told by their words, not by their ids."""
    step = bench.pack.steps["measure.decide_roles"]
    told = telling.tell(bench.pack, bench.register, step, {"mode": "joint", "guidance": "yes"})
    assert [(t.name.ja, t.value.ja, t.value.en) for t in told] == [
        ("役割分担", "共同", "joint"),
        ("大臣の指導", "はい", "yes"),
    ]


def test_a_person_is_told_by_name(bench: Bench) -> None:
    """A field of type person shows the name that the register has."""
    step = bench.pack.steps["register.appoint"]
    told = telling.tell(bench.pack, bench.register, step, {"person": "p1"})
    assert told[0].value == Text("佐藤", "Sato")
    assert isinstance(step.asks["person"], Field)


@pytest.mark.parametrize("name", ["jp-acd"])
def test_every_step_of_the_shipped_pack_has_a_form_in_both_languages(name: str) -> None:
    """For each step of the pack a form can be made whose every widget is named in Japanese and in English."""
    shipped = load_pack(name)
    known = Known(pack=shipped, register=Register(), at=NOW)
    for step in shipped.steps.values():
        made = form(known, step, None, step.by, QueryDict(), ())
        assert [w.name for w in made.widgets if not (w.text.ja and w.text.en)] == [], step.id
        assert len(made.fields) == len(step.asks)


def test_posts_and_offices_in_a_list_may_be_written_by_name(bench: Bench) -> None:
    """A name in either language becomes the id that the record keeps; anything else stays as it was written."""
    step = bench.pack.steps["measure.decide_roles"]
    sent = QueryDict(mutable=True)
    sent["field.offices"] = "防衛省\nNational Police Agency\nsomebody"
    told = answers.intent(bench.pack, step, "c1", sent, {}).particulars["offices"]
    assert told == ["mod", "npa", "somebody"]
