"""What the author of a pack is told: a pack with every error that there is, and what `law check` says of each, at once.

| line of odd.yaml | error | what is said |
|---|---|---|
| the rule ODD-NAME | an unknown name | `unknown-name` |
| the rule ODD-UNCITED | no clause | `uncited` |
| the rules ODD-IS and ODD-IS-NOT | they cannot both be met | `contradiction` |
| the exception ODD-LIFTS | lifts nothing | `exception` |
| the step measure.odd | nobody may do it | `nobody` |
| the step measure.odd_appoint | registers an appointment without asking whose | `unregistered` |
| the step measure.odd_throne | registers what there is not | `unknown-name` |
| the duty ODD-DUTY | nobody can discharge it | `duty` |
| the rule ODD-EVERY | `every` over what may be empty | `empty-every` |
| the rule ODD-WAYS | two ways of links that end in cases of different kinds | `never-same` |
| the option odd_option | no rule or step depends on it | `idle-option` |
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sekisho.cli import main
from sekisho.law.loading import load_files, packaged_files

HEAD = "    cite: [G1.1]\n    ja: 誤り\n    en: An error\n"
STEP = f"""steps:
  measure.odd:
    by: [nobody_office]
{HEAD}    does:
      - {{record: legal_memo, stage: recorded}}
  measure.odd_appoint:
    by: [npa]
    registers: appointment
{HEAD}  measure.odd_throne:
    by: [npa]
    registers: throne
{HEAD}options:
  odd_option:
    gap: amb-1
{HEAD}    values:
      only: {{ja: 一のみ, en: one only}}
    default: only
offices:
  nobody_office: {{kind: office, ja: 誰もいない機関, en: An office without posts}}
"""
RULES = {
    "ODD-NAME": ("precondition", "step: measure.start", "require: {finding: mood, is: good}"),
    "ODD-UNCITED": ("precondition", "step: measure.start", "require: {attr: status, is: open}"),
    "ODD-IS": ("precondition", "step: measure.close", "require: {attr: status, is: withdrawn}"),
    "ODD-IS-NOT": (
        "precondition",
        "step: measure.close",
        "require: {all: [{not: {attr: status, is: withdrawn}}]}",
    ),
    "ODD-LIFTS": ("exception", "lifts: START-APPROVAL", "when: {const: true}"),
    "ODD-DUTY": ("duty", "step: measure.start", "opens: phantom\n    bearer: npa"),
    "ODD-EVERY": (
        "precondition",
        "step: measure.close",
        "require: {every: target, that: {done: notice, in: [notified]}}",
    ),
    "ODD-WAYS": (
        "precondition",
        "step: measure.close",
        "require: {same_case: [under_order, on_policy], as: under_order}",
    ),
}
TOLD = {
    "ODD-NAME": "unknown-name",
    "ODD-UNCITED": "uncited",
    "ODD-IS-NOT": "contradiction",
    "ODD-LIFTS": "exception",
    "ODD-DUTY": "duty",
    "ODD-EVERY": "empty-every",
    "ODD-WAYS": "never-same",
    "measure.odd": "nobody",
    "measure.odd_appoint": "unregistered",
    "measure.odd_throne": "unknown-name",
    "odd_option": "idle-option",
}


def odd() -> str:
    """Return the file with every error."""
    text = STEP + "rules:\n"
    for name, (kind, where, says) in RULES.items():
        cited = HEAD if name != "ODD-UNCITED" else HEAD.replace("    cite: [G1.1]\n", "")
        text += f"  - id: {name}\n    kind: {kind}\n    {where}\n{cited}    {says}\n"
    return text


def line_of(name: str) -> int:
    """Return the line on which a rule or step begins."""
    wanted = f"  - id: {name}" if name in RULES else f"  {name}:"
    return odd().splitlines().index(wanted) + 1


def test_every_error_is_told_at_once_with_its_file_and_line() -> None:
    loaded = load_files({**packaged_files("jp-acd"), "odd.yaml": odd()})
    assert loaded.pack is None
    told = {(f.code.removeprefix("pack."), f.place) for f in loaded.findings}
    assert {(code, f"odd.yaml:{line_of(name)}") for name, code in TOLD.items()} - told == set()
    assert all(f.message.ja and f.message.en and f.remedy.ja and f.remedy.en for f in loaded.findings)


def test_the_packaged_pack_without_them_is_told_nothing() -> None:
    assert load_files(packaged_files("jp-acd")).findings == ()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_law_check_prints_them_all(tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in {**packaged_files("jp-acd"), "odd.yaml": odd()}.items():
        (tmp_path / name).write_text(text, "utf-8")
    assert main(["--lang", language, "law", "check", str(tmp_path)]) != 0
    printed = capsys.readouterr()
    lines = (printed.out + printed.err).splitlines()
    assert {f"odd.yaml:{line_of(name)}" for name in TOLD} <= {text.split(": ")[0] for text in lines}


def test_a_rule_of_the_wrong_shape_hides_no_error_of_another() -> None:
    """It is left out itself; what else is wrong is told as well, and nothing that only its absence makes wrong."""
    misshapen = (
        "  - id: ODD-SHAPE\n    kind: precondition\n    step: measure.start\n    ja: 誤り\n    en: An error\n"
    )
    broad = f"  - id: ODD-BROAD\n    kind: exception\n    lifts: ODD-SHAPE\n    when: {{const: true}}\n{HEAD}"
    loaded = load_files({**packaged_files("jp-acd"), "odd.yaml": odd() + misshapen + broad})
    told = {(f.code.removeprefix("pack."), f.place) for f in loaded.findings}
    assert {
        (code, f"odd.yaml:{line_of(name)}") for name, code in TOLD.items() if name in RULES
    } - told == set()
    assert sum(code == "shape" for code, _ in told) == 1
    assert not [f for f in loaded.findings if "ODD-SHAPE" in f.message.en and f.code == "pack.unknown-name"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: \x00b\n", "yaml", 1),
        ("rules: &a [*a]\n", "yaml", 1),
        ("a: " + "[" * 5000 + "]" * 5000, "yaml", 1),
        ("rules: []\nsteps: [1]\n", "shape", 2),
        ("- 1\n", "shape", 1),
        ("rules:\n  - b: *nothing\n", "yaml", 2),
    ],
)
def test_what_is_no_pack_at_all_is_told_with_its_line(text: str, code: str, line: int) -> None:
    loaded = load_files({**packaged_files("jp-acd"), "odd.yaml": text})
    assert loaded.pack is None
    assert (f"pack.{code}", f"odd.yaml:{line}") in {(f.code, f.place) for f in loaded.findings}
