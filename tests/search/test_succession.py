"""Later editions and translations in search and lists: what follows what only where a reader sees both (8, 30)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models.handling import SUPERSEDED, WITHDRAWN
from models.tables.assessment import Edition
from repository import relations
from repository.catalogue import Catalogue, Entry
from repository.scope import Scope
from repository.succession import Succession
from search.query import BadQuery, Filters
from tests.house import Cast, TurningClock
from tests.repository.shelf import move, release
from tests.search.shelving import SECRET, TEXT, ask, scope_of, shelve, summary, titles
from web import reading, suggesting, surveying

QUESTIONS = ("hospitals", "")


def later(cast: Cast, first: Edition, title: str, username: str = "amina", **said: Any) -> Edition:
    """Release a later edition of a work, of the same passage unless another is given."""
    made = shelve(cast, TEXT, title=title, supersedes=first.assessment_id, username=username, **said)
    registry = cast.house.registry
    with registry.database.write() as session:
        relations.take_effect(registry, session, cast.actor(username), session.get_one(Edition, made.id))
    return made


def listed(cast: Cast, username: str, *, superseded: bool = False) -> list[str | None]:
    found = reading.listing(cast.house, cast.visitor(username), Filters(superseded=superseded))
    assert found.total == len(found.items)
    return [shown.title for shown in found.items]


def observed(cast: Cast, username: str, *idents: str) -> list[Any]:
    """Return what a reader sees of questions, of the list and of some works, without the proofs."""
    seen: list[Any] = [listed(cast, username), listed(cast, username, superseded=True)]
    for words in QUESTIONS:
        answer = ask(cast, username, words)
        seen += [summary(answer), answer.total, answer.facets, [hit.assessment.state for hit in answer.results]]
    for ident in idents:
        shown = reading.assessment(cast.house, cast.visitor(username), ident)
        seen.append((shown.title, shown.state, shown.superseded_by))
    return seen


def test_case_8_the_old_is_current_and_without_a_hint_for_who_may_not_see_the_new(cast: Cast) -> None:
    first = shelve(cast, TEXT, title="First")
    before = observed(cast, "mei", first.assessment_id)
    second = later(cast, first, "Second", **SECRET)
    assert observed(cast, "mei", first.assessment_id) == before
    for words in QUESTIONS:
        assert titles(ask(cast, "lena", words)) == ["Second"]
        assert ask(cast, "lena", words).total == 1
    later(cast, second, "Third", **SECRET)
    assert observed(cast, "mei", first.assessment_id) == before


@pytest.mark.parametrize("hide", ["withdrawn", "raised"])
def test_case_8_the_old_is_current_again_everywhere_once_the_new_is_hidden(cast: Cast, hide: str) -> None:
    """Whatever was looked at while both could be seen: nothing goes on to say that a later edition exists."""

    def surveyed() -> list[Any]:
        visitor = cast.visitor("mei")
        coverage = surveying.coverage(cast.house, visitor, Filters())
        suggested = suggesting.offered(cast.house, visitor, "fir", "en")
        return [[shown.title for shown in coverage.works], suggested, *observed(cast, "mei", first.assessment_id)]

    first = shelve(cast, TEXT, title="First", pillars=["border"])
    before = surveyed()
    second = later(cast, first, "Second", pillars=["border"])
    assert surveyed() != before
    if hide == "withdrawn":
        move(cast, second, WITHDRAWN)
    else:
        release(cast, second, **SECRET)
    assert surveyed() == before


def by_edition(entry: Entry) -> str:
    return entry.edition


def watched(patch: pytest.MonkeyPatch) -> list[Scope]:
    """Return the list of the scopes in which it will be looked what supersedes what."""
    looked: list[Scope] = []
    look = Succession._superseding

    def noted(self: Succession, scope: Scope) -> dict[str, str]:
        looked.append(scope)
        return look(self, scope)

    patch.setattr(Succession, "_superseding", noted)
    return looked


def test_p1_a_succession_out_of_sight_costs_a_reader_nothing_and_leaves_her_the_very_same_remainder(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(cast, shelve(cast, TEXT, title="First"), "Second")
    hidden = shelve(cast, TEXT, title="Hidden", **SECRET)
    engine, database = cast.house.engine, cast.house.registry.database
    assert titles(ask(cast, "mei", "hospitals")) == ["Second"]
    with database.read() as session:
        scope = scope_of(cast, session, "mei")
    before = engine.newest(scope)
    assert before is not scope
    looked = watched(monkeypatch)
    later(cast, hidden, "Hidden, revised", **SECRET)
    assert set(titles(ask(cast, "lena", "hospitals"))) == {"Hidden, revised", "Second"}
    with database.read() as session:
        assert scope_of(cast, session, "mei") is scope
    assert engine.newest(scope) is before
    assert titles(ask(cast, "mei", "hospitals")) == ["Second"]
    assert looked
    assert all(one.reader != scope.reader for one in looked)
    # What moved out of her sight is passed over once, and not with every answer.
    succession = cast.house.registry.succession
    assert succession._scopes[scope].moves == len(cast.house.registry.catalogue.moved)


def test_case_8_who_sees_both_is_shown_the_newest_and_the_old_says_by_what_it_is_superseded(cast: Cast) -> None:
    first = shelve(cast, TEXT, title="First", pillars=["border"])
    second = later(cast, first, "Second", pillars=["terrorism"])
    answer = ask(cast, "mei", "hospitals")
    assert titles(answer) == listed(cast, "mei") == ["Second"]
    assert [count.value for count in answer.facets["pillar"]] == ["terrorism"]
    old = reading.assessment(cast.house, cast.visitor("mei"), first.assessment_id)
    assert (old.state, old.superseded_by) == (SUPERSEDED, second.assessment_id)
    new = reading.assessment(cast.house, cast.visitor("mei"), second.assessment_id)
    assert (new.state, new.superseded_by) == ("released", None)


@pytest.mark.parametrize("words", QUESTIONS)
def test_superseded_editions_are_found_where_they_are_asked_for(cast: Cast, words: str) -> None:
    first = shelve(cast, TEXT, title="First")
    later(cast, later(cast, first, "Second"), "Third")
    asked = ask(cast, "mei", words, superseded=True)
    assert titles(asked) == listed(cast, "mei", superseded=True) == ["First", "Second", "Third"]
    assert [hit.assessment.state for hit in asked.results] == [SUPERSEDED, SUPERSEDED, "released"]
    narrowed = ask(cast, "mei", words, superseded=True, originator=("afripol",))
    assert narrowed.total == 3
    assert ask(cast, "mei", words, originator=("afripol",)).total == 1


def test_a_cursor_of_the_newest_is_none_of_all_editions(cast: Cast) -> None:
    for number in range(3):
        shelve(cast, TEXT, title=f"Note {number}")
    cursor = ask(cast, "mei", "hospitals", limit=2).next
    with pytest.raises(BadQuery, match="another question"):
        ask(cast, "mei", "hospitals", limit=2, cursor=cursor, superseded=True)


def test_an_edge_shows_only_where_both_ends_do_so_a_hidden_edition_between_leaves_both_current(cast: Cast) -> None:
    first = shelve(cast, TEXT, title="First")
    later(cast, later(cast, first, "Second", **SECRET), "Third")
    assert titles(ask(cast, "mei", "hospitals")) == ["First", "Third"]
    assert titles(ask(cast, "lena", "hospitals")) == ["Third"]


def test_p6_the_old_edition_is_back_for_the_next_request_once_the_new_is_withdrawn(cast: Cast) -> None:
    first = shelve(cast, TEXT, title="First")
    second = later(cast, first, "Second")
    assert listed(cast, "mei") == ["Second"]
    cast.act("amina", "withdraw", second.assessment_id)
    assert observed(cast, "mei", first.assessment_id)[-1] == ("First", "released", None)
    assert titles(ask(cast, "mei", "hospitals")) == listed(cast, "mei") == ["First"]


def test_case_15_a_new_edition_under_embargo_supersedes_for_a_reader_from_the_instant_on(
    cast: Cast, clock: TurningClock
) -> None:
    until = clock.now() + timedelta(hours=1)
    first = shelve(cast, TEXT, title="First")
    before = observed(cast, "mei", first.assessment_id)
    later(cast, first, "Second", embargo_until=until)
    assert observed(cast, "mei", first.assessment_id) == before
    assert listed(cast, "kofi") == ["Second"]
    clock.at = until
    assert titles(ask(cast, "mei", "hospitals")) == listed(cast, "mei") == ["Second"]


def test_what_supersedes_what_in_a_scope_is_told_of_all_works_as_of_each(cast: Cast) -> None:
    first = shelve(cast, TEXT, title="First")
    second = later(cast, first, "Second")
    for title, said in (("Third", SECRET), ("Another third", {}), ("One more", {})):
        later(cast, second, title, **said)
    catalogue = cast.house.registry.catalogue
    for username, works in (("mei", 4), ("lena", 5)):
        ask(cast, username, "")
        with cast.house.registry.database.read() as session:
            scope = scope_of(cast, session, username)
        assert len(scope.editions) == works
        entries = {edition: catalogue.get(edition) for edition in scope.editions}
        known = [entry for entry in entries.values() if entry]
        each = {entry.assessment: [one for one in known if entry.assessment in one.supersedes] for entry in known}
        told = cast.house.registry.succession.later(scope)
        assert told == {work: min(after, key=by_edition).assessment for work, after in each.items() if after}
        assert len(told) == 2


def test_a_pass_over_what_is_kept_asks_of_no_work_what_refers_to_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Works that she may not see refer to hers as well (P1)."""
    later(cast, shelve(cast, TEXT, title="First"), "Second")
    engine, at = cast.house.engine, cast.visitor("mei").at
    ask(cast, "mei", "")
    with cast.house.registry.database.read() as session:
        scope = scope_of(cast, session, "mei")
    before = sorted((shown.title, shown.state) for shown in engine.shelf(scope, at, superseded=True))
    assert before == [("First", SUPERSEDED), ("Second", "released")]
    monkeypatch.setattr(Catalogue, "referring_to", lambda *_: pytest.fail("a work was asked what refers to it"))
    assert sorted((shown.title, shown.state) for shown in engine.shelf(scope, at, superseded=True)) == before


