"""The mail server as ``CONCORD_SMTP`` names it; the password is in no representation and no sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote, urlsplit

from repository.errors import SettingsRefused

STARTTLS, TLS, PLAIN = "starttls", "tls", "plain"
_PORTS = {STARTTLS: 587, TLS: 465, PLAIN: 25}
_SHAPE = "write smtp://user:password@host:587, smtps://user:password@host:465 or smtp://host:25?starttls=no"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over and how: ``starttls`` insists on TLS, ``tls`` begins with it, ``plain`` has none."""

    host: str
    port: int
    security: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def read_mail_server(text: str) -> MailServer:
    """Read ``CONCORD_SMTP``; raise ``SettingsRefused`` in a sentence that never repeats what was written."""
    try:
        parts = urlsplit(text)
        port, options = parts.port, dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        raise SettingsRefused(f"CONCORD_SMTP cannot be read; {_SHAPE}.") from None
    starttls = options.pop("starttls", "required")
    strange = options or starttls not in ("required", "no") or parts.path.strip("/") or parts.fragment
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or strange:
        raise SettingsRefused(f"CONCORD_SMTP cannot be read; {_SHAPE}.")
    security = TLS if parts.scheme == "smtps" else STARTTLS if starttls == "required" else PLAIN
    user, password = unquote(parts.username or "") or None, unquote(parts.password or "") or None
    if (user is None) != (password is None):
        raise SettingsRefused(f"CONCORD_SMTP names only one of user and password; {_SHAPE}.")
    if not f"{user}{password}".isascii():
        raise SettingsRefused("CONCORD_SMTP has a user or password that no mail server reads; use ASCII characters.")
    if security == PLAIN and user is not None and not _is_loopback(parts.hostname):
        raise SettingsRefused("CONCORD_SMTP would send its password in clear text; leave out 'starttls=no'.")
    return MailServer(parts.hostname, port or _PORTS[security], security, user, password)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
