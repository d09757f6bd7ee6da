"""Governing circulation lists: what holds at once, what waits for a second officer, what is refused in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models.rule import BadRule
from models.tables.circulation import CirculationList
from models.tables.issued_copy import IssuedCopy
from models.tables.notice import Notice
from models.tables.organization import Membership
from models.tables.register import RegisterEntry
from models.tables.request import Request
from models.token import BadToken
from repository import circulation, consents, list_validity, lists, requests
from repository.acts import ActRefused, NotFound
from repository.circulation import ListRefused
from repository.database import bump
from repository.list_history import history
from repository.lists import Content
from tests.house import START, Cast, TurningClock
from tests.repository.shelf import kept_and_released
from tests.repository.test_access import kept_reader_of, words
from tests.repository.test_affiliations import affiliate
from tests.repository.test_list_rules import may_view

CYBER = ("interpol", "europol", "afripol", "aimc", "ameripol", "aseanapol", "caricom-impacs")
HOUR = timedelta(hours=1)


def propose(cast: Cast, username: str, name: str, *members: str, **said: object) -> str | None:
    """Give a list a version; return the id of the request it waits for, or None where it is in force."""
    registry = cast.house.registry
    content = Content(members=members, **said)  # type: ignore[arg-type]
    actor = cast.actor(username)
    with registry.database.write() as session:
        request = lists.propose(registry, session, actor, name, content)
        return request.id if request else None


def answer(cast: Cast, username: str, request: str | None, *, granted: bool = True, reason: str = "") -> None:
    registry, actor = cast.house.registry, cast.actor(username)
    assert request is not None
    with registry.database.write() as session:
        consents.answer(registry, session, actor, request, granted=granted, reason=reason)


def on(cast: Cast, username: str, name: str) -> bool:
    return f"list:{name}" in words(kept_reader_of(cast, username))


def states(cast: Cast, name: str) -> list[str]:
    with cast.house.registry.database.read() as session:
        return [version.state for version in history(session, name, cast.house.registry.clock.now())]


def told(cast: Cast, kind: str) -> set[str]:
    with cast.house.registry.database.read() as session:
        return set(session.exec(select(Notice.person_id).where(Notice.kind == kind)))


def acts(session: Session) -> list[str]:
    return list(session.exec(select(RegisterEntry.action).order_by(RegisterEntry.sequence)))  # type: ignore[arg-type]


def test_case_13_a_version_that_lets_nobody_in_holds_for_the_next_request(cast: Cast) -> None:
    assert on(cast, "mei", "cyber-fusion")
    assert propose(cast, "ingrid", "cyber-fusion", "europol", "interpol", reason="A smaller circle") is None
    assert not on(cast, "mei", "cyber-fusion")
    assert on(cast, "lena", "cyber-fusion")
    assert states(cast, "cyber-fusion") == ["in-force", "past"]


def test_w6_a_version_that_lets_somebody_in_waits_for_another_registry_officer(cast: Cast) -> None:
    waits = propose(cast, "ingrid", "cyber-fusion", *CYBER, "frontex", reason="Frontex joins")
    assert not on(cast, "elena", "cyber-fusion")
    assert states(cast, "cyber-fusion") == ["proposed", "in-force"]
    with pytest.raises(ActRefused, match="W7"):
        answer(cast, "ingrid", waits)
    for username in ("claire", "amina", "lena", "yuki", "owen"):
        with pytest.raises(NotFound):
            answer(cast, username, waits)
    answer(cast, "ruth", waits)
    assert on(cast, "elena", "cyber-fusion")
    assert states(cast, "cyber-fusion") == ["in-force", "past"]
    with cast.house.registry.database.read() as session:
        kept = history(session, "cyber-fusion", START)[0]
        assert (kept.author, kept.approver) == (cast.person("ingrid").id, cast.person("ruth").id)
        assert (kept.added, kept.removed, kept.reason) == (("frontex",), (), "Frontex joins")
        assert acts(session)[-4:] == ["ask", "list-propose", "grant", "list-approve"]


def test_a_declined_version_never_holds_and_says_why(cast: Cast) -> None:
    waits = propose(cast, "ingrid", "cyber-fusion", *CYBER, "frontex")
    answer(cast, "ruth", waits, granted=False, reason="Not agreed by the Dialogue")
    assert not on(cast, "elena", "cyber-fusion")
    with cast.house.registry.database.read() as session:
        kept = history(session, "cyber-fusion", START)[0]
    assert (kept.state, kept.answer) == ("declined", "Not agreed by the Dialogue")
    with pytest.raises(ActRefused, match="already"):
        answer(cast, "ruth", waits)


def test_the_owners_officers_propose_and_others_do_not(cast: Cast) -> None:
    waits = propose(cast, "claire", "cyber-fusion", *CYBER, "unodc")
    assert told(cast, "asked") == {cast.person("ingrid").id, cast.person("ruth").id}
    answer(cast, "ingrid", waits)
    assert on(cast, "tomas", "cyber-fusion")
    for username in ("amina", "lena", "owen", "yuki"):
        with pytest.raises(ActRefused, match="only the registry and the owner's officers"):
            propose(cast, username, "cyber-fusion", "europol")


def test_the_owners_officers_are_told_of_proposals_and_of_what_holds(cast: Cast) -> None:
    waits = propose(cast, "ingrid", "cyber-fusion", *CYBER, "unodc")
    assert told(cast, "list-proposed") == {cast.person("claire").id}
    answer(cast, "ruth", waits)
    assert told(cast, "list-changed") == {cast.person("claire").id}


def test_a_new_list_names_nobody_until_it_is_approved(cast: Cast) -> None:
    registry, actor = cast.house.registry, cast.actor("ingrid")
    with registry.database.write() as session:
        request = lists.found(
            registry, session, actor, "gulf", "gccpol", "The Gulf", Content(("europol",), "body:gccpol")
        )
    assert request is not None
    assert not on(cast, "lena", "gulf")
    with registry.database.read() as session:
        assert circulation.lists_in_force(session, START)[0].get("gulf") is None
        assert lists.current(session, "gulf", START) is None
    answer(cast, "ruth", request.id)
    assert on(cast, "lena", "gulf")
    assert told(cast, "list-proposed") == {cast.person("khalid").id}


@pytest.mark.parametrize(
    ("members", "rule", "waits"),
    [
        (("afripol+members", "europol", "interpol", "frontex"), None, False),
        (("ncb-eg", "europol"), None, False),
        (("country:DZ", "country:EG"), None, False),
        ((), "body:afripol and not country:EG", False),
        ((), "kind:bureau and body:afripol and body:aimc", False),
        (("afripol",), "europol and not status:observer", False),
        ((), "kind:bureau and region:northern-africa and not country:EH", True),
        (("afripol+members", "ALL-DIALOGUE-MEMBERS"), None, True),
        (("ncb-br",), None, True),
        ((), "not kind:bureau", True),
        (("list:counter-terrorism",), None, True),
    ],
)
def test_narrowing_is_told_from_letting_in_now_and_as_the_facts_move(
    cast: Cast, members: tuple[str, ...], rule: str | None, *, waits: bool
) -> None:
    """border-security has interpol, frontex, europol, afripol+members and aimc+members.

    A rule that picks only who is on the list today, but could pick others tomorrow, is not taken for narrower.
    """
    assert (propose(cast, "ingrid", "border-security", *members, rule=rule) is not None) == waits


def test_a_person_counts_as_new_only_where_her_organization_was_not_in(cast: Cast) -> None:
    lena, elena = cast.person("lena").id, cast.person("elena").id
    assert propose(cast, "ingrid", "cyber-fusion", f"person:{lena}", "interpol") is None
    assert propose(cast, "ingrid", "cyber-fusion", f"person:{elena}", "interpol") is not None


def test_case_32_a_person_whose_organization_was_in_is_new_where_she_acts_for_another_too(cast: Cast) -> None:
    affiliate(cast, "nadia", "ncb-br")
    nadia = f"person:{cast.person('nadia').id}"
    assert propose(cast, "ingrid", "cyber-fusion", *CYBER, "ncb-eg") is not None
    with cast.house.registry.database.read() as session:
        (request,) = lists.waiting(session, "cyber-fusion")
    answer(cast, "ruth", request.id)
    assert propose(cast, "ingrid", "cyber-fusion", *CYBER, "ncb-eg", nadia) is not None


def test_case_13_a_long_list_is_narrowed_at_once_too(cast: Cast) -> None:
    many = [
        f"ncb-{land}" for land in ("eg", "fr", "de", "it", "es", "pt", "be", "nl", "se", "fi", "dk", "pl", "at", "br")
    ]
    answer(cast, "ruth", propose(cast, "ingrid", "cyber-fusion", *CYBER, *many, rule="kind:bureau and body:aimc"))
    assert propose(cast, "ingrid", "cyber-fusion", *CYBER, *many[1:], rule="kind:bureau and body:aimc") is None
    assert propose(cast, "ingrid", "cyber-fusion", *many[2:], rule="body:aimc and kind:bureau") is None
    assert propose(cast, "ingrid", "cyber-fusion", *many[2:]) is None


def test_what_narrows_closes_a_proposal_that_waits(cast: Cast) -> None:
    waits = propose(cast, "ingrid", "cyber-fusion", *CYBER, "frontex")
    with pytest.raises(ListRefused, match="version 2 of the list waits for a second officer"):
        propose(cast, "claire", "cyber-fusion", *CYBER, "unodc")
    assert propose(cast, "claire", "cyber-fusion", "europol") is None
    assert states(cast, "cyber-fusion") == ["in-force", "lapsed", "past"]
    with pytest.raises(ActRefused, match="already"):
        answer(cast, "ruth", waits)
    assert told(cast, "lapsed") == {cast.person("ingrid").id}


def test_an_approval_is_refused_where_a_later_version_is_in_force(cast: Cast) -> None:
    waits = propose(cast, "ingrid", "cyber-fusion", *CYBER, "frontex")
    cast.change_list("cyber-fusion", ["europol"])
    with pytest.raises(ActRefused, match="a later version of the list is in force already"):
        answer(cast, "ruth", waits)
    with cast.house.registry.database.read() as session:
        assert session.get_one(Request, waits).state == "open"


def test_a_cycle_that_arose_meanwhile_is_refused_at_approval(cast: Cast) -> None:
    waits = propose(cast, "ingrid", "cyber-fusion", *CYBER, "list:border-security")
    cast.change_list("border-security", ["list:cyber-fusion"])
    with pytest.raises(ListRefused, match="would include itself"):
        answer(cast, "ruth", waits)
    assert states(cast, "cyber-fusion")[0] == "proposed"


@pytest.mark.parametrize(
    ("members", "said", "refused", "sentence"),
    [
        (("list:cyber-fusion",), {}, ListRefused, "would include itself"),
        (("nowhere",), {}, BadToken, "names nothing"),
        (("Europol!",), {}, BadToken, "is not a circulation token"),
        ((), {"rule": "kind:bureau and"}, BadRule, "character 16"),
        ((), {"rule": "body:nowhere"}, BadRule, "names nothing"),
        (CYBER, {"valid_until": START}, ListRefused, "would end before"),
        (CYBER, {}, ListRefused, "nothing would change"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_changes_nothing(
    cast: Cast, members: tuple[str, ...], said: dict[str, object], refused: type[Exception], sentence: str
) -> None:
    with pytest.raises(refused, match=sentence):
        propose(cast, "ingrid", "cyber-fusion", *members, **said)
    assert states(cast, "cyber-fusion") == ["in-force"]


def test_there_is_no_version_of_a_list_that_is_none(cast: Cast) -> None:
    with pytest.raises(NotFound):
        propose(cast, "ingrid", "atlantis", "europol")


def test_a_list_is_shortened_at_once_and_extended_by_two(cast: Cast, clock: TurningClock) -> None:
    assert propose(cast, "ingrid", "cyber-fusion", *CYBER, valid_until=START + 2 * HOUR) is None
    assert kept_reader_of(cast, "mei").until == START + 2 * HOUR
    waits = propose(cast, "ingrid", "cyber-fusion", *CYBER, valid_until=START + 9 * HOUR)
    clock.turn(2 * HOUR)
    assert not on(cast, "mei", "cyber-fusion")
    answer(cast, "ruth", waits)
    assert on(cast, "mei", "cyber-fusion")
    assert kept_reader_of(cast, "mei").until == START + 9 * HOUR
    again = propose(cast, "ingrid", "cyber-fusion", *CYBER)
    assert again is not None
    clock.turn(20 * HOUR)
    assert not on(cast, "mei", "cyber-fusion")
    answer(cast, "ruth", again)
    clock.turn(1000 * HOUR)
    assert on(cast, "mei", "cyber-fusion")


def test_a_proposal_whose_end_has_passed_meanwhile_is_refused_at_approval(cast: Cast, clock: TurningClock) -> None:
    waits = propose(cast, "ingrid", "cyber-fusion", *CYBER, "frontex", valid_until=START + HOUR)
    clock.turn(HOUR)
    with pytest.raises(ListRefused, match="would end before"):
        answer(cast, "ruth", waits)


def test_a_version_whose_request_lapsed_or_was_taken_back_holds_no_more(cast: Cast, clock: TurningClock) -> None:
    registry = cast.house.registry
    waits = propose(cast, "ingrid", "cyber-fusion", *CYBER, "frontex")
    with registry.database.write() as session:
        requests.take_back(registry, session, cast.actor("ingrid"), waits or "")
    propose(cast, "ingrid", "cyber-fusion", *CYBER, "unodc")
    clock.turn(requests.PATIENCE)
    with registry.database.write() as session:
        requests.lapse(registry, session)
    assert states(cast, "cyber-fusion") == ["lapsed", "taken-back", "in-force"]
    assert not on(cast, "elena", "cyber-fusion")


def test_owner_and_registry_are_reminded_once_before_a_list_ends(cast: Cast, clock: TurningClock) -> None:
    registry = cast.house.registry
    end = START + list_validity.WARNING + HOUR
    propose(cast, "ingrid", "cyber-fusion", *CYBER, valid_until=end)

    def remind() -> int:
        with registry.database.write() as session:
            return list_validity.remind(registry, session)

    with registry.database.read() as session:
        assert list_validity.next_due(session, clock.now()) == START + HOUR
    assert remind() == 0
    clock.turn(HOUR)
    with registry.database.read() as session:
        assert [row.name for row in list_validity.expiring(session, clock.now())] == ["cyber-fusion"]
        assert list_validity.next_due(session, clock.now()) == clock.now()
    assert (remind(), remind()) == (1, 0)
    assert told(cast, "list-expiring") == {cast.person(name).id for name in ("ingrid", "ruth", "claire")}
    with registry.database.read() as session:
        assert list_validity.next_due(session, clock.now()) is None


def test_case_19_a_list_that_grows_by_its_rule_needs_no_new_version(cast: Cast) -> None:
    registry, actor = cast.house.registry, cast.actor("ingrid")
    with registry.database.write() as session:
        request = lists.found(registry, session, actor, "gulf", "interpol", "The Gulf", Content(rule="body:gccpol"))
    assert request is not None
    answer(cast, "ruth", request.id)
    assert not on(cast, "nadia", "gulf")
    with registry.database.write() as session:
        session.add(Membership(body_id="gccpol", country="EG"))
        bump(session, "access")
    assert on(cast, "nadia", "gulf")
    assert states(cast, "gulf") == ["in-force"]


def test_a_list_needs_an_owner_that_exists_and_a_purpose(cast: Cast) -> None:
    registry, actor = cast.house.registry, cast.actor("ingrid")
    for name, owner, purpose, sentence in (
        ("gulf", "nobody", "The Gulf", "no organization 'nobody' to own"),
        ("gulf", "interpol", " ", "a list needs a purpose"),
        ("Gulf", "interpol", "The Gulf", "small letters"),
        ("cyber-fusion", "interpol", "Again", "already a list"),
    ):
        with pytest.raises(ListRefused, match=sentence), registry.database.write() as session:
            lists.found(registry, session, actor, name, owner, purpose, Content(("europol",)))
    with registry.database.read() as session:
        assert session.get(CirculationList, "gulf") is None


def requested(cast: Cast, kind: str) -> list[Request]:
    with cast.house.registry.database.read() as session:
        return list(session.exec(select(Request).where(Request.kind == kind)))


def test_case_14_what_was_released_does_not_grow_and_each_originator_is_asked(cast: Cast) -> None:
    mine = kept_and_released(cast, "amina", release_to=["list:cyber-fusion"])
    kept_and_released(cast, "piotr", release_to=["list:border-security"])
    waits = propose(cast, "ingrid", "cyber-fusion", *CYBER, "frontex")
    assert requested(cast, "widen") == []
    answer(cast, "ruth", waits)
    assert on(cast, "elena", "cyber-fusion")
    assert not may_view(cast, "elena", mine.id)
    assert may_view(cast, "elena", kept_and_released(cast, "amina", release_to=["list:cyber-fusion"]).id)
    (asked,) = requested(cast, "widen")
    assert asked.edition_id == mine.id
    answer(cast, "amina", asked.id)
    assert may_view(cast, "elena", mine.id)


def test_case_13_holders_of_copies_who_lose_access_are_told_and_acknowledge(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", release_to=["list:cyber-fusion"])
    hold(cast, edition.id, "mei", "lena")
    propose(cast, "ingrid", "cyber-fusion", "europol", "interpol")
    assert told(cast, "access-lost") == {cast.person("mei").id}
    with cast.house.registry.database.read() as session:
        (notice,) = session.exec(select(Notice).where(Notice.kind == "access-lost"))
    assert notice.must_acknowledge


def hold(cast: Cast, edition: str, *usernames: str) -> None:
    people_there = [cast.person(username) for username in usernames]
    with cast.house.registry.database.write() as session:
        for number, person in enumerate(people_there):
            copy = IssuedCopy(
                number=f"C-{number}", edition_id=edition, person_id=person.id, pages=1, digest="x",
                organization_id=person.organization_id, issued_at=START,
            )  # fmt: skip
            session.add(copy)
