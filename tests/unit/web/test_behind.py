"""Who stands behind an act: bodies with who presided and attended, one person in several posts, as what it was recorded."""

from __future__ import annotations

import msgspec
import pytest
from django.template.loader import render_to_string
from django.utils import translation

from sekisho.casework.register import Appointment, Delegation, Tenure
from sekisho.casework.replay import Replayed, replay
from sekisho.casework.working import bundle_of
from sekisho.casework.world import World
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text
from sekisho.web.cases.behind import Behind, behind, of_entry

from .conftest import START, Bench

TWO_POSTS = "one-person-two-posts"


@pytest.fixture(scope="module")
def real() -> Pack:
    """The pack of the law."""
    return load_pack()


def _worked(pack: Pack, case_id: str) -> Replayed:
    return replay(pack, bundle_of(pack, next(case for case in pack.worked if case.id == case_id)))


def _behind(pack: Pack, world: World, case_id: str, step: str, seen: tuple[str, ...] = ()) -> Behind:
    case = world.cases[case_id]
    entry = next(entry for entry in case.entries if entry.step == step)
    return behind(pack, world, case, of_entry(entry), seen)


def test_who_sits_for_two_posts_is_told_with_the_reason_that_they_may(real: Pack) -> None:
    """The session says of the Council's act who attended, that the Prime Minister presided, and who took two seats."""
    world = _worked(real, TWO_POSTS).world
    body = _behind(real, world, "p1-session", "session.conclude").body
    assert body is not None
    assert body.text == real.collegiate["nsc"].text
    assert [each.posts.en for each in body.attended if each.presided] == ["Prime Minister"]
    assert len(body.attended) == len(real.rosters["xi"].posts)
    person = world.register.name("p:chief_cabinet_secretary")
    assert [text.ja for text in body.double] == [f"{person.ja}：内閣官房長官、サイバー安全保障担当大臣"]
    assert body.why == real.collegiate["nsc"].double


def test_an_act_that_names_a_session_tells_its_attendance_only_to_who_sees_the_session(real: Pack) -> None:
    world = _worked(real, TWO_POSTS).world
    told = [_behind(real, world, "p1", "policy.deliberate", seen).body for seen in ((), ("p1-session",))]
    assert [body is not None and len(body.attended) for body in told] == [0, len(real.rosters["xi"].posts)]


@pytest.fixture(scope="module")
def decided(real: Pack) -> World:
    """A world in which the commission has decided."""
    found = (_worked(real, case.id) for case in real.worked if "oversight.decide" in str(case.bundle))
    return next(r.world for r in found if any(e.step == "oversight.decide" for e in r.entries))


def test_the_commissions_decision_tells_its_members_and_who_presided(real: Pack, decided: World) -> None:
    """Members are told by their posts of the commission; who was recorded as absent is none of them."""
    case = next(c for c in decided.cases.values() if c.kind == "oversight" and c.active("member"))
    body = _behind(real, decided, case.id, "oversight.decide").body
    assert body is not None
    assert "強化法 55" in body.cite
    present = [e.key for e in case.active("member") if e.attrs["present"] in ("yes", True)]
    assert [each.person for each in body.attended] == [decided.register.name(key) for key in present]
    chair = decided.register.name("p:commission_chair")
    assert [each.person for each in body.attended if each.presided] == [chair]


@pytest.mark.parametrize(
    ("chair", "presides"),
    [("no", "p:commission_member"), ("yes", "p:commission_chair")],
    ids=("absent", "there"),
)
def test_the_deputy_is_told_to_have_presided_only_where_the_chair_was_not_there(
    real: Pack, chair: str, presides: str
) -> None:
    """The chair's vote recorded anew as present takes the place of the absence."""
    case = next(case for case in real.worked if case.id == "commission-deputy-presides")
    seat = {"member": "p:commission_chair", "present": chair, "vote": "for"}
    told = [
        {"step": "oversight.attend", "with": seat},
        {"step": "oversight.decide", "with": case.ask["with"]},
    ]
    story = [*case.bundle["story"], *({"case": "m1-oversight", **each} for each in told)]
    changed = msgspec.structs.replace(
        case, bundle={**case.bundle, "story": story}, ask={"case": "m1-oversight", "step": "oversight.close"}
    )
    world = replay(real, bundle_of(real, changed)).world
    body = _behind(real, world, "m1-oversight", "oversight.decide").body
    assert body is not None
    assert [each.person for each in body.attended if each.presided] == [world.register.name(presides)]


