"""The registry against an independent reference model: random acts by random people, and every answer agrees.

The model is written from the rules of the domain (``tests/registry_model.py``, ``tests/registry_acts.py``). That the
comparison finds something is shown by breaking one rule of the product at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.house import make_house
from tests.registry_faults import RANDOM, TOLD, Fault
from tests.registry_machine import RegistryMachine
from tests.registry_pair import Pair
from tests.registry_stories import Story
from web.app import create_app


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One server for all runs; each lets it serve a house of its own."""
    house = make_house(tmp_path_factory.mktemp("first") / "data")
    with TestClient(create_app(house=house)) as client:
        yield client
    house.registry.database.close()


def run(server: TestClient, chosen: settings) -> None:
    """Let the machine run on a server."""

    class Machine(RegistryMachine):
        pass

    Machine.server = server
    run_state_machine_as_test(Machine, settings=chosen)


def tell(server: TestClient, story: Story) -> None:
    """Let a story happen on a server."""
    pair = Pair(server)
    try:
        story(pair)
    finally:
        pair.close()


def test_the_registry_and_its_reference_model_agree_on_every_act_and_on_every_reader(server: TestClient) -> None:
    run(server, settings(max_examples=12, stateful_step_count=25))


@pytest.mark.long
def test_they_agree_for_long(server: TestClient) -> None:
    run(server, settings(max_examples=150, stateful_step_count=50))


@pytest.mark.parametrize("fault", RANDOM, ids=lambda fault: fault.__name__)
def test_a_broken_rule_is_found_by_random_acts(
    server: TestClient, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    """Within twenty runs, which are always the same ones."""
    fault(monkeypatch)
    hunt = settings(
        max_examples=20,
        stateful_step_count=40,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
    )
    with pytest.raises(AssertionError):
        run(server, hunt)


@pytest.mark.parametrize(("fault", "story"), TOLD, ids=[story.__name__ for _, story in TOLD])
def test_they_agree_on_a_story_and_differ_where_its_rule_is_broken(
    server: TestClient, monkeypatch: pytest.MonkeyPatch, fault: Fault, story: Story
) -> None:
    tell(server, story)
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        tell(server, story)
