"""Disclosure: what each reader is given of one document, and that no more of it shows (domain 3)."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select

from models.handling import SUPERSEDED
from models.tables.assessment import Edition, HandlingRecord
from models.tables.organization import Membership
from repository import organizations, people
from repository.access import COUNTER as ACCESS
from repository.acts import NotFound
from repository.database import bump
from repository.disclosure import ReleasedAssessment, ReleasedPortion
from repository.handlings import COUNTER
from search.query import Filters
from tests.house import START, Cast, TurningClock
from tests.ingest.papers import new_pdf, say
from tests.repository.shelf import kept_and_released, move, release
from web import reading

IFOUO, IC = {"scheme": "interpol", "level": "IFOUO"}, {"scheme": "interpol", "level": "IC"}
BODY_WORDS, NOTICE_WORDS = "granite", "lighthouse"


def three_pages() -> bytes:
    """A study whose second page may be detached."""
    pdf = new_pdf()
    for heading, word in (("Granite overview", BODY_WORDS), ("Notice", NOTICE_WORDS), ("Annex", BODY_WORDS)):
        pdf.add_page()
        say(pdf, heading, 16, "B")
        pdf.ln(4)
        say(pdf, f"The {word} group moves goods over land at night. Its {word} members pay in cash. " * 3)
    return bytes(pdf.output())


def study(cast: Cast, **said: Any) -> str:
    """Release a CONFIDENTIAL study to Europol, with its second page detached for official use."""
    tearline = {"portions": ["page:2"], "marking": IFOUO, "release_to": ["aseanapol", "europol"]}
    given = {
        "title": "Secret study of granite", "register_title": "Study", "abstract": "About granite",
        "kind": "assessment", "pillars": ["terrorism"], "areas": ["cocaine"], "regions": ["africa"],
        "countries": ["EG"], "languages": ["en"], "published_at": "2026-10-01",
        "marking": IC, "release_to": ["europol"], "tearlines": [tearline],
    }  # fmt: skip
    return cast.release("amina", three_pages(), "study.pdf", **{**given, **said})


def shown(cast: Cast, username: str, ident: str) -> tuple[ReleasedAssessment, list[ReleasedPortion]]:
    return reading.portions(cast.house, cast.visitor(username), ident)


def finds(cast: Cast, username: str, ident: str) -> bool:
    try:
        shown(cast, username, ident)
    except NotFound:
        return False
    return True


def test_case_12_a_reader_of_the_tearline_alone_gets_a_rendition_of_it_and_nothing_else(cast: Cast) -> None:
    ident = study(cast)
    given, portions = shown(cast, "mei", ident)
    assert (given.title, given.marking.level, given.rank, given.complete) == ("Study", "IFOUO", 1, False)
    assert (given.pages, given.has_images, given.kind, given.published_at) == (1, False, None, None)
    assert given.pillars == given.areas == given.regions == given.countries == given.languages == ()
    assert given.abstract is None
    assert portions
    for portion in portions:
        assert NOTICE_WORDS in portion.text or portion.text == "Notice"
        assert (portion.page, portion.spans) == (1, ())
        assert portion.boxes(0, 9) == []
        assert set(portion.heading) <= {"Notice"}
    assert BODY_WORDS not in repr(portions[0].text)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_rendition_has_no_page_image_and_no_page_size(cast: Cast, number: int) -> None:
    ident = study(cast)
    for asked in (reading.page_image, reading.page_size):
        with pytest.raises(NotFound):
            asked(cast.house, cast.visitor("mei"), ident, number)


def test_a_reader_of_the_body_without_the_tearline_gets_renumbered_pages_and_no_image(cast: Cast) -> None:
    tearline = {"portions": ["page:2"], "marking": IFOUO, "release_to": ["aseanapol"]}
    ident = study(cast, tearlines=[tearline])
    given, portions = shown(cast, "lena", ident)
    assert (given.title, given.complete, given.pages, given.has_images) == ("Secret study of granite", False, 2, False)
    assert given.pillars == ("terrorism",)
    assert {portion.page for portion in portions} == {1, 2}
    assert all(portion.spans == () for portion in portions)
    assert NOTICE_WORDS not in " ".join(portion.text for portion in portions)
    with pytest.raises(NotFound):
        reading.page_image(cast.house, cast.visitor("lena"), ident, 1)


def test_a_reader_of_every_part_gets_the_original_pages_with_places_and_watermark(cast: Cast) -> None:
    ident = study(cast)
    given, portions = shown(cast, "lena", ident)
    assert (given.complete, given.pages, given.has_images, given.rank) == (True, 3, True, 3)
    assert {portion.page for portion in portions} == {1, 2, 3}
    assert all(portion.boxes(0, 20) for portion in portions)
    assert [NOTICE_WORDS in p.text for p in portions if p.page == 2 and len(p.text) > 20] == [True]
    width, height = reading.page_size(cast.house, cast.visitor("lena"), ident, 2)
    image = Image.open(io.BytesIO(reading.page_image(cast.house, cast.visitor("lena"), ident, 2)))
    assert image.height / image.width == pytest.approx(height / width, abs=0.01)
    another = reading.page_image(cast.house, cast.visitor("piotr"), ident, 2)
    assert another != reading.page_image(cast.house, cast.visitor("lena"), ident, 2)
    for number in (0, 4, -1, 10**6):
        with pytest.raises(NotFound):
            reading.page_image(cast.house, cast.visitor("lena"), ident, number)


def test_a_part_whose_row_cannot_be_read_makes_the_document_incomplete_for_everybody(cast: Cast) -> None:
    ident = study(cast)
    assert shown(cast, "lena", ident)[0].has_images
    with cast.house.registry.database.write() as session:
        row = session.exec(select(HandlingRecord).where(HandlingRecord.part == "tearline:1")).one()
        row.terms, row.version = {}, bump(session, COUNTER)
        session.add(row)
    given, portions = shown(cast, "lena", ident)
    assert (given.complete, given.has_images, given.pages) == (False, False, 2)
    assert NOTICE_WORDS not in " ".join(portion.text for portion in portions)


def test_case_29_a_concealed_originator_is_shown_to_its_own_people_only(cast: Cast) -> None:
    ident = study(cast, conceal_originator=True)
    for username in ("mei", "lena"):
        given, _ = shown(cast, username, ident)
        assert (given.originators, given.reference) == ((), None)
        assert "afripol" not in repr(
            reading.listing(cast.house, cast.visitor(username), Filters()).items[0].originators
        )
        narrowed = reading.listing(cast.house, cast.visitor(username), Filters(originator=("afripol",)))
        assert narrowed.total == 0
    own, _ = shown(cast, "kofi", ident)
    assert own.originators == ("afripol",)
    assert str(own.reference).startswith("AFRIPOL/")


def test_case_8_a_superseded_edition_is_shown_as_current(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    before = reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id)
    move(cast, edition, SUPERSEDED)
    after = reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id)
    assert (after.state, before.state) == ("released", "released")


def test_case_21_an_excluded_bureau_finds_nothing_through_either_of_its_bodies(cast: Cast) -> None:
    through = ["afripol+members", "aimc+members"]
    open_, shut = (kept_and_released(cast, "amina", release_to=through, exclude=who) for who in ([], ["EG"]))
    assert finds(cast, "nadia", open_.assessment_id)
    assert not finds(cast, "nadia", shut.assessment_id)
    assert finds(cast, "samir", shut.assessment_id)


def test_case_13_a_list_that_shrinks_ends_access_and_case_14_one_that_grows_opens_nothing(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", release_to=["list:cyber-fusion"])
    assert finds(cast, "mei", edition.assessment_id)
    assert not finds(cast, "elena", edition.assessment_id)
    cast.change_list("cyber-fusion", ["europol", "frontex"])
    assert not finds(cast, "mei", edition.assessment_id)
    assert not finds(cast, "elena", edition.assessment_id)
    cast.change_list("cyber-fusion", ["aseanapol"])
    assert finds(cast, "mei", edition.assessment_id)
    later = kept_and_released(cast, "amina", release_to=["list:cyber-fusion"])
    assert finds(cast, "mei", later.assessment_id)
    assert not finds(cast, "lena", later.assessment_id)


@pytest.mark.parametrize("future", [False, True])
def test_case_19_a_state_that_joins_later_reads_only_what_says_future_members(cast: Cast, future: bool) -> None:
    edition = kept_and_released(cast, "amina", release_to=["gccpol+members"], future_members=future)
    with cast.house.registry.database.write() as session:
        session.add(Membership(body_id="gccpol", country="EG", from_=START))
        bump(session, ACCESS)
    assert finds(cast, "nadia", edition.assessment_id) is future


def test_case_15_an_embargo_hides_listing_count_and_document_until_its_instant(cast: Cast, clock: TurningClock) -> None:
    until = clock.now() + timedelta(hours=1)
    edition = kept_and_released(cast, "amina", embargo_until=until)
    assert reading.listing(cast.house, cast.visitor("mei"), Filters()).total == 0
    assert finds(cast, "amina", edition.assessment_id)
    clock.at = until
    assert reading.listing(cast.house, cast.visitor("mei"), Filters()).total == 1
    assert finds(cast, "mei", edition.assessment_id)
    release(cast, edition, embargo_until=datetime(2030, 1, 1, tzinfo=UTC))
    assert not finds(cast, "mei", edition.assessment_id)


def test_case_1_a_clearance_that_lapses_with_the_session_open_ends_access_at_midnight(
    cast: Cast, clock: TurningClock
) -> None:
    secret = kept_and_released(cast, "amina", marking=IC, release_to=["ameripol"])
    restricted = kept_and_released(
        cast, "amina", marking={"scheme": "interpol", "level": "IR"}, release_to=["ameripol"]
    )
    midnight = datetime(2026, 11, 3, tzinfo=UTC)
    registry = cast.house.registry
    with registry.database.write() as session:
        people.clear(session, people.named(session, "rafael"), "interpol:IC", midnight, registry.ids)
    clock.at = midnight - timedelta(microseconds=1)
    assert finds(cast, "rafael", secret.assessment_id)
    clock.at = midnight
    assert not finds(cast, "rafael", secret.assessment_id)
    assert finds(cast, "rafael", restricted.assessment_id)
    assert finds(cast, "ines", secret.assessment_id)


def test_case_3_a_suspended_organizations_documents_stay_with_their_readers(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    with cast.house.registry.database.write() as session:
        organizations.change_standing(session, "afripol", "suspended", START)
    assert finds(cast, "mei", edition.assessment_id)
    assert not finds(cast, "amina", edition.assessment_id)


def test_case_4_a_supervised_organization_may_read(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    with cast.house.registry.database.write() as session:
        organizations.change_standing(session, "aseanapol", "supervised", START)
    assert finds(cast, "mei", edition.assessment_id)


def test_case_6_an_originator_reads_its_own_though_it_is_not_on_the_list(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", release_to=[])
    assert finds(cast, "kofi", edition.assessment_id)
    assert not finds(cast, "mei", edition.assessment_id)


def test_a_change_of_the_title_shows_for_the_next_request(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", title="Before")
    assert reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id).title == "Before"
    release(cast, edition, title="After")
    assert reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id).title == "After"


def test_a_reader_on_an_older_snapshot_leaves_nothing_stale_behind(cast: Cast) -> None:
    """What another thread's newer snapshot has made known must not count as read from an older one."""
    edition, registry = kept_and_released(cast, "amina", title="Before"), cast.house.registry
    reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id)
    with registry.database.read() as older:
        release(cast, edition, title="After")
        with registry.database.read() as newer:
            registry.handlings.refresh(newer)
        registry.catalogue.refresh(older)
    assert reading.assessment(cast.house, cast.visitor("mei"), edition.assessment_id).title == "After"


def test_an_edition_whose_key_was_destroyed_is_shown_to_nobody(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    with cast.house.registry.database.write() as session:
        session.get_one(Edition, edition.id).key = None
    release_again(cast, edition)
    assert not finds(cast, "mei", edition.assessment_id)


def release_again(cast: Cast, edition: Edition) -> None:
    with cast.house.registry.database.write() as session:
        for row in session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition.id)):
            row.version = bump(session, COUNTER)
            session.add(row)
