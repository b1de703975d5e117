"""One run of linking in a process of its own, so that its peak memory can be read: folder and memory limit in."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from sekisho.linking.bulk import link_bulk
from sekisho.linking.engine import duckdb_engine


def main() -> None:
    """Link, and print what it took."""
    began = time.perf_counter()
    with duckdb_engine(sys.argv[2]) as engine:
        engine.read("given", Path(sys.argv[1]))
        found = link_bulk(engine)
    taken = {
        "seconds": time.perf_counter() - began,
        "processor": time.process_time(),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "links": found.links.num_rows,
        "candidates": len(set(found.clusters["cluster"].to_pylist())),
    }
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
