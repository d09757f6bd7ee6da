"""Cases 6, 7, 10, 11, 12, 17, 22, 23 and 26: what a deposit must say, and what makes it held or refused."""

from __future__ import annotations

from tests.cases.stage import CONFIDENTIAL, EU_SECRET, EVERYBODY, IFOUO, RESTRICTED, Stage

MARKED = (
    "# (R) Report on the quarry\n\n(R) The gangs around the quarry sell explosives.\n\n"
    "(O) They grow, as the press has said.\n\n(R) Two depots were seen.\n\n(O) More is not known.\n"
)


def test_case_06_an_originator_outside_its_own_release_list_reads_and_may_not_exclude_itself(stage: Stage) -> None:
    ident = stage.released("amina", release_to=["europol"])
    assert stage.readers(ident) == {"amina", "kofi", "lena", "piotr", "stefan"}
    shut = stage.deposit("amina", "windmill", marking=IFOUO, release_to=EVERYBODY)
    changed = stage.ask("amina", "PATCH", f"/assessments/{shut}", json={"exclude": ["afripol"]})
    assert changed.status_code == 422
    assert "case 6" in changed.text


def test_case_07_an_empty_release_list_is_the_originators_alone_and_a_missing_one_is_refused(stage: Stage) -> None:
    empty = stage.released("amina", release_to=[])
    assert stage.readers(empty) == {"amina", "kofi"}
    unsaid = stage.deposit("amina", "windmill", marking=IFOUO)
    assert "release_to" in stage.refused("amina", "submit", unsaid)
    assert stage.ask.get("amina", f"/assessments/{unsaid}/metadata").json()["state"] == "draft"


def test_case_10_a_portion_higher_than_the_document_is_refused_with_the_proposal_to_raise_it(stage: Stage) -> None:
    content = MARKED.encode()
    ident = stage.deposit("amina", "quarry", content=content, marking=IFOUO, release_to=EVERYBODY)
    why = stage.refused("amina", "submit", ident)
    assert "RESTRICTED" in why
    assert "case 10" in why
    tearline = {"portions": ["page:1"], "marking": CONFIDENTIAL, "release_to": ["europol"]}
    higher = stage.deposit("amina", "windmill", marking=RESTRICTED, release_to=EVERYBODY, tearlines=[tearline])
    assert "case 10" in stage.refused("amina", "submit", higher)
    stage.ask("amina", "PATCH", f"/assessments/{ident}", json={"marking": RESTRICTED})
    assert stage.done("amina", "submit", ident)["state"] == "submitted"


def test_case_11_a_whole_higher_than_every_part_needs_a_compilation_reason(stage: Stage) -> None:
    content = MARKED.encode()
    ident = stage.deposit("amina", "quarry", content=content, marking=CONFIDENTIAL, release_to=EVERYBODY)
    assert "compilation" in stage.refused("amina", "submit", ident)
    reasoned = {**CONFIDENTIAL, "compilation_reason": "together the parts show where the source works"}
    stage.ask("amina", "PATCH", f"/assessments/{ident}", json={"marking": reasoned})
    assert stage.done("amina", "submit", ident)["state"] == "submitted"


def test_case_12_a_lower_portion_is_readable_apart_only_where_it_is_a_tearline(stage: Stage) -> None:
    text = "# Report on the canal\n\n## Summary\n\nThe canal is watched.\n\n## Sources\n\nAn informer by the canal.\n"
    tearline = {"portions": ["heading:Summary"], "marking": IFOUO, "release_to": EVERYBODY}
    said = {"marking": CONFIDENTIAL, "release_to": ["europol"], "content": text.encode()}
    torn = stage.released("amina", "canal", **said, tearlines=[tearline])
    shown = stage.ask.get("mei", f"/assessments/{torn}/portions")
    assert shown.status_code == 200
    assert "watched" in shown.text
    assert "informer" not in shown.text
    assert stage.page("mei", torn)["marking"]["rank"] == 1
    assert "informer" in stage.ask.get("lena", f"/assessments/{torn}/portions").text
    whole = stage.released("amina", "canal", **said)
    assert not stage.sees("mei", whole), "without a tearline the document's level applies"


