from __future__ import annotations

import shlex
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from repository.errors import KeyExposed, KeyMissing, KeyUnusable
from repository.keys import create_master_key, create_signing_key, load_master_key, load_signing_key
from repository.sealed import Vault
from repository.settings import Settings

KEY = bytes(range(32))
TEXT = b64encode(KEY).decode()


def settings(folder: Path, **env: str) -> Settings:
    return Settings.from_environment({"CONCORD_DATA": str(folder), **env})


def test_a_made_key_is_private_and_read_back(tmp_path: Path) -> None:
    made = create_master_key(settings(tmp_path / "new"))
    assert made == tmp_path / "new" / "master.key"
    assert made.stat().st_mode & 0o777 == 0o600
    key = load_master_key(settings(tmp_path / "new"))
    assert len(key) == 32
    assert key != load_other(tmp_path)


def load_other(tmp_path: Path) -> bytes:
    create_master_key(settings(tmp_path / "other"))
    return load_master_key(settings(tmp_path / "other"))


def test_a_key_that_exists_is_never_overwritten(tmp_path: Path) -> None:
    create_master_key(settings(tmp_path))
    before = load_master_key(settings(tmp_path))
    with pytest.raises(FileExistsError):
        create_master_key(settings(tmp_path))
    assert load_master_key(settings(tmp_path)) == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o601])
def test_a_key_file_that_others_can_use_is_refused(tmp_path: Path, mode: int) -> None:
    made = create_master_key(settings(tmp_path))
    assert made is not None
    made.chmod(mode)
    with pytest.raises(KeyExposed, match="chmod 600"):
        load_master_key(settings(tmp_path))


def test_a_missing_key_says_where_it_should_be(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match=r"master\.key.*concord init"):
        load_master_key(settings(tmp_path))
    with pytest.raises(KeyMissing, match="Is a directory"):
        load_master_key(settings(tmp_path, CONCORD_MASTER_KEY_FILE=str(private_folder(tmp_path))))


def private_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder.key"
    folder.mkdir(mode=0o700)
    return folder


@pytest.mark.parametrize("text", ["no key", "", b64encode(bytes(31)).decode(), b64encode(bytes(33)).decode(), "é"])
def test_a_file_that_holds_no_key_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "master.key"
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    with pytest.raises(KeyUnusable, match="not 32 bytes in base64") as caught:
        load_master_key(settings(tmp_path))
    assert not text or text not in str(caught.value).removeprefix(f"The master key from {path}")


def test_the_environment_can_give_the_key(tmp_path: Path) -> None:
    given = settings(tmp_path, CONCORD_MASTER_KEY=TEXT)
    assert load_master_key(given) == KEY
    assert create_master_key(given) is None
    assert not list(tmp_path.iterdir())


def test_a_command_can_give_the_key(tmp_path: Path) -> None:
    command = shlex.join([sys.executable, "-c", f"print('{TEXT}')"])
    assert load_master_key(settings(tmp_path, CONCORD_MASTER_KEY_COMMAND=command)) == KEY


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (shlex.join([sys.executable, "-c", "raise SystemExit(3)"]), "ended with code 3"),
        ("/nowhere/at/all", "cannot be run"),
        ("'unclosed", "cannot be run"),
    ],
)
def test_a_command_that_fails_says_so(tmp_path: Path, command: str, sentence: str) -> None:
    with pytest.raises(KeyMissing, match=sentence):
        load_master_key(settings(tmp_path, CONCORD_MASTER_KEY_COMMAND=command))


def test_a_command_that_prints_something_else_is_refused(tmp_path: Path) -> None:
    command = shlex.join([sys.executable, "-c", "print('hello')"])
    with pytest.raises(KeyUnusable, match="output of CONCORD_MASTER_KEY_COMMAND"):
        load_master_key(settings(tmp_path, CONCORD_MASTER_KEY_COMMAND=command))


def test_the_signing_key_lies_sealed_and_its_public_half_beside_it(tmp_path: Path) -> None:
    vault, at = Vault(KEY), settings(tmp_path)
    made = create_signing_key(at, vault)
    assert at.register_key.stat().st_mode & 0o777 == 0o600
    assert made.private_bytes_raw() not in at.register_key.read_bytes()
    loaded = load_signing_key(at, vault)
    assert loaded.private_bytes_raw() == made.private_bytes_raw()
    assert load_pem_public_key(at.register_public.read_bytes()) == made.public_key()


def test_another_master_key_is_noticed_before_anything_is_done(tmp_path: Path) -> None:
    at = settings(tmp_path)
    create_signing_key(at, Vault(KEY))
    with pytest.raises(KeyUnusable, match="does not open with this master key"):
        load_signing_key(at, Vault(bytes(32)))
