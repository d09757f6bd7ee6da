"""Mail against a real server: one message a person, a count and a link; what is not taken is sent later."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlmodel import select

from models.tables.notice import Notice
from repository import notices, people
from repository.mail import FIRST_PAUSE, LONGEST_PAUSE, Post
from repository.mail_server import PLAIN, STARTTLS, TLS, MailServer, read_mail_server
from tests.house import Cast, TurningClock
from web.house import House
from web.pages.letter import compose

SECRET = "correct horse battery"
ADDRESS = "https://concord.example"


class Inbox:
    """What a mail server took, and whom it refuses."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refused: set[str] = set()
        self.hanging_up: set[str] = set()
        self.answer = "250 OK"

    async def handle_RCPT(self, server: SMTP, _: Session, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.hanging_up:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            letter = message_from_bytes(envelope.content or b"", policy=default)  # type: ignore[arg-type]
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.recipients += envelope.rcpt_tos
        return self.answer


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine's loopback and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begin)
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def check(_: SMTP, __: Session, ___: Envelope, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"concord", SECRET.encode())
    return AuthResult(success=known, handled=known)


Serve = Callable[..., Controller]


@pytest.fixture
def serve(inbox: Inbox, certificate: Path) -> Iterator[Serve]:
    """Start a mail server on loopback, plain or with STARTTLS or TLS, with or without sign-in."""
    running: list[Controller] = []

    def start(security: str = PLAIN, *, signing_in: bool = False) -> Controller:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        given: dict[str, Any] = {"tls_context": context} if security == STARTTLS else {}
        given |= {"ssl_context": context} if security == TLS else {}
        if signing_in:
            given |= {"authenticator": check, "auth_required": True, "auth_require_tls": security == STARTTLS}
        controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **given)
        controller.start()
        running.append(controller)
        return controller

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def trust(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def server_of(controller: Controller, security: str = PLAIN, password: str | None = None) -> MailServer:
    host = "127.0.0.1" if security == PLAIN else "localhost"
    return MailServer(host, controller.port, security, "concord" if password else None, password)


def post(house: House, server: MailServer, trust: ssl.SSLContext | None = None) -> Post:
    known = trust or ssl.create_default_context()
    return Post(house.registry, server, "registry@concord.example", ADDRESS, compose, known)


def owe(cast: Cast, username: str, *kinds: str, email: str | None = "there") -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        person = people.named(session, username)
        people.change_address(session, person, f"{username}@example.org" if email == "there" else email)
        for kind in kinds:
            detail = {"organization": "afripol", "reason": "the secret source Lantern"}
            notices.send(registry, session, [person.id], kind, detail)


def waiting(cast: Cast) -> int:
    with cast.house.registry.database.read() as session:
        return sum(len(found) for found in notices.to_mail(session).values())


def test_one_message_a_person_with_a_count_and_a_link_and_no_content(
    house: House, cast: Cast, serve: Serve, inbox: Inbox
) -> None:
    owe(cast, "lena", "recalled", "granted", "declined")
    owe(cast, "mei", "recalled")
    assert post(house, server_of(serve())).deliver() == 2
    assert sorted(inbox.recipients) == ["lena@example.org", "mei@example.org"]
    letters = {str(letter["To"]): letter for letter in inbox.letters}
    lena = letters["lena@example.org"]
    assert lena["Subject"] == "Concord: 3 notices wait for you"
    assert lena["From"] == "registry@concord.example"
    body = lena.get_content()
    assert f"{ADDRESS}/notices" in body
    for word in ("Lantern", "afripol", "recall", "Brandhorst", house.registry.folder.name):
        assert word not in lena.as_string()
        assert word not in body
    assert letters["mei@example.org"]["Subject"] == "Concord: 1 notice waits for you"
    assert waiting(cast) == 0


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("fr", "Concord : 3 avis vous attendent"),
        ("es", "Concord: 3 avisos le esperan"),
        ("ar", "Concord: 3 إشعارات في انتظاركم"),
    ],
)
def test_each_is_written_in_her_language_and_arabic_runs_from_the_right(
    house: House, cast: Cast, serve: Serve, inbox: Inbox, language: str, subject: str
) -> None:
    owe(cast, "nadia", "asked", "asked", "asked")
    with house.registry.database.write() as session:
        person = people.named(session, "nadia")
        person.language = language
        session.add(person)
    assert post(house, server_of(serve())).deliver() == 1
    [letter] = inbox.letters
    assert (letter["Subject"], letter["Content-Language"]) == (subject, language)
    lines = [line for line in letter.get_content().splitlines() if line]
    marked = [line.startswith("\u200f") for line in lines]
    assert marked == ([True, False, True] if language == "ar" else [False] * 3)


