"""The relaxed scene: a variable keeps every value that it ever had, so that acts only ever open doors.

What cannot be reached even so cannot be reached at all; and the acts that reach it so, few enough, point the way.
A relaxed state is a row of bit masks, one bit for each value.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from types import CodeType, FunctionType

from .acts import Move

ONWARD = 0b0110
"""What time moves on: what is coming begins, what is running ends."""

Masks = list[int]
Step = Callable[[Masks], bool]


def masks(state: bytes) -> Masks:
    """Return a state as masks."""
    return [1 << value for value in state]


def condition(text: str) -> Callable[[Masks], bool]:
    """Return a condition over a state as one over masks: whether some choice of the values kept makes it true."""
    return _compiled(f"def can(m):\n    return bool({_can(ast.parse(text, mode='eval').body, True)})")


def step(move: Move) -> Step:
    """Return a move over masks: whether it can be made; if so the values that it brings are added."""
    lines = "".join(f"    {_adds(ast.parse(line).body[0])}\n" for line in move.does)
    guard = _can(ast.parse(move.guard, mode="eval").body, True)
    return _compiled(f"def act(m):\n    if not {guard}:\n        return False\n{lines}    return True")


def _compiled(text: str) -> Callable[[Masks], bool]:
    module = compile(text, "<relaxed>", "exec")
    code = next(c for c in module.co_consts if isinstance(c, CodeType))
    return FunctionType(code, {"bool": bool})


def _adds(line: ast.stmt) -> str:
    if isinstance(line, ast.If):
        inner = _adds(line.body[0])
        return f"if {_can(line.test, True)}: {inner}"
    if not isinstance(line, ast.Assign):
        raise TypeError(ast.dump(line))
    place = _place(line.targets[0])
    match line.value:
        case ast.Constant(int(value)):
            return f"m[{place}] |= {1 << value}"
        case ast.BinOp(left, ast.Add(), _):
            return f"m[{place}] |= (m[{_place(left)}] & {ONWARD}) << 1"
        case other:
            return f"m[{place}] |= m[{_place(other)}]"


def _place(node: ast.expr) -> int:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        place = node.slice.value
        if isinstance(place, int):
            return place
    raise TypeError(ast.dump(node))


def _can(node: ast.expr, wanted: bool) -> str:
    """Return whether a condition can come out as wanted, with negations pushed to the leaves."""
    match node:
        case ast.Constant(value):
            return str(bool(value) is wanted)
        case ast.UnaryOp(ast.Not(), inner):
            return _can(inner, not wanted)
        case ast.BoolOp(op, parts):
            word = " and " if isinstance(op, ast.And) is wanted else " or "
            return f"({word.join(_can(p, wanted) for p in parts)})"
        case ast.Compare(ast.Subscript(), _, _):
            return _leaf(node, wanted)
        case ast.Compare(total, [op], [ast.Constant(value)]):
            return _counted(total, isinstance(op, ast.GtE), int(value), wanted)  # type: ignore[arg-type]
    mask = 1 if not wanted else ~1
    return f"m[{_place(node)}] & {mask}"


def _leaf(node: ast.Compare, wanted: bool) -> str:
    numbers = ast.literal_eval(node.comparators[0])
    within = sum(1 << n for n in (numbers if isinstance(numbers, tuple) else (numbers,)))
    equal = isinstance(node.ops[0], ast.Eq | ast.In)
    return f"m[{_place(node.left)}] & {within if equal is wanted else ~within}"


def _counted(total: ast.expr, at_least: bool, number: int, wanted: bool) -> str:
    """A sum of conditions: as many as can hold, or as few as must."""
    most = at_least is wanted
    parts = [_can(p, True) if most else f"not ({_can(p, False)})" for p in _summands(total)]
    text = " + ".join(f"bool({p})" for p in parts) or "0"
    return f"({text} {'>=' if most else '<'} {number})"


def _summands(node: ast.expr) -> Sequence[ast.expr]:
    match node:
        case ast.BinOp(left, ast.Add(), right):
            return [*_summands(left), *_summands(right)]
        case ast.Call(_, [inner]):
            return [inner]
    return []
