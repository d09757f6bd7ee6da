"""The settings: ``CONCORD_*`` from the environment, read once into a frozen value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from repository.errors import SettingsRefused
from repository.mail_server import MailServer, read_mail_server

PREFIX = "CONCORD_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as the documentation shows it; ``reader`` is who reads it, Concord or its Makefile."""

    name: str
    default: str
    meaning: str
    reader: str = "concord"


SETTINGS = (
    Setting("CONCORD_DATA", "./data", "Folder of the database, the sealed originals and the keys."),
    Setting(
        "CONCORD_MODEL",
        "",
        "A sentence-transformers name or folder instead of the default; another one answers once its vectors are made.",
    ),
    Setting(
        "CONCORD_MODEL_FOLDER",
        "DATA/model",
        "Folder in which built models live; may be shared and, once they are built, read-only.",
    ),
    Setting(
        "CONCORD_MASTER_KEY",
        "",
        "The master key itself, 32 bytes in base64. At most one of the three sources.",
    ),
    Setting("CONCORD_MASTER_KEY_FILE", "DATA/master.key", "File of the master key, readable by its owner only."),
    Setting("CONCORD_MASTER_KEY_COMMAND", "", "Command that prints the master key in base64."),
    Setting("CONCORD_HOST", "127.0.0.1", "Address the server listens on."),
    Setting("CONCORD_PORT", "8000", "Port the server listens on; 0 takes any free one."),
    Setting(
        "CONCORD_WORKERS",
        "1",
        "Ingest processes beside the server, 0 to 64; 0 leaves it to 'concord worker'.",
    ),
    Setting("CONCORD_SECURE_COOKIES", "", "yes or no; by default yes, but for a server on this machine only."),
    Setting(
        "CONCORD_PUBLIC_URL",
        "",
        "Address by which browsers reach the server, such as https://concord.example.",
    ),
    Setting("CONCORD_SESSION_HOURS", "12", "Hours after which a session ends, 1 to 168."),
    Setting("CONCORD_UPLOAD_LIMIT", "200 MB", "Largest file that can be deposited, in bytes or with KB, MB, GB."),
    Setting(
        "CONCORD_SANDBOX",
        "auto",
        "auto uses the best sandbox there is; required refuses to parse without one.",
    ),
    Setting(
        "CONCORD_OCR",
        "tesseract",
        "What recognises text in pictures: tesseract, or rapidocr (of the extra 'ocr') for Latin letters.",
    ),
    Setting(
        "CONCORD_SMTP",
        "",
        "Mail server for notices, such as smtp://user:password@host:587 or smtps://host; by default none is mailed.",
    ),
    Setting("CONCORD_MAIL_FROM", "", "Sender of these messages; they link to CONCORD_PUBLIC_URL."),
    Setting("CONCORD_TOKEN", "", "Token of the person as whom commands act that are not the operator's."),
    Setting("CONCORD_CORPUS", "", "Folder of real documents for 'make verify'.", "make"),
    Setting("CONCORD_TORCH_INDEX", "", "Package index of PyTorch's CPU build for 'make setup'.", "make"),
    Setting("CONCORD_TORCH_WHEELS", "", "Folder of PyTorch's CPU wheel for 'make lock'.", "make"),
)

_MASTER_KEY = ("CONCORD_MASTER_KEY", "CONCORD_MASTER_KEY_FILE", "CONCORD_MASTER_KEY_COMMAND")
_UNITS = {"": 1, "B": 1, "KB": 1024, "MB": 1024**2, "GB": 1024**3}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides; secrets stay out of its representation."""

    data: Path
    model_folder: Path
    master_key_file: Path
    model: str | None = None
    master_key: str | None = field(default=None, repr=False)
    master_key_command: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    secure_cookies: bool = False
    public_url: str | None = None
    session_hours: int = 12
    upload_limit: int = 200 * 1024**2
    sandbox: str = "auto"
    ocr: str = "tesseract"
    token: str | None = field(default=None, repr=False)
    smtp: MailServer | None = None
    mail_from: str | None = None

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Settings:
        """Read the settings; raise ``SettingsRefused`` with a sentence for what makes no sense.

        Options of a command line are merged into ``env`` first, so that every mix is checked here.
        An empty variable counts as unset.
        """
        given = _given(env)
        data = _path(given.get("CONCORD_DATA", "data"))
        host = given.get("CONCORD_HOST", "127.0.0.1")
        port = _number(given, "CONCORD_PORT", 8000, 0, 65535)
        public_url = _url(given, "CONCORD_PUBLIC_URL")
        return cls(
            data=data,
            model=given.get("CONCORD_MODEL"),
            model_folder=_path(given.get("CONCORD_MODEL_FOLDER", str(data / "model"))),
            master_key=given.get("CONCORD_MASTER_KEY"),
            master_key_file=_path(given.get("CONCORD_MASTER_KEY_FILE", str(data / "master.key"))),
            master_key_command=given.get("CONCORD_MASTER_KEY_COMMAND"),
            host=host,
            port=port,
            workers=_number(given, "CONCORD_WORKERS", 1, 0, 64),
            secure_cookies=_secure_cookies(given, host, public_url),
            public_url=public_url,
            session_hours=_number(given, "CONCORD_SESSION_HOURS", 12, 1, 168),
            upload_limit=_size(given, "CONCORD_UPLOAD_LIMIT", 200 * 1024**2),
            sandbox=_choice(given, "CONCORD_SANDBOX", ("auto", "required")),
            ocr=_choice(given, "CONCORD_OCR", ("tesseract", "rapidocr")),
            token=given.get("CONCORD_TOKEN"),
            smtp=_mail_server(given),
            mail_from=given.get("CONCORD_MAIL_FROM"),
        )

    @property
    def database(self) -> Path:
        """Return the file of the database."""
        return self.data / "concord.sqlite"

    @property
    def originals(self) -> Path:
        """Return the folder of the sealed originals."""
        return self.data / "originals"

    @property
    def register_key(self) -> Path:
        """Return the file of the sealed key that signs the register's heads."""
        return self.data / "register.key"

    @property
    def register_public(self) -> Path:
        """Return the file of the public key that checks them."""
        return self.data / "register.pub"


