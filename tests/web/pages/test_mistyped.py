"""A mistyped question on the page and over the API: what was answered instead, and the way back."""

from __future__ import annotations

import pytest

from tests.encoders import HashingEncoder
from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, tree_of, words

ASKED = "/search?q=ransomwrae+hospitals"


@pytest.fixture(autouse=True)
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model of the tests reads words in pieces, as real ones read what they do not know."""
    monkeypatch.setattr(HashingEncoder, "count", lambda _, text: len(text) // 4 + 1)


def test_the_page_says_what_it_answers_and_leads_back_to_what_was_typed(visit: Visiting, cast: Cast) -> None:
    cast.release("amina", REPORT.encode(), title="Hospitals under attack")
    tree = visit.page("lena", ASKED)
    (note,) = tree.xpath("//div[@class='note'][.//a[contains(@href, 'literal=true')]]")
    assert "ransomware hospitals" in words(note, ".")
    assert tree.xpath("//input[@id='q']/@value") == ["ransomwrae hospitals"]
    back = visit.page("lena", note.xpath(".//a/@href")[0])
    assert not back.xpath("//a[contains(@href, 'literal=true') and ancestor::div[@class='note']]")


def test_what_was_asked_as_it_is_spelt_is_sorted_dated_and_widened_as_it_is_spelt(visit: Visiting, cast: Cast) -> None:
    for title in ("Hospitals under attack", "Clinics under attack"):
        cast.release("amina", REPORT.encode(), title=title)
    (literal,) = visit.page("lena", ASKED).xpath("//div[@class='note']//a[contains(@href, 'literal=true')]/@href")
    asked = visit.page("lena", literal)
    (newest,) = asked.xpath("//p[@id='total']/a[contains(., 'newest first')]/@href")
    for address in (newest, f"{literal}&pillar=border"):
        assert "Results for" not in words(visit.page("lena", address))
    assert asked.xpath("//aside//form//input[@name='literal']/@value") == ["true"]
    ways = visit.page("lena", f"{literal}&pillar=border").xpath("//a[starts-with(., 'Drop:')]/@href")
    assert [("literal=true" in way) for way in ways] == [True]


def test_a_room_and_a_view_of_others_say_so_too(visit: Visiting, cast: Cast) -> None:
    cast.release("amina", REPORT.encode(), title="Hospitals under attack")
    said = "Results for “ransomware hospitals”. Words in quotation marks are looked for as you typed them."
    met = visit.post("amina", "/meetings", {"people": "lena", "q": "ransomwrae hospitals"})
    viewed = visit.page("amina", "/view-as?organization=europol&q=ransomwrae+hospitals")
    assert said in words(tree_of(met.text))
    assert said in words(viewed)
    assert "Results for" not in words(visit.page("amina", "/view-as?organization=europol&q=ransomware+hospitals"))


def test_words_of_what_is_withheld_are_offered_to_nobody_else(visit: Visiting, cast: Cast) -> None:
    cast.release(
        "amina", b"# Note\n\nThe hospitals of the district were inspected in May by two teams.\n", title="Note"
    )
    visit.get("lena", ASKED)  # What she asked herself lately stands on the page too.
    before = visit.get("lena", ASKED).text
    cast.release("amina", REPORT.encode(), title="Hospitals under attack", release_to=[])
    assert visit.get("lena", ASKED).text == before
