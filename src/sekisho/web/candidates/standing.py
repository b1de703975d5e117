"""How far candidates can be trusted: how those found so far held up, and the figures published on known campaigns."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from sekisho.linking.calibration import Step
from sekisho.linking.quality import Published, published
from sekisho.operations.held_up import held_up
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.page import crumb, page
from sekisho.web.seats import seating

TITLE = Text("候補はどれだけ確かか", "How far candidates can be trusted")
ABOVE = Text("キャンペーンの候補", "Campaign candidates")
COLLECTIONS = {
    "split": Text("キャンペーンを分けて作った事案", "Incidents cut from known campaigns"),
    "real": Text("公表された報告", "Reports as they were published"),
}
FIGURES = {
    "f1": Text("F1", "F1"),
    "precision": Text("適合率", "precision"),
    "recall": Text("再現率", "recall"),
    "cb3_f": Text("cB3-F", "cB3-F"),
}


def standing(request: HttpRequest) -> HttpResponse:
    """Show what became of candidates, how many of each score people accepted, and what was measured on known campaigns."""
    context = {
        "held": (held := held_up(sight.viewer(seating(request)))),
        "steps": [(each, _percent(each)) for each in held.steps],
        "published": [_published(COLLECTIONS[name], each) for name, each in published().items()],
        "figures": tuple(FIGURES.values()),
    }
    crumbs = (crumb(ABOVE, "candidates"),)
    return page(request, "standing.html", TITLE, context, area="candidates", crumbs=crumbs)


def _percent(step: Step) -> tuple[int, int, int] | None:
    """Return the share accepted and its bounds in hundredths, lower bound first; none where nobody decided."""
    share = step.share
    return (round(share[0] * 100), round(share[1] * 100), round(share[2] * 100)) if share else None


def _published(text: Text, each: Published) -> dict[str, Any]:
    wanted = {name: getattr(each.wanted, name, None) for name in FIGURES}
    return {
        "text": text,
        "incidents": each.incidents,
        "rows": [
            {
                "text": label,
                "wanted": _shown(wanted[name]),
                "found": _shown(getattr(each.out_of_fold, name)),
                "missed": (least := wanted[name]) is not None and getattr(each.out_of_fold, name) < least,
                "mean": _shown(each.folds[name].mean),
                "deviation": _shown(each.folds[name].deviation),
                "in_sample": _shown(getattr(each.in_sample, name)),
            }
            for name, label in FIGURES.items()
        ],
        "largest": (each.wanted.largest, each.out_of_fold.largest, each.in_sample.largest),
    }


def _shown(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.3f}"
