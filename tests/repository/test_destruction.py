"""Destruction (case 25): nothing of the content is left on the disk or in memory; a stub and the register stay."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models.deposit import Deposit
from models.handling import DESTROYED, RELEASED, WITHDRAWN
from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Original, Page, Portion
from models.tables.job import FAILED, QUEUED, Job
from models.tables.register import Counter, RegisterEntry
from models.tables.request import Request
from repository import consents, due, legal_holds, life
from repository.acts import ActRefused, Incomplete, NotFound
from repository.destruction import OWED
from repository.editions import key_of
from repository.errors import SealBroken
from repository.moves import Said
from search.query import Filters, Query
from tests.house import START, Cast, reopen_house
from web import reading, registering
from web.house import House

SENTENCE = "The convoy of the fictitious brotherhood leaves Port Halcyon at dawn."
REPORT = f"# Convoys of Halcyon\n\n{SENTENCE} It carries forged seals.\n\n## Outlook\n\nMore convoys are likely.\n"
PIECE = 24


def report(cast: Cast, **said: Any) -> str:
    said = {"title": "Convoys of Halcyon", "register_title": "Note 12", **said}
    ident = cast.release("amina", REPORT.encode(), "halcyon.md", **said)
    cast.release("amina", b"# Ports\n\nThe harbour master keeps a list of ships.\n", "ports.md", title="Ports")
    return ident


def edition_of(cast: Cast, ident: str) -> Edition:
    with cast.house.registry.database.read() as session:
        return session.exec(select(Edition).where(Edition.assessment_id == ident)).one()


def ask(cast: Cast, username: str, ident: str, reason: str = "the source withdrew it") -> Request:
    registering.perform(cast.house, cast.visitor(username), "destroy", ident, Said(reason))
    with cast.house.registry.database.read() as session:
        return session.exec(select(Request).where(Request.edition_id == edition_of(cast, ident).id)).all()[-1]


def consent(cast: Cast, username: str, request: Request) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        consents.answer(registry, session, cast.actor(username), request.id, granted=True)


def destroyed(cast: Cast, ident: str) -> None:
    consent(cast, "kofi", ask(cast, "amina", ident))


def entries(cast: Cast, action: str) -> list[RegisterEntry]:
    with cast.house.registry.database.read() as session:
        return list(session.exec(select(RegisterEntry).where(RegisterEntry.action == action)))


def sealed_of(session: Session, edition: Edition) -> Iterator[bytes]:
    """Everything the database holds of an edition under its key, and the key itself."""
    yield from (edition.key or b"", edition.metadata_ or b"", edition.suggestions or b"")
    for portion in session.exec(select(Portion).where(Portion.edition_id == edition.id)):
        yield from (portion.body, portion.sentences)
    for page in session.exec(select(Page).where(Page.edition_id == edition.id)):
        yield page.blocks
    yield session.get_one(Original, edition.id).name
    query = select(HandlingIndex).join(HandlingRecord, col(HandlingRecord.id) == col(HandlingIndex.handling_id))
    for index in session.exec(query.where(HandlingRecord.edition_id == edition.id)):
        yield from (index.vectors or b"", index.postings or b"")


def pieces(blobs: list[bytes]) -> list[bytes]:
    """Pieces of every blob, from its beginning to its end: the pages of a database cut a blob anywhere."""
    return [blob[at : at + PIECE] for blob in blobs for at in range(0, max(1, len(blob) - PIECE), 3 * PIECE) if blob]


def found_on_disk(folder: Path, wanted: list[bytes]) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files for content in [path.read_bytes()] if any(piece in content for piece in wanted)]


def readable(folder: Path) -> str:
    """Everything in the database's file that is text, as SQLite gives it."""
    raw = sqlite3.connect(folder / "concord.sqlite")
    return "\n".join(raw.iterdump())


def test_after_destruction_no_byte_of_it_is_left_in_any_file_of_the_data_folder(cast: Cast) -> None:
    registry, ident = cast.house.registry, report(cast)
    edition = edition_of(cast, ident)
    with registry.database.read() as session:
        blobs = list(sealed_of(session, edition))
        stored = session.get_one(Original, edition.id).stored_as
    original = (registry.originals / stored).read_bytes()
    pages = registry.folder / "pages" / edition.id
    pages.mkdir(parents=True)
    (pages / "1").write_bytes(key_of(edition, registry.vault).seal("image", b"x" * 500))
    wanted = pieces([*blobs, original])
    assert len(wanted) > 30
    assert found_on_disk(registry.folder, wanted)
    destroyed(cast, ident)
    assert found_on_disk(registry.folder, wanted) == []
    assert not (registry.originals / stored).exists()
    assert not pages.exists()
    for secret in (SENTENCE, "Convoys of Halcyon", "Note 12", "halcyon.md"):
        assert secret not in readable(registry.folder)


