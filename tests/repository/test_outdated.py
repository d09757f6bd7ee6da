"""Requests that no longer fit: who came since they were asked, and what was said anew (W3, cases 13, 14)."""

from __future__ import annotations

import pytest

from models.deposit import Deposit
from models.handling import HELD
from repository import destruction, life
from repository.acts import ActRefused
from repository.moves import Said
from tests.house import START, Cast
from tests.repository.changes import Changing
from tests.repository.shelf import keep, move
from tests.repository.test_circulating import BOTH, DAY, LIST, members, of, offer
from tests.repository.test_derivation import answer
from tests.repository.test_relations import state


def test_case_14_who_came_onto_a_list_after_the_consents_were_asked_is_not_let_in_by_them(cast: Cast) -> None:
    changing = of(cast, originators=BOTH, release_to=["ameripol"])
    added = changing.widen("amina", add=[LIST])
    cast.change_list("cyber-fusion", [*members(cast, "cyber-fusion"), "unodc"])
    with pytest.raises(ActRefused, match="has gained members since"):
        changing.grant("piotr", added)
    assert "tomas" not in changing.readers()
    again = changing.widen("amina", add=[LIST])
    changing.grant("piotr", again)
    assert "tomas" in changing.readers()


def test_case_14_a_list_that_grew_again_is_asked_about_anew_and_one_that_shrank_is_not(cast: Cast) -> None:
    changing = of(cast, originators=BOTH, release_to=[LIST])
    cast.change_list("cyber-fusion", [*members(cast, "cyber-fusion"), "unodc"])
    (first,) = offer(cast, "cyber-fusion")
    changing.grant("amina", first)
    cast.change_list("cyber-fusion", [*members(cast, "cyber-fusion"), "ncb-eg"])
    (second,) = offer(cast, "cyber-fusion")
    with pytest.raises(ActRefused, match="has gained members since"):
        changing.grant("piotr", first)
    assert "nadia" not in changing.readers()
    cast.change_list("cyber-fusion", ["europol", "unodc"])
    changing.grant("amina", second)
    changing.grant("piotr", second)
    assert "tomas" in changing.readers()
    assert "nadia" not in changing.readers()


def test_w3_a_consent_does_not_hold_where_somebody_narrowed_the_same_since(cast: Cast) -> None:
    changing = of(cast, originators=[*BOTH, "frontex"], release_to=["aimc"], embargo_until=START + 3 * DAY)
    sooner = changing.widen("amina", embargo_until=(START + DAY).isoformat())
    changing.grant("piotr", sooner)
    changing.narrow("piotr", embargo_until=START + 9 * DAY)
    with pytest.raises(ActRefused, match="the circulation was changed since"):
        changing.grant("elena", sooner)
    assert changing.part().embargo_until == START + 9 * DAY


def test_w3_who_became_an_originator_after_it_was_asked_consents_too(cast: Cast) -> None:
    work = keep(cast, "amina", originators=["afripol", "europol"])
    cast.act("amina", "submit", work.assessment_id)
    move(cast, work, HELD)
    registry = cast.house.registry
    with registry.database.write() as session:
        said = Said(reason="drawn up twice")
        asked = destruction.ask(registry, session, cast.actor("amina"), work.assessment_id, said)
    deposit = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": []}
    with registry.database.write() as session:
        joint = Deposit.model_validate({**deposit, "originators": ["afripol", "europol", "frontex"]})
        life.change(registry, session, cast.actor("amina"), work.assessment_id, joint)
    with pytest.raises(ActRefused, match="frontex"):
        answer(cast, "piotr", asked, granted=True)
    assert state(cast, work) == HELD


def test_what_was_asked_to_change_is_over_once_all_of_it_is_said_anew(cast: Cast) -> None:
    work = keep(cast, "amina", originators=["afripol", "europol"], release_to=[])
    cast.act("amina", "submit", work.assessment_id)
    changing = Changing(cast, work)
    widen, keeping = changing.widen("amina", add=["aimc"]), changing.narrow("ingrid", exclude=["EG"])
    move(cast, work, HELD)
    registry = cast.house.registry
    with registry.database.write() as session:
        deposit = Deposit.model_validate({"marking": {"scheme": "interpol", "level": "IC"}, "release_to": []})
        life.change(registry, session, cast.actor("amina"), work.assessment_id, deposit)
    assert keeping is not None
    for request in (widen, keeping):
        with pytest.raises(ActRefused, match="taken-back"):
            changing.grant("piotr", request)
    assert changing.deposit().release_to == []
