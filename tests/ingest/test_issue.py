"""Issued copies as files: what they carry, what they leave behind, and how they look."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fpdf import FPDF
from PIL import Image, ImageChops

from ingest import cover as covers
from ingest.cover import Cover
from ingest.issue import Paper, SealedCopy, from_original, from_passages
from ingest.layout import Sheets
from ingest.sandbox import render
from ingest.stamp import Stamp
from ingest.typeface import MISSING, printable
from models.marking import Marking
from repository.disclosure import ReleasedPortion
from repository.release import Released, decide
from repository.sealed import Vault
from tests.ingest.papers import new_pdf, report, say
from tests.values import KLARA, NOON, a_handling

STAMP = Stamp(
    "K3V7X-Q2M5N", "Klara", "klara", "europol", datetime(2026, 11, 2, 12, 0, tzinfo=UTC), "INTERPOL RESTRICTED"
)
A4 = (595.28, 841.89)


def a_cover(language: str = "en", **facts: Any) -> Cover:
    given: dict[str, Any] = {
        "stamp": STAMP,
        "language": language,
        "title": "Routes in the north",
        "originators": ("AFRIPOL",),
        "reference": "AFRIPOL/2026/7",
        "marking": Marking("interpol", "IR", tlp="AMBER", handling=frozenset({"H1"})),
        "organization": "Europol",
        "actions": ("view", "excerpt", "cite", "download"),
    }
    return Cover(**(given | facts))


def passage(text: str, page: int = 1, heading: tuple[str, ...] = (), kind: str = "text") -> ReleasedPortion:
    proof = decide(KLARA, a_handling("europol"), "view", NOON)
    assert isinstance(proof, Released)
    return ReleasedPortion(proof, f"p{page}", page, heading, text, kind, None, ())


def texts(paper: Paper) -> list[str]:
    with pypdfium2.PdfDocument(paper.content) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def images(content: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.render(scale=1).to_pil().convert("RGB") for page in document]


def letters(text: str) -> list[str]:
    """Words without vowel signs, their letters sorted: PDFium gives the two letters of lam-alef in visual order."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Mn")
    found = re.findall(r"[^\W\d_]+", plain)
    return ["".join(sorted(word)) for word in found]


def hostile() -> bytes:
    """A report with a script, an attachment, a link, an author and a form's field."""
    pdf = FPDF()
    pdf.set_author("Secret Author")
    pdf.set_font("Helvetica", size=12)
    pdf.add_page()
    pdf.cell(80, 10, "Harmless words", link="https://evil.example/track")
    pdf.embed_file(bytes=b"MZ payload", basename="payload.exe")
    content = bytes(pdf.output())
    script = b"/Type /Catalog\n/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    assert content.count(b"/Type /Catalog") == 1
    return content.replace(b"/Type /Catalog", script)


def test_scripts_attachments_links_and_the_author_stay_behind() -> None:
    content = hostile()
    with pypdfium2.PdfDocument(content) as before:
        assert before.count_attachments() == 1
    paper = from_original(content, [A4], [], a_cover())
    for word in (
        b"JavaScript",
        b"EmbeddedFile",
        b"/Annots",
        b"evil.example",
        b"Secret Author",
        b"payload",
    ):
        assert word not in paper.content
    with pypdfium2.PdfDocument(paper.content) as after:
        assert after.count_attachments() == 0
        known = {value for value in after.get_metadata_dict().values() if value}
    assert known == {"K3V7X-Q2M5N", "Concord", "D:20261102120000Z"}