def test_search_reading_and_every_other_process_forget_it(cast: Cast) -> None:
    ident = report(cast)
    other = reopen_house(cast.house.registry.folder)
    asked = Query(SENTENCE, Filters())
    for house in (cast.house, other):
        assert ident in {hit.assessment.id for hit in reading.search(house, cast.visitor("mei"), asked).results}
    destroyed(cast, ident)
    for house in (cast.house, other):
        visitor = cast.visitor("mei")
        assert ident not in {hit.assessment.id for hit in reading.search(house, visitor, asked).results}
        assert remembered(house, edition_of(cast, ident).id) == []
        with pytest.raises(NotFound):
            reading.assessment(house, visitor, ident)
    other.registry.database.close()


def remembered(house: House, edition: str) -> list[str]:
    """The caches that still hold something of an edition."""
    registry, engine = house.registry, house.engine
    parts = set(registry.handlings.parts(edition))
    held = {
        "catalogue": registry.catalogue.get(edition),
        "terms": [h for i in parts if (h := registry.handlings.get(i)) is not None and h.state != DESTROYED],
        "vectors": parts & set(engine.index.vectors.handlings),
        "postings": parts & (set(engine.index.lexicon._home) | set(engine.index.lexicon._pending)),
        "holdings": [1 for kept in engine._holdings._readers.values() if edition in kept],
    }
    return [name for name, value in held.items() if value]


def test_a_copy_of_its_rows_cannot_be_opened_without_the_key_that_is_gone(cast: Cast) -> None:
    registry, ident = cast.house.registry, report(cast)
    before = edition_of(cast, ident)
    assert before.metadata_ is not None
    sealed = before.metadata_
    assert b"Halcyon" in key_of(before, registry.vault).unseal("metadata", sealed)
    destroyed(cast, ident)
    after = edition_of(cast, ident)
    after.metadata_ = sealed
    with pytest.raises(SealBroken):
        key_of(after, registry.vault)
    for seal in (registry.vault, registry.vault.open(registry.vault.new_key(after.id), after.id)):
        with pytest.raises(SealBroken):
            seal.unseal("metadata", sealed)


def test_a_stub_stays_and_the_register_says_who_decided_and_why(cast: Cast) -> None:
    registry, ident = cast.house.registry, report(cast)
    before = edition_of(cast, ident)
    with registry.database.read() as session:
        digest = session.get_one(Original, before.id).digest
    destroyed(cast, ident)
    after = edition_of(cast, ident)
    assert (after.state, after.destroyed_at, after.originators) == (DESTROYED, START, ["afripol"])
    assert (after.reference, after.released_at) == (before.reference, before.released_at)
    with registry.database.read() as session:
        original = session.get_one(Original, after.id)
        assert (original.digest, original.kind, original.size, original.name) == (digest, None, 0, b"")
        assert registry.register.verify(session).sound
    entry = entries(cast, "destroy")[-1]
    assert (entry.actor, entry.detail["asked_by"]) == (cast.person("kofi").id, cast.person("amina").id)
    assert (entry.detail["from"], entry.detail["reason"]) == (RELEASED, "the source withdrew it")
    assert entries(cast, "release")[0].editions == [after.id]


def test_w3_w7_every_originator_consents_and_the_asker_never_decides(cast: Cast) -> None:
    alone = report(cast)
    request = ask(cast, "amina", alone)
    with pytest.raises(ActRefused, match="nobody decides her own request"):
        consent(cast, "amina", request)
    assert edition_of(cast, alone).state == RELEASED
    joint = report(cast, originators=["afripol", "europol", "aimc"], title="Joint")
    request = ask(cast, "amina", joint)
    consent(cast, "piotr", request)
    assert edition_of(cast, joint).state == RELEASED
    consent(cast, "huda", request)
    assert edition_of(cast, joint).state == DESTROYED


@pytest.mark.parametrize("username", ["ingrid", "lena", "piotr", "yuki"])
def test_case_9_nobody_but_an_originator_asks_for_it(cast: Cast, username: str) -> None:
    ident = report(cast)
    with pytest.raises((ActRefused, NotFound)):
        ask(cast, username, ident)
    assert entries(cast, "destroy")[-1].outcome == "refused"


