from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from repository.errors import SettingsRefused
from repository.settings import SETTINGS, Settings

read = Settings.from_environment
MAIL = {
    "CONCORD_SMTP": "smtp://mail.example",
    "CONCORD_MAIL_FROM": "registry@concord.example",
    "CONCORD_PUBLIC_URL": "https://concord.example",
}


def test_without_any_variable_everything_has_a_safe_default() -> None:
    settings = read({"PATH": "/bin"})
    assert settings.data == Path("data").absolute()
    assert settings.model_folder == settings.data / "model"
    assert settings.master_key_file == settings.data / "master.key"
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert settings.upload_limit == 200 * 1024 * 1024
    assert settings.sandbox == "auto"
    assert settings.database.parent == settings.originals.parent == settings.register_key.parent == settings.data


def test_an_empty_variable_counts_as_unset() -> None:
    assert read({"CONCORD_DATA": " ", "CONCORD_PORT": ""}) == read({})


def test_every_setting_is_a_field_and_every_field_a_setting() -> None:
    named = {s.name.removeprefix("CONCORD_").lower() for s in SETTINGS if s.reader == "concord"}
    assert named == {field.name for field in fields(Settings)}
    assert all(setting.meaning.endswith(".") for setting in SETTINGS)


def test_what_the_makefile_reads_is_let_through() -> None:
    assert read({s.name: "x" for s in SETTINGS if s.reader == "make"}) == read({})


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"CONCORD_PROT": "1"}, "CONCORD_PROT is not a setting.*CONCORD_PORT"),
        ({"CONCORD_": "1"}, "not a setting"),
        ({"CONCORD_PORT": "http"}, "CONCORD_PORT is 'http'.*0 to 65535"),
        ({"CONCORD_PORT": "65536"}, "0 to 65535"),
        ({"CONCORD_PORT": "-1"}, "0 to 65535"),
        ({"CONCORD_PORT": "٨٠"}, "0 to 65535"),
        ({"CONCORD_WORKERS": "65"}, "0 to 64"),
        ({"CONCORD_SESSION_HOURS": "0"}, "1 to 168"),
        ({"CONCORD_UPLOAD_LIMIT": "much"}, "number of bytes"),
        ({"CONCORD_UPLOAD_LIMIT": "0"}, "number of bytes"),
        ({"CONCORD_SANDBOX": "off"}, "auto or required"),
        ({"CONCORD_OCR": "abbyy"}, "CONCORD_OCR is 'abbyy'.*tesseract or rapidocr"),
        ({"CONCORD_SECURE_COOKIES": "maybe"}, "yes or no"),
        ({"CONCORD_PUBLIC_URL": "concord.example"}, "write an address"),
        ({"CONCORD_PUBLIC_URL": "ftp://concord.example"}, "write an address"),
        ({"CONCORD_PUBLIC_URL": "http://concord.example:port"}, "write an address"),
        ({"CONCORD_PUBLIC_URL": "http://[::1"}, "write an address"),
        ({"CONCORD_MASTER_KEY": "a", "CONCORD_MASTER_KEY_FILE": "b"}, "both set"),
        ({"CONCORD_MASTER_KEY_COMMAND": "a", "CONCORD_MASTER_KEY_FILE": "b"}, "both set"),
        ({"CONCORD_SMTP": "smtp://mail.example"}, "needs CONCORD_MAIL_FROM"),
        ({**MAIL, "CONCORD_MAIL_FROM": "Registry <a@b>"}, "needs CONCORD_MAIL_FROM"),
        ({**MAIL, "CONCORD_PUBLIC_URL": ""}, "needs CONCORD_PUBLIC_URL"),
        ({**MAIL, "CONCORD_SMTP": "https://mail.example"}, "cannot be read"),
        ({**MAIL, "CONCORD_SMTP": "smtp://u:hush@mail.example:port"}, "cannot be read"),
        ({**MAIL, "CONCORD_SMTP": "smtp://mail.example?starttls=maybe"}, "cannot be read"),
        ({**MAIL, "CONCORD_SMTP": "smtp://mail.example/inbox"}, "cannot be read"),
        ({**MAIL, "CONCORD_SMTP": "smtp://u@mail.example"}, "only one of user and password"),
        ({**MAIL, "CONCORD_SMTP": "smtp://u:h%C3%BCsh@mail.example"}, "ASCII"),
        ({**MAIL, "CONCORD_SMTP": "smtp://u:hush@mail.example?starttls=no"}, "clear text"),
        ({"CONCORD_HOST": "0.0.0.0"}, "which others can reach.*CONCORD_PUBLIC_URL"),
        ({"CONCORD_HOST": "concord.example"}, "which others can reach"),
        ({"CONCORD_PUBLIC_URL": "https://c.example", "CONCORD_SECURE_COOKIES": "no"}, "change one"),
        ({"CONCORD_PUBLIC_URL": "http://c.example", "CONCORD_SECURE_COOKIES": "yes"}, "change one"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(env: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsRefused, match=sentence):
        read(env)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1", 1),
        ("5 MB", 5 * 1024**2),
        ("5mb", 5 * 1024**2),
        ("1GB", 1024**3),
        ("64 KB", 64 * 1024),
        ("7 B", 7),
    ],
)
def test_sizes_are_read_in_bytes_and_in_units(text: str, size: int) -> None:
    assert read({"CONCORD_UPLOAD_LIMIT": text}).upload_limit == size


@pytest.mark.parametrize(
    ("env", "secure"),
    [
        ({}, False),
        ({"CONCORD_HOST": "localhost"}, False),
        ({"CONCORD_HOST": "::1"}, False),
        ({"CONCORD_SECURE_COOKIES": "yes"}, True),
        ({"CONCORD_PUBLIC_URL": "https://c.example/"}, True),
        ({"CONCORD_HOST": "0.0.0.0", "CONCORD_PUBLIC_URL": "https://c.example"}, True),
        ({"CONCORD_HOST": "0.0.0.0", "CONCORD_SECURE_COOKIES": "no"}, False),
        ({"CONCORD_HOST": "10.0.0.1", "CONCORD_PUBLIC_URL": "http://10.0.0.1:8000"}, False),
    ],
)
def test_cookies_are_secure_wherever_others_could_listen(env: dict[str, str], secure: bool) -> None:
    assert read(env).secure_cookies is secure


def test_secrets_stay_out_of_the_representation() -> None:
    for name in ("CONCORD_MASTER_KEY", "CONCORD_MASTER_KEY_COMMAND", "CONCORD_TOKEN"):
        assert "hush" not in repr(read({name: "hush"}))


def test_the_password_of_the_mail_server_is_in_no_representation_and_no_refusal() -> None:
    settings = read({**MAIL, "CONCORD_SMTP": "smtps://concord:hush-hush@mail.example"})
    assert settings.smtp is not None
    assert settings.smtp.password == "hush-hush"
    assert "hush" not in repr(settings)
    for wrong in ("smtp://concord:hush-hush@mail.example:x", "smtp://concord:hush-hush@mail.example?a=b"):
        with pytest.raises(SettingsRefused) as refused:
            read({**MAIL, "CONCORD_SMTP": wrong})
        assert "hush" not in str(refused.value)
