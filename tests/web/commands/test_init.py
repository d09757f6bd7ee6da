from __future__ import annotations

import stat
from pathlib import Path

from tests.web.commands.line import Command, printed
from web.commands.caller import open_desk
from web.commands.environment import settings
from web.visitor import sign_in, visitor_of


def test_init_closes_the_folder_and_names_the_file_of_the_first_password(concord: Command, data: Path) -> None:
    said = printed(concord("init", "--json"))
    secret = Path(said["password_file"])
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data, secret, *data.iterdir())}
    assert modes.pop("register.pub") == 0o644
    assert set(modes.values()) == {0o700, 0o600}
    house = open_desk(settings())
    session = sign_in(house, said["administrator"], secret.read_text().strip())
    visitor = visitor_of(house, session or "")
    house.registry.database.close()
    assert visitor is not None
    assert visitor.role == "administrator"


def test_a_second_init_is_refused_and_changes_nothing(founded: Command, data: Path) -> None:
    before = {path.name: path.read_bytes() for path in data.iterdir() if path.is_file() and "sqlite" not in path.name}
    code, out, err = founded("init")
    assert (code, out) == (1, "")
    assert "already a repository" in err
    assert before == {name: (data / name).read_bytes() for name in before}


def test_an_init_that_was_cut_off_is_finished_by_the_next(concord: Command, data: Path) -> None:
    assert concord("init")[0] == 0
    key = (data / "master.key").read_bytes()
    for path in data.glob("concord.sqlite*"):
        path.unlink()
    assert concord("init")[0] == 0
    assert (data / "master.key").read_bytes() == key
    assert concord("register", "verify")[0] == 0


def test_a_lost_master_key_is_not_replaced_by_another(founded: Command, data: Path) -> None:
    (data / "master.key").unlink()
    code, _, err = founded("init")
    assert code == 1
    assert "master.key" in err
    assert not (data / "master.key").exists()
