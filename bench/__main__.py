"""Run the benchmarks and print one JSON object a line and figure."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

AREAS = sorted(p.stem for p in Path(__file__).parent.glob("*.py") if not p.stem.startswith("_"))


def main(chosen: list[str]) -> int:
    """Run the areas chosen, or all of them."""
    unknown = [area for area in chosen if area not in AREAS]
    if unknown:
        print(f"ONLY={unknown[0]}: there is {', '.join(AREAS)}", file=sys.stderr)
        return 2
    for area in chosen or AREAS:
        for figure in import_module(f"bench.{area}").figures():
            print(json.dumps(figure), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
