"""Evidence beside a suggestion: the first place in sight, the others folded, none of them endless."""

from __future__ import annotations

from typing import Any

from tests.web.pages.visiting import Visiting, words
from web import reading
from web.pages import suggestion
from web.pages.suggestion import EVIDENCE

PLACES = 4


def upload(visit: Visiting) -> str:
    parts = (f"## Part {n}\n\nIn Kenya ransomware stopped hospital number {n} for a week.\n\n" for n in range(PLACES))
    content = "# Ransomware in Kenya\n\n" + "".join(parts)
    return visit.cast.deposit("amina", content.encode(), "kenya.md").assessment


def test_the_first_place_is_in_sight_and_the_others_are_folded(visit: Visiting) -> None:
    page = visit.page("amina", f"/deposit/{upload(visit)}")
    (kenya,) = page.xpath("//div[@class='suggestion'][.//button[@value='country:KE']]")
    assert len(kenya.xpath("blockquote")) == 1
    (folded,) = kenya.xpath("details[not(@open)]")
    assert len(folded.xpath("blockquote")) == len(kenya.xpath(".//blockquote")) - 1 < EVIDENCE
    assert "more place" in words(folded, "summary")


def test_a_long_place_is_cut_at_a_word(visit: Visiting) -> None:
    ident = visit.cast.deposit("amina", b"# A\n\n" + b"word " * 200, "a.md").assessment
    house, amina = visit.cast.house, visit.cast.visitor("amina")
    portions = reading.portions(house, amina, ident)[1]
    place: dict[str, Any] = {"portion": portions[0].id, "page": 1, "start": 0, "end": len(portions[0].text)}
    found = suggestion.read({"title": {"value": "A", "evidence": [place]}}, portions)
    assert found.title is not None
    ((_, text),) = found.title.evidence
    assert len(text) < 500
    assert text.endswith("word …")
