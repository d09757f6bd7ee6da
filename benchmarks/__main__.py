"""``make bench``: the speed of what a person waits for, against a named peer in the same run."""

from __future__ import annotations

import sys

from benchmarks import filtered_search, policy, register


def main() -> int:
    """Run every benchmark and print its table."""
    filtered_search.main()
    register.main()
    policy.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
