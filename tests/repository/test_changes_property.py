"""A property: without the consents of all originators nobody who was out is ever let in (W1-W3, case 14)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repository.errors import RepositoryError
from tests.house import START, Cast, make_house
from tests.repository.changes import Changing
from tests.repository.shelf import kept_and_released
from tests.repository.test_circulating import members

BOTH = ["afripol", "europol"]
DAY = timedelta(days=1)
LIST = "list:cyber-fusion"
TOKENS = ["europol", "aimc", "ameripol", "aseanapol", "afripol+members", LIST, "list:border-security"]
LEVELS = ["interpol:IFOUO", "interpol:IR", "interpol:IC", "eu:R-UE/EU-R"]
ACTORS = ["amina", "kofi", "piotr", "ingrid", "lena", "yuki"]
INSTANTS: list[datetime | None] = [None, START - DAY, START + DAY]
regrades = st.fixed_dictionaries(
    {"level": st.sampled_from(LEVELS)},
    optional={
        "tlp": st.sampled_from([None, "GREEN", "AMBER", "AMBER+STRICT"]),
        "compartments": st.sampled_from([[], ["LANTERN"]]),
        "handling": st.sampled_from([[], ["H1"], ["H1", "H2"]]),
    },
)
circulations = st.fixed_dictionaries(
    {},
    optional={
        "add": st.lists(st.sampled_from(TOKENS), max_size=2, unique=True),
        "remove": st.lists(st.sampled_from(TOKENS), max_size=2, unique=True),
        "repin": st.lists(st.sampled_from(TOKENS), max_size=1),
        "exclude": st.lists(st.sampled_from(["EG", "TN", "aimc"]), max_size=1),
        "readmit": st.lists(st.sampled_from(["EG", "JO"]), max_size=1),
        "embargo_until": st.sampled_from(INSTANTS),
        "purposes": st.sampled_from([[], ["x"]]),
        "disclosure": st.sampled_from(["invisible", "existence"]),
    },
)
steps = st.lists(
    st.tuples(st.sampled_from(ACTORS), st.sampled_from(["raise_", "downgrade"]), regrades)
    | st.tuples(st.sampled_from(ACTORS), st.sampled_from(["narrow", "widen"]), circulations)
    | st.tuples(st.just(""), st.just("grow"), st.just({})),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    return Cast(make_house(tmp_path_factory.mktemp("changes")))


@settings(max_examples=15)
@given(taken=steps, tlp=st.sampled_from([None, "GREEN", "AMBER"]))
def test_without_the_consents_nobody_who_was_out_is_ever_let_in(
    shared: Cast, taken: list[tuple[str, str, dict[str, Any]]], tlp: str | None
) -> None:
    marking = {"scheme": "interpol", "level": "IFOUO", "tlp": tlp}
    said: dict[str, Any] = {"release_to": ["europol", "aimc", LIST], "exclude": ["JO"], "marking": marking}
    edition = kept_and_released(shared, "amina", **said, originators=BOTH, register_title="Note 7")
    changing = Changing(shared, edition)
    inside = changing.readers()
    for username, act, more in taken:
        if act == "grow":
            shared.change_list("cyber-fusion", sorted({*members(shared, "cyber-fusion"), "unodc", "frontex"}))
        else:
            try:
                getattr(changing, act)(username, **more)
            except (RepositoryError, ValueError):
                continue
        now = changing.readers()
        assert now <= inside, (username, act, more)
        inside = now
