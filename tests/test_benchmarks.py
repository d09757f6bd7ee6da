"""The figures on the page are those that the benchmarks kept."""

from __future__ import annotations

import json

import pytest

from benchmarks.results import PAGE, RESULTS, written

KNOWN = {
    "policy": {
        "at": "2026-11-22",
        "machine": "2 cores",
        "load": 0.1,
        "tables": {"scope": [{"": "nothing changed", "ms": "0.4"}, {"": "one edition", "ms": "9.0"}]},
    }
}


def test_the_page_shows_the_figures_that_were_kept() -> None:
    page = PAGE.read_text("utf-8")
    known = json.loads(RESULTS.read_text("utf-8"))
    assert known
    assert written(page, known) == page


def test_a_later_run_writes_over_the_earlier_one_and_leaves_the_words() -> None:
    page = "Words.\n<!-- policy: scope -->\nold\n<!-- end -->\nMore words.\n"
    once = written(page, KNOWN)
    assert written(once, KNOWN) == once
    assert "old" not in once
    assert "| one edition | 9.0 |" in once
    assert once.startswith("Words.\n")
    assert once.endswith("\nMore words.\n")


def test_figures_without_a_place_on_the_page_are_refused() -> None:
    with pytest.raises(SystemExit, match="no place for the table 'policy: scope'"):
        written("Words.\n", KNOWN)
