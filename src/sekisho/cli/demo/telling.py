"""Telling what happened on the stage: for the eye with rich, for programs as one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import track

from sekisho.casework.verdict import Reason, Verdict
from sekisho.law.clause_names import cited
from sekisho.operations.intake import Receipt
from sekisho.operations.outcomes import Accepted, Refused
from sekisho.vocabulary.text import Language, Text
from sekisho.vocabulary.times import show_time, write_time

from .stage import Played, Stage
from .story import Act, Player, Scene, Story

VERDICTS = {
    "permitted": ("green", Text("可", "permitted")),
    "refused": ("red", Text("不可", "refused")),
    "undetermined": ("yellow", Text("未確定", "undetermined")),
    "recorded": ("magenta", Text("逸脱を記録", "deviation recorded")),
    "taken": ("green", Text("受付", "taken in")),
    "linked": ("cyan", Text("分析", "analysed")),
    "verified": ("green", Text("検証済", "verified")),
    "failed": ("red", Text("検証失敗", "not verified")),
    "invalid": ("red", Text("記載不備", "not a usable form")),
}


SUMMARY = Text("結果", "Summary")
YES_NO = {True: Text("はい", "yes"), False: Text("いいえ", "no")}
COUNTED = {
    "objects": Text("提供された情報", "objects"),
    "taken": Text("受領", "taken"),
    "known": Text("既知", "known already"),
    "rejected": Text("拒否", "rejected"),
    "candidates": Text("キャンペーンの候補", "campaign candidates"),
    "refusals": Text("門が拒んだ行為", "refusals met"),
    "refusals_cured": Text("うち、後に許されたもの", "of these cured"),
    "cases": Text("案件", "cases"),
    "open": Text("進行中", "open"),
    "closed": Text("終結", "closed"),
    "duties_opened": Text("生じた義務", "duties opened"),
    "duties_discharged": Text("果たされた義務", "duties discharged"),
    "deviations": Text("逸脱", "deviations"),
    "ledger": Text("記録（ログ）", "ledger"),
    "size": Text("件数", "size"),
    "root": Text("根", "root"),
    "as_expected": Text("全て予期どおり", "all as expected"),
    "unexpected": Text("予期と異なる場面", "not as expected"),
    "verified": Text("検証", "verified"),
}
"""What the summary counts, in words."""


def outcome_of(played: Played) -> str:
    """Return in one word what became of a scene."""
    result = played.result
    if isinstance(result, Receipt):
        return "taken"
    if isinstance(result, Accepted):
        return "recorded" if result.verdict is None else "permitted"
    if isinstance(result, Refused):
        return result.verdict.outcome
    return str(getattr(result, "word", "invalid"))


class Screen:
    """The scenario for a person at a terminal."""

    def __init__(self, stage: Stage, language: Language) -> None:
        self.stage, self.language = stage, language
        self.console = Console(highlight=False)

    def opening(self, story: Story) -> None:
        """Say what is real and what is made up."""
        self.console.rule("[bold]関所 Sekisho[/bold]")
        self.console.print(story.made_up.in_(self.language))

    def act(self, act: Act) -> None:
        """Print the title of an act."""
        self.console.print()
        self.console.rule(f"[bold]{escape(act.title.in_(self.language))}[/bold]", align="left")

    def scene(self, played: Played, held: bool) -> None:
        """Print who, for which office, what, under which clause, with which verdict."""
        colour, word = VERDICTS[outcome_of(played)]
        mark = "" if held else " [bold red]✗ 予期と異なる / not as expected[/bold red]"
        who = self._who(played)
        step = self.stage.pack.steps.get(played.scene.step)
        what = (step.text if step else played.scene.text).in_(self.language)
        cite = f"（{cited(step.cite).in_(self.language)}）" if step else ""
        when = show_time(played.at)
        self.console.print(
            f"[dim]{when}[/dim] {escape(who)}：[bold]{escape(what)}[/bold]{escape(cite)} "
            f"[{colour}]{word.in_(self.language)}[/{colour}]{mark}"
        )
        if step and played.scene.ja:
            self.console.print(f"    {escape(played.scene.text.in_(self.language))}", style="dim")
        self._details(played)

    def _who(self, played: Played) -> str:
        office = self.stage.pack.name(played.act_of).in_(self.language) if played.act_of else "—"
        person = self.stage.name(played.person).in_(self.language) if played.person else ""
        return f"{office}（{person}）" if person else office

    def _details(self, played: Played) -> None:
        result = played.result
        if isinstance(result, Receipt):
            self._receipt(result)
        elif isinstance(result, Refused):
            for reason in result.verdict.missing:
                self._reason(reason)
        elif isinstance(result, Accepted) and result.verdict is not None:
            self._permitted(result.verdict)
        elif not isinstance(result, Accepted):
            for line in getattr(result, "lines", lambda _: [str(result)])(self.language):
                self.console.print(f"    {escape(line)}")

    def _receipt(self, receipt: Receipt) -> None:
        counts = [receipt.count(k) for k in ("taken", "known", "rejected")]
        said = Text("受領 {} 件、既知 {} 件、拒否 {} 件", "{} taken, {} known already, {} rejected")
        self.console.print(f"    {said.in_(self.language).format(*counts)}")
        for item in (i for i in receipt.items if i.outcome == "rejected"):
            for finding in item.findings:
                self.console.print(
                    f"    [red]×[/red] {escape(item.place)}: {escape(finding.message.in_(self.language))}"
                )

    def _reason(self, reason: Reason) -> None:
        pack = self.stage.pack
        mark = {"unmet": "[red]×[/red]", "open": "[yellow]？[/yellow]"}[reason.outcome]
        element = "".join(f"\\[{key}]" for key in reason.element.values())
        cite = cited(reason.cite).in_(self.language)
        line = f"    {mark} {element} {escape(reason.text.in_(self.language))}（{cite}）"
        if reason.office:
            line += f" → {escape(pack.name(reason.office).in_(self.language))}"
        self.console.print(line)

    def _permitted(self, verdict: Verdict) -> None:
        for reason in verdict.lifted:
            self.console.print(
                f"    [yellow]△[/yellow] {escape(reason.text.in_(self.language))} ⇐ {reason.lifted_by}"
            )
        for duty in verdict.duties:
            rule = self.stage.pack.rules[duty.rule]
            due = f"（{show_time(duty.due)}）" if duty.due else ""
            bearer = self.stage.pack.name(duty.bearer).in_(self.language)
            self.console.print(
                f"    [blue]＋[/blue] {escape(bearer)}：{escape(rule.text.in_(self.language))}{due}"
            )

    def track(self, players: Iterable[Player]) -> Iterable[Player]:
        """Show how far the cast has been enrolled."""
        said = Text("登場人物を登録している", "Enrolling the cast").in_(self.language)
        return track(list(players), description=said, console=self.console, transient=True)

    def working(self, scene: Scene) -> AbstractContextManager[Any]:
        """Show that something is going on while linking or verifying takes its time."""
        return (
            self.console.status(scene.text.in_(self.language)) if scene.link or scene.check else nullcontext()
        )

    def closing(self, summary: Mapping[str, Any]) -> None:
        """Print the summary."""
        self.console.print()
        self.console.rule(f"[bold]{SUMMARY.in_(self.language)}[/bold]", align="left")
        for key, value in summary.items():
            self.console.print(f"{COUNTED[key].in_(self.language)}：{escape(self._value(value))}")

    def _value(self, value: Any) -> str:
        if isinstance(value, bool):
            return YES_NO[value].in_(self.language)
        if isinstance(value, Mapping):
            return "、".join(f"{self._word(key)} {self._value(each)}" for key, each in value.items())
        return "、".join(map(str, value)) or "—" if isinstance(value, list) else str(value)

    def _word(self, key: str) -> str:
        kind = self.stage.pack.kinds.get(key)
        known = kind.text if kind else COUNTED.get(key)
        return known.in_(self.language) if known else key


class Lines:
    """The scenario for a program: one JSON object per scene, the summary last."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def opening(self, story: Story) -> None:
        """Nothing is told before the first scene."""

    def act(self, act: Act) -> None:
        """Acts are told with their scenes."""

    def scene(self, played: Played, held: bool) -> None:
        """Print one scene."""
        print(json.dumps(self._scene(played, held), ensure_ascii=False), flush=True)

    def _scene(self, played: Played, held: bool) -> dict[str, Any]:
        step = self.stage.pack.steps.get(played.scene.step)
        told: dict[str, Any] = {
            "scene": played.scene.id,
            "at": write_time(played.at),
            "person": played.person,
            "office": played.act_of,
            "step": played.scene.step
            or ("intake" if played.scene.intake else "link" if played.scene.link else "check"),
            "cite": list(step.cite) if step else [],
            "case": played.case,
            "outcome": outcome_of(played),
            "as_expected": held,
        }
        return told | self._more(played)

    def _more(self, played: Played) -> dict[str, Any]:
        result = played.result
        if isinstance(result, Receipt):
            return {k: result.count(k) for k in ("taken", "known", "rejected")} | {
                "file": played.scene.intake
            }
        if isinstance(result, Refused):
            return {"missing": [_reason_json(r) for r in result.verdict.missing]}
        if isinstance(result, Accepted) and result.verdict is not None:
            return {
                "opened": [d.rule for d in result.verdict.duties],
                "lifted": [r.rule for r in result.verdict.lifted],
            }
        return {}

    def track(self, players: Iterable[Player]) -> Iterable[Player]:
        """Nothing is told of progress."""
        return players

    def working(self, scene: Scene) -> AbstractContextManager[Any]:
        """Nothing is told of waiting."""
        return nullcontext()

    def closing(self, summary: Mapping[str, Any]) -> None:
        """Print the summary as the last object."""
        print(json.dumps(summary, ensure_ascii=False), flush=True)


def _reason_json(reason: Reason) -> dict[str, Any]:
    return {"rule": reason.rule, "cite": list(reason.cite), **reason.element, "office": reason.office}