def test_nobody_is_written_to_twice_about_the_same_nor_about_what_she_has_seen_to(
    house: House, cast: Cast, serve: Serve, inbox: Inbox
) -> None:
    sender = post(house, server_of(serve()))
    owe(cast, "lena", "recalled")
    assert (sender.deliver(), sender.deliver()) == (1, 0)
    owe(cast, "lena", "granted")
    assert sender.deliver() == 1
    assert inbox.letters[-1]["Subject"] == "Concord: 2 notices wait for you"
    owe(cast, "lena", "declined")
    with house.registry.database.write() as session:
        for row in session.exec(select(Notice)):
            notices.acknowledge(session, row, house.registry.clock.now())
    assert sender.deliver() == 0


def test_who_has_no_address_or_is_suspended_is_passed_over(
    house: House, cast: Cast, serve: Serve, inbox: Inbox
) -> None:
    owe(cast, "lena", "recalled", email=None)
    owe(cast, "mei", "recalled")
    with house.registry.database.write() as session:
        people.change_activity(session, people.named(session, "mei"), active=False)
    assert post(house, server_of(serve())).deliver() == 0
    assert inbox.letters == []


def test_a_server_that_is_down_is_tried_later_after_ever_longer_pauses(
    house: House, cast: Cast, inbox: Inbox, clock: TurningClock
) -> None:
    server = MailServer("127.0.0.1", free_port(), PLAIN)
    owe(cast, "lena", "recalled")
    sender = post(house, server)
    assert (sender.deliver(), waiting(cast)) == (0, 1)
    back = Controller(inbox, hostname="127.0.0.1", port=server.port)
    back.start()
    try:
        assert sender.deliver() == 0
        clock.turn(FIRST_PAUSE)
        assert sender.deliver() == 1
    finally:
        back.stop()
    assert len(inbox.letters) == 1
    owe(cast, "lena", "granted")
    for _ in range(12):
        assert sender.deliver() == 0
        clock.turn(LONGEST_PAUSE - timedelta(seconds=1))
    assert waiting(cast) == 2


def test_an_address_that_is_refused_keeps_nobody_else_from_being_told(
    house: House, cast: Cast, serve: Serve, inbox: Inbox, clock: TurningClock
) -> None:
    inbox.refused.add("lena@example.org")
    sender = post(house, server_of(serve()))
    owe(cast, "lena", "recalled")
    owe(cast, "mei", "recalled")
    assert sender.deliver() == 1
    assert inbox.recipients == ["mei@example.org"]
    assert waiting(cast) == 1
    inbox.refused.clear()
    assert sender.deliver() == 0
    clock.turn(FIRST_PAUSE)
    assert sender.deliver() == 1


def test_an_address_that_ends_the_conversation_keeps_nobody_else_from_being_told_for_good(
    house: House, cast: Cast, serve: Serve, inbox: Inbox, clock: TurningClock
) -> None:
    inbox.hanging_up.add("lena@example.org")
    sender = post(house, server_of(serve()))
    owe(cast, "lena", "recalled")
    owe(cast, "mei", "recalled")
    assert sender.deliver() == 0
    clock.turn(LONGEST_PAUSE)
    assert sender.deliver() == 1
    assert inbox.recipients == ["mei@example.org"]


