"""A repository with the demo's cast, and an encoder that needs no model."""

from __future__ import annotations

from pathlib import Path

from demo.cast import person
from demo.load import ADMINISTRATOR, load_cast, newcomer
from repository.settings import Settings
from search.centring import Centring
from search.engine import Engine
from tests.encoders import HashingEncoder
from web.commands.init import found
from web.house import House, open_registry


def empty_house(folder: Path) -> House:
    """Found a repository in the folder and add the cast and the lists."""
    settings = Settings.from_environment({"CONCORD_DATA": str(folder)})
    found(settings, newcomer(person(ADMINISTRATOR)))
    registry = open_registry(settings)
    load_cast(registry)
    encoder = HashingEncoder()
    return House(registry, Engine(registry, encoder, Centring.learn(encoder)), settings)
