"""The verifier is one file that needs the standard library alone, and the ledger's core is not needed to trust it."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from sekisho.ledger import verify

SOURCE = Path(verify.__file__).read_text("utf-8")
TREE = ast.parse(SOURCE)


def imported() -> set[str]:
    """Return the top-level names of all modules that the file imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(TREE):
        if isinstance(node, ast.Import):
            names |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or "").split(".")[0])
    return names


def test_it_imports_the_standard_library_alone() -> None:
    """Neither a module of sekisho nor one that has to be installed, nor anything relative."""
    assert "hashlib" in imported()
    assert imported() <= set(sys.stdlib_module_names)


def test_it_opens_no_network_and_runs_no_program() -> None:
    """A commission may run it on a closed network; it has nothing by which to do otherwise."""
    outside = {
        "socket",
        "ssl",
        "urllib",
        "http",
        "ftplib",
        "smtplib",
        "asyncio",
        "subprocess",
        "ctypes",
        "importlib",
    }
    assert not imported() & outside
    called = {
        node.func.id
        for node in ast.walk(TREE)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"eval", "exec", "compile", "__import__"}


def test_each_check_that_it_announces_is_numbered_where_it_is_done() -> None:
    """A reader finds the place of each step by its number."""
    announced = set(re.findall(r"^(\d)\. \*\*", ast.get_docstring(TREE) or "", re.MULTILINE))
    marked = set(re.findall(r"^    # (\d) ─", SOURCE, re.MULTILINE))
    named = set(re.findall(r'"""Step (\d)[:.]', SOURCE))
    assert announced == {str(number) for number in range(1, 10)}
    assert announced <= marked | named


def test_every_failure_is_said_in_both_languages() -> None:
    """Each ``Wrong`` that is raised has a Japanese text first and an English one after it."""
    raised = [n for n in ast.walk(TREE) if isinstance(n, ast.Call) and ast.unparse(n.func) == "Wrong"]
    assert raised
    for call in raised:
        ja, en = (ast.unparse(argument) for argument in call.args)
        assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", ja) or ja.isidentifier(), ja
        assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", en), en