def test_a_later_edition_that_is_read_before_the_work_it_supersedes_supersedes_it_once_that_is_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody asks between the two, with a scope that is ahead of the catalogue."""
    first = shelve(cast, TEXT, title="First")
    second = later(cast, first, "Second")
    registry, succession = cast.house.registry, cast.house.registry.succession
    registry.catalogue = Catalogue(registry.vault)
    monkeypatch.setattr(succession, "_catalogue", registry.catalogue)
    with registry.database.read() as session:
        scope = registry.scopes.of(session, cast.visitor("mei").reader, registry.clock.now())
        registry.catalogue._read(session, [second.id])
        assert succession.newest(scope) is scope
        registry.catalogue._read(session, [first.id])
        assert list(succession.newest(scope).editions) == [second.id]


def test_a_draft_of_a_later_edition_supersedes_nothing_yet(cast: Cast) -> None:
    first = shelve(cast, TEXT, title="First")
    cast.deposit("amina", TEXT.encode(), title="Draft", supersedes=first.assessment_id)
    assert listed(cast, "amina") == ["Draft", "First"]


def test_the_scope_without_what_is_superseded_is_kept_while_nothing_moved(cast: Cast) -> None:
    first = shelve(cast, TEXT, title="First")
    later(cast, first, "Second")
    ask(cast, "mei", "")
    newest = cast.house.engine.newest
    with cast.house.registry.database.read() as session:
        scope = scope_of(cast, session, "mei")
        assert newest(scope) is newest(scope)
        assert set(scope.editions) - set(newest(scope).editions) == {first.id}
        alone = scope_of(cast, session, "khalid")
        shelf = cast.house.engine.shelf(alone, cast.house.registry.clock.now(), superseded=True)
        assert len(list(shelf)) == 2


def test_case_30_search_in_one_language_never_surfaces_a_translation_whose_original_is_withheld(cast: Cast) -> None:
    """Two worlds in one: the hidden original and its translation change nothing that Mei can observe."""
    shelve(cast, TEXT, title="Open")
    before = observed(cast, "mei")
    original = shelve(cast, "Les hôpitaux sont attaqués.", title="Original", languages=["fr"], **SECRET)
    shelve(cast, TEXT, title="Translation", languages=["en"], translation_of=original.assessment_id)
    assert observed(cast, "mei") == before
    assert titles(ask(cast, "lena", "hospitals")) == ["Open", "Translation"]


def test_case_30_a_translation_is_gone_for_the_next_request_once_its_original_is_withdrawn(cast: Cast) -> None:
    shelve(cast, TEXT, title="Open")
    before = observed(cast, "mei")
    original = shelve(cast, "Les hôpitaux sont attaqués.", title="Original", languages=["fr"])
    shelve(cast, TEXT, title="Translation", languages=["en"], translation_of=original.assessment_id)
    assert "Translation" in titles(ask(cast, "mei", "hospitals"))
    cast.act("amina", "withdraw", original.assessment_id)
    assert observed(cast, "mei") == before
    assert titles(ask(cast, "amina", "hospitals")) == ["Open"]