def _given(env: Mapping[str, str]) -> dict[str, str]:
    """Return the Concord settings that say something; refuse unknown names and rival master keys."""
    known = {setting.name for setting in SETTINGS}
    named = {name: text.strip() for name, text in env.items() if name.startswith(PREFIX)}
    for name in sorted(named.keys() - known):
        near = get_close_matches(name, sorted(known), n=1)
        hint = f"did you mean {near[0]}?" if near else "'concord doctor' lists those there are."
        raise SettingsRefused(f"{name} is not a setting of Concord; {hint}")
    given = {name: text for name, text in named.items() if text}
    rivals = [name for name in _MASTER_KEY if name in given]
    if len(rivals) > 1:
        raise SettingsRefused(f"{' and '.join(rivals)} are both set; keep one source of the master key.")
    return given


def _path(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _number(given: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = given.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
        raise SettingsRefused(f"{name} is '{text}'; set it to a whole number from {low} to {high}.")
    return int(text)


def _size(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, str(default))
    match = re.fullmatch(r"([0-9]{1,15})\s*([KMG]?B)?", text.upper())
    size = int(match[1]) * _UNITS[match[2] or ""] if match else 0
    if size < 1:
        raise SettingsRefused(f"{name} is '{text}'; set it to a number of bytes, such as 209715200 or 200 MB.")
    return size


def _choice(given: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    text = given.get(name, words[0]).lower()
    if text not in words:
        raise SettingsRefused(f"{name} is '{text}'; set it to {' or '.join(words)}.")
    return text


def _url(given: Mapping[str, str], name: str) -> str | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsRefused(f"{name} is '{text}'; write an address such as https://concord.example.")
    return text.rstrip("/")


def _mail_server(given: Mapping[str, str]) -> MailServer | None:
    """Return the mail server; a message needs a sender, and an address that it can link to."""
    if "CONCORD_SMTP" not in given:
        return None
    sender = given.get("CONCORD_MAIL_FROM")
    if sender is None or not re.fullmatch(r"[!-?A-~]{1,64}@[!-?A-~]{1,190}", sender):
        raise SettingsRefused("CONCORD_SMTP needs CONCORD_MAIL_FROM, an address such as registry@concord.example.")
    if "CONCORD_PUBLIC_URL" not in given:
        raise SettingsRefused("CONCORD_SMTP needs CONCORD_PUBLIC_URL: without it a message would lead nowhere.")
    return read_mail_server(given["CONCORD_SMTP"])


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach the address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _secure_cookies(given: Mapping[str, str], host: str, public_url: str | None) -> bool:
    """Decide whether cookies travel over TLS only; clear text beyond this machine must be asked for."""
    safe = public_url is not None and public_url.startswith("https://")
    word = given.get("CONCORD_SECURE_COOKIES")
    if word is None:
        if public_url is None and not is_loopback(host):
            raise SettingsRefused(
                f"CONCORD_HOST is '{host}', which others can reach; set CONCORD_PUBLIC_URL to the https "
                "address of the proxy in front of it, or CONCORD_SECURE_COOKIES=no to accept clear text."
            )
        return safe
    if word.lower() not in ("yes", "no"):
        raise SettingsRefused(f"CONCORD_SECURE_COOKIES is '{word}'; set it to yes or no.")
    secure = word.lower() == "yes"
    if public_url is not None and secure != safe:
        raise SettingsRefused(
            f"CONCORD_SECURE_COOKIES is '{word}' but CONCORD_PUBLIC_URL is {public_url}; cookies are secure "
            "exactly where the address is https, so change one of them."
        )
    return secure
