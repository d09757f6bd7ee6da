from __future__ import annotations

from datetime import timedelta
from typing import Any

from httpx2 import Response

from models.handling import DRAFT
from tests.house import TurningClock
from tests.overlapping import paragraph, particular, report
from tests.web.asking import Asking

SECRET: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IC"}, "release_to": ["europol"]}
NOWHERE = "aaaaaaaaaaaaaaaaaaaaaaaaaa"


def compare(ask: Asking, who: str, content: str, name: str = "upload.md") -> Response:
    return ask(who, "POST", "/overlaps", files={"file": (name, content.encode(), "text/markdown")})


def entries(ask: Asking, action: str) -> list[dict[str, Any]]:
    return [one for one in ask.get("owen", "/register?limit=100").json()["entries"] if one["action"] == action]


def test_a_revision_is_found_with_its_shares_in_both_directions_and_both_texts_quoted(ask: Asking) -> None:
    first = ask.cast.release("amina", report("Old", 0, 1, 2, 3).encode(), "old.md", title="Old")
    draft = ask.cast.deposit("amina", report("New", 0, 1, 2, 4, 5).encode(), "new.md").assessment
    found = ask.get("amina", f"/overlaps?assessment={draft}").json()
    assert (found["assessment"], found["ready"], found["paragraphs"]) == (draft, True, 5)
    (one,) = found["overlaps"]
    assert one["assessment"]["id"] == first
    assert (one["share_here"], one["share_there"]) == (0.6, 0.75)
    assert (one["same_file"], one["same_text"]) == (False, False)
    assert [pair["here"]["text"] for pair in one["pairs"]] == [paragraph(0), paragraph(1), paragraph(2)]
    assert all(pair["here"]["text"] == pair["there"]["text"] for pair in one["pairs"])
    assert one["proposal"] == "new-edition"


def test_a_changed_paragraph_is_found_and_a_new_one_on_the_same_subject_is_not(ask: Asking) -> None:
    ask.cast.release("amina", report("Old", 0, 1).encode(), "old.md")
    changed = paragraph(0).replace("Investigators", "Detectives").replace("the old harbour", "a bridge")
    found = compare(ask, "lena", f"{changed}\n\n{particular(1)} On fishing boats and gold dust.\n").json()
    (one,) = found["overlaps"]
    assert [(pair["here"]["text"], pair["there"]["text"]) for pair in one["pairs"]] == [(changed, paragraph(0))]
    assert 0.3 < one["pairs"][0]["likeness"] < 1


def test_the_same_file_and_the_same_words_in_another_file_are_told_apart(ask: Asking) -> None:
    content = "# Note\n\nForgers sell passports.\n"
    ident = ask.cast.release("amina", content.encode(), "note.md")
    (one,) = compare(ask, "lena", content).json()["overlaps"]
    assert (one["assessment"]["id"], one["same_file"], one["same_text"], one["share_here"]) == (ident, True, True, 1.0)
    (one,) = compare(ask, "lena", "# Note\n\nForgers   sell\npassports").json()["overlaps"]
    assert (one["same_file"], one["same_text"]) == (False, True)


def test_an_upload_is_read_compared_and_nothing_of_it_is_kept_but_the_entry(ask: Asking) -> None:
    registry = ask.cast.house.registry
    ask.cast.release("amina", report("Old", 0, 1).encode(), "old.md")
    before = sorted(path for path in registry.folder.rglob("*") if path.is_file())
    found = compare(ask, "lena", report("Copy", 0, 1))
    assert found.json()["assessment"] is None
    assert [pair["here"]["portion"] for one in found.json()["overlaps"] for pair in one["pairs"]] == [None, None]
    assert sorted(path for path in registry.folder.rglob("*") if path.is_file()) == before
    entry = entries(ask, "overlaps")[0]
    assert entry["outcome"] == "done"
    assert paragraph(0)[:20] not in str(entry)


