from __future__ import annotations

from typing import Any

import pytest

from search.query import MOST_VALUES
from tests.search.shelving import SECRET, TEXT, shelve
from tests.search.surveyed import report
from tests.web.pages.visiting import Visiting, words

JUDGED = {"statement": "Guns will be many.", "threat_level": "high", "trend": "increasing"}
FIREARMS: dict[str, Any] = {"areas": ["firearms"], "regions": ["western-africa"]}


def pair(visit: Visiting) -> tuple[str, str]:
    first = report(visit.cast, 0, 1, title="A", published_at="2025-01-01", judgements=[JUDGED], **FIREARMS)
    worse = [{**JUDGED, "threat_level": "severe", "trend": "stable"}]
    second = report(
        visit.cast, 0, 1, title="B", username="piotr", published_at="2026-01-01", judgements=worse, **FIREARMS
    )
    return first.assessment_id, second.assessment_id


def test_each_figure_of_the_matrix_leads_to_what_it_counts_and_an_empty_cell_says_what_it_means(
    visit: Visiting,
) -> None:
    pair(visit)
    page = visit.page("mei", "/coverage")
    (figure,) = page.xpath("//tbody/tr[1]/td[3]/a")
    assert figure.text_content().strip() == "2"
    listed = visit.page("mei", figure.get("href"))
    assert "2 assessments" in words(listed)
    assert words(page, "(//tbody)[1]/tr[1]/td[1]") == "–nothing you may see"
    assert "does not say that nothing exists" in words(page)


def test_a_figure_leaves_out_the_drafts_of_the_officer_who_looks_and_says_so(visit: Visiting) -> None:
    pair(visit)
    visit.cast.deposit("amina", b"# Guns\n\nGuns are many.\n", pillars=["organized-crime"], **FIREARMS)
    page = visit.page("amina", "/coverage")
    assert "What is said of a region counts for its continent too." in words(page)
    figure = page.xpath("//tbody/tr[2]/td[3]/a")[0]
    listed = visit.page("amina", figure.get("href"))
    assert (figure.text_content().strip(), "2 assessments" in words(listed)) == ("2", True)
    (chip,) = [a for a in listed.xpath("//ul[@class='chosen']//a") if "Released only" in a.text_content()]
    wider = visit.page("amina", chip.get("href"))
    assert "3 assessments" in words(wider)
    assert "Released only" not in words(wider)


def test_a_reader_with_nothing_in_her_scope_is_told_that_it_is_she_who_may_see_nothing(visit: Visiting) -> None:
    shelve(visit.cast, TEXT, title="Hidden", pillars=["border"], **SECRET)
    page = visit.page("mei", "/coverage")
    assert "There is nothing that you may see under these filters." in words(page)
    assert not page.xpath("//table")


@pytest.mark.parametrize(
    ("query", "rows", "columns"),
    [
        ("", "Region", "Pillar"),
        ("?rows=originator&columns=period", "Organization", "Period"),
        ("?rows=period&columns=period", "Period", "Pillar"),
        ("?rows=strange&columns=", "Region", "Pillar"),
    ],
)
def test_rows_and_columns_are_chosen_and_never_the_same(visit: Visiting, query: str, rows: str, columns: str) -> None:
    pair(visit)
    page = visit.page("mei", f"/coverage{query}")
    assert words(page, "//caption").startswith(f"{rows} by {columns}")


def test_the_chart_says_in_words_what_it_draws_and_runs_as_the_page_is_read(visit: Visiting) -> None:
    pair(visit)
    places = {}
    for language in ("en", "ar"):
        visit.language = language
        page = visit.page("mei", "/coverage")
        chart, _ = page.xpath("//*[local-name()='svg'][@role='img']")  # Africa, and Western Africa
        assert chart.get("aria-label")
        assert not page.xpath("//*[@style]")
        places[language] = [float(text.get("x")) for text in chart.xpath(".//*[@class='under']")]
        assert len(chart.xpath(".//*[local-name()='rect']")) == 2
    assert places["en"] == sorted(places["en"])
    assert places["ar"] == sorted(places["ar"], reverse=True)


def test_the_csv_speaks_the_language_of_its_reader(visit: Visiting) -> None:
    pair(visit)
    visit.language = "fr"
    answer = visit.get("mei", "/coverage.csv?by=quarter")
    lines = answer.text.lstrip("\ufeff").splitlines()
    assert lines[0] == "Pilier,Région,Période,Organisation,Évaluations"
    assert "T1 2025" in lines[1]
    assert "Afrique" in lines[1]


def test_levels_stand_with_the_judgements_that_say_them_and_what_moved_is_said(visit: Visiting) -> None:
    first, second = pair(visit)
    page = visit.page("mei", "/trends")
    assert "Firearms" in words(page)
    assert "rose: high threat (AFRIPOL), then severe threat (Europol)" in words(page)
    assert [a.get("href") for a in page.xpath("//tbody//th/a")] == [
        f"/assessments/{second}?view=judgements",
        f"/assessments/{first}?view=judgements",
    ]
    assert [mark.text_content() for mark in page.xpath("//*[local-name()='polygon']")] == [
        "2025: high threat and increasing (AFRIPOL)",
        "2026: severe threat and stable (Europol)",
    ]
    assert "No judgement that you may see" in words(visit.page("mei", "/trends?area=cannabis"))
    assert "No judgement that you may see" in words(visit.page("mei", "/trends?actor=Nobody"))


