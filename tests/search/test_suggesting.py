"""What is offered while somebody types comes from titles and vocabularies, and is kept for a few readers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.deposit import Deposit
from repository import due
from search import suggesting
from search.suggesting import WORD, Stock, suggest
from tests.house import Cast, TurningClock
from web import depositing
from web import suggesting as desk

BODY = b"# Ports\n\nContainers of contraband vanish from terminals at night.\n"


def offered(cast: Cast, username: str, typed: str) -> list[str]:
    return [one.text for one in desk.offered(cast.house, cast.visitor(username), typed, "en") if one.kind == WORD]


def test_words_of_titles_are_offered_as_most_titles_write_them_and_words_of_bodies_are_not(cast: Cast) -> None:
    cast.release("amina", BODY, title="Contrôle des conteneurs")
    cast.release("amina", BODY, "b.md", title="Le contrôle aux frontières")
    cast.release("amina", BODY, "c.md", title="CONTROLE DES QUAIS")
    assert offered(cast, "mei", "contr") == ["contrôle"]
    assert offered(cast, "mei", "port contr") == ["port contrôle"]
    assert offered(cast, "mei", "termin") == []


def test_a_word_counts_the_assessments_whose_titles_have_it(cast: Cast) -> None:
    cast.release("amina", BODY, title="Ports and ports")
    cast.release("amina", BODY, "b.md", title="Ports at night")
    found = desk.offered(cast.house, cast.visitor("mei"), "por", "en")
    assert [(one.text, one.count) for one in found if one.kind == WORD] == [("ports", 2)]


def test_a_title_that_is_changed_is_offered_as_it_is_now(cast: Cast) -> None:
    draft = cast.deposit("amina", BODY, title="Quays").assessment
    assert offered(cast, "amina", "quay") == ["quays"]
    depositing.change(cast.house, cast.visitor("amina"), draft, Deposit(title="Docks"))
    assert (offered(cast, "amina", "quay"), offered(cast, "amina", "dock")) == ([], ["docks"])


def test_case_25_what_was_destroyed_stays_in_no_memory(cast: Cast, clock: TurningClock) -> None:
    until = (clock.now() + timedelta(hours=2)).isoformat()
    cast.release("amina", BODY, title="Vanishing quays", retention_until=until)
    assert offered(cast, "lena", "vanish") == offered(cast, "mei", "vanish") == ["vanishing"]
    clock.turn(timedelta(hours=2))
    due.catch_up(cast.house.registry)
    assert offered(cast, "mei", "vanish") == []
    assert "vanishing" not in {word for stock in kept(cast) for word in stock.written}


def test_what_cannot_be_seen_makes_nobodys_stock_anew(cast: Cast) -> None:
    cast.release("amina", BODY, title="Quays")
    offered(cast, "mei", "quay")
    (before,) = kept(cast)
    cast.release("amina", BODY, "b.md", title="Hidden docks", release_to=[])
    assert offered(cast, "mei", "dock") == []
    (after,) = kept(cast)
    assert after is before


def test_of_so_many_readers_something_is_kept_and_of_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggesting, "MOST_READERS", 2)
    cast.release("amina", BODY, title="Quays")
    for username in ("mei", "lena", "elena", "mei"):
        assert offered(cast, username, "quay") == ["quays"]
    assert len(cast.house.engine.stocks) == 2


def kept(cast: Cast) -> list[Stock]:
    """Return what is kept in memory, by looking where it is kept."""
    return [stock for _, stock in cast.house.engine.stocks._known.values()]


def test_an_empty_question_is_offered_nothing(cast: Cast) -> None:
    cast.release("amina", BODY, title="Quays")
    offered(cast, "mei", "quay")
    (stock,) = kept(cast)
    assert suggest(stock, "", "en") == []
