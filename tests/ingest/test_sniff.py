from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from ingest.errors import Refused
from ingest.sniff import sniff
from ingest.zipped import MAX_ENTRIES
from tests.ingest.papers import docx_of, pdf_of, zipped
from tests.ingest.slides import deck, saved, titled


def compound_of(*streams: str) -> bytes:
    """An OLE file with these names in its directory, four to a sector of 512 bytes: header, FAT, directory."""
    sectors = -(-len(streams) // 4)
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    names = [name.encode("utf-16-le") for name in streams]
    entries = b"".join(name.ljust(64, b"\0") + struct.pack("<H", len(name) + 2) + bytes(62) for name in names)
    return bytes(header) + table + entries.ljust(512 * sectors, b"\0")


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
        ("<html><p>\u062a\u0642\u064a\u064a\u0645</html>".encode("utf-16"), "html"),
        ("Threat assessment".encode("utf-16-le"), "text"),
        (b"From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nbody", "mail"),
        (b"From sender Mon Jan 1\nReceived: by x\n\tfor y\nFrom: a@example.org\n\nbody", "mail"),
        (b"FROM: the secretariat\nTO: all\nSUBJECT: routes\n\nA memorandum.", "text"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"II*\0....", "image"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: str) -> None:
    assert sniff(content) == kind


def test_real_files_of_both_kinds_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "named.docx"
    path.write_bytes(pdf_of("A PDF under another name."))
    assert sniff(path) == "pdf"
    assert sniff(docx_of("A Word file.")) == "docx"
    show = deck()
    titled(show, "A presentation")
    assert sniff(saved(show)) == "pptx"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"   \n\t ", "nothing but blanks"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "an old Office file"),
        (b"{\\rtf1 x}", "RTF"),
        (b"GIF89a/*", "GIF image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WebP image"),
        (b"RIFF\0\0\0\0WAVEfmt ", "sound recording"),
        (b"\0\0\0\x18ftypheic", "HEIC image"),
        (b"\0\0\0\x18ftypisom", "a film"),
        (b"\0\1\0\0\0\x10", "a font"),
        (b"SQLite format 3\0", "a database"),
        (b"\x7fELF", "a program"),
        (b'<?xml version="1.0"?><pkg:package xmlns:pkg="x"/>', "an XML file"),
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
        ({"[Content_Types].xml": TYPES.replace(b"wordprocessingml.document", b"spreadsheetml.sheet")}, "Excel"),
        ({"[Content_Types].xml": b"ms-excel.sheet.macroEnabled.main+xml"}, "Excel"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}, "OpenDocument text"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument spreadsheet"),
        ({"mimetype": b"application/epub+zip"}, "EPUB"),
        ({"META-INF/MANIFEST.MF": b"x"}, "a program"),
        ({"word/document.xml": b"x", "[Content_Types].xml": b"other"}, "neither a Word document nor a presentation"),
    ],
)
def test_an_archive_that_is_no_word_file_is_named(parts: dict[str, bytes], words: str) -> None:
    with pytest.raises(Refused, match=words):
        sniff(zipped(parts))


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        ("WordDocument", r"an old Word document \(DOC\)"),
        ("Workbook", r"an old Excel workbook \(XLS\)"),
        ("PowerPoint Document", r"an old PowerPoint presentation \(PPT\)"),
        ("EncryptedPackage", "an Office file encrypted with a password, which is not accepted; open it, take"),
        ("__properties_version1.0", r"an Outlook message \(MSG\), which is not accepted; save it as EML"),
        ("Unheard", "an old Office file"),
    ],
)
def test_a_compound_file_is_named_by_its_streams(stream: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        sniff(compound_of("Root Entry", "\x05SummaryInformation", "1Table", "Data", stream))


def test_a_compound_file_that_leads_in_circles_is_named_all_the_same() -> None:
    data = bytearray(compound_of("Root Entry"))
    struct.pack_into("<I", data, 512 + 4, 1)
    with pytest.raises(Refused, match="old Office file"):
        sniff(bytes(data))


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