def test_an_address_that_no_message_can_bear_keeps_nobody_else_from_being_told(
    house: House, cast: Cast, serve: Serve, inbox: Inbox
) -> None:
    owe(cast, "lena", "recalled")
    owe(cast, "mei", "recalled")
    with house.registry.database.write() as session:
        people.named(session, "lena").email = "lena\u2028@example.org"
    assert post(house, server_of(serve())).deliver() == 1
    assert inbox.recipients == ["mei@example.org"]


@pytest.mark.parametrize(
    "address", ["a\u2028b@x.org", "a\x85@x.org", "\x00@x.org", "é@x.org", "..@..", "=?utf-8?q?a?=@x.org"]
)
def test_what_is_no_address_is_refused(cast: Cast, address: str) -> None:
    with pytest.raises(people.PersonRefused, match="is not an e-mail address"):
        owe(cast, "lena", email=address)


def test_a_server_that_ends_leaves_the_rest_for_later(house: House, cast: Cast, serve: Serve, inbox: Inbox) -> None:
    owe(cast, "lena", "recalled")
    owe(cast, "mei", "recalled")
    sender = post(house, server_of(serve()))
    assert sender.deliver(lambda: bool(inbox.letters)) == 1
    assert (waiting(cast), sender.deliver(), waiting(cast)) == (1, 1, 0)


def test_what_the_server_did_not_take_is_not_marked_as_sent(
    house: House, cast: Cast, serve: Serve, inbox: Inbox
) -> None:
    inbox.answer = "452 disk full"
    owe(cast, "lena", "recalled")
    assert post(house, server_of(serve())).deliver() == 0
    assert waiting(cast) == 1


@pytest.mark.parametrize("security", [STARTTLS, TLS])
def test_it_is_encrypted_and_signed_in_to(
    house: House, cast: Cast, serve: Serve, inbox: Inbox, trust: ssl.SSLContext, security: str
) -> None:
    owe(cast, "lena", "recalled")
    server = server_of(
        serve(security, signing_in=security == STARTTLS), security, SECRET if security == STARTTLS else None
    )
    assert post(house, server, trust).deliver() == 1
    assert len(inbox.letters) == 1


def test_a_server_that_offers_no_tls_gets_neither_password_nor_message(
    house: House, cast: Cast, serve: Serve, inbox: Inbox, trust: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    owe(cast, "lena", "recalled")
    with caplog.at_level(logging.WARNING, "concord.mail"):
        assert post(house, server_of(serve(PLAIN), STARTTLS, SECRET), trust).deliver() == 0
    assert inbox.letters == []
    assert "offers no TLS" in caplog.text
    assert waiting(cast) == 1


def test_a_server_whose_certificate_is_not_trusted_gets_nothing(
    house: House, cast: Cast, serve: Serve, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    owe(cast, "lena", "recalled")
    with caplog.at_level(logging.WARNING, "concord.mail"):
        assert post(house, server_of(serve(STARTTLS), STARTTLS, SECRET)).deliver() == 0
    assert inbox.letters == []
    assert "could not prove who it is" in caplog.text


def test_a_wrong_password_is_told_without_the_password(
    house: House, cast: Cast, serve: Serve, inbox: Inbox, trust: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    owe(cast, "lena", "recalled")
    wrong = server_of(serve(STARTTLS, signing_in=True), STARTTLS, "wrong battery staple")
    with caplog.at_level(logging.DEBUG):
        assert post(house, wrong, trust).deliver() == 0
    assert "refused user or password" in caplog.text
    assert "staple" not in caplog.text
    assert "staple" not in repr(wrong)
    assert "lena@example.org" not in caplog.text
    assert (waiting(cast), inbox.letters) == (1, [])


def test_the_address_of_a_mail_server_is_read() -> None:
    assert read_mail_server("smtp://mail.example") == MailServer("mail.example", 587, STARTTLS)
    assert read_mail_server("smtps://u%40x:p%2Fw@mail.example") == MailServer("mail.example", 465, TLS, "u@x", "p/w")
    assert read_mail_server("smtp://[::1]:2525?starttls=no") == MailServer("::1", 2525, PLAIN)
