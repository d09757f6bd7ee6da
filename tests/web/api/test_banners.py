"""Banners in files over REST: a higher one than was declared holds the submission in every scheme (case 23)."""

from __future__ import annotations

import pytest

from models.scheme import Level, Scheme, classification_schemes
from tests.house import Cast
from tests.web.asking import REPORT, Asking
from web import depositing


def ends(scheme: Scheme) -> tuple[Level, Level]:
    ranked = sorted(scheme.levels, key=lambda entry: entry.rank or 0)
    return ranked[0], ranked[-1]


def deposited(ask: Asking, banner: str, declared: Level) -> str:
    content = f"{banner}\n\n{REPORT}\n\n{banner}\n".encode()
    marking = {"scheme": declared.scheme, "level": declared.code}
    answer = ask.deposit("amina", content, title="Ransomware", marking=marking, release_to=[])
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def test_case_23_a_banner_higher_than_the_declared_level_is_held_in_every_scheme(ask: Asking, cast: Cast) -> None:
    low = {scheme.id: ends(scheme)[0] for scheme in classification_schemes()}
    high = {scheme.id: ends(scheme)[1] for scheme in classification_schemes()}
    made = {scheme: deposited(ask, high[scheme].label, low[scheme]) for scheme in low}
    cast.work()
    for scheme, ident in made.items():
        answer = ask.act("amina", "submit", ident)
        assert (scheme, answer.status_code) == (scheme, 200), answer.text
        shown = ask.get("amina", f"/assessments/{ident}/life").json()
        assert (scheme, shown["state"]) == (scheme, "held")
        assert f"higher than the declared {low[scheme].label}" in str(shown)


@pytest.mark.parametrize(
    "banner", ["S E C R E T", "TOP SECRET//NOFORN - page 1 of 3", "ســـري للغاية", "EU CONFIDENTIAL / CONFIDENTIEL UE"]
)
def test_case_23_it_is_held_however_the_banner_is_set(ask: Asking, cast: Cast, banner: str) -> None:
    declared = next(scheme for scheme in classification_schemes() if scheme.id == "interpol").levels[0]
    ident = deposited(ask, banner, declared)
    cast.work()
    ask.act("amina", "submit", ident)
    assert ask.get("amina", f"/assessments/{ident}/life").json()["state"] == "held"


def test_a_banner_lower_than_the_declared_level_lowers_nothing(ask: Asking, cast: Cast) -> None:
    declared = next(scheme for scheme in classification_schemes() if scheme.id == "interpol").levels[-1]
    ident = deposited(ask, "UNCLASSIFIED", declared)
    cast.work()
    assert ask.act("amina", "submit", ident).status_code == 200
    assert ask.get("amina", f"/assessments/{ident}/life").json()["state"] == "submitted"
    marking = depositing.draft(cast.house, cast.visitor("amina"), ident).deposit.marking
    assert marking is not None
    assert marking.level == declared.code
