"""A pack author's errors are reported all at once, each with file, line and remedy; a sound pack loads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sekisho.law.loading import load_files, load_pack, packaged_files

Change = Callable[[dict[str, str]], None]


def files() -> dict[str, str]:
    return dict(packaged_files("jp-acd"))


def replace(name: str, old: str, new: str) -> Change:
    def change(texts: dict[str, str]) -> None:
        assert old in texts[name], f"{name} no longer holds {old!r}"
        texts[name] = texts[name].replace(old, new, 1)

    return change


def append(name: str, text: str) -> Change:
    def change(texts: dict[str, str]) -> None:
        texts[name] = texts.get(name, "") + text

    return change


RULE = """
rules:
  - id: EXTRA
    kind: {kind}
    step: measure.start
    cite: [G1.1]
    ja: 追加の規則。
    en: An extra rule.
    {rest}
"""

DEFECTS: list[tuple[str, Change, str]] = [
    ("not YAML", append("extra.yaml", "rules: [\n"), "extra.yaml:"),
    (
        "a key twice",
        append("extra.yaml", "timers:\n  a: {ja: a, en: a}\n  a: {ja: a, en: a}\n"),
        "extra.yaml:3",
    ),
    (
        "no citation",
        append(
            "extra.yaml",
            RULE.format(kind="precondition", rest="require: {const: true}").replace("    cite: [G1.1]\n", ""),
        ),
        "extra.yaml:3",
    ),
    (
        "an unknown clause",
        append(
            "extra.yaml",
            RULE.format(kind="precondition", rest="require: {const: true}").replace("G1.1", "G9.9"),
        ),
        "extra.yaml:3",
    ),
    (
        "an unknown finding",
        append("extra.yaml", RULE.format(kind="precondition", rest="require: {finding: mood, is: good}")),
        "extra.yaml:3",
    ),
    (
        "an unknown operator",
        append("extra.yaml", RULE.format(kind="precondition", rest="require: {roughly: true}")),
        "extra.yaml:9",
    ),
    (
        "an exception that lifts nothing",
        append(
            "extra.yaml", RULE.format(kind="exception", rest="lifts: START-APPROVAL\n    when: {const: true}")
        ),
        "extra.yaml:3",
    ),
    (
        "a duty nobody can discharge",
        append("extra.yaml", RULE.format(kind="duty", rest="opens: phantom\n    bearer: npa")),
        "extra.yaml:3",
    ),
    (
        "a value that is none",
        replace(
            "measure-findings.yaml",
            "require: {finding: trigger, is: 'yes'",
            "require: {finding: trigger, is: 'often'",
        ),
        "measure-findings.yaml:",
    ),
    (
        "a text in one language",
        replace("measure-findings.yaml", "    en: Urgent need must have been found.\n", ""),
        "measure-findings.yaml:",
    ),
]


def test_the_packaged_pack_is_sound() -> None:
    """The pack that ships has no defect of any kind."""
    loaded = load_files(files())
    assert loaded.findings == ()
    assert loaded.pack is not None


@pytest.mark.parametrize(("what", "change", "place"), DEFECTS, ids=[d[0] for d in DEFECTS])
def test_a_defect_is_reported_at_its_place(what: str, change: Change, place: str) -> None:
    """Each defect keeps the pack from loading and is found where it stands, with a remedy in both languages."""
    texts = files()
    change(texts)
    loaded = load_files(texts)
    assert loaded.pack is None
    assert [f for f in loaded.findings if f.place.startswith(place)], [f.place for f in loaded.findings]
    assert all(f.message.ja and f.message.en and f.remedy.ja and f.remedy.en for f in loaded.findings)


def test_all_defects_of_one_kind_come_at_once() -> None:
    """Two wrong names in two files give two findings, not the first one."""
    texts = files()
    replace("measure-findings.yaml", "finding: trigger, is", "finding: trigga, is")(texts)
    append("extra.yaml", RULE.format(kind="precondition", rest="require: {finding: mood, is: good}"))(texts)
    places = {f.place.partition(":")[0] for f in load_files(texts).findings}
    assert {"measure-findings.yaml", "extra.yaml"} <= places


def test_a_packaged_pack_is_loaded_once() -> None:
    """Loading is remembered: the same pack is the same value."""
    assert load_pack() is load_pack()
