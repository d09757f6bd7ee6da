"""Judge the mutants of the policy and the scope.

Reads what `mutmut results --all true` prints. Passes when at most two in a hundred mutants survive and each
survivor is named, with its explanation, in the document given as argument.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ALLOWED_SHARE = 0.02
CAUGHT = frozenset({"killed", "timeout", "caught by type check"})
LINE = re.compile(r"\s*(?P<name>\S+__mutmut_\d+): (?P<status>.+?)\s*")


def complaints(results: str, explained: str) -> list[str]:
    """What is wrong with a mutation run, as sentences; empty when nothing is.

    `results` has a line `name: status` for each mutant, `explained` the text in which survivors are named.
    """
    statuses = {m["name"]: m["status"] for m in map(LINE.fullmatch, results.splitlines()) if m}
    tried = {name: status for name, status in statuses.items() if status != "skipped"}
    if not tried:
        return ["No mutant was tried: run `mutmut run` first."]
    survivors = sorted(name for name, status in tried.items() if status not in CAUGHT)
    found = [
        f"{name} ({tried[name]}) is not explained."
        for name in survivors
        if not re.search(rf"{re.escape(name)}\b", explained)
    ]
    if len(survivors) > ALLOWED_SHARE * len(tried):
        share = f"{len(survivors)} of {len(tried)}"
        found.append(f"{share} mutants survive; {ALLOWED_SHARE:.0%} are allowed.")
    return found


def main(document: str) -> int:
    """Exit code: 0 when the run is good, 1 after saying why not."""
    path = Path(document)
    explained = path.read_text(encoding="utf-8") if path.exists() else ""
    found = complaints(sys.stdin.read(), explained)
    print("\n".join(found) or "Every surviving mutant is explained, and there are few.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
