"""How candidates held up: what became of each, counted once, by what people decided of it while it stood."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sekisho.casework.visibility import Viewer
from sekisho.linking.fates import FATES
from sekisho.linking.quality import published
from sekisho.operations.held_up import HeldUp, held_up
from sekisho.operations.judging import judge, take_back
from sekisho.records import models
from tests.contract.operations.supplied import RED, asked, candidate_of, ids, supply, viewer


def told(found: HeldUp) -> dict[str, tuple[int, int, int]]:
    """The lines that count anything, by what became of the candidates: accepted, rejected, undecided."""
    names = {text: name for name, text in FATES.items()}
    rows = {names[line.text]: (line.accepted, line.rejected, line.undecided) for line in found.fates}
    return {name: counts for name, counts in rows.items() if any(counts)}


def test_a_verdict_counts_for_the_candidate_that_it_was_about(two: Any) -> None:
    """Recognised and then grown: the one recognised is accepted, what it grew into is undecided."""
    judge(asked("recognised", "incident-1"), viewer(two), two.tick())
    judge(asked("dismissed", "incident-5"), viewer(two), two.tick())
    assert told(held_up(viewer(two))) == {"stands": (1, 1, 0)}
    supply(two, 4, RED)
    assert told(held_up(viewer(two))) == {"stands": (0, 1, 1), "grown": (1, 0, 0)}


def test_what_people_made_themselves_is_not_judged_by_the_same_act(two: Any) -> None:
    """A split rejects the candidate that was split, and none of its parts; taken back, it rejects nothing."""
    sides = tuple(models.Incident.objects.filter(source__in=ids(1)).values_list("pk", flat=True))
    made = judge(asked("split", "incident-1", side=sides), viewer(two), two.tick())
    assert told(held_up(viewer(two))) == {"shrunk": (0, 1, 0), "stands": (0, 0, 2)}
    take_back(str(made), "one crew", "npa", viewer(two), two.tick())
    assert told(held_up(viewer(two))) == {"stands": (0, 0, 2), "grown": (0, 0, 1)}


def test_every_score_is_counted_where_it_stands(two: Any) -> None:
    """Each candidate is in the step of its own score, with what was decided of it."""
    judge(asked("joined", "incident-1", other=candidate_of("incident-5")), viewer(two), two.tick())
    found = held_up(viewer(two))
    assert sum(s.accepted for s in found.steps) == 2
    for row in models.Candidate.objects.all():
        (step,) = (s for s in found.steps if s.least <= row.score < s.below)
        assert step.accepted + step.rejected + step.undecided > 0


def test_hidden_candidates_and_judgements_count_for_nobody_else(two: Any) -> None:
    """Who may not see an incident is told as if its candidate had never been."""
    judge(asked("dismissed", "incident-5"), viewer(two), two.tick())
    red = models.Access.objects.create(
        realm="real", level_rank=0, team=" npa ", compartments=" ", fingerprint="red"
    )
    models.Incident.objects.filter(source__in=ids(6)).update(marking=red)
    outsider = Viewer(person=two.person("mic"), offices=frozenset({"mic"}))
    assert told(held_up(outsider)) == {"stands": (0, 0, 1)}
    assert sum(s.rejected for s in held_up(outsider).steps) == 0


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_shows_all_three_and_what_is_missed(two: Any, language: str) -> None:
    """What became of candidates, calibration with its bounds, and every figure published."""
    judge(asked("recognised", "incident-1"), viewer(two), two.tick())
    client = Client()
    client.force_login(two.people["npa_official"])
    client.cookies["django_language"] = language
    shown = client.get(reverse("standing")).content.decode()
    assert ("そのまま残る" if language == "ja" else "Stands as it was") in shown
    assert "100 % (21–100 %)" in shown
    for each in published().values():
        assert f"{each.out_of_fold.f1:.3f}" in shown
        missed = f'<strong class="tone tone-blocked">{each.out_of_fold.precision:.3f}</strong>'
        assert (missed in shown) == (each.out_of_fold.precision < each.wanted.precision)
