"""Vectors against peers: samples that repeat, filters that tell the truth, runs that go on where they ended."""

from __future__ import annotations

import math
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from benchmarks import vectors
from benchmarks.peers import CONCORD, PEERS
from benchmarks.peers.concord import Concord
from benchmarks.peers.flat import Array, Bitmap
from benchmarks.peers.peer import Peer
from benchmarks.peers.running import Asked
from benchmarks.results import Row, kept_rows
from benchmarks.sample import DIMENSIONS, FEW, NEAREST, WAYS, Sample
from benchmarks.vector_tables import MEANT, tables

SIZE = 2_000


@pytest.fixture(scope="module", params=WAYS)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return Sample(tmp_path_factory.mktemp("sample"), SIZE, request.param).made()


def row(peer: str, visible: float, **figures: object) -> Row:
    known = {"peer": peer, "n": SIZE, "handlings": FEW, "visible": visible, "grouped": False}
    return known | {"version": "1.0", "recall": 1.0, "ms": 1.0, "p95": 2.0, "cpu": 1.0} | figures


def test_the_same_size_gives_the_same_numbers(sample: Sample, tmp_path: Path) -> None:
    again = Sample(tmp_path, SIZE, sample.way).made()
    assert np.array_equal(again.rows, sample.rows)
    assert np.array_equal(again.questions, sample.questions)
    for handlings in sample.handlings:
        assert np.array_equal(again.labels(handlings), sample.labels(handlings))


def test_rows_are_of_length_one_and_every_handling_holds_some(sample: Sample) -> None:
    assert sample.rows.shape == (SIZE, DIMENSIONS)
    assert np.allclose(np.linalg.norm(sample.rows, axis=1), 1, atol=1e-5)
    for handlings in sample.handlings:
        assert np.bincount(sample.labels(handlings), minlength=handlings).min() > 0


def test_grouped_handlings_lie_together(tmp_path: Path) -> None:
    grouped = Sample(tmp_path, SIZE, "grouped").made()
    assert all((np.diff(grouped.labels(handlings)) >= 0).all() for handlings in grouped.handlings)


@pytest.mark.parametrize("visible", [0.5, 0.1, 0.01])
def test_a_scope_holds_about_the_share_it_should(sample: Sample, visible: float) -> None:
    for handlings in sample.handlings:
        held = np.isin(sample.labels(handlings), sample.scope(handlings, visible)).mean()
        assert visible / 2 <= held <= 1.06 * visible


@pytest.mark.parametrize("kind", [Concord, Array, Bitmap])
def test_filters_by_label_give_the_truth(sample: Sample, tmp_path: Path, kind: type[Peer]) -> None:
    peer, questions = kind(tmp_path, sample), sample.questions
    for handlings, visible in product(sample.handlings, (1.0, 0.5, 0.1, 0.01)):
        scope, labels = sample.scope(handlings, visible), sample.labels(handlings)
        peer.see(handlings, None if visible == 1 else scope, 0)
        found = [list(peer.ask(question)) for question in questions]
        asked = Asked(list(range(len(questions))), found, np.empty(0), np.empty(0))
        assert asked.recall(sample.truth(scope, handlings)) > 0.99
        assert {int(labels[number]) for rows in found for number in rows if number >= 0} <= set(scope.tolist())


def test_rows_outside_the_truth_lower_the_recall() -> None:
    truth = np.array([range(NEAREST), range(NEAREST)], dtype=np.int64)
    found = [list(range(NEAREST)), list(range(5, 15))]
    assert Asked([0, 1], found, np.empty(0), np.empty(0)).recall(truth) == 0.75


def test_what_has_a_row_is_not_measured_again(sample: Sample) -> None:
    wanted = list(vectors.cases(sample))
    done = [case.key("duckdb") | {"ms": 1.0} for case in wanted[:3]]
    assert vectors.missing(wanted, "duckdb", done) == wanted[3:]
    assert vectors.missing(wanted, "lancedb", done) == wanted


def test_rows_of_busy_times_and_of_other_code_are_measured_anew_where_it_is_asked() -> None:
    here, other = row("duckdb", 1.0, load=1.2, code=vectors.code()), row("duckdb", 0.5, load=9.0, code="other")
    old = row("duckdb", 0.1)
    assert vectors.standing([here, other, old], math.inf, changed=False) == [here, other, old]
    assert vectors.standing([here, other, old], 2.0, changed=False) == [here]
    assert vectors.standing([here, other | {"load": 1.0}, old], 2.0, changed=True) == [here]


def test_a_name_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(SystemExit, match="'duck' is not known here; known are concord, flat-array"):
        vectors.main(["--peers", "duck"])


def test_rows_become_tables_with_ratios_and_missed_recall() -> None:
    rows = [row(CONCORD, 0.01, ms=0.5), row("hnswlib", 0.01, ratio=12.0, recall=0.87), row("duckdb", 1.0, ratio=3.0)]
    clock = next(table for table in tables(rows) if table.name.endswith("by the clock"))
    assert clock.heads == ("visible", "100 %", "1 %")
    assert clock.rows == [
        ("Concord 1.0", "", "0.5"),
        ("hnswlib 1.0", "", "1 (12 ×), recall 0.87"),
        ("duckdb 1.0", "1 (3 ×)", ""),
    ]


def test_a_target_that_was_missed_says_so() -> None:
    figures = {"concord_ms": 1.0, "concord_recall": 1.0, "ratio_cpu": 40.0}
    rows = [row("pgvector", 0.01, ratio=45.0, **figures), row("flat-array", 1.0, ratio=0.9, **figures)]
    rows.append(row("qdrant-exact", 0.01, ratio=45.0, **(figures | {"concord_recall": 0.9})))
    assert {line[-1] for line in tables(rows)[0].rows} == {"at 1M only"}
    rows = [one | {"n": MEANT} for one in rows]
    verdicts = {line[0]: line[-1] for line in tables(rows)[0].rows}
    assert {what: verdict for what, verdict in verdicts.items() if verdict != "not measured"} == {
        f"1 % visible, {FEW} handlings, qdrant-edge, exact": "**missed**",
        f"1 % visible, {FEW} handlings, pgvector": "reached",
        f"100 % visible, {FEW} handlings, faiss Flat, array of ids": "**missed**",
    }
    assert verdicts[f"1 % visible, {FEW} handlings, LanceDB"] == "not measured"


def test_every_row_kept_names_an_engine_and_its_command() -> None:
    rows = kept_rows(vectors.NAME)
    assert all(row["peer"] in PEERS and re.match(r"python -m benchmarks\.vectors ", row["command"]) for row in rows)
