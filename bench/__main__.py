"""Run the benchmarks and print one JSON object a line and figure: ``make bench`` or ``make bench ONLY=<area>``.

An area is a module ``bench/<area>.py`` with a generator ``figures()``; a module whose name begins with an underscore is
none.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

from ._measuring import KEYS


def areas() -> list[str]:
    """Return the areas that there are."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def main(chosen: list[str]) -> int:
    """Run the areas chosen, or all of them; 2 where there is no such area. Raises ``ValueError`` for an odd figure."""
    unknown = [area for area in chosen if area not in areas()]
    if unknown:
        print(f"ONLY={unknown[0]}: there is {', '.join(areas())}", file=sys.stderr)
        return 2
    for area in chosen or areas():
        for figure in import_module(f"bench.{area}").figures():
            if set(figure) != set(KEYS):
                raise ValueError(
                    f"bench.{area}: a figure says {', '.join(KEYS)}, this one {', '.join(figure)}"
                )
            print(json.dumps({key: figure[key] for key in KEYS}, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
