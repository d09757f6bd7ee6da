"""The model that is asked for and the one in use: which is opened, and that nobody waits for the other."""

from __future__ import annotations

import json
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from repository.settings import Settings
from search.changeover import in_use, use
from search.encoder import ModelUnreadable
from tests.house import Cast
from tests.model import model_folder as built_folder
from web import following
from web.following import Following
from web.house import fingerprint_of, folder_of, model_folder, open_model, open_other
from web.upkeep import Upkeep, _keep


def asking_for(cast: Cast, models: Path, name: str = "") -> Settings:
    folders = {"CONCORD_DATA": str(cast.house.registry.folder), "CONCORD_MODEL_FOLDER": str(models)}
    return Settings.from_environment({**folders, **({"CONCORD_MODEL": name} if name else {})})


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with the default model."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / built_folder().name).symlink_to(built_folder())
    return folder


def in_row(cast: Cast) -> str | None:
    with cast.house.registry.database.read() as session:
        return in_use(session)


def set_row(cast: Cast, fingerprint: str) -> None:
    with cast.house.registry.database.write() as session:
        use(session, fingerprint)


def card(folder: Path, fingerprint: str) -> None:
    folder.mkdir()
    (folder / "model.json").write_text(json.dumps({"fingerprint": fingerprint}))


def test_the_first_model_is_the_one_that_is_asked_for_and_comes_into_use(cast: Cast, models: Path) -> None:
    settings = asking_for(cast, models)
    opened = open_model(settings, cast.house.registry)
    assert opened.encoder.fingerprint == in_row(cast) == fingerprint_of(built_folder())
    assert Following(settings, cast.house.registry)() is None


def test_where_another_is_asked_for_the_one_in_use_is_opened_without_building_anything(
    cast: Cast, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default = fingerprint_of(built_folder()) or ""
    set_row(cast, default)
    monkeypatch.setattr("web.house.builder", lambda _: pytest.fail("it was built"))
    assert open_model(asking_for(cast, models, "other"), cast.house.registry).encoder.fingerprint == default


def test_a_model_in_use_whose_folder_is_gone_gives_way_to_the_one_that_is_asked_for(cast: Cast, models: Path) -> None:
    set_row(cast, "gone")
    opened = open_model(asking_for(cast, models), cast.house.registry)
    assert in_row(cast) == opened.encoder.fingerprint


def test_the_one_that_follows_is_built_beside_the_work_and_given_once_it_is_built(
    cast: Cast, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_row(cast, "former")
    building = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(following, "builder", lambda _: building)
    (models / built_folder().name).unlink()
    wanted = Following(asking_for(cast, models), cast.house.registry)
    assert wanted() is None
    assert wanted() is None
    assert wanted._building is not None
    wanted._building.kill()
    wanted._building.wait()
    (models / built_folder().name).symlink_to(built_folder())
    reader = wanted()
    assert reader is not None
    assert reader is wanted()
    assert reader.encoder.fingerprint == fingerprint_of(built_folder())


def test_one_that_cannot_be_built_is_tried_once(cast: Cast, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_row(cast, fingerprint_of(built_folder()) or "")
    built: list[int] = []

    def builder(_: Settings) -> list[str]:
        built.append(1)
        return [sys.executable, "-c", "raise SystemExit(1)"]

    monkeypatch.setattr(following, "builder", builder)
    wanted = Following(asking_for(cast, models, "absent"), cast.house.registry)
    until = time.monotonic() + 20
    while not wanted._refused and time.monotonic() < until:
        assert wanted() is None
    assert wanted() is None
    assert built == [1]


def test_a_model_is_found_by_its_fingerprint_and_an_unreadable_card_is_passed_over(cast: Cast, models: Path) -> None:
    settings = asking_for(cast, models)
    card(models / "a", "one")
    card(models / "b", "two")
    (models / "c").mkdir()
    (models / "c" / "model.json").write_text("{")
    assert folder_of(settings, "two") == models / "b"
    assert folder_of(settings, "three") is None
    with pytest.raises(ModelUnreadable, match="concord doctor"):
        open_other(settings, "three")


def test_upkeep_reads_what_moved_before_anybody_asks(cast: Cast) -> None:
    cast.release("amina", b"# Ports\n\nFerries leave at noon.\n", "p.md")
    assert len(cast.house.engine.index.vectors) == 0
    Upkeep(cast.house).look()
    assert len(cast.house.engine.index.vectors) == 1


def test_upkeep_looks_again_at_once_until_nothing_is_left_to_do(cast: Cast) -> None:
    class Ending(threading.Event):
        """Ends after the second time that nothing was left; it waits for none."""

        def __init__(self) -> None:
            super().__init__()
            self.waited: list[float | None] = []

        def wait(self, timeout: float | None = None) -> bool:
            self.waited.append(timeout)
            return self.waited.count(60) == 3

    index = cast.house.engine.index
    for number in range(3):
        cast.release("amina", b"# Ports\n\nFerries leave at noon.\n", f"{number}.md")
    ending = Ending()
    _keep(Upkeep(cast.house), ending, 60)
    assert ending.waited[0] == 60
    assert 0 in ending.waited
    assert len(index.lexicon) == 3
    assert not index.tidy()


def test_upkeep_joins_what_came_though_the_model_that_follows_cannot_be_opened(
    cast: Cast, models: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Ending(threading.Event):
        """Ends after three looks; it waits for none."""

        looks = 0

        def wait(self, timeout: float | None = None) -> bool:
            self.looks += 1
            return self.looks > 3

    set_row(cast, fingerprint_of(built_folder()) or "")
    settings = asking_for(cast, models, "broken")
    card(model_folder(settings), "broken")
    for number in range(3):
        cast.release("amina", b"# Ports\n\nFerries leave at noon.\n", f"{number}.md")
    house = replace(cast.house, settings=settings)
    _keep(Upkeep(house), Ending(), 60)
    assert "not kept ready" in caplog.text
    assert len(cast.house.engine.index.lexicon) == 3
    assert not cast.house.engine.index.tidy()