def test_case_17_joint_originators_of_two_schemes_give_the_higher_rank_and_the_common_audience(stage: Stage) -> None:
    joint = {"organization": "europol", "marking": EU_SECRET, "release_to": ["frontex", "interpol"]}
    ident = stage.released(
        "amina",
        originators=["afripol", "europol"],
        marking=CONFIDENTIAL,
        release_to=["interpol", "aimc"],
        joint_markings=[joint],
    )
    page = stage.page("piotr", ident)
    assert page["marking"]["rank"] == 4
    labels = [one["label"] for one in (page["marking"], *page["joint_markings"])]
    assert len(set(labels)) == 2, "both markings are shown"
    cleared = {"lena", "piotr", "stefan"}
    assert stage.readers(ident) == cleared, "originators; nobody of the common audience {interpol} is cleared to SECRET"


def test_case_22_tlp_narrows_and_its_contradictions_are_rejected_or_held(stage: Stage) -> None:
    def problem(tlp: str, release_to: list[str]) -> str:
        ident = stage.deposit("amina", "windmill")
        said = {"marking": {**IFOUO, "tlp": tlp}, "release_to": release_to}
        answer = stage.ask("amina", "PATCH", f"/assessments/{ident}", json=said)
        return "" if answer.status_code == 200 else answer.text

    assert "case 22" in problem("RED", ["europol"])
    assert "case 22" in problem("AMBER+STRICT", ["afripol+members"])
    assert problem("AMBER", ["afripol+members"]) == ""
    green = stage.released("amina", marking={**CONFIDENTIAL, "tlp": "GREEN"}, release_to=["aimc+members", "aimc"])
    assert stage.readers(green) == {"amina", "kofi", "samir", "huda"}, "both TLP:GREEN and CONFIDENTIAL apply"
    red = [f"person:{stage.cast.person('samir').id}"]
    named = stage.released("amina", "harbour", marking={**IFOUO, "tlp": "RED"}, release_to=red)
    assert stage.readers(named) == {"amina", "kofi", "samir"}
    clear = stage.deposit("amina", "bridge", marking={**IFOUO, "tlp": "CLEAR"}, release_to=EVERYBODY)
    assert stage.done("amina", "submit", clear)["state"] == "held"


def test_case_23_unmarked_false_friends_and_higher_banners_never_open_anything(stage: Stage) -> None:
    unmarked = stage.deposit("amina", "lighthouse")
    page = stage.page("kofi", unmarked)
    assert page["marking"]["rank"] == 1
    assert stage.readers(unmarked) == {"amina", "kofi"}
    friend = stage.deposit("ines", "windmill", marking={"text": "RESERVADO"}, release_to=EVERYBODY)
    assert stage.done("ines", "submit", friend)["state"] == "held"
    assert not stage.sees("ines", friend), "unknown is TOP SECRET until somebody resolves it"
    stage.refused("ruth", "resolve", friend, reason="read", marking=RESTRICTED)
    level = {"scheme": "nat-es", "level": stage_level(stage, "nat-es", "RESERVADO")}
    stage.done("ingrid", "resolve", friend, reason="the bureau in Madrid wrote it", marking=level)
    banner = "# SECRET UE/EU SECRET\n\nThe bridge is watched by gangs.\n\nSECRET UE/EU SECRET\n"
    higher = stage.deposit("piotr", "bridge", content=banner.encode(), marking=RESTRICTED, release_to=EVERYBODY)
    assert stage.done("piotr", "submit", higher)["state"] == "held"
    reason = stage.ask.get("piotr", f"/assessments/{higher}/metadata").json()["held_reason"]
    assert "SECRET UE" in reason
    assert "RESTRICTED" in reason, "both are shown to the uploader"


def stage_level(stage: Stage, scheme: str, word: str) -> str:
    """Return the code of the level that a word names in one scheme."""
    schemes = stage.ask.get("ingrid", "/markings").json()["schemes"]
    levels = next(one["levels"] for one in schemes if one["scheme"] == scheme)
    return str(next(one["level"] for one in levels if word in one["label"].upper()))


def test_case_26_the_same_file_from_another_organization_is_accepted_and_only_the_registry_knows(stage: Stage) -> None:
    said = {"marking": IFOUO, "release_to": [], "content": b"# On forged passports\n\nForgers sell passports.\n"}
    first = stage.deposit("amina", "passports", **said)
    second = stage.deposit("piotr", "passports", **said)
    stage.done("amina", "submit", first)
    assert stage.done("piotr", "submit", second)["state"] == "submitted", "the uploader is told nothing"
    assert first not in stage.ask.get("piotr", f"/assessments/{second}/metadata").text
    collisions = stage.ask.get("ingrid", "/attention/collisions")
    assert collisions.status_code == 200, collisions.text
    assert first in collisions.text
    assert second in collisions.text
    for who in ("amina", "piotr"):
        assert stage.ask.get(who, "/attention/collisions").status_code in (403, 404)
