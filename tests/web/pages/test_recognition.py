"""Recognised text says so: which words are doubtful, and how sure the whole is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import ImageFilter

from repository.disclosure import ReleasedPortion
from tests.house import Cast
from tests.ingest.pictures import SENTENCES, picture, scan, wrapped
from tests.ingest.test_issue import passage
from tests.web.pages.visiting import Visiting, words
from web.pages.recognition import is_low, shown, sureness


@pytest.fixture
def blurred(cast: Cast) -> str:
    """A scan that is hardly legible, released to everybody."""
    image = picture(wrapped(SENTENCES["en"])).filter(ImageFilter.GaussianBlur(3.6))
    return cast.release("amina", scan(image), "scan.pdf", languages=["en"])


def recognised(text: str, *sure: int) -> ReleasedPortion:
    places, start = [], 0
    for word, percent in zip(text.split(), sure, strict=True):
        start = text.index(word, start)
        places.append((start, start + len(word), percent))
    mean = sum(sure) / (100 * len(sure)) if sure else None
    return replace(passage(text), confidence=mean, recognised=tuple(places))


def test_doubtful_words_are_told_apart_and_all_is_escaped() -> None:
    portion = recognised("nine <rifles> were seen", 95, 41, 93, 79)
    said = 'nine <span class="doubtful">&lt;rifles&gt;</span> were <span class="doubtful">seen</span>'
    assert shown(portion, ()) == said


def test_what_answers_stays_marked_around_and_inside_a_doubtful_word() -> None:
    portion = recognised("nine rifles seen", 95, 41, 93)
    assert shown(portion, [(0, 11)]) == '<mark>nine <span class="doubtful">rifles</span></mark> seen'
    assert shown(portion, [(5, 8)]) == (
        'nine <mark><span class="doubtful">rif</span></mark><span class="doubtful">les</span> seen'
    )


def test_a_passage_that_was_read_is_neither_doubtful_nor_counted() -> None:
    assert sureness([recognised("")]) is None
    assert not is_low(recognised(""))
    assert sureness([recognised(""), recognised("a b", 90, 70)]) == pytest.approx(0.8)
    assert is_low(recognised("a b", 60, 70))
    assert not is_low(recognised("a b", 96, 94))


def test_a_page_of_a_scan_says_that_it_was_recognised_and_marks_doubtful_words(visit: Visiting, blurred: str) -> None:
    tree = visit.page("mei", f"/assessments/{blurred}?view=text")
    assert "Recognised in a picture" in words(tree, "//p[@class='hint']")
    assert tree.xpath("//div[@class='reading']//span[@class='doubtful']")


def test_a_hit_in_a_bad_scan_says_how_sure_it_is_in_four_languages(visit: Visiting, blurred: str) -> None:
    address = "/search?q=groups+moved+weapons"
    said = {"en": "only", "fr": "seulement", "es": "de solo el", "ar": "لا تتجاوز"}
    for language, word in said.items():
        visit.language = language
        assert word in words(visit.page("mei", address), "//figure[@class='evidence']/figcaption")


def test_a_report_that_was_read_says_nothing_of_pictures(visit: Visiting, cast: Cast) -> None:
    ident = cast.release("amina", b"# Rivers\n\nTwo groups moved weapons over the river.\n", "n.md")
    assert "Recognised" not in words(visit.page("mei", f"/assessments/{ident}?view=text"), "//article")
    assert "Recognised" not in words(visit.page("mei", "/search?q=groups+moved+weapons"), "//main")
