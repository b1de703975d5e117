"""Running the demonstration: a fresh installation, the scenario, the summary, and then the pages."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from sekisho.cli.serve import DEMO_MARK, ready, serve


def run(args: argparse.Namespace) -> int:
    """Play the whole scenario; 0 only if every expectation held and the record verifies."""
    folder = Path(args.home or "var/demo").absolute()
    if not _cleared(folder):
        print(f"{folder}: 実演用のフォルダではない / is not a demonstration's folder", file=sys.stderr)
        return 2
    os.environ |= {"SEKISHO_HOME": str(folder), "SEKISHO_DEMO": "1"}
    ready()
    status = _play(args, folder)
    if args.no_serve:
        return status
    return serve("127.0.0.1", args.port)


def _cleared(folder: Path) -> bool:
    """Clear a former demonstration away and make the folder; refuse one that holds anything else."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / DEMO_MARK).exists():
            return False
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DEMO_MARK).write_text("実演用 / demonstration only\n", encoding="utf-8")
    return True


def _play(args: argparse.Namespace, folder: Path) -> int:
    from .stage import Stage
    from .story import load_story
    from .telling import Lines, Screen

    story = load_story()
    stage = Stage(story, folder)
    teller: Screen | Lines = Lines(stage) if args.json else Screen(stage, args.lang)
    teller.opening(story)
    stage.build(teller.track)
    tally = Tally()
    for act in story.acts:
        teller.act(act)
        for scene in act.scenes:
            if scene.id == args.leave_out:
                continue
            with teller.working(scene):
                played = stage.play(scene)
            teller.scene(played, tally.take(played))
        stage.integrate()
    summary = tally.summary(stage)
    teller.closing(summary)
    return 0 if summary["as_expected"] and summary["verified"] else 1


class Tally:
    """Counts what happened, and whether it was what the story expects."""

    def __init__(self) -> None:
        self.objects: Counter[str] = Counter()
        self.refused: dict[tuple[str, str], int] = {}
        self.cured: set[tuple[str, str]] = set()
        self.unexpected: list[str] = []
        self.candidates = 0
        self.verified = False
        self.opened = 0

    def take(self, played: Any) -> bool:
        """Take in one scene; return whether it came out as expected."""
        from .telling import outcome_of

        outcome, scene = outcome_of(played), played.scene
        if scene.intake:
            for kind in ("taken", "known", "rejected"):
                self.objects[kind] += played.result.count(kind) if outcome == "taken" else 0
        self.candidates += getattr(played.result, "candidates_found", 0)
        self.verified = self.verified or outcome == "verified"
        self._gate(played, outcome)
        held = outcome == self._expected(scene) and self._named(played, scene)
        if not held:
            self.unexpected.append(scene.id)
        return held

    def _expected(self, scene: Any) -> str:
        if scene.intake:
            return "taken"
        if scene.link:
            return "linked"
        if scene.check:
            return "verified"
        return "recorded" if scene.step == "deviation" else str(scene.expect)

    def _named(self, played: Any, scene: Any) -> bool:
        """A refusal that the story foretells must name exactly the rules foretold."""
        if not scene.missing:
            return True
        verdict = getattr(played.result, "verdict", None)
        return verdict is not None and {r.rule for r in verdict.missing} == set(scene.missing)

    def _gate(self, played: Any, outcome: str) -> None:
        key = (played.case, played.scene.step)
        if outcome in ("refused", "undetermined"):
            self.refused[key] = self.refused.get(key, 0) + 1
        elif outcome == "permitted":
            self.opened += len(played.result.verdict.duties)
            if key in self.refused:
                self.cured.add(key)

    def summary(self, stage: Any) -> dict[str, Any]:
        """Return the summary as printed."""
        from .standing import standing_of

        return {
            "objects": dict(self.objects),
            "candidates": self.candidates,
            "refusals": sum(self.refused.values()),
            "refusals_cured": len(self.cured),
            **standing_of(stage),
            "as_expected": not self.unexpected,
            "unexpected": self.unexpected,
            "verified": self.verified,
        }
