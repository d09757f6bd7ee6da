"""``make bench``: the speed of what a person waits for, against named peers in the same run.

``python -m benchmarks [NAME ...]`` runs the benchmarks named, or all. ``SIZE`` in the environment says at which sizes
vectors and search are measured: ``10k``, ``100k``, ``1m``, with commas between them. Search and load take real reports
from the folder that ``CONCORD_CORPUS`` names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from benchmarks import load, policy, register, search, vectors

BENCHMARKS: dict[str, Callable[[], object]] = {
    "vectors": vectors.main,
    "search": search.every,
    "load": load.measure,
    "register": register.main,
    "policy": policy.main,
}


def main(names: Sequence[str] = ()) -> int:
    """Run the benchmarks and print their tables."""
    for name in names:
        if name not in BENCHMARKS:
            raise SystemExit(f"'{name}' is no benchmark; there are {', '.join(BENCHMARKS)}.")
    for name in names or BENCHMARKS:
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
