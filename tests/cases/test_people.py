"""Cases 1, 2, 31 and 32: clearances that end, questions that stay one's own, a secondee of two organizations."""

from __future__ import annotations

from datetime import timedelta

from demo.cast import VALID
from models.tables.person import Person
from repository import people
from tests.cases.stage import CONFIDENTIAL, EVERYBODY, RESTRICTED, Stage

SECOND = timedelta(seconds=1)


def test_case_01_a_clearance_that_expires_at_midnight_is_expired_for_the_next_request(stage: Stage) -> None:
    secret = stage.released("amina", "lighthouse", marking=CONFIDENTIAL)
    restricted = stage.released("amina", "windmill", marking=RESTRICTED)
    copy = f"/assessments/{secret}/file"
    stage.turn_to(VALID - SECOND)
    stage.cast.secrets.clear()
    assert stage.sees("samir", secret)
    assert stage.ask.get("samir", copy).status_code == 200

    stage.turn_to(VALID)
    assert not stage.sees("samir", secret)
    assert stage.ask.get("samir", copy).status_code == 404, "no download again either"
    assert stage.found("samir", "lighthouse")["total"] == 0
    assert stage.sees("samir", restricted), "the briefing still admits what is RESTRICTED"
    assert stage.readers(restricted) >= {"samir", "rafael", "lena"}
    assert "mei" not in stage.readers(restricted), "who is not briefed reads nothing RESTRICTED"


def test_case_02_a_revoked_clearance_denies_the_person_and_no_colleague(stage: Stage) -> None:
    ident = stage.released("amina", marking=CONFIDENTIAL)
    assert {"samir", "huda"} <= stage.readers(ident)
    answer = stage.ask("yuki", "DELETE", "/people/samir/clearances")
    assert answer.status_code == 200, answer.text
    assert answer.json()["clearances"] == []
    assert not stage.sees("samir", ident)
    assert stage.sees("huda", ident)
    cleared = {"clearance": "interpol:IC", "expires": VALID.isoformat()}
    assert stage.ask("yuki", "POST", "/people/samir/clearances", json=cleared).status_code == 201
    assert stage.sees("samir", ident)


def test_case_31_a_question_is_kept_at_the_readers_high_water_mark_and_shown_to_nobody_else(stage: Stage) -> None:
    stage.released("amina", "lighthouse", marking=CONFIDENTIAL)
    assert stage.found("samir", "lighthouse")["total"] == 1
    assert stage.found("samir", "unicorn smugglers")["total"] == 0
    own = stage.ask.get("samir", "/register", params={"action": "search"}).json()["entries"]
    assert own[0]["words"] == "unicorn smugglers"
    assert "unicorn" not in stage.ask.get("huda", "/register").text, "no colleague reads it"
    for who in ("owen", "ingrid", "yuki"):
        seen = stage.ask.get(who, "/register", params={"action": "search"}).text
        assert "unicorn" not in seen
    entry = stage.ask.get("owen", "/register", params={"action": "search", "actor": "samir"}).json()["entries"][0]
    shown = stage.ask.get("owen", f"/register/{entry['id']}").json()
    assert shown["words"] is None, "the asker had read what is CONFIDENTIAL, the auditor may not"


def test_case_32_a_secondee_acts_under_one_affiliation_a_session_and_rights_never_add_up(stage: Stage) -> None:
    registry = stage.cast.house.registry
    with registry.database.write() as session:
        new = people.NewPerson(
            "vera", "Vera Halloran", "europol", "analyst", briefed=True, password="a passphrase of vera alone"
        )
        vera: Person = people.add(session, new, registry.ids, registry.clock)
    seconded = stage.ask("yuki", "POST", f"/people/{vera.username}/affiliations", json={"organization": "frontex"})
    assert seconded.status_code == 201, seconded.text
    for_europol = stage.released("amina", "lighthouse", release_to=["europol"])
    for_frontex = stage.released("amina", "windmill", release_to=["frontex"])

    def signed_in(**more: str) -> dict[str, int]:
        said = {"username": "vera", "password": "a passphrase of vera alone", **more}
        answer = stage.ask(None, "POST", "/session", json=said)
        assert answer.status_code in (200, 201), answer.text
        reached = {
            ident: stage.ask.client.get(f"/api/v1/assessments/{ident}").status_code
            for ident in (for_europol, for_frontex)
        }
        stage.ask.client.cookies.clear()
        return reached

    assert signed_in() == {for_europol: 200, for_frontex: 404}
    assert signed_in(organization="frontex") == {for_europol: 404, for_frontex: 200}
    said = {"username": "vera", "password": "a passphrase of vera alone", "organization": "afripol"}
    assert stage.ask(None, "POST", "/session", json=said).status_code == 401
    assert stage.readers(stage.released("amina", "harbour", release_to=EVERYBODY)) >= {"lena", "elena"}
