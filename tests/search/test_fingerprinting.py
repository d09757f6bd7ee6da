from __future__ import annotations

import pytest
from sqlmodel import col, select

from models.tables.assessment import Edition, Portion
from models.tables.fingerprint import Anchor, Collision, Fingerprint
from repository.database import afterwards
from repository.destruction import destroy
from repository.errors import SealBroken
from search import fingerprinting
from tests.house import Cast
from tests.overlapping import particular, report

Rows = list[tuple[int, int, str]]


def edition_of(cast: Cast, assessment: str) -> Edition:
    with cast.house.registry.database.read() as session:
        return session.exec(select(Edition).where(Edition.assessment_id == assessment)).one()


def kept(cast: Cast) -> tuple[Rows, list[tuple[int, int]]]:
    with cast.house.registry.database.read() as session:
        rows = session.exec(select(Fingerprint.handling_id, Fingerprint.paragraphs, Fingerprint.digest))
        prints = sorted((a, b, c) for a, b, c in rows)
        return prints, sorted((a, b) for a, b in session.exec(select(Anchor.handling_id, Anchor.hash)))


def test_what_is_kept_of_a_text_holds_none_of_its_words(cast: Cast) -> None:
    cast.deposit("amina", f"{particular(1)}\n\n{particular(2)}\n".encode(), "gold.md")
    rows, anchors = kept(cast)
    assert [row[1] for row in rows] == [2]
    assert len(anchors) == 12
    with cast.house.registry.database.read() as session:
        body = session.exec(select(Fingerprint.body)).one()
    assert b"rbqaz" not in body


def test_every_handling_with_portions_has_its_own_fingerprint(cast: Cast) -> None:
    tearline = {
        "portions": ["heading:Part 2"],
        "marking": {"scheme": "interpol", "level": "IFOUO"},
        "release_to": ["aseanapol"],
    }
    cast.deposit("amina", report("Gold", 0, 1, 2).encode(), "gold.md", tearlines=[tearline])
    rows, _ = kept(cast)
    assert sorted(row[1] for row in rows) == [1, 2]
    with cast.house.registry.database.read() as session:
        assert set(session.exec(select(Portion.handling_id))) == {row[0] for row in rows}
        assert fingerprinting.missing(session) == []


def test_what_is_missing_is_named_and_made_anew_from_the_kept_portions(cast: Cast) -> None:
    registry = cast.house.registry
    idents = [cast.deposit("amina", report("Gold", *ns).encode(), "g.md").assessment for ns in ((0, 1), (1, 2))]
    before = kept(cast)
    edition = edition_of(cast, idents[1])
    with registry.database.write() as session:
        for table in (Fingerprint, Anchor):
            for row in session.exec(select(table)):
                session.delete(row)
        session.flush()
        assert set(fingerprinting.missing(session)) == {edition_of(cast, ident).id for ident in idents}
        for ident in fingerprinting.missing(session):
            fingerprinting.renew(registry, session, ident)
        assert fingerprinting.missing(session) == []
    assert kept(cast) == before
    with registry.database.write() as session:
        session.get_one(Edition, edition.id).key = None
        session.flush()
        with pytest.raises(SealBroken):
            fingerprinting.renew(registry, session, edition.id)
        session.rollback()


def test_a_pair_that_collides_is_kept_once_and_goes_with_either(cast: Cast) -> None:
    registry = cast.house.registry
    one = edition_of(cast, cast.deposit("amina", report("Gold", 0, 1, 2).encode(), "gold.md").assessment)
    other = edition_of(cast, cast.deposit("piotr", report("Gold", 0, 1, 3, 4).encode(), "gold.md").assessment)
    with registry.database.write() as session:
        for ident in (one.id, other.id, one.id):
            fingerprinting.renew(registry, session, ident)
        (row,) = session.exec(select(Collision))
        shares = {row.edition_id: row.share, row.other_id: row.share_of_other}
        assert shares == {one.id: 0.6667, other.id: 0.5}
    with registry.database.write() as session:
        destroy(registry, session, session.get_one(Edition, one.id))
        afterwards(session, lambda: None)
    with registry.database.read() as session:
        assert session.exec(select(Collision)).all() == []
        left = {row.handling_id for row in session.exec(select(Fingerprint))}
        assert left == set(session.exec(select(Portion.handling_id).where(col(Portion.edition_id) == other.id)))
        assert {row.handling_id for row in session.exec(select(Anchor))} == left


def test_reading_again_replaces_what_was_told(cast: Cast) -> None:
    registry = cast.house.registry
    ident = cast.deposit("amina", report("Gold", 0).encode(), "gold.md").assessment
    edition = edition_of(cast, ident)
    (handling,) = {row[0] for row in kept(cast)[0]}
    with registry.database.write() as session:
        told = fingerprinting.Told.of([particular(3), particular(4)], registry.vault)
        prepared = fingerprinting.prepare(registry, session, edition.id, {handling: told})
        fingerprinting.write(registry, session, session.get_one(Edition, edition.id), prepared)
    rows, anchors = kept(cast)
    assert [(row[0], row[1]) for row in rows] == [(handling, 2)]
    assert len(anchors) == 12
