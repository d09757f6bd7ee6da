"""Tearlines as the worker cuts them: their portions, their headings, their index rows."""

from __future__ import annotations

from models.tables.job import DONE, NEEDS_PERSON
from search.query import Query
from tests.house import Cast
from tests.ingest.queueing import OPEN, STUDY, TEARLINE, a_worker, job_of, mend, parts_of, portions_of, queue
from web import reading


def test_a_tearline_that_names_nothing_needs_a_person_who_corrects_it_and_it_is_read_again(cast: Cast) -> None:
    job = queue(cast, tearlines=[{**TEARLINE, "portions": ["heading:Nowhere"]}])
    worker = a_worker(cast)
    worker.step()
    assert job_of(cast, job).state == NEEDS_PERSON
    assert "Nowhere" in str(job_of(cast, job).reason)
    assert portions_of(cast, job) == []
    mend(cast, job, tearlines=[TEARLINE])
    assert worker.step()
    assert parts_of(cast, job) == ["body", "tearline:1"]


def test_the_portions_of_a_tearline_carry_no_heading_of_the_body_nor_do_its_index_rows(cast: Cast) -> None:
    accepted = cast.release("amina", STUDY, "n.md", **{**OPEN, "release_to": ["europol"], "tearlines": [TEARLINE]})
    _, portions = reading.portions(cast.house, cast.visitor("mei"), accepted)
    assert [portion.heading for portion in portions] == [("Notice",)]
    assert reading.search(cast.house, cast.visitor("mei"), Query("lighthouse notice")).total == 1
    worded = [
        evidence.matched
        for hit in reading.search(cast.house, cast.visitor("mei"), Query("granite")).results
        for evidence in hit.evidence
    ]
    assert set(worded) <= {"meaning"}


def test_portions_named_by_id_stay_in_their_tearline_however_often_the_file_is_read(cast: Cast) -> None:
    job, worker = queue(cast), a_worker(cast)
    worker.step()
    second = portions_of(cast, job)[1].id
    for number in range(2):
        tearlines = [{**TEARLINE, "portions": [second], "release_to": [["aseanapol"], ["europol"]][number]}]
        mend(cast, job, tearlines=tearlines)
        assert worker.step()
        assert (job_of(cast, job).state, job_of(cast, job).reason) == (DONE, None)
        assert parts_of(cast, job) == ["body", "tearline:1"]