def test_of_a_case_seen_in_part_nothing_of_the_attendance_is_told(real: Pack, decided: World) -> None:
    """An office that is asked about one thing learns neither who attended nor who took two seats."""
    case = next(c for c in decided.cases.values() if c.kind == "oversight" and c.active("member"))
    last = next(entry for entry in case.entries if entry.step == "oversight.decide")
    shown = case.copied()
    shown.entries = (last,)
    body = behind(real, decided, shown, of_entry(last), ()).body
    assert body is not None
    assert body.attended == ()


def test_a_person_in_a_further_post_is_told_and_what_was_checked_of_the_person(bench: Bench) -> None:
    """It names the further post and not the one in which it was recorded."""
    told = behind(bench.pack, bench.world, bench.case, of_entry(bench.entries[0]), ())
    assert told.recorded_as == bench.pack.name("npa_official")
    assert [text.en for text in told.several] == [f"Sato: {bench.pack.name('npa_chief').en}"]
    assert told.differs == ()


def test_a_delegate_and_the_holder_of_the_post_are_both_told(bench: Bench) -> None:
    """An act in the name of a post is its holder's, though a delegate recorded it."""
    tenure = Tenure(since=START)
    delegation = Delegation(id="reg:9", post="npa_chief", person="p2", scope=("*",), tenure=tenure)
    bench.register = msgspec.structs.replace(bench.register, delegations=(delegation,))
    act = msgspec.structs.replace(
        of_entry(bench.entries[0]), act_of="npa_chief", person="p2", by_virtue_of="reg:9"
    )
    told = behind(bench.pack, bench.world, bench.case, act, ())
    post = bench.pack.name("npa_chief")
    assert told.recorded_as == Text(f"{post.ja}の委任による", f"by delegation of the {post.en}")
    assert told.holders == Text("佐藤", "Sato")


def test_rules_about_another_person_are_told_of_who_holds_several_posts(real: Pack, decided: World) -> None:
    """Who holds several posts is exempt from nothing that asks for another person: the rule is shown beside the posts."""
    case = next(c for c in decided.cases.values() if c.kind == "measure")
    entry = next(e for e in case.entries if e.step == "measure.approve")
    recorder = next(a for a in decided.register.appointments if a.id == entry.by_virtue_of)
    further = Appointment(id="x:1", person=recorder.person, post="commission_member", tenure=recorder.tenure)
    register = msgspec.structs.replace(
        decided.register, appointments=(*decided.register.appointments, further)
    )
    act = msgspec.structs.replace(of_entry(entry), act_of=recorder.post)
    told = behind(real, World(real, decided.cases, register), case, act, ())
    assert real.rules["APPROVE-OTHER-PERSON"].text in told.differs


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("合議体の行為", "主宰", "兼職", "内閣官房長官、サイバー安全保障担当大臣", "それぞれの席に就く")),
        ("en", ("collegiate act", "presiding", "several posts", "Minister in charge of Cybersecurity", "the seat of each")),
    ],
)  # fmt: skip
def test_it_is_said_in_both_languages(real: Pack, language: str, words: tuple[str, ...]) -> None:
    world = _worked(real, TWO_POSTS).world
    told = _behind(real, world, "p1-session", "session.conclude")
    with translation.override(language):
        page = render_to_string("sekisho/parts/behind.html", {"behind": told})
    assert [word for word in words if word not in page] == []
