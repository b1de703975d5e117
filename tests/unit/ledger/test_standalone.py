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
    """Neither a module of sekisho nor one that has to be installed, nor anything relative; ``cryptography`` is tried
    for in one place, and done without where it is not there.
    """
    assert "hashlib" in imported()
    assert imported() - set(sys.stdlib_module_names) == {"cryptography"}
    trials = [
        node for node in ast.walk(TREE) if isinstance(node, ast.Try) and "cryptography" in ast.dump(node)
    ]
    (handler,) = [each for node in trials for each in node.handlers]
    assert ast.unparse(handler) == "except ImportError:\n    return None"


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


def checks() -> dict[str, list[ast.FunctionDef]]:
    """Return the functions of each check by its number: those named for it, and those of a class that is."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for node in ast.walk(TREE):
        named = isinstance(node, ast.ClassDef | ast.FunctionDef) and re.match(
            "check_?([0-9]+)", node.name, re.I
        )
        if named:
            within = [each for each in ast.walk(node) if isinstance(each, ast.FunctionDef)]
            found.setdefault(named[1], []).extend(within)
    return found


def test_each_check_that_it_announces_is_named_for_its_number_and_of_short_functions() -> None:
    """A reader finds each check by its number, and sees it whole."""
    announced = re.findall(r"^(\d+)\. \*\*", ast.get_docstring(TREE) or "", re.MULTILINE)
    assert announced == [str(number) for number in range(1, 12)]
    assert checks().keys() == set(announced)
    for each in (function for functions in checks().values() for function in functions):
        assert (each.end_lineno or 0) - each.lineno < 30, each.name
        assert ast.get_docstring(each) or each.name.startswith("_"), each.name


def test_every_check_is_made_of_each_leaf() -> None:
    """None that has its class is left out of the run."""
    kinds = {each.__name__ for each in verify.Check.__subclasses__()}
    assert kinds
    run = ast.unparse(next(n for n in ast.walk(TREE) if isinstance(n, ast.FunctionDef) and n.name == "run"))
    assert all(re.search(rf"\b{name}\b", run) for name in kinds)


def said() -> set[str]:
    """Return every word key that the code names, as the first argument of what says something."""
    places = {"Wrong": 0, "Unreadable": 0, "good": 1, "note": 1, "bad": 2, "said": 0, "require": 1}
    found: set[str] = set()
    for call in (n for n in ast.walk(TREE) if isinstance(n, ast.Call)):
        place = places.get(ast.unparse(call.func).rpartition(".")[2])
        if place is not None and len(call.args) > place:
            texts = (n.value for n in ast.walk(call.args[place]) if isinstance(n, ast.Constant))
            found |= {text for text in texts if isinstance(text, str)}
    return found


def test_everything_is_said_in_both_languages() -> None:
    """Each word has a Japanese text first and an English one after it, with the same values put in."""
    for ja, en in verify.WORDS.values():
        assert set(re.findall(r"{(\w+)", ja)) - {"part_ja"} <= set(re.findall(r"{(\w+)", en))
        assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", en), en
        assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", ja) or "{value}" in ja, ja


def test_what_is_said_has_its_words_and_no_word_is_left_over() -> None:
    """A key without words would be a traceback; words without a key are said by nobody."""
    texts = {node.value for node in ast.walk(TREE) if isinstance(node, ast.Constant)}
    assert set(verify.WORDS) <= texts
    assert {key for key in said() if re.fullmatch(r"[a-z_]+", key)} <= set(verify.WORDS)
