from __future__ import annotations

from email.message import EmailMessage

from ingest.mail import read
from ingest.structure import Document, Hidden
from tests.ingest.papers import LOREM, all_text, docx_of, kinds, locked, pdf_of


def parsed(message: EmailMessage | bytes) -> Document:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return read(raw, lambda _done, _total: None)


def letter(text: str = "The report is attached.", subject: str = "Évaluation – تقييم") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Zoë <zoe@example.org>", "bob@example.org"
    message["Subject"], message["Date"] = subject, "Mon, 01 Jan 2024 10:00:00 +0000"
    message.set_content(text)
    return message


def attach(message: EmailMessage, name: str, content: bytes) -> None:
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)


def test_who_wrote_when_to_whom_stands_above_what_was_said() -> None:
    document = parsed(letter())
    assert document.title == "Évaluation – تقييم"
    heading, table, text = document.pages[0].blocks
    assert (heading.kind, heading.level) == ("heading", 1)
    assert table.rows[:3] == (
        ("From", "Zoë <zoe@example.org>"),
        ("To", "bob@example.org"),
        ("Date", "Mon, 01 Jan 2024 10:00:00 +0000"),
    )
    assert text.text == "The report is attached."


def test_of_alternatives_the_richest_is_read_and_what_it_hides_is_told() -> None:
    message = letter("plain words")
    message.add_alternative("<h1>Rich</h1><p>words</p><p hidden>secret</p>", subtype="html")
    document = parsed(message)
    assert "plain words" not in all_text(document)
    assert kinds(document, "paragraph") == ["words"]
    assert document.hidden == (Hidden("unseen", 1, "secret"),)


def test_attachments_follow_under_their_names_on_further_pages() -> None:
    message = letter()
    attach(message, "../../résumé.docx", docx_of("Convoys were seen."))
    attach(message, "routes.pdf", pdf_of(LOREM))
    document = parsed(message)
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert [page.blocks[0].text for page in document.pages[1:]] == ["résumé.docx", "routes.pdf"]
    assert all(page.blocks[0].kind == "heading" for page in document.pages)
    assert "three land routes" in all_text(document)


def test_what_is_not_read_is_named_with_its_reason() -> None:
    message = letter()
    attach(message, "figures.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    attach(message, "locked.pdf", locked("word"))
    attach(message, "photo.png", b"\x89PNG\r\n\x1a\n" + bytes(20))
    document = parsed(message)
    assert len(document.pages) == 1
    assert [one.text for one in document.hidden if one.kind == "attachment"] == [
        "figures.xls",
        "locked.pdf",
        "photo.png",
    ]
    assert document.warnings[0].startswith("The attachment figures.xls was not read: The file is an old Office file")
    assert document.warnings[1] == (
        "The attachment locked.pdf was not read: it is encrypted with a password; deposit it apart."
    )
    assert document.warnings[2] == "The attachment photo.png was not read: deposit it apart."


def test_a_message_inside_a_message_is_read_as_far_as_is_sensible() -> None:
    message = letter("innermost", "Level 0")
    for level in range(1, 8):
        outer = letter(f"words of {level}", f"Level {level}")
        outer.add_attachment(message)
        message = outer
    document = parsed(message)
    assert kinds(document, "heading") == [f"Level {level}" for level in (7, 6, 5, 4, 3)]
    assert "messages lie inside one another too deeply." in document.warnings[0]


def test_broken_headers_and_bodies_are_read_as_far_as_they_go() -> None:
    raw = (
        b"From: =?utf-8?q?broken?= <\xff\xfe>\r\nSubject: =?unknown-charset?b?AAAA?=\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=nonsense\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nQ29udm95cyB3ZXJlIHNlZW4u\r\n"
    )
    assert "Convoys were seen." in all_text(parsed(raw))


def test_a_flood_of_parts_is_cut_short_in_words() -> None:
    message = letter()
    for number in range(300):
        attach(message, f"{number}.txt", b"some words")
    document = parsed(message)
    assert len(document.pages) == 51
    assert "Only the first 200 parts of this message were read." in document.warnings
