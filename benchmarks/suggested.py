"""What ingest suggests over a repository: of how many editions each field, and how many values.

How many of them are right is measured on labelled documents (``front``, ``subjects``, ``judgements``, ``banners``).
"""

from __future__ import annotations

import sys
from collections import Counter

from sqlmodel import select

from models.tables.assessment import Edition
from repository.editions import read_suggestions
from repository.settings import Settings
from web.commands.environment import opened, settings


def main(known: Settings) -> int:
    """Print a line a field; return 0."""
    editions, values, count = Counter[str](), Counter[str](), 0
    with opened(known) as registry, registry.database.read() as session:
        for edition in session.exec(select(Edition)):
            count += 1
            for field, found in read_suggestions(edition, registry.vault).items():
                editions[field] += bool(found)
                values[field] += len(found) if isinstance(found, list) else bool(found)
    for field in sorted(editions):
        print(f"  {field:<44} {editions[field]} of {count} editions, {values[field]} values")
    return 0


if __name__ == "__main__":
    sys.exit(main(settings()))
