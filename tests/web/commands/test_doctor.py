from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlmodel import select

from models.tables.identity import Identity
from models.tables.job import Job
from repository.ownership import MARK
from tests.ingest.crashing import age
from tests.web.commands.line import Command, act, printed
from web.commands.environment import opened, settings
from web.house import model_folder


def test_doctor_names_what_is_to_be_mended(concord: Command, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> tuple[int, dict[str, tuple[bool, str]]]:
        code, out, _ = concord("doctor", "--json")
        return code, {entry["subject"]: (entry["well"], entry["sentence"]) for entry in json.loads(out)}

    code, before = found()
    assert code == 1
    assert "concord init" in before["data folder"][1]
    assert not data.exists()
    concord("init")
    code, after = found()
    assert (code, [name for name, (well, _) in after.items() if not well]) == (0, [])
    assert str(model_folder(settings())) in after["model"][1]
    data.chmod(0o755)
    code, open_ = found()
    assert code == 1
    assert f"chmod go-rwx {data}" in open_["data folder"][1]
    monkeypatch.setenv("CONCORD_PROT", "1")
    code, strange = found()
    assert code == 1
    assert "CONCORD_PORT" in strange["settings"][1]


def test_doctor_looks_at_every_edition_says_what_a_repair_would_do_and_does_it(
    founded: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "r.txt").write_text("Convoys were seen.\n")
    token = printed(founded("token", "create", "amina", "--json"))["token"]
    monkeypatch.setenv("CONCORD_TOKEN", token)
    ident = printed(founded("upload", tmp_path / "r.txt", "--json"))["id"]
    monkeypatch.delenv("CONCORD_TOKEN")
    code, out, _ = founded("doctor")
    assert code == 0
    assert "ok    editions: 1 inspected" in out
    stray = data / "originals" / "straystraystraystraystrays"
    stray.write_bytes(b"x")
    code, out, _ = founded("doctor", "--repair")
    assert code == 1
    assert "MEND  files: The database names none of 1 originals (straystraystraystraystrays)" in out
    assert "once nothing has named it for 7 days" in out
    age(stray)
    lose_the_job(data)

    code, out, _ = founded("doctor")
    assert code == 1
    assert f"MEND  assessment {ident}: It has no job, so nobody reads it. 'concord doctor --repair': read again." in out
    assert "MEND  files: Nothing names 1 files (straystraystraystraystrays)" in out
    assert founded("doctor", "--quick")[0] == 0
    code, out, _ = founded("doctor", "--repair", "--json")
    assert code == 0
    said = {entry["subject"]: entry for entry in json.loads(out)}
    assert (said["files"]["well"], said["files"]["repaired"]) == (True, True)
    assert said[f"assessment {ident}"]["sentence"].endswith("Done: read again.")
    assert not stray.exists()
    assert founded("doctor")[0] == 0
    assert act(data, "repair").detail["done"] == ["read again"]

    (kept,) = (path for path in (data / "originals").iterdir() if path.name != MARK)
    kept.unlink()
    code, out, _ = founded("doctor", "--repair")
    assert code == 1
    assert f"The file {kept.name} is gone; restore it from a backup." in out


def test_doctor_names_a_folder_of_originals_that_is_anothers_and_nothing_in_it_is_touched(
    founded: Command, data: Path
) -> None:
    assert f"ok    originals: {data / 'originals'} belongs to this database" in founded("doctor", "--quick")[1]
    stray = data / "originals" / "straystraystraystraystrays"
    stray.write_bytes(b"x")
    (data / "originals" / MARK).write_text("another\n")
    code, out, _ = founded("doctor", "--repair")
    assert code == 1
    assert "MEND  originals: The folder" in out
    assert "belongs to another repository" in out
    assert stray.exists()
    code, _, error = founded("people", "list")
    assert code == 1
    assert "restore both from one backup" in error


def test_doctor_that_is_to_mend_nothing_marks_no_folder(founded: Command, data: Path) -> None:
    mark = data / "originals" / MARK
    mark.unlink()
    with opened(settings(), bound=False) as registry, registry.database.write() as session:
        session.delete(session.get_one(Identity, 1))
    code, out, _ = founded("doctor")
    assert code == 1
    assert "MEND  originals: The folder" in out
    assert not mark.exists()
    assert founded("people", "list")[0] == 0
    assert mark.exists()
    assert founded("doctor")[0] == 0


def test_doctor_says_what_reads_pictures_and_how_to_install_it(
    concord: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> tuple[bool, str]:
        found = json.loads(concord("doctor", "--json")[1])
        return next((one["well"], one["sentence"]) for one in found if one["subject"] == "text recognition")

    assert said() == (True, "Tesseract reads en, fr, es, ru, ar.")
    monkeypatch.setenv("PATH", "/nowhere")
    well, sentence = said()
    assert well
    assert "apt-get install tesseract-ocr tesseract-ocr-eng tesseract-ocr-fra" in sentence


def lose_the_job(data: Path) -> None:
    with opened(settings()) as registry, registry.database.write() as session:
        session.delete(session.exec(select(Job)).one())
