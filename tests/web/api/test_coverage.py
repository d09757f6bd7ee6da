from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.search.shelving import SECRET, TEXT, shelve
from tests.web.asking import Asking
from web.surveying import harmless


def work(ask: Asking, username: str = "amina", **said: Any) -> str:
    said = {"published_at": "2025-05-01", "pillars": ["border"], "regions": ["western-africa"], **said}
    return shelve(ask.cast, TEXT, username=username, **said).assessment_id


def entries(ask: Asking, action: str) -> list[dict[str, Any]]:
    return [one for one in ask.get("owen", "/register?limit=100").json()["entries"] if one["action"] == action]


def test_the_matrix_holds_what_the_caller_may_see_and_says_what_an_absent_cell_means(ask: Asking) -> None:
    work(ask)
    work(ask, "piotr", pillars=["terrorism"], **SECRET)
    found = ask.get("mei", "/coverage").json()
    assert found["cells"] == [
        {"pillar": "border", "region": region, "period": "2025", "originator": "afripol", "count": 1}
        for region in ("africa", "western-africa")
    ]
    assert (found["total"], found["by"], found["periods"]) == (1, "year", ["2025"])
    assert found["pillars"] == ["terrorism", "cybercrime", "organized-crime", "border"]
    assert "not said not to exist" in found["note"]
    assert ask.get("lena", "/coverage").json()["total"] == 2
    assert [entry["outcome"] for entry in entries(ask, "coverage")] == ["done", "done"]


def test_every_figure_is_what_search_lists_for_its_values(ask: Asking) -> None:
    work(ask, pillars=["border", "cybercrime"], regions=["western-africa", "northern-africa"])
    work(ask, published_at="2026-03-01")
    work(ask, "piotr", areas=["firearms"])
    for cell in ask.get("lena", "/coverage").json()["cells"]:
        year = cell["period"]
        narrowed = f"pillar={cell['pillar']}&region={cell['region']}&originator={cell['originator']}"
        dated = f"from={year}-01-01&to={year}-12-31"
        listed = ask.get("lena", f"/search?{narrowed}&{dated}&released=true").json()
        assert listed["total"] == cell["count"]


def test_an_officers_own_drafts_are_searched_and_cover_nothing(ask: Asking) -> None:
    work(ask)
    said: dict[str, Any] = {"pillars": ["border"], "regions": ["western-africa"]}
    ask.cast.deposit("amina", TEXT.encode(), **said)
    (cell, *_) = ask.get("amina", "/coverage").json()["cells"]
    listed = [ask.get("amina", f"/search?pillar=border{more}").json()["total"] for more in ("", "&released=true")]
    assert (cell["count"], listed) == (1, [2, 1])


def test_filters_and_quarters(ask: Asking) -> None:
    work(ask)
    work(ask, "piotr", published_at="2025-12-31")
    found = ask.get("mei", "/coverage?by=quarter&from=2025-06-01&originator=europol").json()
    assert ({cell["period"] for cell in found["cells"]}, found["total"]) == ({"2025-Q4"}, 1)
    for strange in ("?by=month", "?from=soon", "?q=words"):
        assert ask.get("mei", f"/coverage{strange}").status_code in (400, 422)


def test_a_year_where_a_day_is_asked_for_is_refused_with_an_example(ask: Asking) -> None:
    for path in ("/coverage", "/trends", "/assessments", "/search"):
        for strange in ("2025", "soon", "2025-02-30", "2025-02-01T12:00:00"):
            said = ask.get("mei", f"{path}?from={strange}").json()["errors"]
            assert [*map(str, said[0].values())] == ["from", "is no date; write a day such as 2026-03-01"], (path, said)


def test_a_value_that_nobody_knows_is_told_wherever_it_narrows(ask: Asking) -> None:
    work(ask)
    said = ["'piracy' is no pillar that is known here, so nothing carries it"]
    said.append("'zzz' is no originator that is known here, so nothing carries it")
    for path in ("/coverage", "/trends", "/overlaps/between", "/assessments"):
        assert ask.get("mei", f"{path}?pillar=piracy&originator=zzz").json()["notices"] == said, path
        assert ask.get("mei", f"{path}?pillar=border&originator=afripol").json()["notices"] == [], path


def test_the_csv_has_a_line_for_each_combination_and_no_formula(ask: Asking) -> None:
    work(ask)
    answer = ask.get("mei", "/coverage.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert rows == [
        ["pillar", "region", "period", "originator", "assessments"],
        ["border", "africa", "2025", "afripol", "1"],
        ["border", "western-africa", "2025", "afripol", "1"],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "  =", "\n"])
def test_a_value_that_a_spreadsheet_would_run_is_made_harmless(start: str) -> None:
    assert harmless(f"{start}HYPERLINK()").startswith("'")
    assert harmless("Western Africa") == "Western Africa"


def test_lines_of_levels_name_the_works_and_the_judgements_they_rest_on(ask: Asking) -> None:
    judgement = {"statement": "Guns will be many.", "threat_level": "high", "trend": "increasing"}
    first = work(ask, areas=["firearms"], judgements=[judgement])
    second = work(ask, published_at="2026-01-01", areas=["firearms"], judgements=[{**judgement, "threat_level": "low"}])
    work(ask, areas=["firearms"], judgements=[judgement], **SECRET)
    (line,) = ask.get("mei", "/trends").json()["lines"]
    assert (line["kind"], line["value"], line["regions"], line["moved"]) == (
        "area",
        "firearms",
        ["western-africa"],
        "decreasing",
    )
    assert [(point["assessment"]["id"], point["threat_level"]) for point in line["points"]] == [
        (first, "high"),
        (second, "low"),
    ]
    assert line["points"][0]["judgements"][0]["statement"] == "Guns will be many."
    assert ask.get("mei", "/trends?area=vehicles").json() | {"note": ""} == {
        "total": 0,
        "threat_levels": ["low", "moderate", "substantial", "high", "severe", "critical"],
        "trends": ["increasing", "stable", "decreasing"],
        "note": "",
        "lines": [],
        "notices": [],
    }
    entry = entries(ask, "trends")[-1]
    assert len(entry["editions"]) == 2


def test_a_judgement_on_a_part_that_may_not_be_seen_is_in_no_line(ask: Asking) -> None:
    content = b"# Study\n\nGuns are many.\n\n## Notice\n\nGuns are few.\n"
    notice = {
        "portions": ["heading:Notice"],
        "marking": {"scheme": "interpol", "level": "IFOUO"},
        "release_to": ["aseanapol"],
    }
    said = {"areas": ["firearms"], "judgements": [{"statement": "Guns.", "threat_level": "high"}]}
    ask.cast.release("amina", content, "study.md", tearlines=[notice], **said, **SECRET)
    assert ask.get("mei", "/trends").json()["lines"] == []
    assert ask.get("amina", "/trends").json()["total"] == 1
