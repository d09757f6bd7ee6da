"""Plots say what their rows say, and their words do not stand upon each other."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from benchmarks import plots
from benchmarks.drawing import LINE, Line, Panel, drawn
from benchmarks.peers import CONCORD
from benchmarks.results import Row
from benchmarks.sizes import CLOCK, PROCESSOR

TICKS = [(1.0, "one"), (10.0, "ten")]


def row(peer: str, handlings: int, visible: float, cpu: float, **figures: object) -> Row:
    return {"peer": peer, "n": 1_000, "handlings": handlings, "visible": visible, "cpu": cpu} | figures


def placed(picture: str) -> dict[str, float]:
    """Return how far down every word stands."""
    found = ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    return {str(one.text): float(one.attrib["y"]) for one in found}


def test_names_of_lines_that_end_together_stand_apart_and_in_their_order() -> None:
    lines = [Line(name, "#000", [(1, 2), (10, 5 + n / 100)]) for n, name in enumerate("abcd")]
    down = placed(drawn("Title", "told", "below", [Panel("panel", lines, TICKS, 1, 10)]))
    ends = [down[name] for name in "dcba"]
    assert all(after - before >= LINE - 0.2 for before, after in pairwise(ends))


def test_words_are_large_enough_to_read_and_are_escaped() -> None:
    picture = drawn("A < B", "told", "below", [Panel("panel", [Line("a & b", "#000", [(1, 2)])], TICKS, 1, 10)])
    root = ElementTree.fromstring(picture)
    assert {int(one.attrib["font-size"]) for one in root.iter() if "font-size" in one.attrib} == {12, 15}
    assert {"A < B", "a & b"} <= set(placed(picture))


def test_a_title_tells_the_worst_and_the_best_of_the_quickest_exact_peer() -> None:
    rows = [
        row(CONCORD, 2, 0.1, 1.0),
        row("flat-array", 2, 0.1, 0.5, ratio_cpu=0.5),
        row("duckdb", 2, 0.1, 9.0, ratio_cpu=9.0),
        row("hnswlib", 2, 0.1, 0.1, ratio_cpu=0.1),
        row("duckdb", 20, 0.1, 4.0, ratio_cpu=4.0),
        row("duckdb", 20, 1.0, 4.0, ratio_cpu=3.0),
    ]
    assert "the quickest exact peer takes 0.5 to 4 times Concord's time" in plots.visible(rows)


def test_search_is_drawn_with_what_is_wanted_and_says_what_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"search-100k": {"Concord": [{"": "100% of the works", CLOCK: "80", PROCESSOR: "4.5"}]}}
    monkeypatch.setattr(plots, "kept_tables", lambda name: kept.get(name, {}))
    words = " ".join(placed(plots.search()))
    assert "the clock at 100,000 reached" in words
    assert "the processor at 100,000 1.5 times what is wanted" in words


def test_nothing_is_drawn_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "kept_tables", lambda _: {})
    assert plots.search() == ""
