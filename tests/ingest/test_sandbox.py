from __future__ import annotations

import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from ingest import sandbox
from ingest.errors import NeedsPerson, ParseFailed, PasswordNeeded, Refused
from ingest.sandbox import Limits, describe, level, parse, render
from tests.ingest.papers import LOREM, all_text, docx_of, locked, pdf_of, raw_pdf, report


def test_a_report_is_read_in_a_process_of_its_own_and_tells_its_progress() -> None:
    seen: list[tuple[int, int]] = []
    document = parse(report(4), on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert "pay in cash" in all_text(document)


def test_a_path_and_its_bytes_give_the_same_document(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(report(1))
    assert parse(path) == parse(path.read_bytes())


def test_the_weaker_wall_reads_just_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "level", lambda: "rlimits")
    assert "WITHOUT a bubblewrap" in describe()
    assert LOREM[:40] in all_text(parse(docx_of(LOREM)))


def test_the_level_says_itself() -> None:
    assert level() in ("bubblewrap", "rlimits")
    assert "bubblewrap" in describe()


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", Refused, "empty"),
        (b"%PDF-1.7\n", ParseFailed, "damaged"),
        (report(1)[:900], ParseFailed, "damaged"),
        (locked("secret"), NeedsPerson, "encrypted with a password"),
        (raw_pdf(b""), NeedsPerson, "no text"),
        (raw_pdf(b"BT /F1 12 Tf 9 9 Td (x) Tj ET", count=6000, pages=6000), ParseFailed, "5,000"),
        (b"<html><body><script>x()</script></body></html>", NeedsPerson, "no text"),
        ("\u3000 \n".encode() * 9, NeedsPerson, "no text"),
    ],
)
def test_what_cannot_be_read_ends_with_a_sentence(content: bytes, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        parse(content)
    assert str(caught.value).endswith(".")


def test_an_empty_password_is_no_obstacle() -> None:
    assert "pay in cash" in all_text(parse(locked("")))


def test_a_stream_that_inflates_beyond_the_memory_ends_the_child_alone() -> None:
    bomb = raw_pdf(zlib.compress(b" " * (1 << 28), 9), extra=b"/Filter /FlateDecode")
    with pytest.raises(ParseFailed, match=r"memory|damaged"):
        parse(bomb, Limits(memory_bytes=400 << 20))
    assert parse(pdf_of(LOREM)).pages[0].has_text


def test_a_page_that_takes_too_long_is_named() -> None:
    slow = raw_pdf(zlib.compress(b"BT /F1 9 Tf (x) Tj ET " * 1_500_000, 9), extra=b"/Filter /FlateDecode")
    with pytest.raises(ParseFailed, match=r"stopped at its first page: it took more than 0\.2 seconds"):
        parse(slow, Limits(idle_seconds=0.2))


def test_processor_time_is_bounded() -> None:
    slow = raw_pdf(zlib.compress(b"BT /F1 9 Tf (x) Tj ET " * 1_500_000, 9), extra=b"/Filter /FlateDecode")
    with pytest.raises(ParseFailed, match="stopped at its first page"):
        parse(slow, Limits(cpu_seconds=1, cpu_seconds_per_page=0, cpu_ceiling=1, idle_seconds=120))


def test_pages_are_drawn_at_the_asked_resolution() -> None:
    first, third = render(report(3), [1, 3], 36)
    assert (first.width, first.height) == (298, 421)
    assert len(first.rgb) == first.width * first.height * 3
    assert first.rgb != third.rgb


def test_a_page_that_does_not_exist_cannot_be_drawn() -> None:
    with pytest.raises(ParseFailed, match="no page 9"):
        render(report(1), [9], 36)
    with pytest.raises(ParseFailed, match="Only pages of a PDF"):
        render(b"plain text", [1], 36)


def test_a_huge_page_is_drawn_small() -> None:
    huge = raw_pdf(b"BT /F1 12 Tf 9 9 Td (x) Tj ET").replace(b"[0 0 612 792]", b"[0 0 9e5 9e5]")
    image = render(huge, [1], 300)[0]
    assert max(image.width, image.height) <= 4096


@pytest.mark.parametrize("word", ["secret", "Straße – clé 42"])
def test_a_password_opens_a_file_to_be_read_and_drawn(word: str) -> None:
    data = locked(word)
    assert LOREM[:40] in all_text(parse(data, password=word))
    assert render(data, [1], 30, password=word)[0].width > 100
    with pytest.raises(PasswordNeeded, match="give the password"):
        parse(data)
    with pytest.raises(PasswordNeeded, match="does not open with"):
        render(data, [1], 30, password="wrong")


def test_a_file_that_needs_no_password_opens_with_any() -> None:
    assert LOREM[:40] in all_text(parse(locked(""), password="wrong"))


def test_no_process_shows_the_password_it_was_given() -> None:
    word = "a-password-of-this-test-alone"
    seen: list[bytes] = []

    def look(done: int, _total: int) -> None:
        # The child is at work while its parent is told of its first page.
        if done > 1:
            return
        for process in Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "environ"):
                with suppress(OSError):
                    seen.append((process / name).read_bytes())

    parse(locked(word, pages=60), on_progress=look, password=word)
    assert any(b"ingest.child" in shown for shown in seen)
    assert not any(word.encode() in shown for shown in seen)


def test_an_answer_larger_than_the_caller_takes_is_refused_before_it_is_read() -> None:
    content = b"A line of a report.\n\n" * 200
    assert parse(content, Limits(answer_bytes=1 << 20)).pages
    with pytest.raises(ParseFailed, match="more memory than is allowed"):
        parse(content, Limits(answer_bytes=1 << 10))