def test_every_page_of_an_original_differs_from_its_plain_rendering_and_still_shows_it() -> None:
    content = report(3)
    paper = from_original(content, [A4] * 3, [], a_cover())
    issued = images(paper.content)
    assert len(issued) == paper.pages == 4
    for plain, page in zip(render(content, [1, 2, 3], 72), issued[1:], strict=True):
        before = Image.frombytes("RGB", (plain.width, plain.height), plain.rgb).resize(page.size)
        difference = ImageChops.difference(before, page)
        halves = [difference.crop((0, y, page.width, y + page.height // 3)) for y in range(0, page.height - 300, 280)]
        assert all(half.getbbox() for half in halves)
    assert all("K3V7X-Q2M5N · Klara · klara · europol" in text for text in texts(paper))


def test_pages_keep_their_sizes() -> None:
    pdf = new_pdf()
    pdf.add_page(orientation="landscape")
    say(pdf, "Wide")
    paper = from_original(bytes(pdf.output()), [(841.89, 595.28)], [], a_cover())
    with pypdfium2.PdfDocument(paper.content) as document:
        assert [round(side) for side in document[1].get_size()] == [842, 595]


def test_passages_are_laid_out_with_headings_lists_tables_and_page_numbers() -> None:
    table = "Table 1. Seizures\nPort | Cases\nNorth | 12\nSouth | 7"
    parts = [
        passage("They cross at night.", heading=("Routes", "By land")),
        passage("• one\n• two", heading=("Routes", "By land")),
        passage(table, 2, ("Routes", "By sea"), "table"),
    ]
    paper = from_passages(parts, a_cover())
    text = " ".join(texts(paper))
    for words in ("Routes", "By land", "By sea", "They cross at night.", "• one", "Table 1. Seizures", "North", "12"):
        assert words in text
    assert text.count("By land") == 1
    assert "Page 2" in text
    assert all(f"{n} / {paper.pages}" in page for n, page in enumerate(texts(paper), start=1))


def test_arabic_is_joined_and_read_back_in_its_order() -> None:
    said = "تعتمد العصابات أسلوب الابتزاز المزدوج وتهدد بنشر الملفات الطبية"
    paper = from_passages([passage(said)], a_cover("ar"))
    found = letters(" ".join(texts(paper)))
    wanted = letters(said)
    assert any(found[start : start + len(wanted)] == wanted for start in range(len(found)))
    with pypdfium2.PdfDocument(paper.content) as document:
        page = document[1].get_textpage()
        boxes = [page.get_charbox(i) for i in range(page.count_chars()) if page.get_text_range(i, 1) in said and i]
    assert max(box[2] for box in boxes) > 500, "it begins at the right margin"


def test_the_glyphs_of_arabic_are_those_of_joined_letters() -> None:
    sheets = Sheets(STAMP, "ar")
    sheets.add_page()
    sheets.write_lines("بيت", 12)
    apart = Sheets(STAMP, "ar")
    apart.add_page()
    apart.write_lines("ب\u200cي\u200cت", 12)
    used = [set(s.fonts["type0"].subset._char_id_per_glyph) for s in (sheets, apart)]  # type: ignore[union-attr]
    sheets.finish(), apart.finish()
    assert used[0] != used[1]


def test_what_no_typeface_draws_is_shown_as_missing_and_said_on_the_cover() -> None:
    paper = from_passages([passage("코로나 in Seoul")], a_cover())
    cover, page = texts(paper)
    assert f"{MISSING * 3} in Seoul" in page
    assert "lacks some characters" in cover
    assert "lacks some characters" not in texts(from_passages([passage("in Seoul")], a_cover()))[0]


def test_marks_of_direction_vanish_and_strange_blanks_become_blanks() -> None:
    assert printable("a\u200eb\u2003c\td\u0000") == "ab c d"


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_cover_says_whose_it_is_and_what_binds_the_holder(language: str) -> None:
    said = covers.words(language)
    [cover, _] = texts(from_passages([passage("Words.")], a_cover(language)))
    for word in ("K3V7X-Q2M5N", "Klara", "Europol", "AFRIPOL/2026/7", "INTERPOL RESTRICTED", "2026-11-02 12:00:00 UTC"):
        assert word in cover
    for key in ("AMBER", "H1", "onward"):
        wanted = letters(said[key])
        assert set(wanted) <= set(letters(cover)), key
    assert not set(letters(said["H2"])) <= set(letters(cover))


def test_the_cover_names_no_originator_that_is_concealed() -> None:
    cover = texts(from_passages([passage("Words.")], a_cover(originators=(), reference=None)))[0]
    assert "AFRIPOL" not in cover
    assert "Reference" not in cover


def test_what_is_granted_and_what_is_not_stands_on_the_cover() -> None:
    cover = texts(from_passages([passage("Words.")], a_cover(actions=("view", "cite", "download"))))[0]
    assert "The holder may: refer to it." in cover
    assert "may not: quote from it, translate it and make other works of it." in cover


def test_the_sentences_of_the_cover_are_the_same_in_all_languages() -> None:
    known = json.loads((Path(covers.__file__).with_suffix(".json")).read_text("utf-8"))
    assert set(known) == {"en", "fr", "es", "ar"}
    for said in known.values():
        assert said.keys() == known["en"].keys()
        for key, sentence in said.items():
            assert re.findall(r"\{\w+\}", sentence) == re.findall(r"\{\w+\}", known["en"][key]), key
            assert MISSING not in printable(sentence).replace(MISSING, "", sentence.count(MISSING)), key


@pytest.mark.parametrize(
    "text",
    [
        " | ".join("abcdefghijklm"),
        f"a | b\n{'word ' * 400}| c",
        "a | b\n" * 300,
        "x" * 5000,
        " | ",
        "",
        "\n\n",
        "مسار | 2024\nليبيا | 2500",
    ],
)
@pytest.mark.parametrize("kind", ["table", "text", "footnote", "heading"])
def test_no_passage_is_too_strange_to_be_laid_out(text: str, kind: str) -> None:
    paper = from_passages([passage(text, heading=("H" * 300, "") if kind == "text" else (), kind=kind)], a_cover())
    assert paper.pages >= 2


def test_a_sealed_copy_gives_back_its_bytes_and_leaves_no_name(tmp_path: Path) -> None:
    vault = Vault(bytes(32))
    content = bytes(range(256)) * 9000
    copy = SealedCopy(tmp_path / "scratch", vault.open(vault.new_key("e"), "e"), "K3V7X-Q2M5N", content)
    assert not list((tmp_path / "scratch").iterdir())
    assert b"".join(copy) == content == b"".join(copy)
    assert copy.size == len(content)
    copy._file.seek(0)
    assert content[:64] not in copy._file.read()
    copy.close()


def test_a_copy_opens_in_another_reader() -> None:
    from pdfminer.high_level import extract_text  # noqa: PLC0415

    paper = from_passages([passage("They cross at night.")], a_cover())
    assert "They cross at night." in extract_text(io.BytesIO(paper.content))


def test_a_paragraph_that_runs_over_a_page_goes_on_in_its_direction() -> None:
    """Header and footer are of another script than the text between them."""
    said = "تعتمد العصابات أسلوب التشفير وتهدد بنشر الملفات الطبية"
    paper = from_passages([passage(" ".join([said] * 120))], a_cover("ar"))
    assert paper.pages > 2
    wanted = letters(said)
    for page in texts(paper)[1:]:
        found = letters(page)
        assert any(found[start : start + len(wanted)] == wanted for start in range(len(found)))
