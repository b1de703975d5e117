"""What `tools/hygiene.py` refuses, each defect made on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.hygiene import defects

LONG_FUNCTION = "def long() -> None:\n" + "    print()\n" * 60
DEFECTS = {
    "a registry's host": ("a.md", "see files.python" + "hosted.org", "registry"),
    "a machine's path": ("a.md", "in /ho" + "me/someone/folder", "one machine"),
    "an unfinished mark": ("a.py", "# TO" + "DO", "unfinished"),
    "a stand-in": ("a.py", "from unittest.mo" + "ck import patch", "stand-in"),
    "a name that says nothing": ("utils.py", "", "named"),
    "a long function": ("a.py", LONG_FUNCTION, "61 lines"),
    "a long file": ("a.py", "\n" * 501, "two subjects"),
    "a page that writes": (
        "src/sekisho/web/a.py",
        "Case.objects.filter(a=1).update(b=2)",
        "ask an operation",
    ),
    "a test that says nothing": ("test_a.py", "def test_it() -> None:\n    assert a", "must hold"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_named_with_its_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each kind of defect gives exactly one line, which begins with the file."""
    file, text, said = DEFECTS[name]
    monkeypatch.chdir(tmp_path)
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text(text, "utf-8")
    found = list(defects([Path(file)]))
    assert len(found) == 1
    assert found[0].startswith(file)
    assert said in found[0]


def test_ordinary_code_has_no_defect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dictionary may be updated, an operation may write, and a test may say in its first line what must hold."""
    monkeypatch.chdir(tmp_path)
    sources = {
        "src/sekisho/web/a.py": "words.update(more)\n",
        "src/sekisho/operations/a.py": "Case.objects.create(a=1)\n",
        "test_a.py": 'def test_it() -> None:\n    """It holds."""\n    assert a\n',
    }
    for file, text in sources.items():
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text(text, "utf-8")
    assert list(defects([Path(file) for file in sources])) == []


def test_two_decision_records_of_one_number_are_told_apart_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of two records that took one number is named, with the first."""
    monkeypatch.chdir(tmp_path)
    folder = Path("docs/decisions")
    folder.mkdir(parents=True)
    records = [folder / name for name in ("0001-one.md", "0002-two.md", "0002-other.md")]
    for record in records:
        record.write_text("# Decided\n", "utf-8")
    assert list(defects(records)) == ["docs/decisions/0002-two.md: 0002-other.md has its number"]
