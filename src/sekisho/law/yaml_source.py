"""Strict YAML 1.2 with places: no Booleans out of `on` and `yes`, no keys lost, every value traceable to its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from yaml.composer import Composer

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

Path = tuple[str | int, ...]


class _Core(yaml.SafeLoader):
    """PyYAML with the scalars of the YAML 1.2 core schema in place of those of 1.1."""


_Core.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
):
    _Core.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


class _Quick(Composer, yaml.CSafeLoader):
    """The same by libyaml. The composer is Python's: that of C overflows the stack where nesting is deep."""

    yaml_implicit_resolvers = _Core.yaml_implicit_resolvers

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)


class Source:
    """One YAML text: its value, and the line of every path in it."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.value: Any = {}
        self.lines: dict[Path, int] = {}
        self.findings: list[Finding] = []
        self._read(text)

    def place(self, path: Path) -> str:
        """Return ``file:line`` of a path, or of the nearest one above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return f"{self.name}:{self.lines.get(path, 1)}"

    def _read(self, text: str) -> None:
        try:
            node = _composed(text)
            self._loader = _Core("")
            self.value = {} if node is None else self._build(node, ())
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.findings.append(_not_yaml(f"{self.name}:{line}", str(error.problem)))
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            self.findings.append(_not_yaml(f"{self.name}:{line}", error.reason))
        except RecursionError:
            self.findings.append(_not_yaml(f"{self.name}:1", "nested too deeply"))

    def _build(self, node: yaml.Node, path: Path) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(each, (*path, index)) for index, each in enumerate(node.value)]
        return self._loader.construct_object(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> Mapping[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in built:
                self.findings.append(_twice(f"{self.name}:{key_node.start_mark.line + 1}", key))
            built[key] = self._build(value_node, (*path, key))
            self.lines[(*path, key)] = key_node.start_mark.line + 1
        return built


def _composed(text: str) -> yaml.Node | None:
    """Compose by libyaml, which takes a fifth of the time; what it objects to is left to PyYAML's own parser, which says more."""
    try:
        return yaml.compose(text, Loader=_Quick)
    except (yaml.YAMLError, UnicodeEncodeError):
        return yaml.compose(text, Loader=_Core)


def _not_yaml(place: str, problem: str) -> Finding:
    return Finding(
        code="pack.yaml",
        severity="error",
        place=place,
        message=Text(f"YAMLとして読めない（{problem}）。", f"This is not YAML ({problem})."),
        remedy=Text("字下げ、コロン及び引用符を確認すること。", "Check indentation, colons and quotes."),
    )


def _twice(place: str, key: str) -> Finding:
    return Finding(
        code="pack.duplicate-key",
        severity="error",
        place=place,
        message=Text(f"キー「{key}」が二度書かれている。", f"The key “{key}” stands here twice."),
        remedy=Text("一方を削除するか、名を改めること。", "Remove one of the two or rename it."),
    )
