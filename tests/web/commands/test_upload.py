from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlmodel import select

from models.tables.assessment import Edition, Original
from repository import people
from repository.unlocking import password_of
from tests.ingest.papers import locked
from tests.web.commands.line import Command, act, printed
from web.commands.caller import open_desk
from web.commands.environment import settings


def test_an_upload_is_kept_and_its_job_shown_to_the_organization_only(
    founded: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "r.txt").write_text("Convoys were seen.\n")
    (tmp_path / "r.gif").write_bytes(b"GIF89a" + bytes(50))
    tokens = {name: printed(founded("token", "create", name, "--json"))["token"] for name in ("amina", "lena")}
    monkeypatch.setenv("CONCORD_TOKEN", tokens["amina"])
    options = (
        "--marking",
        "interpol:IR",
        "--tlp",
        "AMBER",
        "--release-to",
        "europol,aimc+members",
        "--exclude",
        "EG",
    )
    taken = printed(founded("upload", tmp_path / "r.txt", *options, "--pillar", "border", "--json"))
    (job,) = printed(founded("jobs", "--json"))
    assert (job["id"], job["assessment"], job["state"]) == (taken["job"], taken["id"], "queued")
    house = open_desk(settings())
    entry = act(data, "deposit")
    with house.registry.database.read() as session:
        assert entry.actor == people.named(session, "amina").id
    house.registry.database.close()
    code, out, _ = founded("upload", tmp_path / "r.gif", tmp_path / "absent.pdf")
    assert code == 1
    assert "GIF" in out
    assert "No such file" in out
    code, _, err = founded("upload", tmp_path / "r.txt", "--release-to", "atlantis")
    assert code == 1
    assert "atlantis" in err
    monkeypatch.setenv("CONCORD_TOKEN", tokens["lena"])
    assert printed(founded("jobs", "--json")) == []
    code, _, err = founded("upload", tmp_path / "r.txt")
    assert code == 1
    assert "originator" in err


def test_a_password_is_read_from_standard_input_and_kept_sealed(
    founded: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked.pdf").write_bytes(locked("word of this test"))
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "amina", "--json"))["token"])
    code, _, err = founded("upload", tmp_path / "locked.pdf", "--password-stdin")
    assert (code, "holds no password" in err) == (1, True)
    monkeypatch.setattr("sys.stdin", io.StringIO("word of this test\n"))
    printed(founded("upload", tmp_path / "locked.pdf", "--password-stdin", "--json"))
    house = open_desk(settings())
    with house.registry.database.read() as session:
        original = session.exec(select(Original)).one()
        edition = session.get_one(Edition, original.edition_id)
    assert password_of(house.registry.vault, edition, original) == "word of this test"
    assert b"word" not in (original.password or b"word")
    house.registry.database.close()


def test_words_of_marking_that_fix_no_level_are_told_to_who_deposits_them(
    founded: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "r.txt").write_text("Convoys were seen.\n")
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "amina", "--json"))["token"])
    code, _, err = founded("upload", tmp_path / "r.txt", "--marking", "restricted")
    assert code == 0
    assert err == (
        "The words 'restricted' fix no level, so nobody may open what they mark until an officer names one; "
        "write scheme and level, such as interpol:IR.\n"
    )
    (tmp_path / "s.txt").write_text("Lorries were seen.\n")
    assert founded("upload", tmp_path / "s.txt", "--marking", "interpol:IR")[2] == ""
