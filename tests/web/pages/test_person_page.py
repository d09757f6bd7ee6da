"""A person's page: the administrator gives and takes what decides about what she reads; it holds at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house import Cast
from tests.repository.governing import entries
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, words

LENA, MEI = "/people/lena", "/people/mei"


@pytest.fixture
def confidential(cast: Cast) -> str:
    """The id of an assessment at rank 3 for Mei's organization, to which she is not cleared."""
    said: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IC"}, "release_to": ["aseanapol"]}
    return cast.release("amina", REPORT.encode(), title="Sea lanes", **said)


def may_read(visit: Visiting, username: str, ident: str) -> bool:
    return visit.get(username, f"/assessments/{ident}").status_code == 200


def test_a_clearance_holds_from_the_next_request_and_so_does_its_revocation(visit: Visiting, confidential: str) -> None:
    assert not may_read(visit, "mei", confidential)
    given = visit.send("yuki", MEI, f"{MEI}/clear", clearance="interpol:IC", expires="2036-01-01")
    assert given.headers["location"] == f"{MEI}#clear"
    assert may_read(visit, "mei", confidential)
    assert "until 1 Jan 2036, 00:00 UTC" in words(visit.page("yuki", MEI))
    visit.send("yuki", MEI, f"{MEI}/revoke")
    assert not may_read(visit, "mei", confidential)


def test_an_expired_clearance_is_named_as_expired(visit: Visiting) -> None:
    visit.send("yuki", MEI, f"{MEI}/clear", clearance="interpol:IC", expires="2020-01-01")
    assert "expired on 1 Jan 2020, 00:00 UTC" in words(visit.page("yuki", MEI))


def test_briefing_and_compartments_stand_as_they_are_kept(visit: Visiting, cast: Cast) -> None:
    visit.send("yuki", LENA, f"{LENA}/brief", briefed=[], compartments="LANTERN, HARBOUR")
    assert not cast.person("lena").briefed
    assert cast.person("lena").compartments == ["HARBOUR", "LANTERN"]
    [form] = [f for f in visit.page("yuki", LENA).forms if f.action == f"{LENA}/brief"]
    assert form.fields["compartments"] == "HARBOUR LANTERN"
    assert form.fields["briefed"] is None


def test_a_seconded_analyst_acts_for_another_organization_until_that_ends(visit: Visiting) -> None:
    visit.send("yuki", LENA, f"{LENA}/affiliate", organization="frontex")
    assert "European Border" in words(visit.page("lena", "/acting-for"))
    visit.send("yuki", LENA, f"{LENA}/affiliation-end", organization="frontex")
    assert "European Border" not in words(visit.page("lena", "/acting-for"))


def test_she_moves_to_another_organization(visit: Visiting, cast: Cast) -> None:
    visit.send("yuki", LENA, f"{LENA}/move", organization="frontex")
    assert cast.person("lena").organization_id == "frontex"


def test_an_address_is_kept_and_a_wrong_one_refused_in_words(visit: Visiting, cast: Cast) -> None:
    visit.send("yuki", LENA, f"{LENA}/email", email="lena@europol.example")
    assert cast.person("lena").email == "lena@europol.example"
    refused = visit.send("yuki", LENA, f"{LENA}/email", email="at home")
    assert refused.status_code == 422
    assert "is not an e-mail address" in refused.text


@pytest.mark.parametrize(
    ("act", "fields", "sentence"),
    [
        ("clear", {"clearance": ""}, "level"),
        ("clear", {"clearance": "interpol:IC", "expires": "soon"}, "soon"),
        ("affiliate", {"organization": "europol"}, "That is her own organization."),
        ("affiliate", {"organization": "nobody"}, "nobody"),
        ("affiliate", {"organization": "frontex", "from": "2020-01-01T00:00"}, "Lies in the past"),
        ("move", {"organization": "europol"}, "That is her own organization."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_changes_nothing(
    visit: Visiting, act: str, fields: dict[str, str], sentence: str
) -> None:
    before = words(visit.page("yuki", LENA))
    refused = visit.post("yuki", f"{LENA}/{act}", fields)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert words(visit.page("yuki", LENA)) == before


def test_other_roles_are_not_seconded(visit: Visiting) -> None:
    refused = visit.post("yuki", "/people/owen/affiliate", {"organization": "frontex"})
    assert "Only an analyst or an originator is seconded" in refused.text
    assert not visit.page("yuki", "/people/owen").xpath("//form[contains(@action, 'affiliate')]")


def test_nobody_suspends_herself_and_is_told_who_can(visit: Visiting, cast: Cast) -> None:
    refused = visit.send("yuki", "/people/yuki", "/people/yuki/suspend")
    assert refused.status_code == 422
    assert "Nobody suspends herself; another administrator can." in refused.text
    assert cast.person("yuki").active
    assert visit.send("yuki", LENA, f"{LENA}/suspend").status_code == 303


def test_nobody_else_opens_it_and_there_is_none_of_a_name_nobody_has(visit: Visiting) -> None:
    for username in ("lena", "amina", "ingrid", "owen"):
        assert visit.get(username, LENA).status_code == 403
        assert visit.post(username, f"{LENA}/revoke").status_code == 403
    assert visit.get("yuki", "/people/nobody").status_code == 404
    for act in ("clear", "revoke", "move", "affiliation-end", "nonsense"):
        assert visit.post("yuki", f"/people/nobody/{act}", {"organization": "frontex"}).status_code == 404


def test_every_change_is_in_the_register(visit: Visiting, cast: Cast) -> None:
    visit.send("yuki", LENA, f"{LENA}/clear", clearance="interpol:IC")
    visit.send("yuki", LENA, f"{LENA}/affiliate", organization="frontex")
    lena = cast.person("lena").id
    assert entries(cast, "person-clear") == [{"person": lena, "clearance": "interpol:IC"}]
    assert entries(cast, "affiliate") == [{"person": lena, "organization": "frontex"}]
