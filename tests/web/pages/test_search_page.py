"""The search page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import select

from models import vocabulary
from models.tables.register import RegisterEntry
from search import ranking
from tests.house import Cast
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, words

CYBER: dict[str, Any] = {"pillars": ["cybercrime"], "languages": ["en"], "published_at": "2026-03-01"}


@pytest.fixture
def hospitals(cast: Cast) -> str:
    """A report everybody may read."""
    return cast.release("amina", REPORT.encode(), title="Hospitals <under> attack", **CYBER)


@pytest.fixture
def withheld(cast: Cast) -> str:
    """A report that only its originator may read."""
    said: dict[str, Any] = {
        "title": "Clinics of the minister",
        "pillars": ["terrorism"],
        "release_to": [],
        "languages": ["es"],
    }
    return cast.release("amina", REPORT.encode(), **said)


def test_a_hit_shows_what_it_is_and_the_passage_that_answers(visit: Visiting, hospitals: str) -> None:
    tree = visit.page("lena", "/search?q=ransomware+hospitals")
    (hit,) = tree.xpath("//li[@class='hit']")
    shown = words(hit, ".")
    assert "Hospitals <under> attack" in shown
    assert "INTERPOL FOR OFFICIAL USE ONLY" in shown
    assert "AFRIPOL" in shown
    assert "Cybercrime" in shown
    assert "1 March 2026" in shown
    assert hit.xpath(".//mark")
    assert hit.xpath(".//figcaption/a/@href")[0].startswith(f"/assessments/{hospitals}?page=1&portion=")


def test_the_link_of_a_passage_opens_it_marked(visit: Visiting, hospitals: str) -> None:
    hit = visit.page("lena", "/search?q=ransomware+hospitals").xpath("//li[@class='hit']")[0]
    marked = words(hit, ".//figure[1]//mark")
    opened = visit.page("lena", hit.xpath(".//figcaption/a/@href")[0].partition("#")[0])
    assert words(opened, "//div[contains(@class, 'sought')]//mark") == marked


def test_the_page_is_the_same_whatever_is_withheld(visit: Visiting, hospitals: str, cast: Cast) -> None:
    addresses = ("/search?q=ransomware+hospitals", "/search", "/", "/search?pillar=terrorism", "/search?q=minister")
    for address in addresses:  # What she asked herself lately stands on the page too.
        visit.get("lena", address)
    before = [visit.get("lena", address).text for address in addresses]
    cast.release("amina", REPORT.encode() * 3, title="Hospitals <under> attack", release_to=[], pillars=["terrorism"])
    assert [visit.get("lena", address).text for address in addresses] == before


def test_a_level_is_named_with_its_scheme(visit: Visiting, hospitals: str) -> None:
    tree = visit.page("lena", "/search?q=hospitals+marking:restreint")
    chips = [words(a, ".") for a in tree.xpath("//ul[@class='chosen']//a")]
    assert any("INTERPOL RESTRICTED · INTERPOL confidentiality levels" in chip for chip in chips)
    assert any("Restricted · Ireland national classification" in chip for chip in chips)
    shown = words(visit.page("lena", "/search?q=hospitals"), "//aside")
    assert "INTERPOL FOR OFFICIAL USE ONLY · INTERPOL confidentiality levels (RPD Art. 112) 1" in shown


def test_the_name_of_an_area_leads_to_what_is_filed_under_it(
    visit: Visiting, hospitals: str, withheld: str, cast: Cast
) -> None:
    cast.release("amina", REPORT.encode(), title="Ivory", areas=["wildlife-crime"], published_at="2026-05-01")
    tree = visit.page("lena", "/search?q=tr%C3%A1fico+de+vida+silvestre+-amber&language=")
    (link,) = tree.xpath("//a[contains(., 'Wildlife crime')][not(ancestor::aside)]")
    listed = visit.page("lena", link.get("href"))
    assert [words(hit, ".//h2") for hit in listed.xpath("//li[@class='hit']")] == ["Ivory"]
    assert listed.get_element_by_id("q").get("value") == "-amber"
    assert "Terrorism" not in words(visit.page("lena", "/search?q=terrorism"), "//section")


def test_facets_count_and_lead_to_the_narrowed_question(visit: Visiting, hospitals: str, withheld: str) -> None:
    tree = visit.page("amina", "/search?q=ransomware")
    assert len(tree.xpath("//li[@class='hit']")) == 2
    links = {words(a, "."): a.get("href") for a in tree.xpath("//aside//li/a")}
    narrowed = visit.page("amina", links["Terrorism 1"])
    assert "Clinics of the minister" in words(narrowed)
    assert "Hospitals" not in words(narrowed)
    (drop,) = [a for a in narrowed.xpath("//ul[@class='chosen']//a") if "Terrorism" in words(a, ".")]
    assert len(visit.page("amina", drop.get("href")).xpath("//li[@class='hit']")) == 2


def test_nothing_found_helps_and_does_not_say_that_nothing_exists(visit: Visiting, withheld: str) -> None:
    shown = words(visit.page("lena", "/search?q=minister&pillar=terrorism"))
    assert "Nothing that you may see answers this." in shown
    assert "This does not mean that nothing exists" in shown


def test_without_words_everything_that_may_be_seen_is_listed(visit: Visiting, hospitals: str, withheld: str) -> None:
    assert len(visit.page("lena", "/search").xpath("//li[@class='hit']")) == 1


def test_results_go_on_on_the_next_page(visit: Visiting, cast: Cast) -> None:
    for number in range(11):
        cast.release("amina", REPORT.encode(), title=f"Report {number}")
    first = visit.page("lena", "/search?q=ransomware")
    assert len(first.xpath("//li[@class='hit']")) == 10
    second = visit.page("lena", first.xpath("//a[@rel='next']/@href")[0])
    assert len(second.xpath("//li[@class='hit']")) == 1
    titles = {words(h, ".") for tree in (first, second) for h in tree.xpath("//li[@class='hit']/h2")}
    assert len(titles) == 11
    told = [words(tree, "//p[@id='total']") for tree in (first, second)]
    assert ["1–10 are shown · Earlier" in told[0], "11–11 are shown · Earlier" in told[1]] == [True, True]


def test_words_are_shown_as_text_and_never_as_markup(visit: Visiting, hospitals: str) -> None:
    text = visit.get("lena", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E&pillar=%22%3E%3Cimg%20src=x%3E").text
    assert "<script>alert" not in text
    assert "<img" not in text


@pytest.mark.parametrize(("query", "status"), [("cursor=zzz", 400), ("from=yesterday", 422), ("q=" + "a" * 4001, 400)])
def test_a_question_that_cannot_be_read_is_refused_in_a_sentence(visit: Visiting, query: str, status: int) -> None:
    tree = visit.page("lena", f"/search?{query}", status)
    assert tree.xpath("//*[@role='alert']")


@pytest.mark.parametrize("question", ["a" * 4001, '"a" ' * 9])
def test_a_question_that_cannot_be_asked_stands_in_its_box_to_be_mended(visit: Visiting, question: str) -> None:
    tree = visit.page("lena", f"/search?q={quote(question)}&pillar=cybercrime&from=2026-01-01", 400)
    box = tree.get_element_by_id("q")
    assert (box.get("value"), box.get("maxlength")) == (question, None)
    assert tree.xpath("//form[@role='search']//input[@type='hidden']/@value") == ["cybercrime", "2026-01-01"]
    assert "A question has at most" in words(tree, "//*[@role='alert']")


def test_a_date_that_is_none_is_left_out_and_the_question_stands_in_its_box(visit: Visiting) -> None:
    tree = visit.page("lena", "/search?q=ships&pillar=cybercrime&from=banana&to=2026-01-01", 422)
    assert tree.get_element_by_id("q").get("value") == "ships"
    assert tree.xpath("//form[@role='search']//input[@type='hidden']/@value") == ["cybercrime", "2026-01-01"]


def test_a_long_question_is_shown_as_it_begins_among_those_asked_lately(visit: Visiting) -> None:
    long = "ع" * 3000
    visit.get("lena", f"/search?q={quote(long)}")
    for address in ("/search", "/saved-searches"):
        (shown,) = visit.page("lena", address).xpath("//main//li//bdi[starts-with(., 'ع')]")
        assert shown.text_content() == "ع" * 119 + "…"
        assert shown.get("title") == long


def test_values_of_a_facet_beyond_the_first_can_be_opened_and_chosen(visit: Visiting, cast: Cast) -> None:
    regions = list(vocabulary.regions())[:20]
    cast.release("amina", REPORT.encode(), title="Everywhere", regions=regions)
    tree = visit.page("lena", "/search")
    offered = tree.xpath("//aside//ul[@aria-labelledby='facet-region']/li/a/@href")
    (behind,) = tree.xpath("//aside//details/details[not(@open)]")
    more = behind.xpath(".//li/a/@href")
    assert {f"/search?region={region}" for region in regions} <= {*offered, *more}
    assert (len(offered), len(more) >= 8) == (12, True)
    assert visit.page("lena", more[-1]).xpath("//aside//details/details/@open")


def test_a_field_that_narrows_counts_what_each_other_value_would_list(visit: Visiting, cast: Cast) -> None:
    for pillars in (["terrorism", "border"], ["border"], ["cybercrime"]):
        cast.release("amina", REPORT.encode(), title=" and ".join(pillars), pillars=pillars)
    tree = visit.page("lena", "/search?pillar=terrorism")
    links = {words(a, "."): a.get("href") for a in tree.xpath("//ul[@aria-labelledby='facet-pillar']/li/a")}
    assert list(links) == ["Border security 2", "Cybercrime 1", "Terrorism 1"]
    assert "2 assessments" in words(visit.page("lena", links["Border security 2"]))
    asked = visit.page("lena", "/search?q=ransomware&pillar=terrorism")
    said = [words(a, ".") for a in asked.xpath("//ul[@aria-labelledby='facet-pillar']/li/a")]
    assert said == ["Border security", "Terrorism 1"]


def test_a_passage_found_by_its_words_alone_names_them_as_they_were_typed(
    visit: Visiting, hospitals: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for floor in ("NEAR", "FAINT"):
        monkeypatch.setattr(ranking, floor, 2.0)
    tree = visit.page("lena", "/search?q=What+of+Clinics,+kidneys+and+ATTACKS")
    assert "Found by its words: Clinics, ATTACKS" in words(tree, "//figcaption")


def test_where_all_of_a_question_is_left_out_it_is_said_that_nothing_was_looked_for(
    visit: Visiting, hospitals: str
) -> None:
    shown = words(visit.page("lena", "/search?q=before:2025-13"))
    assert "'2025-13' is no date and was left out of account" in shown
    assert "There is no word in the question that could be looked for." in shown
    turned = "The dates end before they begin"
    assert turned in words(visit.page("lena", "/search?q=from:2026+to:2025"))
    assert turned in words(visit.page("lena", "/search?from=2026-01-01&to=2025-01-01"))
    assert turned not in words(visit.page("lena", "/search?from=2026-01-01&to=2026-01-01"))


def test_the_page_speaks_arabic_and_lets_every_passage_keep_its_direction(visit: Visiting, hospitals: str) -> None:
    tree = visit.page("lena", "/search?q=ransomware&lang=ar")
    assert (tree.get("lang"), tree.get("dir")) == ("ar", "rtl")
    assert {q.get("dir") for q in tree.xpath("//blockquote")} == {"ltr"}
    assert "الجريمة السيبرانية" in words(tree)


def test_fields_in_the_question_become_filters_that_can_be_dropped(visit: Visiting, hospitals: str) -> None:
    tree = visit.page("lena", "/search?q=ransomware+-clinic+pillar:cybercrime+from:2026")
    assert tree.get_element_by_id("q").get("value") == "ransomware -clinic"
    dropped = {words(a, "."): a.get("href") for a in tree.xpath("//ul[@class='chosen']//a")}
    assert [name for name in dropped if "Cybercrime" in name]
    (period,) = [address for name, address in dropped.items() if "from 1 January 2026" in name]
    assert "from=" not in period
    assert "pillar=cybercrime" in period


def test_what_was_not_understood_is_said_in_the_readers_language(visit: Visiting, hospitals: str) -> None:
    assert "‘yesterday’" not in words(visit.page("lena", "/search?q=ransomware+from:yesterday"))
    assert "'yesterday' is no date" in words(visit.page("lena", "/search?q=ransomware+from:yesterday"))
    assert "n’est pas une date" in words(visit.page("lena", "/search?q=ransomware+from:yesterday&lang=fr"))


def test_that_nothing_says_it_clearly_is_said_in_the_readers_language_and_over_the_api(
    visit: Visiting, hospitals: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, phrased = "/search?q=backup+clinics", "/search?q=%22hospitals%22"
    assert "clearly" not in words(visit.page("lena", asked))
    monkeypatch.setattr(ranking, "CLEARLY", 2.0)
    monkeypatch.setattr(ranking, "MOSTLY", 9.0)
    assert "Nothing that was searched says this clearly" in words(visit.page("lena", asked))
    assert "ne le dit clairement" in words(visit.page("lena", f"{asked}&lang=fr"))
    assert "بوضوح" in words(visit.page("lena", f"{asked}&lang=ar"))
    assert "claramente" in words(visit.page("lena", f"{asked}&lang=es"))
    assert "clearly" not in words(visit.page("lena", f"{phrased}&lang=en"))
    assert visit.get("lena", f"/api/v1{asked}").json()["notices"] == [ranking.NOTHING_SAYS]


def test_words_that_stand_nowhere_are_quoted_as_the_readers_language_does_each_in_its_own_direction(
    visit: Visiting, hospitals: str
) -> None:
    asked = "/search?q=ransomware+against+hospitals+with+kidneys+or+ivory+by+groups+in+backup+systems"
    *_, said = visit.get("lena", f"/api/v1{asked}").json()["notices"]
    assert said.startswith("no passage that was searched contains 'kidneys', 'ivory'; ")
    assert "contains “\u2068kidneys\u2069”, “\u2068ivory\u2069”; what is listed" in words(visit.page("lena", asked))
    for language, quoted in {"fr": "«\u00a0{}\u00a0», ", "es": "«{}», ", "ar": "«{}»، "}.items():
        assert quoted.format("\u2068kidneys\u2069") in visit.get("lena", f"{asked}&lang={language}").text


def test_an_empty_answer_leads_to_one_that_is_not(visit: Visiting, hospitals: str) -> None:
    tree = visit.page("lena", "/search?q=ransomware&pillar=cybercrime&from=2030-01-01")
    (way,) = tree.xpath("//a[starts-with(normalize-space(.), 'Drop:')]")
    assert words(way, "..") == "Drop: Date — 1 assessment"
    assert len(visit.page("lena", way.get("href")).xpath("//li[@class='hit']")) == 1


def test_a_phrase_that_nothing_holds_can_be_asked_as_words(visit: Visiting, hospitals: str) -> None:
    tree = visit.page("lena", "/search?q=%22hospitals+ransomware%22")
    (way,) = tree.xpath("//a[contains(., 'the quotation marks')]")
    assert len(visit.page("lena", way.get("href")).xpath("//li[@class='hit']")) == 1


def test_results_can_be_ordered_by_date_and_back(visit: Visiting, hospitals: str, withheld: str) -> None:
    tree = visit.page("amina", "/search?q=ransomware")
    (newest,) = tree.xpath("//p[@id='total']/a[contains(., 'newest first')]")
    by_date = visit.page("amina", newest.get("href"))
    assert by_date.xpath("//p[@id='total']/a[contains(., 'most relevant first')]")
    assert by_date.xpath("//form[@role='search']//input[@name='order']/@value") == ["date"]


def test_a_passage_in_another_language_than_the_question_says_so(visit: Visiting, hospitals: str) -> None:
    asked = "/search?q=les+attaques+contre+les+hôpitaux+et+la+santé+dans+la+région+%22backup%22"
    shown = words(visit.page("lena", asked))
    assert "in another language than the question: English" in shown
    assert "in another language" not in words(visit.page("lena", "/search?q=attacks+on+the+hospitals+of+the+region"))


def test_the_page_offers_no_script_of_others_and_works_without_its_own(visit: Visiting, hospitals: str) -> None:
    tree = visit.page("lena", "/search?q=ransomware")
    assert tree.xpath("//script/@src") == ["/static/suggest.js"]
    assert not tree.xpath("//script[text()]")
    assert tree.get_element_by_id("suggestions").tag == "datalist"


def test_case_31_a_question_of_fields_alone_is_registered_as_it_was_asked(visit: Visiting, cast: Cast) -> None:
    visit.page("lena", '/search?q=originator:"X"+marking:eu:SECRET+from:2025')
    visit.page("lena", "/search?originator=X&marking=eu:SECRET&from=2025-01-01")
    with cast.house.registry.database.read() as session:
        entries = session.exec(select(RegisterEntry).where(RegisterEntry.action == "search")).all()
        said = {cast.house.registry.register.words(entry) for entry in entries}
    assert said == {"originator:X marking:eu:SECRET from:2025-01-01"}
