"""Contradictions: what makes a submission held for an officer, each in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from models.deposit import Deposit
from repository import contradictions
from tests.repository.shelf import OPEN

EARLY, LATE = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
IC = {"scheme": "interpol", "level": "IC"}
IR = {"scheme": "interpol", "level": "IR"}
IFOUO = {"scheme": "interpol", "level": "IFOUO"}
PUBLIC = {"scheme": "europol", "level": "PUBLIC"}


def a_tearline(**said: Any) -> dict[str, Any]:
    return {"portions": ["page:1"], "marking": IFOUO, "release_to": [], **said}


def held(*banners: str, **said: Any) -> list[str]:
    found = {"banners": [{"text": text, "page": 1} for text in banners]}
    return contradictions.reasons_to_hold(Deposit.model_validate(said), found, supervised=False)


def test_case_22_tlp_clear_on_what_is_classified_is_held() -> None:
    assert "TLP:CLEAR contradicts" in held(marking={**IFOUO, "tlp": "CLEAR"})[0]
    assert held(marking={"scheme": "europol", "level": "PUBLIC", "tlp": "CLEAR"}) == []
    part = a_tearline(marking={**IFOUO, "tlp": "CLEAR"})
    assert "TLP:CLEAR contradicts" in held(marking=IC, tearlines=[part])[0]


def test_case_23_a_word_without_scheme_is_quarantined_unless_it_has_one_meaning() -> None:
    assert "RESERVADO" in held(marking={"text": "RESERVADO"})[0]
    assert "SOME WORDS" in held(marking={"text": "SOME WORDS"})[0]
    assert held(marking={"text": "INTERPOL CONFIDENTIAL"}) == []
    assert "RESERVADO" in held(marking=IC, tearlines=[a_tearline(marking={"text": "RESERVADO"})])[0]
    assert "RESERVADO" in held(marking=IC, title_marking={"text": "RESERVADO"})[0]


@pytest.mark.parametrize(
    ("marking", "banner", "is_held"),
    [
        (IFOUO, "INTERPOL CONFIDENTIAL", True),
        (IC, "INTERPOL CONFIDENTIAL", False),
        (IC, "INTERPOL RESTRICTED", False),
        (IC, "NATO SECRET", True),
        ({"scheme": "nat-pt", "level": "R"}, "RESERVADO", False),
        ({"scheme": "interpol", "level": "IR"}, "RESERVADO", True),
        (IFOUO, "no marking at all", False),
    ],
)
def test_case_23_a_banner_that_may_be_higher_than_what_was_declared_is_held_with_both(
    marking: dict[str, str], banner: str, is_held: bool
) -> None:
    reasons = held(banner, marking=marking)
    assert bool(reasons) is is_held
    assert all(banner in reason and "declared" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("found", "doubted"),
    [
        ({"banners": [{"text": "INTERPOL RESTRICTED", "page": 1}]}, True),
        ({"banners": [{"text": "INTERPOL RESTRICTED", "page": 2}]}, False),
        ({"banners": [{"text": "INTERPOL FOR OFFICIAL USE ONLY", "page": 1}]}, False),
        ({"portion_marks": [{"text": "IR", "page": 1}]}, True),
    ],
)
def test_case_23_a_tearline_that_takes_a_page_which_carries_more_is_held(found: dict[str, Any], doubted: bool) -> None:
    torn = a_tearline(portions=["page:1"], marking={"scheme": "interpol", "level": "IFOUO"})
    said = {"marking": {"scheme": "interpol", "level": "IR"}, "release_to": [], "tearlines": [torn]}
    reasons = contradictions.reasons_to_hold(Deposit.model_validate(said), found, supervised=False)
    assert [reason for reason in reasons if reason.startswith("tearline 1 takes page 1")] == reasons
    assert bool(reasons) == doubted


def test_case_4_a_supervised_organizations_submission_is_held() -> None:
    deposit = Deposit.model_validate(OPEN)
    assert "supervised" in contradictions.reasons_to_hold(deposit, {}, supervised=True)[0]
    assert contradictions.reasons_to_hold(deposit, {}, supervised=False) == []


@pytest.mark.parametrize(
    ("marking", "word"),
    [
        ({**PUBLIC, "compartments": ["KESTREL"]}, "compartment KESTREL"),
        ({**PUBLIC, "handling": ["H1", "H2"]}, "H2"),
        ({**PUBLIC, "tlp": "AMBER"}, "TLP:AMBER"),
        ({**PUBLIC, "tlp": "AMBER+STRICT"}, "TLP:AMBER+STRICT"),
    ],
)
def test_what_restricts_the_public_is_held(marking: dict[str, Any], word: str) -> None:
    assert held(marking=marking, release_to=["europol"]) == [
        f"{word} contradicts Europol Public Information, which is public"
    ]


@pytest.mark.parametrize("marking", [{**PUBLIC, "tlp": "GREEN"}, {**PUBLIC, "handling": ["H0", "H1"]}, PUBLIC])
def test_what_does_not_restrict_the_public_is_not_held(marking: dict[str, Any]) -> None:
    assert held(marking=marking, release_to=["europol"]) == []


def test_tlp_red_that_names_nobody_is_held_in_the_body_and_in_a_tearline() -> None:
    red = {**IFOUO, "tlp": "RED"}
    assert "names nobody" in held(marking=red, release_to=[])[0]
    assert "names nobody" in held(marking=IC, release_to=["europol"], tearlines=[a_tearline(marking=red)])[0]
    assert held(marking=red, release_to=[f"person:{'a' * 26}"]) == []
    assert held(marking=red) == [], "an undecided release list is refused at submission, not held"


def test_an_embargo_that_ends_after_the_downgrade_is_held() -> None:
    down = {"date": EARLY, "level": "IR"}
    assert "embargo" in held(marking=IC, release_to=[], downgrade_on=down, embargo_until=LATE)[0]
    assert held(marking=IC, release_to=[], downgrade_on={**down, "date": LATE}, embargo_until=EARLY) == []


def test_a_downgrade_below_a_tearline_is_held_with_the_tearline_named() -> None:
    parts = [a_tearline(), a_tearline(marking=IR)]
    found = held(marking=IC, release_to=[], tearlines=parts, downgrade_on={"date": LATE, "level": "IFOUO"})
    assert found == [
        "the downgrade leads to INTERPOL FOR OFFICIAL USE ONLY, which is lower than tearline 2 (INTERPOL RESTRICTED)"
    ]
    assert held(marking=IC, release_to=[], tearlines=parts, downgrade_on={"date": LATE, "level": "IR"}) == []


def test_h2_beside_actions_that_it_takes_away_is_held() -> None:
    marking = {**IR, "handling": ["H2"]}
    found = held(marking=marking, release_to=[], actions=["view", "derive", "translate"])
    assert found == ["handling code H2 takes away what the deposit grants: derive or translate"]
    assert held(marking=marking, release_to=[], actions=["view", "excerpt", "cite", "download"]) == []
    assert held(marking=marking, release_to=[]) == []
    assert held(marking=IR, release_to=[], actions=["view", "derive"]) == []


def test_case_17_a_joint_marking_counts_for_the_whole() -> None:
    secret = {"scheme": "eu", "level": "S-UE/EU-S"}
    joint: dict[str, Any] = {"organization": "europol", "marking": secret, "release_to": []}
    assert "NATO SECRET" in held("NATO SECRET", marking=IC, release_to=[])[0]
    assert held("NATO SECRET", "EU SECRET", marking=IC, release_to=[], joint_markings=[joint]) == []
    clear = {**joint, "marking": {**secret, "tlp": "CLEAR"}}
    assert "TLP:CLEAR contradicts" in held(marking=IC, release_to=[], joint_markings=[clear])[0]


@pytest.mark.parametrize(
    ("banner", "declared", "is_held"),
    [
        ("TLP:RED", "AMBER", True),
        ("TLP:AMBER+STRICT", "AMBER", True),
        ("TLP:AMBER", None, True),
        ("TLP:AMBER", "AMBER", False),
        ("TLP:GREEN", "RED", False),
        ("TLP:WHITE", None, False),
    ],
)
def test_case_23_a_label_in_the_file_that_lets_fewer_read_is_held(
    banner: str, declared: str | None, is_held: bool
) -> None:
    reasons = held(banner, marking={**IR, "tlp": declared}, release_to=["person:nadia"])
    assert [banner in reason for reason in reasons] == [True] * is_held


@pytest.mark.parametrize(
    ("selector", "doubted"),
    [
        ("heading:Sources  and methods", True),
        ("heading:sources and methods", True),
        ("heading:Outlook", False),
        ("abcdefg", True),
        ("hijklmn", False),
        ("page:7", True),
        ("page:3", True),
        ("page:4", False),
    ],
)
def test_case_10_a_tearline_by_heading_passage_or_page_is_held_for_a_mark_within_it(
    selector: str, doubted: bool
) -> None:
    mark = {
        "text": "S",
        "page": 3,
        "pages": [3, 7],
        "portions": ["abcdefg"],
        "headings": ["Report", "Sources and methods"],
    }
    marking = {"scheme": "eu", "level": "S-UE/EU-S"}
    part = a_tearline(portions=[selector], marking={"scheme": "eu", "level": "R-UE/EU-R"})
    deposit = Deposit.model_validate({"marking": marking, "release_to": [], "tearlines": [part]})
    reasons = contradictions.reasons_to_hold(deposit, {"portion_marks": [mark]}, supervised=False)
    assert len(reasons) == doubted
    assert all(reason.startswith("tearline 1 takes ") and "(S)" in reason for reason in reasons)


def test_a_mark_that_the_tearline_itself_declares_holds_nothing() -> None:
    mark = {"text": "R", "page": 3, "pages": [3], "portions": ["abcdefg"], "headings": ["Outlook"]}
    part = a_tearline(portions=["heading:Outlook"], marking={"scheme": "eu", "level": "R-UE/EU-R"})
    said = {"marking": {"scheme": "eu", "level": "S-UE/EU-S"}, "release_to": [], "tearlines": [part]}
    assert (
        contradictions.reasons_to_hold(Deposit.model_validate(said), {"portion_marks": [mark]}, supervised=False) == []
    )


def doubted(known: str, **said: Any) -> list[str]:
    found = {"doubtful_banners": [{"page": 2, "text": "garbled", "known": known}]}
    return contradictions.reasons_to_hold(Deposit.model_validate(said), found, supervised=False)


@pytest.mark.parametrize(
    ("marking", "known", "is_held"),
    [
        (IFOUO, "INTERPOL CONFIDENTIAL", True),
        (IC, "INTERPOL CONFIDENTIAL", False),
        (IC, "FOR OFFICIAL USE ONLY", False),
        (IC, "TLP:RED", True),
        ({**IC, "tlp": "RED"}, "TLP:AMBER+STRICT", False),
        ({**IC, "tlp": "AMBER"}, "TLP:AMBER+STRICT", True),
    ],
)
def test_case_23_what_recognition_may_have_garbled_is_held_as_if_it_were_what_it_resembles(
    marking: dict[str, str], known: str, is_held: bool
) -> None:
    reasons = doubted(known, marking=marking, release_to=["person:amina"])
    assert bool(reasons) is is_held
    assert all("page 2 carries 'garbled', which may be" in reason and known in reason for reason in reasons)


def test_a_tearline_that_takes_a_page_with_a_garbled_higher_marking_is_held() -> None:
    (reason,) = doubted("INTERPOL CONFIDENTIAL", marking=IC, tearlines=[a_tearline(portions=["page:2"])])
    assert "tearline 1 takes page 2" in reason
    assert doubted("INTERPOL CONFIDENTIAL", marking=IC, tearlines=[a_tearline(portions=["page:1"])]) == []
