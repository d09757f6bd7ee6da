from __future__ import annotations

import pytest

from ingest.encoding import decode
from ingest.errors import ParseFailed
from ingest.structure import Document
from ingest.text import read
from tests.ingest.papers import LOREM, all_text, kinds

SAMPLES = {
    "cp1252": "L’évaluation signale des réseaux criminels à Genève, là où les passeurs opèrent.",
    "cp1251": "Преступные группы используют границу для провоза наркотиков и оружия.",
    "cp866": "Однажды в студёную зимнюю пору контрабандисты вышли из леса на дорогу.",
    "koi8-r": "Незаконный оборот наркотиков и торговля людьми остаются главной угрозой.",
    "cp1256": "تستخدم الشبكات الإجرامية الحدود لتهريب المخدرات والأسلحة بين دول المنطقة",
}


def parsed(text: str | bytes) -> Document:
    return read(text if isinstance(text, bytes) else text.encode(), lambda _done, _total: None)


@pytest.mark.parametrize(("encoding", "text"), SAMPLES.items())
def test_an_encoding_that_is_not_named_is_told_by_its_letters(encoding: str, text: str) -> None:
    document = parsed(text.encode(encoding))
    assert all_text(document) == text
    assert encoding in document.warnings[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_without_a_remark(encoding: str) -> None:
    document = parsed("تقييم التهديد – Évaluation".encode(encoding))
    assert all_text(document) == "تقييم التهديد – Évaluation"
    assert document.warnings == ()


def test_bytes_that_are_no_language_are_refused() -> None:
    with pytest.raises(ParseFailed, match="encoding"):
        decode(bytes(range(128, 256)) * 20)
    with pytest.raises(ParseFailed, match="says it is UTF-16"):
        decode(b"\xff\xfea")
    with pytest.raises(ParseFailed, match="NUL"):
        parsed("a\0b")


def test_form_feeds_are_pages() -> None:
    document = parsed("First page.\n\fSecond page.\n\f\fThird page.")
    assert [page.blocks[0].text for page in document.pages] == ["First page.", "Second page.", "Third page."]


def test_headings_by_hashes_underlines_and_capitals() -> None:
    document = parsed(
        "# Threats\nText one\nruns on.\n\nOutlook\n=======\nText two.\n\nKEY JUDGEMENTS\n\n"
        "## Deeper\n- first\n- second\n"
    )
    found = [(block.kind, block.level, block.text) for page in document.pages for block in page.blocks]
    assert found == [
        ("heading", 1, "Threats"),
        ("paragraph", 0, "Text one runs on."),
        ("heading", 1, "Outlook"),
        ("paragraph", 0, "Text two."),
        ("heading", 2, "KEY JUDGEMENTS"),
        ("heading", 2, "Deeper"),
        ("list", 0, "- first"),
        ("list", 0, "- second"),
    ]


def test_a_text_without_breaks_is_laid_out_by_length() -> None:
    document = parsed("\n\n".join([LOREM * 3] * 20))
    assert len(document.pages) >= 4
    assert len(kinds(document, "paragraph")) == 20
