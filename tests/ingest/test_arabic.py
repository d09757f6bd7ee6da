from __future__ import annotations

import re
from pathlib import Path

import pytest

from demo.assessment import assessments
from demo.pdf import write_pdf
from ingest.arabic import broken_font_map, repair, right_to_left
from ingest.characters import clean, squeeze
from ingest.pdf import read
from ingest.structure import Box
from ingest.typeface import cut_typeface
from tests.ingest.papers import all_text


def boxes(*lefts: float) -> list[Box]:
    return [(left, 0.0, left + 5.0, 10.0) for left in lefts]


def test_a_ligature_in_one_box_is_put_in_order() -> None:
    chars, places = repair(list("ااإلن"), boxes(40, 30, 20, 20, 10))
    assert "".join(chars) == "االإن"
    assert len(places) == len(chars)


def test_letters_drawn_as_one_sign_are_turned_whichever_they_are() -> None:
    chars, _ = repair(list("امل\u062c"), boxes(30, 20, 20, 10))
    assert "".join(chars) == "الم\u062c"
    name, _ = repair(list("يبيبح"), boxes(20, 20, 20, 20, 20))
    assert "".join(name) == "حبيبي"


def test_alef_and_lam_in_boxes_of_their_own_stay() -> None:
    chars, _ = repair(list("الن"), boxes(30, 20, 10))
    assert "".join(chars) == "الن"


def test_a_blank_made_up_before_a_mark_goes() -> None:
    chars, places = repair(list("م \u064eن"), boxes(30, 25, 25, 10))
    assert "".join(chars) == "م\u064eن"
    assert len(places) == 3


def test_an_arabic_report_reads_as_it_was_written(tmp_path: Path) -> None:
    written = next(entry for entry in assessments() if entry.language == "ar" and entry.format == "pdf")
    path = write_pdf(written, cut_typeface(tmp_path), tmp_path / "report.pdf")
    document = read(path.read_bytes(), lambda _done, _total: None)
    text = re.sub(r"\s+", " ", all_text(document))
    assert squeeze(written.title) in text
    wanted = re.findall(r"[\u0621-\u064a]{4,}", clean(written.summary))
    found = [word for word in wanted if word in text]
    assert len(wanted) > 20
    assert len(found) >= 0.98 * len(wanted)
    assert any("لا" in word for word in wanted), "the sample shows the ligature"


def test_a_page_of_single_letters_has_a_broken_font() -> None:
    sound = "تقرير عن تهديد الشبكات الإجرامية في المنطقة و أثرها " * 5
    broken = "ك م تقر ك ير ا ل شبكات م ك الاجرامية ج د " * 8
    assert not broken_font_map(sound)
    assert broken_font_map(broken)
    assert not broken_font_map("ك م ا")


@pytest.mark.parametrize(
    ("text", "rtl"), [("تقرير 2025", True), ("דוח", True), ("Report تقرير of 2025", False), ("12", False)]
)
def test_direction_is_that_of_most_letters(text: str, rtl: bool) -> None:
    assert right_to_left(text) is rtl


def test_text_is_composed_and_freed_of_what_cannot_be_seen() -> None:
    assert clean("e\u0301\u200b \u202etxt\u202c ﬁn \ufee3\ufeae a\0b \u0640") == "é txt fin مر ab "
