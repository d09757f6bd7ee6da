"""Editions put on the shelf without a file: their passages and index rows as ingest writes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import numpy as np
from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.handling import RELEASED
from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Page, Portion
from repository import editions
from repository.database import bump
from repository.scope import Scope
from search import vocabulary
from search.changeover import INDEX
from search.engine import Answer
from search.evidence import sentences_to_bytes
from search.generation import vectors_to_bytes
from search.query import Filters, Query
from search.segment import encode
from search.sentence import sentences
from search.terms import indexed
from tests.house import Cast
from tests.repository.shelf import kept_and_released
from web.house import House

TEXT = "Ransomware groups encrypt the backup systems of hospitals."
TOPICS = ("hospitals", "clinics", "ferries", "banks", "ports", "airports", "laboratories")
SECRET: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IC"}, "release_to": ["europol"]}
"""What Lena may see and Mei may not."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as it is cut: its part, page and language."""

    text: str
    page: int = 1
    part: str = "body"
    language: str = "en"
    spans: tuple[tuple[int, int, int, tuple[float, float, float, float]], ...] = ()


def shelve(cast: Cast, *passages: str | Passage, username: str = "amina", **said: Any) -> Edition:
    """Release an edition for all participants, or as said, and make its passages searchable."""
    edition = kept_and_released(cast, username, **said)
    with cast.house.registry.database.write() as session:
        write(cast.house, session, edition, [Passage(p) if isinstance(p, str) else p for p in passages])
        editions.write_state(session, session.get_one(Edition, edition.id), RELEASED)
    return edition


def parts_of(session: Session, edition: Edition) -> dict[str, int]:
    """Return the ids of an edition's handlings by part."""
    rows = session.exec(select(HandlingRecord).where(HandlingRecord.edition_id == edition.id))
    return {row.part: row.id for row in rows if row.id is not None}


def write(house: House, session: Session, edition: Edition, passages: Sequence[Passage]) -> None:
    """Write portions, pages and index rows in place of those that are there."""
    registry, engine = house.registry, house.engine
    key, version, parts = editions.key_of(edition, registry.vault), bump(session, INDEX), parts_of(session, edition)
    for stale in (
        delete(Page).where(col(Page.edition_id) == edition.id),
        delete(Portion).where(col(Portion.edition_id) == edition.id),
        delete(HandlingIndex).where(col(HandlingIndex.handling_id).in_(parts.values())),
    ):
        session.connection().execute(stale)
    for number in range(1, max((p.page for p in passages), default=0) + 1):
        session.add(
            Page(edition_id=edition.id, number=number, width=595, height=842, has_text=True, blocks=key.seal("x", b""))
        )
    places = count()
    for part, handling in parts.items():
        own = [(next(places), p) for p in passages if p.part == part]
        vectors = []
        for ordinal, (place, passage) in enumerate(own):
            spans = sentences(passage.text, passage.language)
            encoded = engine.encoder.passages([passage.text], [spans])[0]
            vectors.append(engine.centring.passage(encoded.vector))
            ident = registry.ids.new()
            body = {"text": passage.text, "heading": [], "kind": "text", "spans": passage.spans, "sentences": spans}
            session.add(
                Portion(
                    id=ident,
                    edition_id=edition.id,
                    handling_id=handling,
                    ordinal=ordinal,
                    place=place,
                    page=passage.page,
                    language=passage.language,
                    body=key.seal(f"portion:{ident}", json.dumps(body).encode()),
                    sentences=key.seal(
                        f"sentences:{ident}", sentences_to_bytes(engine.centring.passage(encoded.sentences))
                    ),
                )
            )
        row = HandlingIndex(handling_id=handling, version=version, model=engine.encoder.fingerprint)
        if own:
            row.vectors = key.seal(f"vectors:{handling}", vectors_to_bytes(np.stack(vectors)))
            words = [indexed((), p.text, p.language) for _, p in own]
            row.postings = encode(words, registry.vault.posting_key)
            row.words = key.seal(f"words:{handling}", vocabulary.encode(p.text for _, p in own))
        session.add(row)


def scope_of(cast: Cast, session: Session, username: str) -> Scope:
    """Return somebody's scope."""
    visitor = cast.visitor(username)
    return cast.house.registry.scopes.of(session, visitor.reader, visitor.at)


def ask(
    cast: Cast,
    username: str,
    words: str,
    *,
    limit: int = 100,
    cursor: str | None = None,
    literal: bool = False,
    **narrow: Any,
) -> Answer:
    """Put a question as a member of the cast."""
    visitor = cast.visitor(username)
    with cast.house.registry.database.read() as session:
        scope = cast.house.registry.scopes.of(session, visitor.reader, visitor.at)
        query = Query(words, Filters(**narrow), limit, cursor, literal=literal)
        return cast.house.engine.search(session, scope, query, visitor.at)


def titles(answer: Answer) -> list[str | None]:
    """Return the titles of the results in order."""
    return [hit.assessment.title for hit in answer.results]


def summary(answer: Answer) -> list[tuple[Any, ...]]:
    """Return what an answer shows, without ids and what is made of them."""
    return [
        (
            hit.assessment.title,
            hit.assessment.published_at,
            hit.assessment.abstract,
            [(e.excerpt, e.highlights, e.page, e.matched) for e in hit.evidence],
        )
        for hit in answer.results
    ]


def library(cast: Cast) -> None:
    """Shelve seven notes for all, and seven near-duplicates that Mei may not see."""
    for n, topic in enumerate(TOPICS):
        shelve(
            cast, f"{TEXT} It concerns {topic}.", title=f"Note {n}", published_at=date(2026, 1 + n, 1),
            pillars=["cybercrime"] if n % 2 else ["terrorism", "cybercrime"], areas=["ransomware"] if n % 3 else None,
            regions=["africa"], languages=["en", "en"], originators=["afripol"],
        )  # fmt: skip
        shelve(cast, TEXT, title=f"Hidden {n}", pillars=["border"], regions=["asia"], languages=["ru"], **SECRET)
