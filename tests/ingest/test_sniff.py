from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest.errors import Refused
from ingest.sniff import MAX_ENTRIES, sniff
from tests.ingest.papers import docx_of, pdf_of, zipped

MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = b'<Types><Override ContentType="' + MAIN + b'"/></Types>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"junk before the header\n%PDF-1.4", "pdf"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "html"),
        (b"\xef\xbb\xbf  <div>x</div>", "html"),
        ("Évaluation de la menace".encode(), "text"),
        ("تقييم".encode("utf-16"), "text"),
        (b"a < b and c > d", "text"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: str) -> None:
    assert sniff(content) == kind


def test_real_files_of_both_kinds_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "named.docx"
    path.write_bytes(pdf_of("A PDF under another name."))
    assert sniff(path) == "pdf"
    assert sniff(docx_of("A Word file.")) == "docx"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"   \n\t ", "nothing but blanks"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old or encrypted Office file"),
        (b"{\\rtf1 x}", "RTF"),
        (b"GIF89a/*", "GIF image"),
        (b"\x89PNG\r\n", "PNG image"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"a\0b" * 50, "NUL"),
        (b'<?xml version="1.0"?><svg xmlns="x"/>', "SVG image"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged archive"),
        (b"\0" * 257 + b"ustar" + b"\0" * 250, "tar archive"),
    ],
)
def test_what_is_not_accepted_is_named(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        sniff(content)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"a.txt": b"x"}, "zip archive"),
        ({"xl/workbook.xml": b"x", "[Content_Types].xml": b"x"}, "Excel"),
        ({"ppt/presentation.xml": b"x"}, "PowerPoint"),
        ({"mimetype": b"x", "content.xml": b"x"}, "OpenDocument"),
        ({"word/document.xml": b"x", "[Content_Types].xml": b"spreadsheetml"}, "no Word document"),
    ],
)
def test_an_archive_that_is_no_word_file_is_named(parts: dict[str, bytes], words: str) -> None:
    with pytest.raises(Refused, match=words):
        sniff(zipped(parts))


def test_an_archive_bomb_is_refused_by_the_sizes_it_declares() -> None:
    bomb = zipped({"[Content_Types].xml": TYPES, "word/document.xml": b"A" * 40_000_000})
    assert len(bomb) < 200_000
    with pytest.raises(Refused, match="bomb"):
        sniff(bomb)


def test_an_archive_of_too_many_entries_is_refused_before_its_directory_is_read() -> None:
    many = {f"word/media/{number}": b"" for number in range(MAX_ENTRIES + 1)}
    with pytest.raises(Refused, match="4,096 entries"):
        sniff(zipped(many))


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", "first")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("word/document.xml", "second")
    with pytest.raises(Refused, match="one name"):
        sniff(out.getvalue())
