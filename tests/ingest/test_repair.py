"""The inspection sees where row, file, portions, vectors, postings, fingerprints disagree; the repair ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from ingest.inspection import Model
from ingest.repair import Holdings, Inspected, litter
from ingest.sweeper import LOCK
from ingest.worker import LEASE
from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Original, Page, Portion
from models.tables.fingerprint import Fingerprint
from models.tables.job import DONE, FAILED, QUEUED, RUNNING, Job
from models.tables.register import RegisterEntry
from repository.lock import shared
from search.query import Query
from tests.encoders import DIMENSIONS, HashingEncoder
from tests.house import Cast, TurningClock
from tests.ingest.crashing import age
from tests.ingest.soundness import unsound
from web import reading
from web.house import House

MODEL = Model(HashingEncoder.fingerprint, DIMENSIONS)
WORDS = "Convoys of lorries were seen at the northern crossing, and boats on the river at night. "
STUDY = "\n\n".join(f"# Chapter {number}\n\n{WORDS * 4}Number {number}." for number in range(4)).encode()

Damage = Callable[[Session, Edition], None]


def body_index(session: Session, edition: Edition) -> HandlingIndex:
    query = select(HandlingRecord.id).where(HandlingRecord.edition_id == edition.id, HandlingRecord.part == "body")
    return session.get_one(HandlingIndex, session.exec(query).one())


def a_portion(session: Session, edition: Edition) -> Portion:
    query = select(Portion).where(Portion.edition_id == edition.id)
    return session.exec(query.order_by(col(Portion.place).desc())).all()[0]


def job_of(session: Session, edition: Edition) -> Job:
    return session.exec(select(Job).where(Job.edition_id == edition.id)).one()


def lose_a_portion(session: Session, edition: Edition) -> None:
    session.delete(a_portion(session, edition))


def spoil_a_portion(session: Session, edition: Edition) -> None:
    portion = a_portion(session, edition)
    portion.body = portion.body[:-1] + bytes([portion.body[-1] ^ 1])
    session.add(portion)


def spoil_sentences(session: Session, edition: Edition) -> None:
    portion = a_portion(session, edition)
    portion.sentences = b""
    session.add(portion)


def lose_all_portions(session: Session, edition: Edition) -> None:
    for portion in session.exec(select(Portion).where(Portion.edition_id == edition.id)):
        session.delete(portion)


def lose_a_page(session: Session, edition: Edition) -> None:
    session.delete(session.exec(select(Page).where(Page.edition_id == edition.id)).one())


def spoil_a_page(session: Session, edition: Edition) -> None:
    page = session.exec(select(Page).where(Page.edition_id == edition.id)).one()
    page.blocks = b"\x01nonsense"
    session.add(page)


def lose_vectors(session: Session, edition: Edition) -> None:
    row = body_index(session, edition)
    row.vectors = None
    session.add(row)


def swap_vectors(session: Session, edition: Edition) -> None:
    row = body_index(session, edition)
    row.vectors = (row.vectors or b"")[:40]
    session.add(row)


def lose_postings(session: Session, edition: Edition) -> None:
    row = body_index(session, edition)
    row.postings = None
    session.add(row)


def cut_postings(session: Session, edition: Edition) -> None:
    row = body_index(session, edition)
    row.postings = (row.postings or b"")[:-3]
    session.add(row)


def lose_the_index(session: Session, edition: Edition) -> None:
    session.delete(body_index(session, edition))


def take_another_model(session: Session, edition: Edition) -> None:
    row = body_index(session, edition)
    row.model = "another"
    session.add(row)


def forget_that_it_is_searchable(session: Session, edition: Edition) -> None:
    edition.ingested_at = None
    session.add(edition)


def lose_the_job(session: Session, edition: Edition) -> None:
    session.delete(job_of(session, edition))


def lose_the_worker(session: Session, edition: Edition) -> None:
    job = job_of(session, edition)
    job.state, job.worker, job.leased_until = RUNNING, "dead", None
    session.add(job)


def lose_a_fingerprint(session: Session, edition: Edition) -> None:
    session.delete(session.exec(select(Fingerprint)).all()[0])


def spoil_a_fingerprint(session: Session, edition: Edition) -> None:
    row = session.exec(select(Fingerprint)).all()[0]
    row.body = b"\x01nonsense"
    session.add(row)


def move_a_portion(session: Session, edition: Edition) -> None:
    other = select(HandlingRecord.id).where(HandlingRecord.edition_id != edition.id)
    portion = a_portion(session, edition)
    portion.handling_id, portion.ordinal = session.exec(other).first() or 0, 999
    session.add(portion)


MENDED: list[Damage] = [
    lose_a_portion,
    spoil_a_portion,
    spoil_sentences,
    lose_all_portions,
    lose_a_page,
    spoil_a_page,
    lose_vectors,
    swap_vectors,
    lose_postings,
    cut_postings,
    lose_the_index,
    take_another_model,
    forget_that_it_is_searchable,
    lose_the_job,
    lose_the_worker,
    lose_a_fingerprint,
    spoil_a_fingerprint,
    move_a_portion,
]


@pytest.fixture
def kept(cast: Cast) -> str:
    """A released edition of four chapters, and another one beside it."""
    ident = cast.release("amina", STUDY, "study.md")
    cast.release("amina", b"# Another\n\nBoats were seen by the coast guard of another place.\n", "other.md")
    return ident


def looked(house: House, *, repair: bool = False) -> list[Inspected]:
    return [found for found in Holdings(house.registry, MODEL).look(repair=repair) if found is not None]


def damage(house: House, kept: str, harm: Damage) -> str:
    with house.registry.database.write() as session:
        edition = session.exec(select(Edition).where(Edition.assessment_id == kept)).one()
        harm(session, edition)
        return edition.id


def test_holdings_that_are_whole_have_no_faults_and_a_repair_changes_nothing(house: House, kept: str) -> None:
    assert looked(house) == []
    assert looked(house, repair=True) == []
    with house.registry.database.read() as session:
        assert not session.exec(select(RegisterEntry).where(RegisterEntry.action == "repair")).all()


@pytest.mark.parametrize("harm", MENDED, ids=lambda harm: harm.__name__)
def test_p5_what_disagrees_is_seen_mended_recorded_and_whole_again(
    house: House, cast: Cast, clock: TurningClock, kept: str, harm: Damage
) -> None:
    before = reading.search(house, cast.visitor("lena"), Query("convoys of lorries")).total
    edition = damage(house, kept, harm)
    clock.turn(4 * LEASE)
    (found,) = looked(house)
    assert found.assessment == kept
    assert all(fault.remedy and fault.sentence.endswith(".") for fault in found.faults)
    (mended,) = looked(house, repair=True)
    assert mended.done
    with house.registry.database.read() as session:
        entry = session.exec(select(RegisterEntry).where(RegisterEntry.action == "repair")).one()
    assert (entry.actor, entry.editions) == (None, [edition])
    assert entry.detail["done"] == list(mended.done)
    cast.work()
    assert looked(house) == []
    assert unsound(house) == []
    assert reading.search(house, cast.visitor("lena"), Query("convoys of lorries")).total == before


def test_a_repair_takes_an_edition_whose_index_is_not_its_portions_out_of_the_search_until_it_is_read(
    house: House, cast: Cast, kept: str
) -> None:
    damage(house, kept, lose_a_portion)
    looked(house, repair=True)
    found = reading.search(house, cast.visitor("lena"), Query("convoys of lorries")).results
    assert kept not in {hit.assessment.id for hit in found}


def lose_the_file(folder: Path, name: str) -> None:
    (folder / name).unlink()


def cut_the_file(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])


def change_the_file(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[60] ^= 1
    (folder / name).write_bytes(bytes(content))


@pytest.mark.parametrize("harm", [lose_the_file, cut_the_file, change_the_file], ids=lambda harm: harm.__name__)
def test_a_file_that_is_gone_or_changed_is_named_for_a_person_and_nothing_else_is_touched(
    house: House, cast: Cast, kept: str, harm: Callable[[Path, str], None]
) -> None:
    with house.registry.database.read() as session:
        edition = session.exec(select(Edition).where(Edition.assessment_id == kept)).one()
        stored = session.get_one(Original, edition.id).stored_as
    harm(house.registry.originals, stored)
    for repair in (False, True):
        (found,) = looked(house, repair=repair)
        (fault,) = found.faults
        assert stored in fault.sentence
        assert (fault.remedy, found.well) == (None, False)
    assert reading.search(house, cast.visitor("lena"), Query("convoys of lorries")).total


def test_p5_what_is_left_of_an_edition_whose_file_is_gone_is_neither_withheld_nor_cleared(
    house: House, cast: Cast, kept: str
) -> None:
    edition = damage(house, kept, lose_a_page)
    with house.registry.database.read() as session:
        lose_the_file(house.registry.originals, session.get_one(Original, edition).stored_as)
    for _ in range(2):
        (found,) = looked(house, repair=True)
        assert (found.done, found.well) == ((), False)
        cast.work()
    with house.registry.database.read() as session:
        assert session.exec(select(Portion).where(Portion.edition_id == edition)).all()
        assert job_of(session, session.get_one(Edition, edition)).state == DONE
    assert reading.search(house, cast.visitor("lena"), Query("convoys of lorries")).total


def spoil_the_key(session: Session, edition: Edition) -> None:
    edition.key = b"\x01nonsense"
    session.add(edition)


def spoil_what_was_said(session: Session, edition: Edition) -> None:
    edition.metadata_ = b"\x01nonsense"
    session.add(edition)


@pytest.mark.parametrize("harm", [spoil_the_key, spoil_what_was_said], ids=lambda harm: harm.__name__)
def test_a_seal_that_does_not_open_is_named_and_left_alone(house: House, kept: str, harm: Damage) -> None:
    damage(house, kept, harm)
    (found,) = looked(house, repair=True)
    assert not found.well
    assert any("cannot be opened" in fault.sentence for fault in found.faults)


def test_rows_that_a_failed_reading_left_are_cleared(house: House, cast: Cast, kept: str) -> None:
    def fail(session: Session, edition: Edition) -> None:
        job = job_of(session, edition)
        edition.ingested_at, job.state, job.reason = None, FAILED, "The file is damaged."
        session.add(edition)
        session.add(job)

    edition = damage(house, kept, fail)
    (found,) = looked(house, repair=True)
    assert found.done == ("cleared",)
    with house.registry.database.read() as session:
        assert not session.exec(select(Portion).where(Portion.edition_id == edition)).all()
        assert not session.exec(select(Page).where(Page.edition_id == edition)).all()
    assert looked(house) == []


def test_what_a_worker_has_in_its_hands_is_left_to_it(house: House, cast: Cast, clock: TurningClock, kept: str) -> None:
    def take(session: Session, edition: Edition) -> None:
        lose_a_portion(session, edition)
        job = job_of(session, edition)
        job.state, job.worker, job.leased_until = RUNNING, "alive", clock.now() + timedelta(seconds=10)
        session.add(job)

    damage(house, kept, take)
    assert looked(house, repair=True) == []


def test_what_was_destroyed_is_no_fault_and_what_is_left_of_it_is_removed(
    house: House, clock: TurningClock, cast: Cast
) -> None:
    until = (clock.now() + timedelta(days=1)).isoformat()
    ident = cast.release("amina", STUDY, retention_until=until)
    with house.registry.database.read() as session:
        left = session.exec(select(Page)).one()
    clock.turn(timedelta(days=2))
    reading.search(house, cast.visitor("lena"), Query("convoys"))
    assert looked(house) == []
    with house.registry.database.write() as session:
        session.add(Page.model_validate(left.model_dump()))
    (found,) = looked(house, repair=True)
    assert (found.assessment, found.done) == (ident, ("cleared",))
    assert looked(house) == []


def test_files_that_nothing_names_are_named_and_removed_unless_somebody_deposits(house: House, kept: str) -> None:
    stray = house.registry.originals / "straystraystraystraystrays"
    stray.write_bytes(b"x")
    age(stray)
    gone = house.registry.folder / "pages" / "no-edition"
    gone.mkdir(parents=True)
    (gone / "1").write_bytes(b"x")
    with shared(house.registry.folder / LOCK):
        assert litter(house.registry, repair=True) == []
    assert litter(house.registry, repair=False) == [stray, gone]
    assert litter(house.registry, repair=True) == [stray, gone]
    assert litter(house.registry, repair=False) == []
    assert looked(house) == []


def test_an_edition_that_is_queued_again_waits_behind_what_a_person_waits_for(house: House, kept: str) -> None:
    edition = damage(house, kept, take_another_model)
    looked(house, repair=True)
    with house.registry.database.read() as session:
        job = session.exec(select(Job).where(Job.edition_id == edition)).one()
        others = session.exec(select(Job).where(Job.edition_id != edition)).all()
    assert (job.state, job.priority, job.attempts) == (QUEUED, 0, 0)
    assert {other.state for other in others} == {DONE}


def test_a_folder_of_originals_that_holds_what_is_not_of_concord_keeps_it(house: House, kept: str) -> None:
    letter = house.registry.originals / "letter.txt"
    letter.write_bytes(b"x")
    (house.registry.originals / ("a" * 26)).mkdir()
    (house.registry.originals / ("b" * 26)).symlink_to(letter)
    assert litter(house.registry, repair=True) == []
    assert letter.exists()
