"""Who opened an edition: one question to the index of mentions (case 13)."""

from __future__ import annotations

from datetime import timedelta

from repository.database import Database
from repository.openings import Opening, excerpts, openings
from repository.register import REFUSED, Act, Register
from tests.repository.history import START

LENA, MEI = "person-lena", "person-mei"
HOUR = timedelta(hours=1)


def acted(action: str, hours: int, actor: str | None = LENA, *editions: str, outcome: str = "done") -> Act:
    named = editions or ("edition-1",)
    return Act(action=action, at=START + hours * HOUR, actor=actor, editions=named, rank=1, outcome=outcome)


def test_an_opening_tells_who_when_first_and_last_and_how_often(database: Database, register: Register) -> None:
    with database.write() as session:
        register.append_all(
            session,
            [acted("view", 1, MEI), acted("view", 2), acted("page", 3), acted("file", 5), acted("view", 6, MEI)],
        )
    with database.read() as session:
        assert openings(session, "edition-1") == [
            Opening(MEI, START + HOUR, START + 6 * HOUR, 2),
            Opening(LENA, START + 2 * HOUR, START + 5 * HOUR, 3),
        ]
        assert openings(session, "edition-2") == []


def test_only_what_was_opened_counts_and_a_search_is_told_apart(database: Database, register: Register) -> None:
    acts = [
        acted("search", 1, MEI, "edition-1", "edition-2"),
        acted("list", 2, MEI),
        acted("release", 3),
        acted("view", 4, LENA, outcome=REFUSED),
        acted("view", 5, None),
        acted("view", 6, LENA, "edition-2"),
    ]
    with database.write() as session:
        register.append_all(session, acts)
    with database.read() as session:
        assert openings(session, "edition-1") == []
        assert [opening.person for opening in excerpts(session, "edition-1")] == [MEI]
        assert [opening.person for opening in openings(session, "edition-2")] == [LENA]
