"""Searches that are kept, and the questions asked last: of their owner, to be used again and forgotten."""

from __future__ import annotations

from sqlmodel import select

from models.tables.register import RegisterEntry
from models.tables.saved_search import RecentSearch, SavedSearch
from repository.saved_searches import MOST_RECENT
from tests.house import Cast
from tests.web.pages.visiting import Visiting, words

PLACE = "/saved-searches"


def kept(visit: Visiting, username: str = "lena", address: str = "/search?q=ransomware+pillar:cybercrime") -> str:
    """Keep a question from the search page and return the id it has."""
    answer = visit.send(username, address, "/saved-searches", name="Hospitals <b>")
    assert answer.status_code == 303
    with visit.cast.house.registry.database.read() as session:
        (row,) = session.exec(select(SavedSearch)).all()
        return row.id


def test_a_question_that_is_kept_is_asked_again_as_it_was(visit: Visiting) -> None:
    kept(visit)
    tree = visit.page("lena", PLACE)
    (link,) = tree.xpath("//section//h2/a")
    assert words(link, ".") == "Hospitals <b>"
    assert "ransomware pillar:cybercrime" in words(tree)
    again = visit.page("lena", link.get("href"))
    assert again.get_element_by_id("q").get("value") == "ransomware"
    assert again.xpath("//form[@role='search']//input[@name='pillar']/@value") == ["cybercrime"]


def test_what_of_it_is_not_understood_is_said_and_no_alerts_are_promised(visit: Visiting) -> None:
    ident = kept(visit, address="/search?q=ransomware+NOT+europe+pillar:cybercrimes")
    shown = words(visit.page("lena", PLACE))
    assert "'NOT' is no operator here; write \u2068-europe\u2069 to leave that out." in shown
    assert "'cybercrimes' is no pillar that is known here, so nothing carries it." in shown
    refused = visit.post("lena", f"{PLACE}/{ident}/standing", {"standing": "yes"})
    assert refused.status_code == 409
    assert "it would raise no alerts" in refused.text
    assert "Raises alerts" not in words(visit.page("lena", PLACE))


def test_nobody_else_sees_uses_changes_or_deletes_it(visit: Visiting) -> None:
    ident = kept(visit)
    assert "Hospitals" not in words(visit.page("mei", PLACE))
    for act in ("", "/delete"):
        assert visit.post("mei", f"{PLACE}/{ident}{act}", {"name": "Mine"}).status_code == 404
    assert visit.get("mei", f"/search?q=x&saved={ident}").status_code == 200
    assert "Hospitals <b>" in words(visit.page("lena", PLACE))
    with visit.cast.house.registry.database.read() as session:
        assert session.get_one(SavedSearch, ident).used_at is None


def test_using_one_is_noted(visit: Visiting) -> None:
    kept(visit)
    visit.post("lena", PLACE, {"name": "Later", "q": "ports"})
    link = visit.page("lena", PLACE).xpath("//section//h2/a[contains(., 'Hospitals')]/@href")[0]
    visit.get("lena", link)
    with visit.cast.house.registry.database.read() as session:
        used = [row.used_at is not None for row in session.exec(select(SavedSearch).order_by(SavedSearch.id))]
    assert sorted(used) == [False, True]


def test_one_can_be_renamed_and_deleted(visit: Visiting) -> None:
    ident = kept(visit)
    visit.post("lena", f"{PLACE}/{ident}", {"name": "  Clinics \n"})
    assert "Clinics" in words(visit.page("lena", PLACE))
    assert visit.post("lena", f"{PLACE}/{ident}/delete").status_code == 303
    assert "Clinics" not in words(visit.page("lena", PLACE))


def test_a_search_without_a_name_is_refused_in_a_sentence(visit: Visiting) -> None:
    answer = visit.post("lena", PLACE, {"name": " ", "q": "ports"})
    assert answer.status_code == 422
    assert "name" in answer.text


def test_the_same_question_under_the_same_name_is_kept_once(visit: Visiting) -> None:
    kept(visit)
    again = visit.send("lena", "/search?q=ransomware+pillar:cybercrime", PLACE, name=" Hospitals  <b>")
    assert again.status_code == 409
    assert "You keep this search already, under this name." in again.text
    assert visit.send("lena", "/search?q=ransomware", PLACE, name="Hospitals <b>").status_code == 303
    assert visit.send("mei", "/search?q=ransomware+pillar:cybercrime", PLACE, name="Hospitals <b>").status_code == 303
    assert len(visit.page("lena", PLACE).xpath("//section//h2")) == 2


def test_keeping_is_recorded_without_a_word_of_it_and_sealed(visit: Visiting) -> None:
    ident = kept(visit)
    with visit.cast.house.registry.database.read() as session:
        entry = session.exec(select(RegisterEntry).where(RegisterEntry.action == "search-keep")).one()
        row = session.get_one(SavedSearch, ident)
        recent = session.exec(select(RecentSearch)).all()
    assert "ansomware" not in f"{entry.detail}"
    for sealed in (row.name, row.question, *(one.question for one in recent)):
        assert b"ansomware" not in sealed
        assert b"ospitals" not in sealed


def test_what_was_asked_lately_stands_once_the_latest_first_and_no_more_than_agreed(visit: Visiting) -> None:
    for number in [*range(MOST_RECENT + 2), 5]:
        visit.get("lena", f"/search?q=port+number+{number}")
    shown = [words(a, ".") for a in visit.page("lena", PLACE).xpath("//main/ul/li/a")]
    assert len(shown) == MOST_RECENT
    assert shown[:2] == ["port number 5", f"port number {MOST_RECENT + 1}"]
    assert len(set(shown)) == MOST_RECENT


def test_what_was_asked_lately_can_be_forgotten_and_is_nobody_elses(visit: Visiting) -> None:
    visit.get("lena", "/search?q=port+of+amber")
    visit.get("mei", "/search?q=mill+of+granite")
    assert "amber" not in words(visit.page("mei", "/search"))
    assert "port of amber" in words(visit.page("lena", "/search"))
    visit.post("lena", "/recent-searches/forget")
    assert "amber" not in words(visit.page("lena", "/search"))
    assert "mill of granite" in words(visit.page("mei", "/search"))


def test_a_suspended_person_reaches_none_of_it(visit: Visiting, cast: Cast) -> None:
    kept(visit)
    answer = visit.client.get(PLACE, headers={"cookie": "concord=nothing"}, follow_redirects=False)
    assert answer.status_code in (303, 401)
