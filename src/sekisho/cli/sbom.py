"""``sekisho sbom``: what is installed here, as a bill of materials (CycloneDX) or as a table of licences.

Everything is read from the metadata of the installed distributions; nothing is looked up elsewhere.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

from .reporting import UNUSABLE

ROOT = "sekisho"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
UNSTATED = "—"
CLASSIFIER = "License :: "
INSTALL = "部品表には拡張「sbom」が要る：pip install 'sekisho[sbom]' / needs the extra “sbom”"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--licences", action="store_true", help="使用許諾の一覧 / a table of licences")
    parser.add_argument("-o", "--output", help="書き出す先 / file to write (standard output)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the bill or the table; 1 where a distribution states no licence, 2 where the extra is not installed."""
    found = installed()
    if args.licences:
        _put("".join(f"{d.name}\t{d.version}\t{licence_of(d)}\n" for d in found.values()), args.output)
        return 1 if any(licence_of(d) == UNSTATED for d in found.values()) else 0
    try:
        _put(bill_of(found), args.output)
    except ModuleNotFoundError as absent:
        if not (absent.name or "").startswith("cyclonedx"):
            raise
        print(INSTALL, file=sys.stderr)
        return UNUSABLE
    return 0


def _put(text: str, output: str | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        with open(output, "w", encoding="utf-8") as file:
            file.write(text)


def canonical(name: str) -> str:
    """Return a distribution's name in the form in which names are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, Distribution]:
    """Return the product and every distribution that it needs and that is installed, by canonical name, sorted.

    Extras count as far as what they ask for is here.
    """
    found: dict[str, Distribution] = {}
    waiting = [ROOT]
    while waiting:
        name = canonical(waiting.pop())
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        waiting += needs(found[name])
    return dict(sorted(found.items()))


def needs(of: Distribution) -> list[str]:
    """Return the names of what a distribution asks for; what only its extras ask for counts for the product alone.

    Other markers are left aside: what they exclude is not installed, and what is not installed does not count.
    """
    asked = of.requires or ()
    wanted = asked if canonical(of.name) == ROOT else [each for each in asked if "extra ==" not in each]
    return [found[0] for each in wanted if (found := NAME.match(each))]


def licence_of(of: Distribution) -> str:
    """Return the licence that a distribution states: the expression, else the classifiers, else the one-line field."""
    stated = _field(of, "License-Expression")
    if stated:
        return stated
    classified = [each for each in of.metadata.get_all("Classifier") or () if each.startswith(CLASSIFIER)]
    if classified:
        return "; ".join(each.rpartition(" :: ")[2] for each in classified)
    field = _field(of, "License").strip()
    return field.splitlines()[0] if field else UNSTATED


def _field(of: Distribution, name: str) -> str:
    return next(iter(of.metadata.get_all(name) or ()), "")


def bill_of(found: dict[str, Distribution]) -> str:
    """Return the bill of materials as CycloneDX 1.6 JSON. Raises ``ModuleNotFoundError`` without the extra ``sbom``."""
    model = import_module("cyclonedx.model.bom")
    writer = import_module("cyclonedx.output.json")
    parts = {name: _component(of) for name, of in found.items()}
    bill: Any = model.Bom(components=[part for name, part in parts.items() if name != ROOT])
    bill.metadata.component = parts.get(ROOT)
    for name, part in parts.items():
        bill.register_dependency(part, list(_known(found[name], parts)))
    return str(writer.JsonV1Dot6(bill).output_as_string(indent=1)) + "\n"


def _known(of: Distribution, parts: dict[str, Any]) -> Iterator[Any]:
    return (parts[name] for name in map(canonical, needs(of)) if name in parts)


def _component(of: Distribution) -> Any:
    component = import_module("cyclonedx.model.component")
    licences = import_module("cyclonedx.contrib.license.factories").LicenseFactory()
    purl = import_module("packageurl").PackageURL("pypi", name=canonical(of.name), version=of.version)
    kind = component.ComponentType.APPLICATION if of.name == ROOT else component.ComponentType.LIBRARY
    stated = licence_of(of)
    return component.Component(
        name=of.name,
        version=of.version,
        type=kind,
        bom_ref=str(purl),
        purl=purl,
        description=_field(of, "Summary"),
        licenses=[] if stated == UNSTATED else [licences.make_from_string(stated)],
    )
