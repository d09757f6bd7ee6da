"""Judgements on the pages: confirmed from suggestions, edited, dropped, read and filtered."""

from __future__ import annotations

from typing import Any

from models.deposit import JudgementDeclared
from tests.web.pages.visiting import Visiting, words
from web import depositing

CONTENT = (
    b"# Study of the northern ports\n\n## Key judgements\n\nIt is highly likely that losses will grow until 2027. "
    b"Confidence: high.\n\nIt is unlikely that guards on single trains will reduce them.\n\n"
    b"## Recommendations\n\n- Compare the seals at every stop.\n\n"
    b"## Intelligence gaps\n\nIt is unclear who buys the goods.\n\n## Threat\n\nThe threat remains high.\n"
)
LIKELY = "It is highly likely that losses will grow until 2027."


def upload(visit: Visiting) -> str:
    sent = visit.post("amina", "/deposit", {}, files={"file": ("study.md", CONTENT, "text/markdown")})
    assert sent.status_code == 303, sent.text
    visit.cast.work()
    return str(sent.headers["location"]).removeprefix("/deposit/")


def save(visit: Visiting, ident: str, **fields: str | list[str]) -> None:
    address = f"/deposit/{ident}"
    sent = visit.send("amina", address, address, **fields)
    assert sent.status_code == 303, sent.text[:2000]


def declared(visit: Visiting, ident: str) -> list[JudgementDeclared]:
    return depositing.draft(visit.cast.house, visit.cast.visitor("amina"), ident).deposit.judgements


def test_a_suggested_judgement_is_confirmed_by_its_button_with_all_it_says(visit: Visiting) -> None:
    ident = upload(visit)
    assert declared(visit, ident) == []
    page = visit.page("amina", f"/deposit/{ident}")
    assert LIKELY in words(page, "//fieldset[@id='judgements']")
    save(visit, ident, use="judgement:0")
    (judgement,) = declared(visit, ident)
    assert judgement.statement == LIKELY
    assert judgement.likelihood is not None
    assert (judgement.likelihood.min, judgement.confidence, judgement.horizon) == (80, "high", "until 2027")
    assert len(judgement.portions) == 1


def test_a_judgement_is_edited_and_keeps_what_it_rests_on(visit: Visiting) -> None:
    ident = upload(visit)
    save(visit, ident, use="judgement:0")
    before = declared(visit, ident)
    save(visit, ident)
    assert declared(visit, ident) == before, "what the form shows is what it keeps"
    save(visit, ident, judgement_0_likelihood="icd203:likely", judgement_0_trend="stable", judgement_0_horizon="")
    (judgement,) = declared(visit, ident)
    assert judgement.likelihood is not None
    assert (judgement.likelihood.scheme, judgement.likelihood.word, judgement.likelihood.min) == (
        "icd203",
        "likely",
        55,
    )
    assert (judgement.trend, judgement.horizon, judgement.portions) == ("stable", None, before[0].portions)


def test_a_judgement_is_written_by_hand_and_dropped(visit: Visiting) -> None:
    ident = upload(visit)
    save(visit, ident, judgement_0_statement="The flow will move to rail.", judgement_0_confidence="low")
    assert [(judgement.statement, judgement.confidence) for judgement in declared(visit, ident)] == [
        ("The flow will move to rail.", "low")
    ]
    save(visit, ident, use="drop:0")
    assert declared(visit, ident) == []
    save(visit, ident, judgement_0_statement="Again.")
    save(visit, ident, judgement_0_statement="")
    assert declared(visit, ident) == []


def test_all_that_is_sure_is_taken_over_by_one_button_but_no_marking(visit: Visiting) -> None:
    ident = upload(visit)
    page = visit.page("amina", f"/deposit/{ident}")
    assert page.xpath("//button[@name='use'][@value='all']")
    save(visit, ident, use="all")
    draft = depositing.draft(visit.cast.house, visit.cast.visitor("amina"), ident)
    assert draft.deposit.judgements[0].statement == LIKELY
    assert (draft.deposit.marking, draft.deposit.release_to) == (None, None)
    assert not visit.page("amina", f"/deposit/{ident}").xpath("//button[@name='use'][@value='all']")


def test_what_else_was_found_is_shown_for_checking(visit: Visiting) -> None:
    said = words(visit.page("amina", f"/deposit/{upload(visit)}"))
    for expected in (
        "Compare the seals at every stop.",
        "It is unclear who buys the goods.",
        "The threat remains high.",
    ):
        assert expected in said


def test_readers_see_the_judgements_and_filter_them(visit: Visiting) -> None:
    judgements: list[dict[str, Any]] = [
        {
            "statement": "Losses will grow.",
            "likelihood": {"scheme": "phia", "word": "highly likely"},
            "trend": "stable",
        },
        {"statement": "Guards will help.", "likelihood": {"scheme": "phia", "word": "unlikely"}, "confidence": "low"},
    ]
    ident = visit.cast.release("amina", CONTENT, "study.md", title="Study", judgements=judgements)
    plain = visit.page("lena", f"/assessments/{ident}")
    assert plain.xpath(f"//a[@href='/assessments/{ident}?view=judgements']")
    said = words(visit.page("lena", f"/assessments/{ident}?view=judgements"), "//section[@id='page']")
    assert "Losses will grow." in said
    assert "highly likely (80–90%)" in said
    assert "low confidence" in said
    some = words(visit.page("lena", f"/assessments/{ident}?view=judgements&min=55"), "//section[@id='page']")
    assert "Losses will grow." in some
    assert "Guards will help." not in some
    assert "no judgement to show" in words(visit.page("lena", f"/assessments/{ident}?view=judgements&min=99&max=x"))


def test_without_judgements_there_is_no_tab_for_them(visit: Visiting) -> None:
    ident = visit.cast.release("amina", CONTENT, "study.md", title="Study")
    assert not visit.page("lena", f"/assessments/{ident}").xpath("//a[contains(@href, 'judgements')]")
