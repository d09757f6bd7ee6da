"""Where figures are kept: ``benchmarks/results.json``, and the tables of ``docs/benchmarks.md`` made from it."""

from __future__ import annotations

import json
import os
import platform
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS, PAGE = ROOT / "benchmarks" / "results.json", ROOT / "docs" / "benchmarks.md"


@dataclass(frozen=True, slots=True)
class Table:
    """What one benchmark found: heads, and rows of the same length."""

    name: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def lines(self) -> list[str]:
        """Return the table as Markdown."""
        cells = [self.heads, ("---",) + ("---:",) * (len(self.heads) - 1), *self.rows]
        return [f"| {' | '.join(row)} |" for row in cells]


def keep(name: str, tables: list[Table]) -> None:
    """Keep what a benchmark found and write its tables into the page, over those of an earlier run."""
    known: dict[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    known[name] = {
        "at": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "load": round(os.getloadavg()[0], 1),
        "tables": {table.name: [dict(zip(table.heads, row, strict=True)) for row in table.rows] for table in tables},
    }
    RESULTS.write_text(json.dumps(known, ensure_ascii=False, indent=2) + "\n", "utf-8")
    PAGE.write_text(written(PAGE.read_text("utf-8"), known), "utf-8")


def written(page: str, known: dict[str, Any]) -> str:
    """Return the page with every table as the results have it; words around the tables stay."""
    for name, found in known.items():
        for title, rows in found["tables"].items():
            table = Table(title, tuple(rows[0]), [tuple(row.values()) for row in rows])
            said = f"{found['at']}, {found['machine']}, other load {found['load']}."
            body = "\n".join([f"<!-- {name}: {title} -->", *table.lines(), "", said, "<!-- end -->"])
            place = re.compile(rf"<!-- {re.escape(name)}: {re.escape(title)} -->.*?<!-- end -->", re.DOTALL)
            if place.search(page) is None:
                raise SystemExit(f"{PAGE} has no place for the table '{name}: {title}'.")
            page = place.sub(lambda _, body=body: body, page)  # type: ignore[misc]
    return page
