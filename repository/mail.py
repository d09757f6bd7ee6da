"""E-mail: one message a person, with a count and a link and nothing else; kept to be sent until a server took it.

Whether a message was sent is in the rows of the notices, so nothing is lost when the mail server, or this one, is
down. A message that was accepted just before a crash may come twice.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Protocol

from sqlmodel import Session

from models.tables.person import Person
from repository import notices
from repository.errors import RepositoryError
from repository.mail_server import PLAIN, TLS, MailServer
from repository.registry import Registry

log = logging.getLogger("concord.mail")

SECONDS = 20.0
"""How long the mail server may take for one step."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""How long to wait after a failure: doubled each time."""


class MailFailed(RepositoryError):
    """The mail server could not be reached, or refused; the sentence tells no secret and no address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person is written: a subject, and lines of plain text in a language."""

    subject: str
    text: str
    language: str


Compose = Callable[[str, int, str], Letter]
"""Says in a language (en, fr, es, ar) how many notices wait, and at which address."""


class Owed(Protocol):
    """What people are to be told of by mail, and where on the server it is shown."""

    @property
    def path(self) -> str:
        """Where it is shown."""
        ...

    def waiting(self, session: Session) -> dict[str, list[str]]:
        """Return the ids of what waits, by person, for those who are to be written to now."""
        ...

    def mailed(self, session: Session, idents: Iterable[str], at: datetime) -> None:
        """Keep that the mail server accepted a message about these."""
        ...


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices that nobody has acknowledged yet, one of which was never mailed."""

    path: str = "/notices"

    def waiting(self, session: Session) -> dict[str, list[str]]:
        """Return the ids of open notices by person."""
        return {person: [one.id for one in found] for person, found in notices.to_mail(session).items()}

    def mailed(self, session: Session, idents: Iterable[str], at: datetime) -> None:
        """Date the notices."""
        notices.mailed(session, idents, at)


@dataclass(slots=True)
class _Pause:
    """After how long something that failed is tried again."""

    until: datetime | None = None
    length: timedelta = FIRST_PAUSE

    def over(self, at: datetime) -> bool:
        return self.until is None or at >= self.until

    def lengthen(self, at: datetime) -> None:
        self.until, self.length = at + self.length, min(2 * self.length, LONGEST_PAUSE)


@dataclass(slots=True)
class Post:
    """Takes what is to be mailed to the server; remembers, while it lives, whom it failed to reach."""

    registry: Registry
    server: MailServer
    sender: str
    address: str
    compose: Compose
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    owed: Owed = Notices()
    _all: _Pause = field(default_factory=_Pause)
    _each: dict[str, _Pause] = field(default_factory=dict)

    def deliver(self, ending: Callable[[], bool] = lambda: False) -> int:
        """Send what waits, one message a person, and return how many were accepted; failures are logged and kept.

        What the server accepted is kept before the next one is sent; between two of them ``ending`` tells whether to
        leave the rest for later. Raises only what the database raises.
        """
        now = self.registry.clock.now()
        with self.registry.database.read() as session:
            waiting = self.owed.waiting(session)
            people = {ident: session.get_one(Person, ident) for ident in waiting}
        due = [one for ident, one in people.items() if self._each.get(ident, _Pause()).over(now)]
        if not due or not self._all.over(now):
            return 0
        # Whom the server ended the conversation about waits behind the others, who would never be told otherwise.
        due.sort(key=lambda person: person.id in self._each)
        sent = 0
        try:
            with self._connected() as connection:
                self._all = _Pause()
                for person in due:
                    if ending():
                        break
                    sent += self._sent(connection, person, waiting[person.id], now)
        except MailFailed as error:
            self._all.lengthen(now)
            log.warning("%s; %d people are written to later", error, len(due) - sent)
        return sent

    def _sent(self, connection: smtplib.SMTP, person: Person, idents: list[str], now: datetime) -> bool:
        try:
            connection.send_message(self._message(person, len(idents), now))
        except (
            smtplib.SMTPRecipientsRefused,
            smtplib.SMTPDataError,
            smtplib.SMTPNotSupportedError,
            ValueError,
        ) as error:
            # One address that is refused, or is none that a message can bear, keeps nobody else from being told.
            self._each.setdefault(person.id, _Pause()).lengthen(now)
            log.warning("no message to %s could be sent (%s)", person.username, type(error).__name__)
            return False
        except (smtplib.SMTPException, OSError) as error:
            self._each.setdefault(person.id, _Pause()).lengthen(now)
            raise _failed(error) from None
        self._each.pop(person.id, None)
        with self.registry.database.write() as session:
            self.owed.mailed(session, idents, now)
        return True

    def _message(self, person: Person, count: int, now: datetime) -> EmailMessage:
        letter = self.compose(person.language, count, f"{self.address}{self.owed.path}")
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, person.email or "", letter.subject
        message["Date"] = format_datetime(now)
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].strip(" >"))
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message["Content-Language"] = letter.language
        return message

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Give a connection, encrypted and signed in as the setting asks; raise ``MailFailed``."""
        server = self.server
        host, port = server.host, server.port
        try:
            # The name of this machine is nobody's business.
            connection = (
                smtplib.SMTP_SSL(host, port, "concord", timeout=SECONDS, context=self.trust)
                if server.security == TLS
                else smtplib.SMTP(host, port, "concord", timeout=SECONDS)
            )
        except (smtplib.SMTPException, OSError) as error:
            raise _failed(error) from None
        try:
            try:
                if server.security not in (TLS, PLAIN):
                    connection.starttls(context=self.trust)
                if server.user is not None and server.password is not None:
                    connection.login(server.user, server.password)
            except (smtplib.SMTPException, OSError) as error:
                raise _failed(error) from None
            yield connection
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
        finally:
            connection.close()


def _failed(error: Exception) -> MailFailed:
    """Say what went wrong without the server's own words: they may repeat what was sent to it."""
    match error:
        case smtplib.SMTPAuthenticationError():
            why = "refused user or password; check CONCORD_SMTP"
        case smtplib.SMTPNotSupportedError():
            why = "offers no TLS or no sign-in; check CONCORD_SMTP"
        case ssl.SSLError():
            why = "could not prove who it is; check its certificate"
        case smtplib.SMTPSenderRefused():
            why = "refused the sender; check CONCORD_MAIL_FROM"
        case smtplib.SMTPException():
            why = f"ended the conversation ({type(error).__name__})"
        case _:
            why = "does not answer"
    return MailFailed(f"the mail server {why}")
