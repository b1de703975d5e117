"""A scene is searched whole; a way that is lost is told as a story; the gate over masks never refuses what the gate permits."""

import json

import msgspec
import pytest

from sekisho.cli import main
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.proof.about_scenes import SEARCHES
from sekisho.proof.acts import compiled, moves
from sekisho.proof.explore import Search, dead, explore
from sekisho.proof.layout import Cast, Layout, Scene
from sekisho.proof.relaxed import masks, step
from sekisho.proof.route import Planner
from sekisho.vocabulary.text import Text

SMALL = {"campaign", "guard", "oversight", "order-end", "order-reference", "measure-run"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def _search(name: str) -> Search:
    return next(s for s in SEARCHES if s.id == name)


@pytest.mark.parametrize("name", sorted(SMALL))
def test_from_every_state_of_a_small_scene_closing_stays_possible(pack: Pack, name: str) -> None:
    found = explore(pack, _search(name))
    assert found.complete
    assert (found.idle, found.stuck, found.broken) == ((), None, ())
    assert found.held
    assert found.generated >= found.distinct > 1


@pytest.mark.long
@pytest.mark.parametrize("name", sorted({s.id for s in SEARCHES} - SMALL))
def test_from_every_state_of_a_large_scene_closing_stays_possible(pack: Pack, name: str) -> None:
    found = explore(pack, _search(name))
    assert (found.complete, found.idle, found.stuck, found.broken) == (True, (), None, ())


@pytest.mark.parametrize(
    ("rule", "scene", "property_", "last"),
    [
        ("GUARD-DELIBERATED", "guard", "N14b", "guard.decide"),
        ("GUARD-ITEM-XI", "guard", "N17 guard.deliberate", "guard.deliberate"),
        ("DECIDE-QUORUM", "oversight", "N28b", "oversight.decide"),
        ("DECIDE-MAJORITY", "oversight", "N28c", "oversight.decide"),
        ("ORDER-NPSC", "order-end", "N11b", "order.issue"),
        ("ORDER-END-CABINET-DECIDED", "order-end", "N13a", "order.end"),
        ("REPORT-COORDINATED", "measure-run", "N21a", "measure.report"),
        ("CLOSE-DUTIES", "measure-run", "N22a", "measure.close"),
    ],
)
def test_without_its_rule_a_property_is_violated_by_a_story_that_ends_with_the_act(
    pack: Pack, rule: str, scene: str, property_: str, last: str
) -> None:
    left = tuple(r for r in pack.preconditions if r.id != rule)
    found = explore(msgspec.structs.replace(pack, preconditions=left), _search(scene))
    told = {broken.id: broken for broken in found.broken}
    assert told[property_].story[-1].step == last
    assert told[property_].cite


def test_a_duty_that_nobody_can_do_is_told_as_a_shortest_story(pack: Pack) -> None:
    steps = {i: s for i, s in pack.steps.items() if i != "oversight.respond"}
    found = explore(msgspec.structs.replace(pack, steps=steps), _search("oversight"))
    assert found.stuck is not None
    assert [act.step for act in found.stuck] == ["oversight.open", "oversight.recommend"]


def test_a_rule_that_decides_nothing_is_named(pack: Pack) -> None:
    twice = next(r for r in pack.preconditions if r.id == "GUARD-DELIBERATED")
    again = msgspec.structs.replace(twice, id="GUARD-DELIBERATED-AGAIN")
    doubled = msgspec.structs.replace(pack, preconditions=(*pack.preconditions, again))
    assert {"GUARD-DELIBERATED", "GUARD-DELIBERATED-AGAIN"} <= set(dead([explore(doubled, _search("guard"))]))


def test_a_search_that_is_cut_short_says_so(pack: Pack) -> None:
    assert not explore(pack, _search("policy"), limit=50).complete


def test_where_a_search_cannot_begin_is_an_error(pack: Pack) -> None:
    lost = Search(
        id="x",
        text=Text("", ""),
        abstracted=Text("", ""),
        scene=Scene(cases={"g": Cast(kind="guard")}),
        begins=("guard.decide",),
    )
    with pytest.raises(ValueError, match=r"guard\.decide"):
        explore(pack, lost)


def test_what_the_gate_permits_the_relaxed_gate_permits(pack: Pack) -> None:
    layout = Layout(pack, _search("guard").scene)
    found = moves(layout)
    acts, relaxed = compiled(found), [step(m) for m in found]
    seen, waiting = {layout.empty}, [layout.empty]
    while waiting and len(seen) < 150:
        state = waiting.pop()
        for act, loose in zip(acts, relaxed, strict=True):
            after, kept = act(state), masks(state)
            if after is not None:
                assert loose(kept)
                assert all(value & mask for value, mask in zip(masks(after), kept, strict=True))
                waiting += [after] if after not in seen else []
                seen.add(after)


def test_no_route_is_found_where_there_is_none_and_the_planner_can_tell(pack: Pack) -> None:
    layout = Layout(pack, Scene(cases={"g": Cast(kind="guard")}))
    planner = Planner(layout)
    decided = f"s[{layout.slots['g', '', 'decision']}]"
    assert planner.route(layout.empty, decided) is None
    assert not planner.reachable(layout.empty, decided)


def test_the_command_shows_counts_stories_and_routes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "explore", "--only", "guard", "R16", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["searches"][0]["complete"]
    assert [act["step"] for act in shown["routes"][0]["acts"]] == [
        "guard.request",
        "guard.withdraw",
        "guard.close",
    ]
