"""Who is asked about a part of a case learns nothing of the rest of it by acting there."""

from __future__ import annotations

import re
from html import unescape

import pytest

from sekisho.records.models import Case

from .conftest import House

DECIDE = {"act_of": "nco", "field.leader": "npa", "field.reasons": "分担。", "do": "send"}


@pytest.fixture
def partly(house: House) -> House:
    """The measure with a plan of the police, of which NCO is asked a part only."""
    plan = {"act_of": "npa", "field.text": "plan", "do": "send"}
    answer = house.client("npa_official").post(f"/case/{house.measure}/step/measure.plan/", plan)
    assert answer.status_code == 302
    seen_in_part(house, "nco")
    return house


def seen_in_part(house: House, office: str) -> None:
    """Let an office see only its part of the measure."""
    row = Case.objects.get(pk=house.measure).access
    type(row).objects.filter(pk=row.pk).update(team=" nco  npa ", part=f" {office} ")


@pytest.mark.parametrize("head", ["", "genesis", "0" * 64])
def test_a_head_that_never_was_does_not_draw_the_history_out(partly: House, head: str) -> None:
    """A form that claims to rest on another head is answered with what came since: not with what others did."""
    path = f"/case/{partly.measure}/step/measure.decide_roles/"
    answer = partly.client("nco_official").post(path, {**DECIDE, f"head.{partly.measure}": head})
    shown = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "計画を作成する" not in shown
    assert "npa_official" not in shown
    whole = partly.client("npa_official").post(
        f"/case/{partly.measure}/step/measure.plan/",
        {"act_of": "npa", "field.text": "x", "do": "send", f"head.{partly.measure}": head},
    )
    assert "計画を作成する" in unescape(whole.content.decode()).partition("<form")[0]


def test_an_element_of_others_is_answered_like_one_that_is_not_there(partly: House) -> None:
    """The form of a step on a target, sent by hand with the key of one in the part of others, and with one of nobody."""
    client = partly.client("npa_official")
    target = {"act_of": "npa", "field.key": "q0q", "field.description": "x", "do": "send"}
    assert client.post(f"/case/{partly.measure}/step/measure.add_target/", target).status_code == 302
    seen_in_part(partly, "npa")
    client.get("/mine/")  # reads the word about the act before
    path = f"/case/{partly.measure}/step/measure.locate/"
    told = []
    for key in ("q0q", "z0z"):  # no id is drawn with a nought in it
        form = {"act_of": "npa", "subject.target": key, "field.location": "abroad", "field.reasons": "x"}
        answer = client.post(path, {**form, "do": "send"})
        assert answer.status_code == 422
        told.append(re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode().replace(key, "")))
    assert told[0] == told[1]
    assert "はない。" in told[0]