def test_what_the_caller_may_not_see_is_not_found_and_drafts_of_her_own_organization_are(ask: Asking) -> None:
    ask.cast.release("amina", report("Quiet", 0, 1).encode(), "secret.md", **SECRET)
    draft = ask.cast.deposit("amina", report("Draft", 2, 3).encode(), "draft.md", **SECRET).assessment
    for who, expected in (("mei", []), ("lena", [1.0])):
        assert [one["share_here"] for one in compare(ask, who, report("Copy", 0, 1)).json()["overlaps"]] == expected
    (one,) = compare(ask, "kofi", report("Copy", 2, 3)).json()["overlaps"]
    assert (one["assessment"]["id"], one["proposal"]) == (draft, None), f"a {DRAFT} is nobody's earlier edition"


def test_of_a_work_with_a_tearline_its_reader_compares_the_tearline_alone(ask: Asking) -> None:
    tearline = {
        "portions": ["heading:Part 2"],
        "marking": {"scheme": "interpol", "level": "IFOUO"},
        "release_to": ["aseanapol"],
    }
    content = report("Quiet", 0, 1)
    ident = ask.cast.release("amina", content.encode(), "secret.md", tearlines=[tearline], **SECRET)
    (one,) = compare(ask, "mei", content).json()["overlaps"]
    assert (one["assessment"]["id"], one["paragraphs_there"], one["share_there"]) == (ident, 1, 1.0)
    assert (one["same_file"], one["same_text"], one["share_here"]) == (False, False, 0.5)
    assert [pair["there"]["page"] for pair in one["pairs"]] == [1]
    (body,) = compare(ask, "lena", content).json()["overlaps"]
    assert (body["same_file"], body["share_here"]) == (False, 0.5), "that the file is the same tells of the tearline"
    (whole,) = compare(ask, "kofi", content).json()["overlaps"]
    assert (whole["same_file"], whole["share_here"], whole["paragraphs_there"]) == (True, 1.0, 2)
    assert ask.get("mei", f"/overlaps?assessment={ident}").json()["paragraphs"] == 1


def test_absent_and_withheld_answer_alike_and_who_may_not_compare_is_told(ask: Asking) -> None:
    hidden = ask.cast.release("amina", report("Quiet", 0, 1).encode(), "secret.md", **SECRET)
    nothing = ask.get("mei", f"/overlaps?assessment={NOWHERE}")
    withheld = ask.get("mei", f"/overlaps?assessment={hidden}")
    assert (nothing.status_code, nothing.content) == (404, withheld.content)
    assert compare(ask, "owen", report("Copy", 0)).status_code == 403
    assert compare(ask, "mei", "", "empty.md").status_code in (400, 415)
    assert ask("mei", "POST", "/overlaps", files={"other": ("a.md", b"text", "text/plain")}).status_code == 422
    refused = [one["outcome"] for one in entries(ask, "overlaps")]
    assert refused.count("refused") == 2


def test_boilerplate_that_many_works_share_makes_no_overlap(ask: Asking) -> None:
    for number in range(14):
        content = f"{paragraph(5)}\n\n## Findings {number}\n\n{particular(number)}\n"
        ask.cast.release("amina", content.encode(), f"note-{number}.md", title=f"Note {number}")
    found = compare(ask, "lena", f"{paragraph(5)}\n\n## New\n\n{particular(7)}\n").json()
    assert [one["assessment"]["title"] for one in found["overlaps"]] == ["Note 7"]
    assert all("pangolin" not in pair["here"]["text"] for pair in found["overlaps"][0]["pairs"])


