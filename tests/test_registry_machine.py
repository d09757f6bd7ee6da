"""The registry against an independent reference model: random acts by random people, and every answer agrees."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.house import make_house
from tests.registry_machine import RegistryMachine
from web.app import create_app


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One server for all runs; each lets it serve a house of its own."""
    house = make_house(tmp_path_factory.mktemp("first") / "data")
    with TestClient(create_app(house=house)) as client:
        yield client
    house.registry.database.close()


def run(server: TestClient, *, runs: int, steps: int, shrink: bool = True) -> None:
    class Machine(RegistryMachine):
        pass

    Machine.server = server
    phases = [Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if shrink else [])]
    run_state_machine_as_test(Machine, settings=settings(max_examples=runs, stateful_step_count=steps, phases=phases))


def test_the_registry_and_its_reference_model_agree_on_every_act_and_on_every_reader(server: TestClient) -> None:
    run(server, runs=12, steps=25, shrink=False)


@pytest.mark.long
def test_they_agree_for_long(server: TestClient) -> None:
    run(server, runs=150, steps=50)