def test_it_needs_a_reason_and_is_asked_once(cast: Cast) -> None:
    ident = report(cast)
    with pytest.raises(Incomplete):
        ask(cast, "amina", ident, "  ")
    ask(cast, "amina", ident)
    with pytest.raises(ActRefused, match="asked already"):
        ask(cast, "kofi", ident)


def test_a_legal_hold_keeps_it_also_when_it_is_placed_after_the_question(cast: Cast) -> None:
    registry, ident = cast.house.registry, report(cast)
    request = ask(cast, "amina", ident)
    with registry.database.write() as session:
        hold = legal_holds.place(registry, session, cast.actor("ingrid"), ident, Said("a court asks for it"))
    with pytest.raises(ActRefused, match="legal hold"):
        consent(cast, "kofi", request)
    with pytest.raises(ActRefused, match="legal hold"):
        ask(cast, "amina", ident, "another reason")
    assert edition_of(cast, ident).state == RELEASED
    with registry.database.write() as session:
        legal_holds.lift(registry, session, cast.actor("ruth"), hold.id, Said("the case is closed"))
    consent(cast, "kofi", request)
    assert edition_of(cast, ident).state == DESTROYED


def test_what_is_withdrawn_can_be_destroyed_and_nothing_twice(cast: Cast) -> None:
    ident = report(cast)
    cast.act("amina", "withdraw", ident)
    request = ask(cast, "amina", ident)
    assert edition_of(cast, ident).state == WITHDRAWN
    consent(cast, "kofi", request)
    with pytest.raises(ActRefused, match="it is destroyed, by the act 'destroy' of Kofi"):
        ask(cast, "amina", ident)


def test_a_file_in_the_middle_of_being_read_leaves_nothing_behind(cast: Cast) -> None:
    registry = cast.house.registry
    ident = cast.deposit("amina", REPORT.encode(), "halcyon.md").assessment
    edition = edition_of(cast, ident)
    with registry.database.write() as session:
        job = session.exec(select(Job).where(Job.edition_id == edition.id)).one()
        job.state = QUEUED
        life.perform(registry, session, cast.actor("amina"), "discard", ident)
    cast.work()
    with registry.database.read() as session:
        assert session.exec(select(Job).where(Job.edition_id == edition.id)).one().state == FAILED
        assert session.exec(select(Portion).where(Portion.edition_id == edition.id)).first() is None


def test_what_was_not_committed_destroys_no_file(cast: Cast) -> None:
    registry, ident = cast.house.registry, report(cast)
    edition = edition_of(cast, ident)
    with registry.database.read() as session:
        stored = session.get_one(Original, edition.id).stored_as
    request = ask(cast, "amina", ident)

    class Cut(Exception):
        pass

    def cut_off() -> None:
        with registry.database.write() as session:
            consents.answer(registry, session, cast.actor("kofi"), request.id, granted=True)
            raise Cut

    with pytest.raises(Cut):
        cut_off()
    assert (registry.originals / stored).exists()
    assert edition_of(cast, ident).state == RELEASED
    shown, passages = reading.portions(cast.house, cast.visitor("mei"), ident)
    assert (shown.title, any(SENTENCE in passage.text for passage in passages)) == ("Convoys of Halcyon", True)


def test_the_same_file_may_be_deposited_again(cast: Cast) -> None:
    destroyed(cast, report(cast))
    ident = cast.deposit("amina", REPORT.encode(), "halcyon.md", **Deposit(title="Again").model_dump(include={"title"}))
    assert edition_of(cast, ident.assessment).state == "draft"


def test_what_a_reader_kept_in_the_log_is_emptied_by_whichever_process_keeps_time_next(cast: Cast) -> None:
    registry, ident = cast.house.registry, report(cast)
    log = registry.folder / "concord.sqlite-wal"
    request = ask(cast, "amina", ident)
    other = reopen_house(registry.folder).registry
    with registry.database.read():
        consent(cast, "kofi", request)
        due.catch_up(other)
        with other.database.read() as session:
            assert session.get_one(Counter, OWED).value == 1
        long = log.stat().st_size
    due.catch_up(other)
    with other.database.read() as session:
        assert session.get_one(Counter, OWED).value == 0
    assert log.stat().st_size < long / 4
    other.database.close()
