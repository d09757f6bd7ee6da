"""The pages of circulation lists: shown, weighed before anything is kept, proposed, approved, declined."""

from __future__ import annotations

import pytest

from tests.house import Cast
from tests.repository.test_lists import CYBER
from tests.web.asking import REPORT
from tests.web.pages.visiting import Visiting, words

NEW = {"name": "gold", "purpose": "Gold and groups", "members": "europol, afripol", "reason": "Asked in Lyon"}


def listed(visit: Visiting, username: str, name: str = "cyber-fusion") -> str:
    return words(visit.page(username, f"/circulation/{name}"))


def test_one_officer_proposes_a_list_and_another_approves_it(visit: Visiting) -> None:
    made = visit.send("ingrid", "/circulation", "/circulation", **NEW)
    assert made.headers["location"] == "/circulation/gold"
    assert "No version of this list is in force; it names nobody." in listed(visit, "ingrid", "gold")
    assert "none in force" in words(visit.page("ruth", "/circulation"))
    assert visit.get("lena", "/circulation/gold").status_code == 404
    own = visit.page("ingrid", "/circulation/gold")
    assert "Another officer of the registry decides" in words(own)
    assert not own.xpath("//form[contains(@action, 'approve')]")
    sent = visit.send("ruth", "/circulation/gold", "/circulation/gold/versions/1/approve")
    assert sent.headers["location"] == "/circulation/gold"
    shown = listed(visit, "amina", "gold")
    assert "1, since" in shown
    assert "Decided byRuth Adeyemi-Lund" in shown
    assert "Asked in Lyon" in shown
    assert visit.get("lena", "/circulation/gold").status_code == 200


def test_a_version_is_declined_with_a_reason_and_its_history_says_so(visit: Visiting) -> None:
    path = "/circulation/cyber-fusion"
    visit.send("claire", path, path, members=" ".join([*CYBER, "unodc"]), reason="The Office asks")
    shown = listed(visit, "ruth")
    assert "Version 2 waits for a second officer" in shown
    assert "Members addedUNODC" in shown
    weighed = visit.send("ruth", path, path, step="preview")
    assert "Newly in" in weighed.text
    assert not visit.page("owen", path).xpath("//main//form")
    sent = visit.send("ruth", path, f"{path}/versions/2/decline", reason="Not agreed")
    assert sent.status_code == 303
    assert "Version 2 Declined" in listed(visit, "claire")
    assert "Not agreed" in listed(visit, "owen")
    assert "Version 2" not in listed(visit, "amina")
    assert "All versions" not in listed(visit, "mei")
    assert visit.post("ruth", f"{path}/versions/2/destroy").status_code == 404


def test_a_narrower_version_holds_as_soon_as_it_is_kept(visit: Visiting) -> None:
    path = "/circulation/cyber-fusion"
    assert visit.send("ingrid", path, path, members="europol").status_code == 303
    assert "2, since" in listed(visit, "amina")
    assert visit.get("mei", path).status_code == 404


def test_what_a_version_would_do_is_shown_before_it_is_kept(visit: Visiting, cast: Cast) -> None:
    ident = cast.release("amina", REPORT.encode(), release_to=["list:cyber-fusion"], title="A secret title")
    path = "/circulation/cyber-fusion"
    tried = visit.post("ingrid", path, {"members": "europol interpol frontex", "step": "preview", "reason": "Try"})
    assert tried.status_code == 200
    text = " ".join(tried.text.split())
    for said in (
        "Newly in",
        "Frontex",
        "Newly out",
        "ASEANAPOL",
        ident,
        "another officer of the registry must approve",
    ):
        assert said in text
    assert "A secret title" not in text
    assert 'value="Try"' in text
    assert "1, since" in listed(visit, "amina")
    narrow = visit.post("ingrid", path, {"members": "europol", "step": "preview"})
    assert "in force as soon as you keep it" in narrow.text
    new = visit.post("ingrid", "/circulation", {"rule": "body:gccpol", "step": "preview", **NEW})
    assert "people on the list" in new.text
    assert visit.get("ingrid", "/circulation/gold").status_code == 404


def test_what_relies_on_a_list_is_linked_for_the_registry(visit: Visiting, cast: Cast) -> None:
    said = {"title": "A secret title", "register_title": "Note 7"}
    ident = cast.release("amina", REPORT.encode(), release_to=["list:cyber-fusion"], **said)
    tree = visit.page("ingrid", "/circulation/cyber-fusion")
    assert tree.xpath(f"//a[@href='/registration/{ident}']")[0].text == "Note 7"
    assert "A secret title" not in words(tree)
    assert "Note 7" not in listed(visit, "piotr")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "Gold!"}, "Small letters, digits and hyphens"),
        ({"rule": "kind:bureau and"}, "Character 16: a condition is missing here"),
        ({"valid_until": "2020-01-01T00:00"}, "The list would end before it begins to hold"),
        ({"valid_until": "soon"}, "is not a date or an instant"),
        ({"members": "atlantis"}, "names nothing this registry knows"),
    ],
)
def test_a_list_that_cannot_be_kept_is_shown_again_with_the_reason(
    visit: Visiting, changed: dict[str, str], said: str
) -> None:
    for step in ({}, {"step": "preview"}):
        sent = visit.post("ingrid", "/circulation", {**NEW, **changed, **step})
        if step and "name" in changed:
            continue
        assert sent.status_code == 422
        assert said in sent.text
        assert next(iter(changed.values())) in sent.text


def test_only_the_registry_founds_lists_and_only_owners_change_them(visit: Visiting) -> None:
    assert visit.post("amina", "/circulation", {"name": "x"}).status_code == 403
    assert visit.post("amina", "/circulation/cyber-fusion", {"members": "europol"}).status_code == 403
    assert not visit.page("amina", "/circulation/cyber-fusion").xpath("//main//form")
    assert visit.post("claire", "/circulation/cyber-fusion/versions/1/approve").status_code == 403


@pytest.mark.parametrize("language", ["ar", "fr", "es"])
def test_a_refused_rule_is_explained_in_the_visitors_language(visit: Visiting, language: str) -> None:
    visit.language = language
    sent = visit.post("ingrid", "/circulation", {**NEW, "rule": "kind:embassy"})
    assert "kind:embassy" in sent.text
    assert "is not known here" not in sent.text
