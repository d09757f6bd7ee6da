"""The table of an assessment's life: every act from every state by every role, and the table in the docs (domain 4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from models.handling import DESTROYED, DRAFT, REGISTERED, STATES, SUBMITTED
from models.tables.assessment import Edition
from models.tables.person import ADMINISTRATOR, ANALYST, AUDITOR, ORIGINATOR, REGISTRY
from repository import moves
from repository.acts import ActRefused, NotFound
from repository.life import PERFORMED
from repository.moves import ALONE, ANY, BY_REQUEST, DEPOSITOR, EVERY, MOVES, NOT_SUBMITTER, PROVISIONALLY, SECRETARIAT
from tests.house import Cast
from tests.repository.shelf import keep, move
from web import registering

LIFE = Path(__file__).resolve().parents[2] / "docs" / "life.md"
PERSONS = {ORIGINATOR: "amina", REGISTRY: "ingrid", ANALYST: "lena", AUDITOR: "owen", ADMINISTRATOR: "yuki"}
SECOND = {
    ALONE: "no",
    NOT_SUBMITTER: "never whoever submitted it (W1, W7)",
    BY_REQUEST: "yes: it is asked for, others consent (W6, W7)",
    PROVISIONALLY: "where the registry acts: the originators keep or reverse it (W2)",
}
WHOSE = {
    ANY: "any one originator",
    EVERY: "every originator (W3)",
    DEPOSITOR: "the depositing organization",
    SECRETARIAT: "the registry",
}


def table() -> list[str]:
    """The table of the docs, made from the code."""
    lines = ["| act | from | to | role | second person | whose officers |", "|---|---|---|---|---|---|"]
    for row in MOVES.values():
        states = ", ".join(state for state in STATES if state in row.from_states)
        to, roles = row.to_state or "stays", " or ".join(row.roles)
        cells = (f"`{row.act}`", states, to, roles, SECOND[row.second_person], WHOSE[row.whose])
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def test_the_table_of_the_docs_is_that_of_the_code() -> None:
    said = [line for line in LIFE.read_text("utf-8").splitlines() if line.startswith("|")]
    assert said[: len(table())] == table()


@pytest.mark.parametrize("role", sorted(PERSONS))
@pytest.mark.parametrize("act", sorted(MOVES))
def test_every_act_from_every_state_by_every_role_is_admitted_as_the_table_says_or_refused(
    cast: Cast, act: str, role: str
) -> None:
    edition, row = keep(cast, "kofi"), MOVES[act]
    actor = cast.actor(PERSONS[role])
    for state in STATES:
        move(cast, edition, state)
        concerned = role == ORIGINATOR or (role == REGISTRY and state not in (DRAFT, DESTROYED))
        with cast.house.registry.database.read() as session:
            if not concerned:
                with pytest.raises(NotFound):
                    moves.admit(session, actor, act, edition.assessment_id)
            elif role in row.roles and state in row.from_states:
                assert moves.admit(session, actor, act, edition.assessment_id).id == edition.id
            else:
                wrong = "only a person in the role" if role not in row.roles else f"it is {state}; to {act} it must be"
                with pytest.raises(ActRefused, match=wrong):
                    moves.admit(session, actor, act, edition.assessment_id)


def test_what_may_be_tried_is_what_is_admitted(cast: Cast) -> None:
    edition = keep(cast, "amina")
    for state in STATES:
        move(cast, edition, state)
        with cast.house.registry.database.read() as session:
            row = session.get_one(Edition, edition.id)
            for role, username in PERSONS.items():
                possible = moves.possible(cast.actor(username), row)
                assert possible == [a for a, m in MOVES.items() if role in m.roles and state in m.from_states]


def test_nothing_leads_out_of_destroyed_and_nothing_back_to_draft() -> None:
    assert not [row.act for row in MOVES.values() if DESTROYED in row.from_states or row.to_state == DRAFT]


def test_an_act_that_this_module_performs_is_in_the_table() -> None:
    assert set(PERFORMED) <= set(MOVES)


def test_the_second_of_two_officers_is_told_what_happened_and_by_whom(cast: Cast) -> None:
    edition = keep(cast, "amina")
    for username, act in (("amina", "submit"), ("ruth", "register")):
        registering.perform(cast.house, cast.visitor(username), act, edition.assessment_id)
    told = (
        r"it is registered, by the act 'register' of Ruth Adeyemi-Lund \(interpol\); to register it must be submitted"
    )
    with pytest.raises(ActRefused, match=told):
        registering.perform(cast.house, cast.visitor("ingrid"), "register", edition.assessment_id)
    with cast.house.registry.database.read() as session:
        row = session.exec(select(Edition).where(Edition.id == edition.id)).one()
        assert row.state == REGISTERED
        entry = moves.brought_about(session, row)
    assert entry is not None
    assert (entry.action, entry.detail["from"]) == ("register", SUBMITTED)


if __name__ == "__main__":
    print("\n".join(table()))
