"""Hostile files through the real route, worker and sandbox: each ends in words, and the next one is read."""

from __future__ import annotations

import io
import json
import socket
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from tests.house import Cast
from tests.ingest.papers import docx_of, docx_with_body, raw_pdf
from tests.web.asking import REPORT, Asking
from tests.web.pages.visiting import Visiting

OPEN = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"]}
LEFT = "pwned-by-a-test-of-hostile-files.txt"
SHOWN = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
REFUSED, FAILED, NEEDS_PERSON, DONE = "refused", "failed", "needs_person", "done"
SECONDS = 60


@pytest.fixture
def visit(ask: Asking, cast: Cast) -> Visiting:
    """The pages as the cast visits them."""
    return Visiting(ask.client, cast)


def inflating(megabytes: int) -> bytes:
    """A deflated stream of blanks, made of one piece repeated: no test waits for a gigabyte to be packed."""
    made = zlib.compressobj(9, zlib.DEFLATED, 15)
    first = made.compress(b" " * (1 << 20)) + made.flush(zlib.Z_FULL_FLUSH)
    again = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = again.compress(b" " * (1 << 20)) + again.flush(zlib.Z_FULL_FLUSH)
    return first + piece * (megabytes - 1) + b"\x03\x00"


def with_parts(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO(docx_of("A report with more in it than it shows."))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def entities() -> str:
    names = "abcdefghij"
    chain = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    return f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">{chain}]>'


def declaring(what: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x {what}>]>'


def nested(depth: int) -> str:
    return "<w:sdt><w:sdtContent>" * depth + SHOWN.format("x") + "</w:sdtContent></w:sdt>" * depth


def looping() -> bytes:
    return raw_pdf(b"").replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")


def told(ask: Asking, cast: Cast, content: bytes, filename: str = "report.bin") -> tuple[str, str, str]:
    """Deposit a file and bring its job to an end; return how it ended, the reason, and its id."""
    files = {"file": (filename, content, "application/octet-stream")}
    began = time.monotonic()
    answer = ask("amina", "POST", "/assessments", files=files, data={"metadata": json.dumps(OPEN)})
    if answer.status_code != 202:
        assert 400 <= answer.status_code < 500, answer.text
        return REFUSED, answer.json()["detail"], ""
    cast.work()
    assert time.monotonic() - began < SECONDS
    job = ask.get("amina", f"/jobs/{answer.json()['job']}").json()
    return job["state"], job["reason"] or "", answer.json()["id"]


FILES: dict[str, tuple[Callable[[], bytes], set[str], str]] = {
    "a stream of 2 GB": (
        lambda: raw_pdf(inflating(2048), extra=b"/Filter /FlateDecode"),
        {FAILED},
        "needs more memory than is allowed|damaged",
    ),
    "pages in a ring": (looping, {FAILED, NEEDS_PERSON}, "damaged|no text"),
    "arrays in arrays": (
        lambda: raw_pdf(b"", extra=b"/X " + b"[" * 100_000 + b"]" * 100_000),
        {FAILED, NEEDS_PERSON},
        "damaged|no text",
    ),
    "laughing entities": (lambda: docx_with_body(SHOWN.format("&j;"), entities()), {FAILED}, "nested|entities"),
    "a file as an entity": (
        lambda: docx_with_body(SHOWN.format("&x;"), declaring('SYSTEM "file:///etc/passwd"')),
        {FAILED},
        "entities of its own",
    ),
    "elements in elements": (lambda: docx_with_body(nested(50_000)), {FAILED}, "nested too deeply"),
    "a part that unpacks to 400 MB": (
        lambda: with_parts(("word/media/a.png", b"\0" * (400 << 20))),
        {REFUSED},
        "refused as a bomb",
    ),
    "an archive named a report": (lambda: zlib.compress(b"x"), {REFUSED, FAILED}, "accepted|encoding|text"),
    "blanks and NULs": (lambda: b"a\0b" * 1000, {REFUSED}, "NUL"),
    "50 MB in one line": (lambda: b"word " * 10_000_000, {FAILED}, "more than 20,000 portions"),
    "100,000 divisions": (lambda: b"<div>" * 100_000 + b"x", {DONE, FAILED, NEEDS_PERSON}, ""),
    "five megabytes of one letter": (lambda: b"A" * 5_000_000, {DONE}, ""),
    "marks upon marks": (("a" + "\u0301" * 100_000).encode, {DONE}, ""),
    "a line that ends in doubt": (lambda: b"a" * 100_000 + b"!", {DONE}, ""),
    "a title alone": (lambda: b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$HARMLESS-TEST-FILE!$H+H*", {DONE}, ""),
    "a web page named a report": (lambda: b"<html><script>alert(1)</script></html>", {REFUSED}, "web page"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_in_words_and_the_next_one_is_read(ask: Asking, cast: Cast, name: str) -> None:
    make, allowed, words = FILES[name]
    state, reason, _ = told(ask, cast, make(), "report.pdf" if "named" in name else "report.bin")
    assert state in allowed, reason
    assert any(word in reason for word in words.split("|")), reason
    assert state == DONE or reason.endswith(".")
    assert "Error" not in reason
    assert "root:" not in reason
    assert told(ask, cast, REPORT.encode())[0] == DONE


@contextmanager
def canary() -> Iterator[tuple[int, list[str]]]:
    """Listen on loopback and remember who called."""
    called: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def watch() -> None:
            while True:
                try:
                    caller, address = listener.accept()
                except OSError:
                    return
                called.append(str(address))
                caller.close()

        threading.Thread(target=watch, daemon=True).start()
        yield listener.getsockname()[1], called


def test_nothing_that_a_file_names_is_called(ask: Asking, cast: Cast) -> None:
    with canary() as (port, called):
        address = f"http://127.0.0.1:{port}/leak"
        link = (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            f'attachedTemplate" Target="{address}" TargetMode="External"/></Relationships>'
        )
        page = (
            f'<html><head><base href="{address}"><link rel=stylesheet href="{address}"></head><body><p>words of it</p>'
            f'<img src="{address}"><iframe src="{address}"></iframe><object data="{address}"></object></body></html>'
        )
        mail = f'From: a@example.org\nMessage-ID: <1@x>\nContent-Type: text/html\n\n<p>words</p><img src="{address}">'
        told(ask, cast, docx_with_body(SHOWN.format("&x;"), declaring(f'SYSTEM "{address}"')))
        told(ask, cast, docx_with_body(SHOWN.format("x"), f'<?xml version="1.0"?><!DOCTYPE d SYSTEM "{address}">'))
        told(ask, cast, with_parts(("word/_rels/settings.xml.rels", link.encode())))
        action = f"/OpenAction << /S /URI /URI ({address}) >> /Pages 2 0 R".encode()
        told(ask, cast, raw_pdf(b"BT /F1 12 Tf 72 720 Td (words) Tj ET").replace(b"/Pages 2 0 R", action))
        assert told(ask, cast, page.encode())[0] == DONE
        assert told(ask, cast, mail.encode())[0] == DONE
        assert called == []


def test_names_inside_an_archive_lead_nowhere(ask: Asking, cast: Cast) -> None:
    names = [f"../../../../{LEFT}", f"/{LEFT}", f"..\\..\\{LEFT}", f"word/media/../../../{LEFT}"]
    told(ask, cast, with_parts(*((name, b"x") for name in names)))
    data = cast.house.settings.data
    for folder in (Path("/"), Path.cwd(), Path.home(), data, *data.parents):
        assert not (folder / LEFT).exists()
    assert not [path for path in data.rglob("*") if "pwned" in path.name]


def test_what_is_hidden_or_deleted_is_told_and_never_found(ask: Asking, cast: Cast) -> None:
    body = (
        "<w:p><w:r><w:t>kept </w:t></w:r>"
        "<w:del w:id='1' w:author='a'><w:r><w:delText>zanzibar</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='b'><w:r><w:t>inserted</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>mozambique</w:t></w:r></w:p>"
    )
    white = b"BT /F1 12 Tf 72 720 Td (Public words) Tj 1 1 1 rg 0 -20 Td (SECRET zanzibar release to all) Tj ET"
    for content in (docx_with_body(body), raw_pdf(white)):
        state, reason, ident = told(ask, cast, content)
        assert state == DONE, reason
        text = json.dumps(ask.get("amina", f"/assessments/{ident}/portions").json())
        assert "zanzibar" not in text
        assert "mozambique" not in text
        seen = ask.get("amina", f"/assessments/{ident}/metadata").json()
        assert "zanzibar" in json.dumps(seen["suggestions"]["hidden"])
        assert seen["metadata"]["marking"]["level"] == "IFOUO"
    for word in ("zanzibar", "mozambique"):
        assert ask.get("amina", f'/search?q="{word}"').json()["total"] == 0
        found = ask.get("amina", f"/search?q={word}").json()["results"]
        assert {one["matched"] for hit in found for one in hit["evidence"]} <= {"meaning"}


TITLES = [
    "<script>alert(document.domain)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}{% raw %}${7*7}",
    '=HYPERLINK("http://127.0.0.1/","x")',
    "ok\\r\\n2026-01-01 INFO user=admin granted",
    "\\376\\377\\040\\056fdp.exe",
    "abc\\000def",
    "A" * 100_000,
]


def titled(title: str) -> bytes:
    """A PDF that names its own title, as the file writes it."""
    written = title.replace("(", "\\(").replace(")", "\\)").encode()
    plain = raw_pdf(b"BT /F1 12 Tf 72 720 Td (<script>alert\\(1\\)</script> and other words) Tj ET")
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info << /Title (" + written + b") >>")


@pytest.mark.parametrize("title", TITLES, ids=lambda title: title[:12])
def test_a_title_that_a_file_gives_itself_is_text_everywhere(
    ask: Asking, cast: Cast, visit: Visiting, title: str, caplog: pytest.LogCaptureFixture
) -> None:
    state, reason, ident = told(ask, cast, titled(title), title[:200].replace("\\", "-") + ".pdf")
    assert state == DONE, reason
    found = ask.get("amina", f"/assessments/{ident}/metadata").json()["suggestions"]["title"]
    assert found is None or (len(found["value"]) <= 500 and found["value"].isprintable())
    declared = found["value"] if found else "Untitled"
    described = {"title": declared, "kind": "assessment", "pillars": ["terrorism"], "languages": ["en"]}
    ask("amina", "PATCH", f"/assessments/{ident}", json=described)
    for who, act in (("amina", "submit"), ("ingrid", "register"), ("ingrid", "release")):
        answer = ask.act(who, act, ident)
        assert answer.status_code < 300, answer.text
    pages = [
        ("amina", "/"), ("amina", f"/deposit/{ident}"), ("amina", f"/assessments/{ident}"), ("amina", "/overlaps"),
        ("ingrid", "/registration"), ("ingrid", f"/registration/{ident}"), ("ingrid", "/attention"),
        ("ingrid", "/collisions"), ("owen", "/register"), ("lena", "/"), ("lena", f"/assessments/{ident}"),
        ("lena", "/search?q=alert"), ("lena", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E"),
    ]  # fmt: skip
    for number, (who, path) in enumerate(pages):
        visit.language = ("en", "ar", "fr", "es")[number % 4]
        answer = visit.get(who, path)
        assert answer.status_code < 500, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        tree = html.fromstring(answer.text)
        assert not tree.xpath("//script[not(@src)] | //@*[starts-with(name(), 'on')] | //img[@src='x']"), path
        assert ">49{" not in answer.text
    assert not [line for line in caplog.messages if line.startswith("2026-01-01") or "\n2026-01-01" in line]


def test_the_formula_of_a_table_of_values_stays_text(ask: Asking, cast: Cast) -> None:
    content = b"name,note\n=cmd|' /C calc'!A0,@SUM(1+1)\n+1,-1\n"
    state, reason, ident = told(ask, cast, content, "=1+1.csv")
    assert state == DONE, reason
    answer = ask.get("amina", f"/assessments/{ident}/portions")
    assert answer.headers["content-type"] == "application/json"
    assert "=cmd|' /C calc'!A0" in answer.text


def test_marks_of_direction_change_nothing_around_them(ask: Asking, cast: Cast, visit: Visiting) -> None:
    content = docx_of("abc\u202egnp.exe\u202c \u200b\u2066x\u2069 \ufeff e\u0301t\u00e9 \ufdfa lighthouse")
    state, reason, ident = told(ask, cast, content)
    assert state == DONE, reason
    assert visit.page("amina", f"/deposit/{ident}") is not None
    for word in ("lighthouse", "e\u0301te\u0301", "\u00e9t\u00e9"):
        found = ask.get("amina", "/search", params={"q": word}).json()
        assert [hit["assessment"]["id"] for hit in found["results"]] in ([ident], []), word
    nfc, nfd = (ask.get("amina", "/search", params={"q": f'"{word}"'}).json()["total"] for word in (
        "\u00e9t\u00e9", "e\u0301te\u0301"))  # fmt: skip
    assert nfc == nfd


NAMES = [
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", ".htaccess", "   .pdf", "NUL.pdf", "a" * 255 + ".pdf",
    'a"; filename="b.exe', "report\u202efdp.exe", "re\u0301sume\u0301.pdf", "<img src=x onerror=alert(1)>.pdf",
    "'; DROP TABLE edition;--.pdf", "{{7*7}}.pdf", "%2e%2e%2fetc%2fpasswd", "$(id).pdf", "-rf.pdf", "\ufeffbom.pdf",
    "a\u2028b.pdf",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:20])
def test_a_hostile_name_is_kept_as_text_and_names_no_file(ask: Asking, cast: Cast, visit: Visiting, name: str) -> None:
    state, reason, ident = told(ask, cast, raw_pdf(b"BT /F1 12 Tf 72 720 Td (Plain words) Tj ET"), name)
    assert state == DONE, reason
    page = visit.get("amina", f"/deposit/{ident}")
    assert not html.fromstring(page.text).xpath("//img[@src='x'] | //script[not(@src)]")
    assert "\u202e" not in page.text
    data = cast.house.settings.data
    assert all(path.name.isascii() and len(path.name) < 80 for path in data.rglob("*"))


def test_a_name_longer_than_any_file_has_is_refused_in_words(ask: Asking, cast: Cast) -> None:
    state, reason, _ = told(ask, cast, REPORT.encode(), "a" * 5000 + ".txt")
    assert (state, reason.split(":")[0]) == (REFUSED, "the form cannot be read")
