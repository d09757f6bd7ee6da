"""Where figures are kept: ``benchmarks/results.json``, and the tables of the pages under ``docs`` made from it.

A benchmark keeps tables; one that can be resumed keeps rows as well, one for every thing measured, and makes its tables
from them. Several may keep at once.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
PAGES = ROOT / "docs" / "benchmarks"
"""What has too many tables for ``benchmarks.md`` has a page of its own in this folder."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """What one benchmark found: heads, and rows of the same length; ``of`` are the kept rows it was made of."""

    name: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]
    of: Sequence[Row] = ()

    def lines(self) -> list[str]:
        """Return the table as Markdown."""
        cells = [self.heads, ("---",) + ("---:",) * (len(self.heads) - 1), *self.rows]
        return [f"| {' | '.join(row)} |" for row in cells]

    def cells(self) -> list[dict[str, str]]:
        """Return the rows as they are kept."""
        return [dict(zip(self.heads, row, strict=True)) for row in self.rows]


def keep(name: str, tables: Sequence[Table], *, timed: bool = True) -> None:
    """Keep what a benchmark found and write its tables into the pages, over those of an earlier run.

    What is not timed is the same on every machine, and none is named below it.
    """
    with _known() as known:
        if timed:
            _keep(known, name, tables)
        else:
            known[name] = {"at": _today(), "tables": {table.name: table.cells() for table in tables}}


def keep_row(name: str, row: Row, key: Sequence[str], tables: Callable[[list[Row]], Sequence[Table]]) -> None:
    """Keep one row over an earlier one that is the same in every field of ``key``, and the tables made of all."""
    with _known() as known:
        rows = known.get(name, {}).get("rows", [])
        rows = [one for one in rows if not alike(one, row, key)] + [row]
        _keep(known, name, tables(rows))
        known[name]["rows"] = rows


def made_again(name: str, tables: Callable[[list[Row]], Sequence[Table]]) -> None:
    """Make the tables of rows again, as of the day when the last row was kept."""
    with _known() as known:
        if name in known:
            known[name] |= _tabled(tables(known[name].get("rows", [])))


def kept_rows(name: str) -> list[Row]:
    """Return the rows that a benchmark has kept."""
    rows: list[Row] = _read().get(name, {}).get("rows", [])
    return rows


def kept_tables(name: str) -> dict[str, list[dict[str, str]]]:
    """Return the cells of a benchmark's tables, by title."""
    found: dict[str, list[dict[str, str]]] = _read().get(name, {}).get("tables", {})
    return found


def alike(one: Mapping[str, Any], other: Mapping[str, Any], key: Sequence[str]) -> bool:
    """Return whether two rows are of the same thing."""
    return all(one.get(field) == other.get(field) for field in key)


def written(page: str, known: Mapping[str, Any]) -> str:
    """Return the page with every table that has a place on it; words around the tables stay."""
    for name, found in known.items():
        for title, rows in found["tables"].items():
            if not rows:
                continue
            table = Table(title, tuple(rows[0]), [tuple(row.values()) for row in rows])
            body = "\n".join([_place(name, title), *table.lines(), *_said(found, title), "<!-- end -->"])
            place = re.compile(rf"{re.escape(_place(name, title))}.*?<!-- end -->", re.DOTALL)
            page = place.sub(lambda _, body=body: body, page)  # type: ignore[misc]
    return page


def homeless(pages: Sequence[str], known: Mapping[str, Any]) -> list[str]:
    """Return the tables, as 'benchmark: title', that no page has a place for."""
    tables = [(name, title) for name, found in known.items() for title in found["tables"]]
    return [f"{name}: {title}" for name, title in tables if not any(_place(name, title) in page for page in pages)]


def pages() -> dict[Path, str]:
    """Return the pages that tables stand on."""
    paths = (PAGES.with_suffix(".md"), PAGES.with_name("quality.md"), *sorted(PAGES.glob("*.md")))
    return {path: path.read_text("utf-8") for path in paths}


def dumped(known: Mapping[str, Any]) -> str:
    """Return the results as JSON, a row a line."""
    text = json.dumps(
        {name: {**found, "rows": _marks(name, found)} if "rows" in found else found for name, found in known.items()},
        ensure_ascii=False,
        indent=2,
    )
    for name, found in known.items():
        for mark, row in zip(_marks(name, found), found.get("rows", []), strict=True):
            text = text.replace(json.dumps(mark), json.dumps(row, ensure_ascii=False), 1)
    return text + "\n"


def _keep(known: dict[str, Any], name: str, tables: Sequence[Table]) -> None:
    kept = {"rows": known[name]["rows"]} if "rows" in known.get(name, {}) else {}
    known[name] = {
        "at": _today(),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "load": round(os.getloadavg()[0], 1),
        **_tabled(tables),
        **kept,
    }


def _tabled(tables: Sequence[Table]) -> dict[str, Any]:
    """Return tables as they are kept; those made of rows with the days and the load of theirs."""
    return {
        "tables": {table.name: table.cells() for table in tables},
        "measured": {table.name: _measured(table.of) for table in tables if table.of},
    }


@contextmanager
def _known() -> Iterator[dict[str, Any]]:
    """Give the results to be changed, while nobody else changes them; then write them and the pages."""
    lock = ROOT / ".bench" / "results.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        known = _read()
        yield known
        found = pages()
        if lost := homeless(list(found.values()), known):
            raise SystemExit(f"No page under docs has a place for the table '{lost[0]}'.")
        _write(RESULTS, dumped(known))
        for path, page in found.items():
            if (new := written(page, known)) != page:
                _write(path, new)


def _read() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    return known


def _write(path: Path, text: str) -> None:
    """Replace a file whole."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, "utf-8")
    new.replace(path)


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


def _measured(rows: Sequence[Row]) -> list[str]:
    """Return on which days rows were measured and beside what load; they may be of several runs."""
    days = sorted({row["at"] for row in rows if "at" in row})
    loads = sorted(row["load"] for row in rows if "load" in row)
    busy = "load " + (f"{loads[0]} to {loads[-1]}, median {loads[len(loads) // 2]}" if loads else "not kept")
    unknown = sum("load" not in row for row in rows) if loads else 0
    kept = f"; of {unknown} of {len(rows)} rows it was not kept" if unknown else ""
    return [" to ".join(dict.fromkeys((days[0], days[-1]))) if days else "", f"{busy}{kept}"]


def _said(found: Mapping[str, Any], title: str) -> list[str]:
    """Return when, where and beside what load the figures of a table were measured."""
    if "machine" not in found:
        return [""]
    days, busy = found.get("measured", {}).get(title, ["", f"load {found['load']}"])
    return ["", f"{days or found['at']}, {found['machine']}, {busy}."]


def _place(name: str, title: str) -> str:
    return f"<!-- {name}: {title} -->"


def _marks(name: str, found: Mapping[str, Any]) -> list[str]:
    return [f"@{name} {number}@" for number in range(len(found.get("rows", [])))]
