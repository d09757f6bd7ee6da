"""Narrowing at once, widening by consent, pins that stay (W1-W3, W6; cases 13-16, 22), and the lists that grew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models.tables.assessment import Edition
from models.tables.request import OPEN, Request
from models.token import Token
from repository import circulating, relations
from repository.acts import ActRefused, Incomplete, NotFound
from repository.circulation import lists_in_force
from tests.house import START, Cast, TurningClock
from tests.repository.changes import Changing
from tests.repository.shelf import keep, kept_and_released, release
from tests.repository.test_affiliations import affiliate
from tests.repository.test_regrading import suspend

BOTH = ["afripol", "europol"]
IR = {"scheme": "interpol", "level": "IR"}
DAY = timedelta(days=1)
LIST = "list:cyber-fusion"
DISCLOSED: dict[str, Any] = {"register_title": "Note 7", "disclosure": "existence"}


def of(cast: Cast, username: str = "amina", **said: object) -> Changing:
    return Changing(cast, kept_and_released(cast, username, **said))


def pinned(changing: Changing, token: Token, part: str = "body") -> frozenset[Token]:
    (grant,) = [grant for grant in changing.part(part).policy.audience if grant.token == token]
    return grant.pinned or frozenset()


def test_case_13_narrowing_holds_at_once_and_the_card_follows(cast: Cast) -> None:
    changing = of(cast, release_to=["europol", "aimc+members"])
    assert {"lena", "nadia", "samir"} <= changing.readers()
    changing.narrow("amina", remove=["europol"], exclude=["EG"])
    assert changing.readers() == {"amina", "kofi", "samir", "huda"}
    assert changing.deposit().release_to == ["aimc+members"]
    card = {str(grant.token) for grant in changing.part("card").policy.audience}
    assert card == {"aimc+members"}
    assert changing.entry("narrow").detail["remove"] == ["europol"]


def test_a_narrowing_that_widens_anything_names_the_fields(cast: Cast) -> None:
    changing = of(cast, release_to=["europol"], exclude=["EG"], embargo_until=START + DAY)
    with pytest.raises(Incomplete) as refused:
        changing.narrow("amina", remove=["europol"], add=["aimc"], readmit=["EG"], embargo_until=None)
    assert set(refused.value.problems) == {"add", "readmit", "embargo_until"}
    assert changing.deposit().release_to == ["europol"]


def test_a_widening_that_narrows_anything_names_the_fields(cast: Cast) -> None:
    changing = of(cast, release_to=["europol"])
    with pytest.raises(Incomplete) as refused:
        changing.widen("amina", add=["aimc"], exclude=["EG"], actions_remove=["cite"], embargo_until=START + DAY)
    assert set(refused.value.problems) == {"exclude", "actions_remove", "embargo_until"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"remove": ["aimc"]}, "remove"),
        ({"remove": ["no such token"]}, "remove"),
        ({"exclude": ["country:EG"]}, "exclude"),
        ({"remove": ["europol"], "part": "tearline:1"}, "part"),
        ({"exclude": ["BR"], "part": "tearline:1"}, "part"),
    ],
)
def test_what_is_not_there_cannot_go_and_what_is_there_cannot_come(
    cast: Cast, said: dict[str, Any], field: str
) -> None:
    changing = of(cast, release_to=["europol"], exclude=["EG"])
    with pytest.raises(Incomplete) as refused:
        changing.narrow("amina", **said)
    assert set(refused.value.problems) == {field}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"add": ["europol"]}, "add"),
        ({"add": ["atlantis"]}, "release_to"),
        ({"readmit": ["BR"]}, "readmit"),
        ({"repin": ["europol"]}, "repin"),
        ({"repin": [LIST]}, "repin"),
    ],
)
def test_a_widening_by_what_is_there_or_is_not_known_is_refused(cast: Cast, said: dict[str, Any], field: str) -> None:
    changing = of(cast, release_to=["europol"])
    with pytest.raises(Incomplete) as refused:
        changing.widen("amina", **said)
    assert set(refused.value.problems) == {field}


def test_nothing_said_changes_nothing(cast: Cast) -> None:
    changing = of(cast, embargo_until=START - DAY)
    nothing: list[dict[str, Any]] = [{}, {"embargo_until": None}, {"disclosure": "invisible"}, {"purposes": []}]
    for said in nothing:
        for act in (changing.narrow, changing.widen):
            with pytest.raises(ActRefused, match="changes nothing"):
                act("amina", **said)


def test_case_6_an_originator_is_not_excluded_later_either(cast: Cast) -> None:
    changing = of(cast, originators=BOTH)
    with pytest.raises(Incomplete, match="case 6"):
        changing.narrow("amina", exclude=["europol"])


def test_case_22_an_organization_is_not_let_into_what_is_red(cast: Cast) -> None:
    ident = cast.person("lena").id
    changing = of(cast, marking={**IR, "tlp": "RED"}, release_to=[f"person:{ident}"])
    with pytest.raises(Incomplete, match="case 22"):
        changing.widen("amina", add=["aimc"])


@pytest.mark.parametrize("username", ["lena", "mei", "yuki", "owen", "ines"])
def test_case_9_whom_it_does_not_concern_changes_no_circulation(cast: Cast, username: str) -> None:
    changing = of(cast)
    with pytest.raises(NotFound):
        changing.narrow(username, exclude=["EG"])
    with pytest.raises(NotFound):
        changing.widen(username, add=["aimc"])


def test_case_9_w1_the_registry_never_widens(cast: Cast) -> None:
    changing = of(cast, release_to=["europol"])
    with pytest.raises(ActRefused, match="only a person in the role 'originator'"):
        changing.widen("ingrid", add=["aimc"])


def test_w3_w6_widening_waits_for_every_originator(cast: Cast) -> None:
    changing = of(cast, originators=BOTH, release_to=[])
    request = changing.widen("amina", add=["aimc"])
    assert changing.readers() == {"amina", "kofi", "lena", "piotr"}
    assert changing.grant("piotr", request) == "granted"
    assert {"samir", "huda"} <= changing.readers()
    assert changing.entry("widen").detail["request"] == request.id


def test_case_16_a_suspended_joint_originator_leaves_it_as_it_is(cast: Cast) -> None:
    changing = of(cast, originators=[*BOTH, "aimc"], release_to=[])
    request = changing.widen("amina", add=["ameripol"])
    changing.grant("piotr", request)
    suspend(cast, "europol")
    with pytest.raises(ActRefused, match="europol is suspended"):
        changing.grant("huda", request)
    assert "ines" not in changing.readers()


def test_what_is_asked_for_twice_and_no_longer_possible_is_refused_with_the_answer(cast: Cast) -> None:
    changing = of(cast, release_to=[])
    request = changing.widen("amina", add=["aimc", "europol"])
    with pytest.raises(ActRefused, match="asked already"):
        changing.widen("kofi", add=["aimc", "europol"])
    changing.grant("kofi", changing.widen("amina", add=["europol"]))
    with pytest.raises(ActRefused, match="no longer possible"):
        changing.grant("kofi", request)
    assert "huda" not in changing.readers()


def test_case_15_an_embargo_is_prolonged_at_once_and_shortened_by_consent(cast: Cast, clock: TurningClock) -> None:
    changing = of(cast, embargo_until=START + DAY)
    assert changing.readers() == {"amina", "kofi"}
    changing.narrow("amina", embargo_until=START + 3 * DAY)
    clock.turn(2 * DAY)
    assert changing.readers() == {"amina", "kofi"}
    request = changing.widen("amina", embargo_until=None)
    assert changing.readers() == {"amina", "kofi"}
    changing.grant("kofi", request)
    assert "lena" in changing.readers()


def test_retention_is_shortened_with_notice_and_prolonged_by_consent(cast: Cast) -> None:
    end = START + 30 * DAY
    changing = of(cast, retention_until=end)
    with pytest.raises(Incomplete, match="at least 14 days ahead"):
        changing.narrow("amina", retention_until=START + DAY)
    with pytest.raises(Incomplete, match="only an originator"):
        changing.narrow("ingrid", retention_until=START + 20 * DAY)
    changing.narrow("amina", retention_until=START + 20 * DAY)
    assert changing.part().retention_until == START + 20 * DAY
    changing.grant("kofi", changing.widen("amina", retention_until=None))
    assert changing.part().retention_until is None


def test_purposes_actions_and_disclosure_lead_one_way_or_the_other(cast: Cast) -> None:
    changing = of(cast, release_to=["europol"], register_title="Note 7")
    changing.narrow("amina", purposes=["a", "b"], actions_remove=["download"])
    changing.narrow("amina", purposes=["a"])
    policy = changing.part().policy
    assert (policy.purposes, "download" in policy.actions) == (frozenset({"a"}), False)
    with pytest.raises(Incomplete) as refused:
        changing.narrow("amina", purposes=[], actions_add=["download"], disclosure="existence")
    assert set(refused.value.problems) == {"purposes", "actions_add", "disclosure"}
    wider = changing.widen("amina", purposes=[], actions_add=["download", "translate"], disclosure="existence")
    changing.grant("kofi", wider)
    policy = changing.part().policy
    assert (policy.purposes, {"view", "download", "translate"} <= policy.actions) == (frozenset(), True)
    assert changing.part("card").disclosed
    changing.narrow("amina", disclosure="invisible")
    assert not changing.part("card").disclosed


def test_a_tearline_has_a_release_list_of_its_own(cast: Cast) -> None:
    tearline = {"portions": ["page:1"], "marking": IR, "release_to": ["europol", "aimc"]}
    changing = of(cast, marking=IR, release_to=["europol"], tearlines=[tearline])
    changing.narrow("amina", part="tearline:1", remove=["aimc"])
    assert "huda" not in changing.readers("tearline:1")
    changing.grant("kofi", changing.widen("amina", part="tearline:1", add=["ameripol"]))
    assert "ines" in changing.readers("tearline:1")
    assert "ines" not in changing.readers("body")


def test_what_is_not_released_yet_is_changed_without_a_pin(cast: Cast) -> None:
    changing = Changing(cast, keep(cast, "amina", release_to=[LIST, "europol"]))
    cast.act("amina", "submit", changing.edition.assessment_id)
    changing.narrow("ingrid", remove=["europol"])
    (grant,) = changing.part().policy.audience
    assert (str(grant.token), grant.pinned) == (LIST, None)


# ---------------------------------------------------------------- pins (case 14)


def test_case_14_a_change_of_anything_else_pins_nothing_anew(cast: Cast) -> None:
    token = Token("list", "cyber-fusion")
    changing = of(cast, release_to=[LIST, "aimc"])
    before = pinned(changing, token)
    cast.change_list("cyber-fusion", [*members(cast, "cyber-fusion"), "unodc"])
    changing.narrow("amina", remove=["aimc"], exclude=["EG"])
    changing.raise_("amina", "interpol:IR")
    changing.grant("kofi", changing.widen("amina", add=["aseanapol"]))
    assert pinned(changing, token) == before
    assert "tomas" not in changing.readers()


def test_case_14_what_was_removed_and_comes_back_is_pinned_as_of_then(cast: Cast) -> None:
    changing = of(cast, release_to=[LIST])
    changing.narrow("amina", remove=[LIST])
    cast.change_list("cyber-fusion", [*members(cast, "cyber-fusion"), "unodc"])
    assert "tomas" not in changing.readers()
    changing.grant("kofi", changing.widen("amina", add=[LIST]))
    assert "tomas" in changing.readers()


def test_case_14_a_list_that_grew_is_pinned_anew_by_consent_of_every_originator(cast: Cast) -> None:
    changing = of(cast, originators=BOTH, release_to=[LIST])
    unconcerned = of(cast, release_to=["list:border-security"])
    cast.change_list("cyber-fusion", [*members(cast, "cyber-fusion"), "unodc"])
    assert "tomas" not in changing.readers()
    (request,) = offer(cast, "cyber-fusion")
    assert (request.kind, request.edition_id) == ("widen", changing.edition.id)
    assert offer(cast, "cyber-fusion") == []
    assert open_requests(cast, unconcerned) == []
    changing.grant("piotr", request)
    assert "tomas" not in changing.readers()
    assert changing.grant("amina", request) == "granted"
    assert "tomas" in changing.readers()


def test_case_14_a_list_within_a_list_that_grew_is_asked_about_too(cast: Cast) -> None:
    cast.change_list("border-security", [*members(cast, "border-security"), LIST])
    changing = of(cast, release_to=["list:border-security"])
    cast.change_list("cyber-fusion", [*members(cast, "cyber-fusion"), "unodc"])
    offered = offer(cast, "cyber-fusion")
    assert [request.edition_id for request in offered] == [changing.edition.id]
    cast.change_list("cyber-fusion", ["europol"])
    assert [request.edition_id for request in offer(cast, "border-security")] == []


def test_access_is_granted_to_one_token_and_every_pin_stays(cast: Cast) -> None:
    changing = of(cast, release_to=[LIST])
    before = pinned(changing, Token("list", "cyber-fusion"))
    cast.change_list("cyber-fusion", [*members(cast, "cyber-fusion"), "unodc"])
    registry = cast.house.registry
    token = f"person:{cast.person('nadia').id}"
    with registry.database.write() as session:
        edition = session.get_one(Edition, changing.edition.id)
        circulating.widen_now(registry, session, cast.actor("kofi"), edition, [token])
    assert "nadia" in changing.readers()
    assert "tomas" not in changing.readers()
    assert pinned(changing, Token("list", "cyber-fusion")) == before


def members(cast: Cast, name: str) -> list[str]:
    with cast.house.registry.database.read() as session:
        return sorted(str(token) for token in lists_in_force(session, cast.house.registry.clock.now())[0][name])


def offer(cast: Cast, name: str) -> list[Request]:
    registry = cast.house.registry
    with registry.database.write() as session:
        return circulating.offer_repin(registry, session, cast.actor("ingrid"), name)


def open_requests(cast: Cast, changing: Changing) -> list[Request]:
    with cast.house.registry.database.read() as session:
        query = select(Request).where(col(Request.edition_id) == changing.edition.id, Request.state == OPEN)
        return list(session.exec(query))


# ---------------------------------------------------------------- works that two organizations mark (case 17)


def jointly(cast: Cast, **said: Any) -> Changing:
    joint = {"organization": "europol", "marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["aimc"]}
    return of(cast, originators=BOTH, release_to=["aimc"], joint_markings=[joint], **said)


def test_case_17_whom_both_originators_let_in_reads_what_both_marked(cast: Cast) -> None:
    changing = jointly(cast)
    changing.grant("piotr", changing.widen("amina", add=["aseanapol"]))
    assert "mei" in changing.readers()
    changing.raise_("amina", "interpol:IR", handling=["H2"])
    changing.narrow("piotr", remove=["aseanapol"])
    assert "mei" not in changing.readers()


def test_case_17_whom_both_let_into_a_tearline_keeps_it_whatever_else_changes(cast: Cast) -> None:
    tearline = {"portions": ["page:1"], "marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["aimc"]}
    changing = jointly(cast, tearlines=[tearline])
    changing.grant("piotr", changing.widen("amina", part="tearline:1", add=["aseanapol"]))
    assert "mei" in changing.readers("tearline:1")
    changing.narrow("piotr", exclude=["EG"])
    assert "mei" in changing.readers("tearline:1")
    assert "mei" not in changing.readers()


# ---------------------------------------------------------------- holders of copies (case 13)


def test_case_13_who_holds_a_copy_and_loses_access_is_told_and_nobody_else(cast: Cast) -> None:
    changing = of(cast, release_to=["europol", "aimc"])
    for number, username in enumerate(("lena", "huda")):
        changing.issue(username, f"COPY-{number}")
    changing.narrow("amina", remove=["aimc"])
    assert changing.told("access-lost") == {"huda"}
    changing.raise_("amina", "interpol:IR", compartments=["OTHER"])
    assert changing.told("access-lost") == {"huda", "lena"}


def test_case_24_what_is_derived_from_it_is_flagged_and_bound_by_what_was_narrowed(cast: Cast) -> None:
    changing = of(cast, release_to=["europol", "aimc"])
    derived = Changing(cast, keep(cast, "piotr", sources=[changing.edition.assessment_id]))
    release(cast, derived.edition)
    assert "huda" in derived.readers()
    changing.narrow("amina", remove=["aimc"])
    assert "huda" not in derived.readers()
    with cast.house.registry.database.read() as session:
        (edge,) = relations.flagged(session, session.get_one(Edition, derived.edition.id))
    assert edge.change == "narrowed"
    changing.grant("kofi", changing.widen("amina", add=["aimc"]))
    assert "huda" in changing.readers()
    assert "huda" not in derived.readers()


def test_case_13_case_32_a_secondee_who_holds_a_copy_for_another_organization_is_told_too(cast: Cast) -> None:
    changing = of(cast, release_to=["aimc"])
    affiliate(cast, "lena", "aimc")
    changing.issue("lena", "COPY-1", "aimc")
    changing.narrow("amina", remove=["aimc"])
    assert changing.told("access-lost") == {"lena"}
