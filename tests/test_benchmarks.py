"""The figures on the page are those that the benchmarks kept."""

from __future__ import annotations

import json

from benchmarks import vectors
from benchmarks.results import RESULTS, dumped, homeless, pages, written
from benchmarks.vector_tables import tables

KNOWN = {
    "policy": {
        "at": "2026-11-22",
        "machine": "2 cores",
        "load": 0.1,
        "tables": {"scope": [{"": "nothing changed", "ms": "0.4"}, {"": "one edition", "ms": "9.0"}]},
    }
}


def test_the_pages_show_the_figures_that_were_kept() -> None:
    known = json.loads(RESULTS.read_text("utf-8"))
    assert known
    found = pages()
    assert homeless(list(found.values()), known) == []
    assert all(written(page, known) == page for page in found.values())


def test_tables_of_rows_are_made_of_the_rows_kept() -> None:
    found = json.loads(RESULTS.read_text("utf-8"))[vectors.NAME]
    assert found["tables"] == {table.name: table.cells() for table in tables(found["rows"])}


def test_results_with_rows_are_read_as_they_were_written() -> None:
    known = {**KNOWN, "vectors": {"tables": {}, "rows": [{"peer": "duckdb", "ms": 1.5}, {"peer": "قطر", "ms": 2}]}}
    text = dumped(known)
    assert json.loads(text) == known
    assert '{"peer": "duckdb", "ms": 1.5},\n' in text


def test_a_later_run_writes_over_the_earlier_one_and_leaves_the_words() -> None:
    page = "Words.\n<!-- policy: scope -->\nold\n<!-- end -->\nMore words.\n"
    once = written(page, KNOWN)
    assert written(once, KNOWN) == once
    assert "old" not in once
    assert "| one edition | 9.0 |" in once
    assert once.startswith("Words.\n")
    assert once.endswith("\nMore words.\n")


def test_figures_without_a_place_on_any_page_are_named() -> None:
    assert homeless(["Words.\n", "<!-- policy: preview -->\n<!-- end -->\n"], KNOWN) == ["policy: scope"]
    assert homeless(["<!-- policy: scope -->\n<!-- end -->\n"], KNOWN) == []