def test_regions_that_one_assessment_judges_differently_stand_in_rows_of_their_own(visit: Visiting) -> None:
    north = {**JUDGED, "regions": ["northern-africa"]}
    west = {**JUDGED, "regions": ["western-africa", "eastern-africa"], "threat_level": "severe"}
    report(visit.cast, 0, title="A", published_at="2025-01-01", areas=["firearms"], judgements=[north])
    report(visit.cast, 1, title="B", published_at="2026-01-01", areas=["firearms"], judgements=[north, west])
    page = visit.page("mei", "/trends")
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td")[:2]] for row in page.xpath("//tbody/tr")
    ]
    assert rows == [
        ["Eastern Africa and Western Africa", "severe threat"],
        ["Northern Africa", "high threat"],
        ["Northern Africa", "high threat"],
    ]
    assert "stayed: high threat" in words(page, "//figure[figcaption = 'Northern Africa']")
    assert len(page.xpath("//tbody//span[contains(@class, 'chip') and contains(@class, 'marking')]")) == 3


def test_a_pair_is_judged_on_the_page_and_taken_back_and_the_list_keeps_its_filters(visit: Visiting) -> None:
    first, second = pair(visit)
    address = f"/overlaps/between/{first}/{second}"
    answer = visit.send("lena", "/overlaps/between?area=firearms", address, verdict="rejected", note="Other guns")
    assert (answer.status_code, answer.headers["location"]) == (303, "/overlaps/between?area=firearms&said=rejected")
    recorded = words(visit.page("lena", answer.headers["location"]), "//main//*[@role='status'][1]")
    assert "Recorded: they do not cover the same threat." in recorded
    shown = words(visit.page("mei", "/overlaps/between"))
    assert "Rejected: they do not cover the same threat" in shown
    assert "somebody of another organization" in shown
    assert "Other guns" in shown
    assert "Lena Brandhorst" in words(visit.page("piotr", "/overlaps/between"))
    assert "Take back what I said" not in shown
    back = visit.post("lena", address, {"verdict": ""})
    assert "you took back what you had said" in words(visit.page("lena", back.headers["location"]))
    assert "Recorded" not in words(visit.page("lena", "/overlaps/between?said=anything"))
    assert "Other guns" not in words(visit.page("lena", "/overlaps/between"))
    again = visit.post("lena", address, {"verdict": ""})
    assert again.status_code == 409
    assert "nothing to take back" in again.text
    assert visit.post("lena", address, {"verdict": "perhaps"}).status_code == 422


def test_who_judges_nothing_is_offered_no_form(visit: Visiting) -> None:
    first, second = pair(visit)
    assert visit.page("ingrid", "/overlaps/between").xpath("//main//form[@method='post']") == []
    assert visit.post("ingrid", f"/overlaps/between/{first}/{second}", {"verdict": "confirmed"}).status_code == 409


def test_what_lies_near_is_a_view_of_the_assessment_with_links_to_the_passages(visit: Visiting) -> None:
    first, second = pair(visit)
    assert f"/assessments/{first}?view=similar" in visit.page("mei", f"/assessments/{first}").xpath("//nav//a/@href")
    page = visit.page("mei", f"/assessments/{first}?view=similar")
    assert page.xpath("//h2/a/@href") == [f"/assessments/{second}"]
    assert page.xpath("//p[@class='trail']/following-sibling::div[1]//span[contains(@class, 'marking')]")
    assert "Pairs of passages that are each other’s nearest: 3; shown: 3." in words(page)
    for address in page.xpath("//figcaption/a/@href"):
        assert visit.get("mei", address).status_code == 200
    assert visit.get("mei", "/assessments/aaaaaaaaaaaaaaaaaaaaaaaaaa?view=similar").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_page_stands_in_every_language(visit: Visiting, language: str) -> None:
    first, _ = pair(visit)
    visit.language = language
    for address in ("/coverage", "/trends", "/overlaps/between", f"/assessments/{first}?view=similar"):
        page = visit.page("mei", address)
        assert page.get("dir") == ("rtl" if language == "ar" else "ltr")


def test_parts_of_a_continent_are_set_apart_under_it(visit: Visiting) -> None:
    pair(visit)
    page = visit.page("mei", "/coverage")
    rows = [(row.text_content(), row.get("class")) for row in page.xpath("(//tbody)[1]/tr/th")]
    assert rows[:2] == [("Africa", None), ("Western Africa", "inner")]
    turned = visit.page("mei", "/coverage?rows=pillar&columns=region").xpath("(//thead)[1]//th")
    assert [column.get("class") for column in turned[1:3]] == ["number", "number inner"]
    offered = [option.text for option in page.xpath("//select[@name='region']/option")]
    assert offered[offered.index("Africa") + 1] == "\u2003Northern Africa"


def test_a_figure_leads_nowhere_where_search_would_list_more_than_it_counts(visit: Visiting) -> None:
    for number, region in enumerate(("western-africa", "eastern-africa"), start=1):
        shelve(visit.cast, TEXT, title=f"Work {number}", pillars=["border"], regions=[region])
    page = visit.page("mei", "/coverage?region=western-africa")
    cells = {row.xpath("./th")[0].text_content(): row.xpath("./td")[-1] for row in page.xpath("(//tbody)[1]/tr")[:2]}
    assert [cell.text_content().strip() for cell in cells.values()] == ["1", "1"]
    assert not cells["Africa"].xpath(".//a")
    (link,) = cells["Western Africa"].xpath(".//a/@href")
    assert "1 assessment" in words(visit.page("mei", link))


@pytest.mark.parametrize("path", ["/search", "/coverage", "/coverage.csv", "/trends", "/overlaps/between"])
def test_more_values_than_a_question_may_have_are_refused_in_a_sentence(visit: Visiting, path: str) -> None:
    answer = visit.get("mei", f"{path}?{'&'.join(f'region=r{n}&area=a{n}' for n in range(MOST_VALUES))}")
    assert answer.status_code == 400
    assert f"at most {MOST_VALUES} values" in answer.text
