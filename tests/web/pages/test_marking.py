"""The picker: what it offers passes the checks of markings, whatever is combined."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData, UploadFile

from models.deposit import Deposit
from models.scheme import HANDLING_CODES, TLP, classification_schemes
from repository.completeness import field_problems
from repository.contradictions import reasons_to_hold
from tests.house import make_house
from web.house import House
from web.pages import description
from web.pages.marking import MarkingWords

LEVELS = [f"{scheme.id}:{entry.code}" for scheme in classification_schemes() for entry in scheme.levels]
TOKENS = ["europol", "afripol+members", "country:BR", "list:cyber-fusion", "ALL-DIALOGUE-PARTICIPANTS"]
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"]), max_size=40)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make_house(Path(tmp_path_factory.mktemp("picker")) / "data")
    yield made
    made.registry.database.close()


@given(data=st.data())
def test_whatever_the_picker_offers_is_a_marking_that_is_accepted(house: House, data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(LEVELS))
    release_to = data.draw(st.none() | st.lists(st.sampled_from(TOKENS), unique=True))
    scheme, _, level = chosen.partition(":")
    offered = MarkingWords.labels({"scheme": scheme, "level": level}, release_to)
    sent: list[tuple[str, str | UploadFile]] = [
        ("marking", chosen),
        ("marking_tlp", data.draw(st.sampled_from(["", *offered]))),
    ]
    ticked = data.draw(st.lists(st.sampled_from([code for code in HANDLING_CODES if code != "H3"]), unique=True))
    sent += [("marking_handling", code) for code in ticked]
    sent += [("marking_handling_text", data.draw(WORDS)), ("marking_compartments", data.draw(WORDS))]
    sent += [("marking_compilation_reason", data.draw(WORDS)), ("marking_text", data.draw(WORDS))]
    said: dict[str, Any] = {"marking": description.marking(FormData(sent), "marking"), "release_to": release_to}
    deposit = Deposit.model_validate(said)
    with house.registry.database.read() as session:
        assert field_problems(session, deposit, "afripol") == {}
    assert not any("CLEAR" in reason for reason in reasons_to_hold(deposit, {}, supervised=False))


def test_other_conditions_make_the_code_h3_and_their_absence_takes_it_away() -> None:
    conditions = FormData([("m", "interpol:IR"), ("m_handling", "H1"), ("m_handling_text", "Not by radio.")])
    said = description.marking(conditions, "m")
    assert said is not None
    assert said["handling"] == ["H1", "H3"]
    without = description.marking(FormData([("m", "interpol:IR"), ("m_handling", "H1")]), "m")
    assert without is not None
    assert without["handling"] == ["H1"]


def test_a_label_that_was_said_before_stays_to_be_seen_though_it_does_not_fit() -> None:
    marking = {"scheme": "interpol", "level": "IC", "tlp": "CLEAR"}
    assert MarkingWords.labels(marking, []) == ["GREEN", "AMBER", "AMBER+STRICT", "RED", "CLEAR"]
    assert MarkingWords.labels({**marking, "tlp": None}, ["europol"]) == ["GREEN", "AMBER", "AMBER+STRICT"]
    assert MarkingWords.labels({"scheme": "europol", "level": "PUBLIC"}, None) == list(TLP)
    assert "CLEAR" not in MarkingWords.labels(None, None)