def test_case_26_the_registry_sees_near_duplicates_of_other_organizations_once_both_are_submitted(ask: Asking) -> None:
    said: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IR"}, "release_to": []}
    first = ask.cast.release("amina", report("Gold", 0, 1, 2).encode(), "gold.md", register_title="Gold", **said)
    second = ask.cast.deposit("piotr", report("Dust", 0, 1, 3, 4).encode(), "dust.md", **said).assessment
    assert ask.get("ingrid", "/collisions").json() == {"collisions": [], "next": None}
    ask.cast.act("piotr", "submit", second)
    (one,) = ask.get("ingrid", "/collisions").json()["collisions"]
    assert [(side["id"], side["share"]) for side in one["members"]] == [(first, 0.6667), (second, 0.5)]
    assert (one["members"][0]["register_title"], one["members"][0]["originators"]) == ("Gold", ["afripol"])
    assert (one["same_file"], one["same_text"], one["count"]) == (False, False, 2)
    told = [len(entry["editions"]) for entry in entries(ask, "view-collisions")]
    assert sorted(told) == [0, 2], "one entry a request, also where nobody was named"
    for who in ("amina", "piotr", "lena", "owen"):
        assert ask.get(who, "/collisions").status_code == 403
    assert ask.get("piotr", f"/overlaps?assessment={second}").json()["overlaps"] == []


def test_cases_26_and_29_a_concealed_originator_is_not_named_in_a_collision(ask: Asking) -> None:
    said: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IR"}, "release_to": []}
    content = report("Gold", 0, 1).encode()
    ask.cast.release("amina", content, "gold.md", conceal_originator=True, **said)
    ask.cast.release("piotr", content, "gold.md", **said)
    (one,) = ask.get("ingrid", "/collisions").json()["collisions"]
    assert (one["same_file"], [side["originators"] for side in one["members"]]) == (True, [[], ["europol"]])


def test_works_of_one_organization_collide_with_nobody(ask: Asking) -> None:
    for name in ("amina", "kofi"):
        ask.cast.release(name, report("Gold", 0, 1).encode(), "gold.md")
    assert ask.get("ingrid", "/collisions").json()["collisions"] == []


def test_case_26_equal_files_are_one_collision_however_many_they_are_and_pages_tell_each_once(ask: Asking) -> None:
    said: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IR"}, "release_to": []}
    clock = ask.cast.house.registry.clock
    assert isinstance(clock, TurningClock)
    works: dict[str, list[str]] = {"same": [], "alike": []}
    for who in ("amina", "piotr", "amina", "piotr"):
        clock.turn(timedelta(minutes=1))
        works["same"].append(ask.cast.release(who, report("Gold", 0, 1, 2).encode(), "gold.md", **said))
    for number, who in enumerate(("amina", "piotr")):
        clock.turn(timedelta(minutes=1))
        works["alike"].append(ask.cast.release(who, report("Dust", 3, 4, number).encode(), "dust.md", **said))
    everything = ask.get("ingrid", "/collisions").json()
    assert everything["next"] is None
    found = everything["collisions"]
    shown = [(one["same_file"], one["count"], [side["id"] for side in one["members"]]) for one in found]
    assert shown[0] == (False, 2, works["alike"]), "the latest arrival comes first"
    assert [one for one in shown if one[0]] == [(True, 4, works["same"])]
    assert not [one for one in shown if set(one[2]) < set(works["same"])], "no pair of equal files beside their group"
    paged, page = [], ask.get("ingrid", "/collisions?limit=1").json()
    while page["next"] is not None:
        paged += page["collisions"]
        page = ask.get("ingrid", f"/collisions?limit=1&cursor={page['next']}").json()
    assert [*paged, *page["collisions"]] == found
    for strange in ("none", "WzFd", "%C3%A9", "W10="):
        assert ask.get("ingrid", f"/collisions?cursor={strange}").status_code == 400


def test_who_may_compare_no_file_is_refused_before_any_of_it_is_read(ask: Asking) -> None:
    assert ask("lena", "POST", "/overlaps", content=b"no form at all").status_code == 415
    assert ask("ingrid", "POST", "/overlaps", content=b"no form at all").status_code == 403
    assert [entry["outcome"] for entry in entries(ask, "overlaps")] == ["refused"]
