"""Translations as a deterministic encoder sees them: names and figures stay, the words around them change."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from models.tables.assessment import HandlingIndex
from repository import disclosure
from search import overlap
from search.overlap import Overlap
from tests.house import Cast

NAMES = (
    "Brandenburgh Oberlandesgericht Karachaganak Mozambique Nyiragongo Ouagadougou Popocatepetl",
    "Quetzaltenango Reykjavik Samarkand Tegucigalpa Ulaanbaatar Villahermosa Wollongong",
    "Xochimilco Yamoussoukro Zanzibar Antananarivo Bujumbura Coatzacoalcos Dushanbe",
)
ENGLISH = "The report says that in the last year there were many attacks against the people of {} and {}."
FRENCH = "Le rapport indique que, dans la dernière année, il y a eu de nombreuses attaques contre les gens de {} et {}."


def work(sentence: str, *numbers: int) -> bytes:
    parts = []
    for place, number in enumerate(numbers):
        *some, last = (NAMES[number].split() * 6)[:36]
        parts.append(f"## {place}\n\n{sentence.format(', '.join(some), last)}\n")
    return "\n".join(parts).encode()


def found(cast: Cast, username: str, ident: str) -> list[Overlap]:
    house, visitor = cast.house, cast.visitor(username)
    with house.registry.database.read() as session:
        scope = house.registry.scopes.of(session, visitor.reader, visitor.at)
        house.engine.refresh(session)
        shown = disclosure.released(
            house.registry, scope, house.registry.catalogue.of_assessment(ident) or "", visitor.at
        )
        assert shown is not None
        return overlap.find_translations(house.engine, house.registry, session, scope, shown, visitor.at)


def ids(overlaps: list[Overlap]) -> list[str]:
    return [one.assessment.id for one in overlaps]


def test_a_work_in_another_language_with_the_same_passages_in_order_is_found_both_ways(cast: Cast) -> None:
    english = cast.release("amina", work(ENGLISH, 0, 1, 2), "a.md")
    french = cast.release("piotr", work(FRENCH, 0, 1, 2), "b.md")
    (one,) = found(cast, "lena", english)
    assert (one.assessment.id, one.parallel) == (french, 1.0)
    assert [pair.there.text.startswith("Le rapport") for pair in one.pairs] == [True] * 3
    assert [pair.here.text.startswith("The report") for pair in one.pairs] == [True] * 3
    assert ids(found(cast, "lena", french)) == [english]


def test_neither_the_same_language_nor_a_part_nor_another_order_is_a_translation(cast: Cast) -> None:
    subject = cast.release("amina", work(ENGLISH, 0, 1, 2), "a.md")
    for sentence, numbers in ((ENGLISH, (0, 1, 2)), (FRENCH, (1,)), (FRENCH, (2, 1, 0))):
        cast.release("piotr", work(sentence, *numbers), "b.md")
    assert found(cast, "lena", subject) == []


def test_what_the_reader_may_not_see_is_no_translation(cast: Cast) -> None:
    secret: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IC"}, "release_to": ["europol"]}
    subject = cast.release("amina", work(ENGLISH, 0, 1, 2), "a.md")
    cast.release("amina", work(FRENCH, 0, 1, 2), "b.md", **secret)
    assert found(cast, "mei", subject) == []
    assert len(found(cast, "lena", subject)) == 1


def test_of_editions_that_follow_one_another_the_last_alone_is_a_translation(cast: Cast) -> None:
    subject = cast.release("amina", work(ENGLISH, 0, 1, 2), "a.md")
    first = cast.release("piotr", work(FRENCH, 0, 1, 2), "b.md")
    assert ids(found(cast, "lena", subject)) == [first]
    second = cast.release("piotr", work(FRENCH, 0, 1, 2), "c.md", supersedes=first)
    assert ids(found(cast, "lena", subject)) == [second]


def test_passages_mean_what_search_knows_of_them_and_no_row_is_opened_for_it(cast: Cast) -> None:
    subject = cast.release("amina", work(ENGLISH, 0, 1, 2), "a.md")
    other = cast.release("piotr", work(FRENCH, 0, 1, 2), "b.md")
    assert ids(found(cast, "lena", subject)) == [other]
    with cast.house.registry.database.write() as session:
        for row in session.exec(select(HandlingIndex)):
            row.vectors = row.vectors and row.vectors[:-1]
            session.add(row)
    assert ids(found(cast, "lena", subject)) == [other]
