"""Permits over what H2 keeps back: what one opens, and what ends when it is taken back (R11)."""

from __future__ import annotations

from models.tables.assessment import Edition
from repository import permits
from tests.house import Cast
from tests.repository.shelf import kept_and_released
from tests.repository.test_derivation import answer, granting
from tests.repository.test_relations import reads


def test_h2_a_permit_that_was_taken_back_ends_for_what_was_made_of_it_too(cast: Cast) -> None:
    bound = {"scheme": "interpol", "level": "IFOUO", "handling": ["H2"]}
    source = granting(cast, marking=bound)
    registry = cast.house.registry
    with registry.database.write() as session:
        edition = session.get_one(Edition, source.id)
        asked = permits.ask(registry, session, cast.actor("huda"), edition, ["download"], "for the field")
    answer(cast, "piotr", asked, granted=True)
    works = [
        kept_and_released(cast, "amina", sources=[source.assessment_id]),
        kept_and_released(cast, "amina", translation_of=source.assessment_id),
    ]
    assert all(reads(cast, "huda", work, "download") for work in works)
    with registry.database.write() as session:
        permits.withdraw(registry, session, cast.actor("stefan"), asked.id)
    assert not any(reads(cast, "huda", work, "download") for work in works)
