"""Sets the demonstration's stage on the real pack, up to the policy in force, and tells what is left to play by hand.

Run as a program with ``SEKISHO_HOME`` set. Prints as JSON the ids of the cases by their names in the story, and the
scenes of measure A, each with the person who plays it. The story is moved so that it has just reached the present.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

JAPAN = timezone(timedelta(hours=9))
PLAYED = 3
"""How many acts are played here: information, campaign, policy."""
BY_HAND = ("a", "oversight_a")
"""The cases whose scenes are left for the pages."""
AGO = timedelta(days=2)
"""How long ago the story began; the acts played take less than a day of it."""


def main() -> None:
    """Set the stage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.settings")
    import django
    import msgspec

    django.setup()
    from sekisho.cli.demo.stage import Stage
    from sekisho.cli.demo.story import load_story
    from sekisho.operations.setup import initialise
    from sekisho.vocabulary.times import parse_time, write_time

    initialise()
    story, start = load_story(), datetime.now(UTC) - AGO
    moved = start - parse_time(story.start)
    stage = Stage(msgspec.structs.replace(story, start=write_time(start)), Path(os.environ["SEKISHO_HOME"]))
    stage.build(iter)
    scenes = [scene for act in story.acts[:PLAYED] for scene in act.scenes]
    for scene, after in zip(scenes, [*scenes[1:], scenes[-1]]):
        stage.play(_on_its_day(scene, stage.now + scene.pause + after.pause))
    left = [s for act in story.acts[PLAYED:] for s in act.scenes if {s.case, s.as_} & set(BY_HAND)]
    scenes = [
        {**msgspec.to_builtins(s), "with": _written(stage, s), "person": s.person or _player(stage, s)}
        for s in left
    ]
    told = {"cases": stage.known, "scenes": scenes, "moved": moved.total_seconds()}
    sys.stdout.write(json.dumps(told))


def _on_its_day(scene: Any, placed: datetime) -> Any:
    """Return a scene that convenes a session with the day on which the next one, moved, places its item."""
    import msgspec

    if "held_on" not in scene.with_:
        return scene
    day = placed.astimezone(JAPAN).date().isoformat()
    return msgspec.structs.replace(scene, with_={**scene.with_, "held_on": day})


def _written(stage: Any, scene: Any) -> dict[str, Any]:
    """Return what is filled in: what the story says, yes where a required question is left open in it, words elsewhere."""
    step = stage.pack.steps.get(scene.step)
    asked = [f for f in step.asks.values() if f.required and not f.of_dim] if step else []
    words = {f.id: f"（{f.text.ja}）" for f in asked if f.type in ("text", "long", "unit")}
    return {**words, **{f.id: "yes" for f in asked if f.type == "yesno"}, **scene.with_}


def _player(stage: Any, scene: Any) -> str:
    """Return who of the cast may take the step in the name that the scene gives."""
    from sekisho.casework.register import entitled
    from sekisho.records.world import REAL, load_register

    register = load_register(stage.pack, REAL)
    found = (
        p.id
        for p in stage.story.cast
        if entitled(stage.pack, register, p.id, scene.by, scene.step, stage.now)
    )
    return next(found)


if __name__ == "__main__":
    main()
