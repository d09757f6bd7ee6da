"""The story leaves something real on every desk, and nothing that the register does not know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from demo.assessment import Assessment, assessment, sequels
from demo.cast import person
from demo.load import load_assessments
from demo.questions import QUESTIONS
from demo.story import AGREEMENT, load_story
from demo.typeset import typeset, write_sequels
from models.deposit import Deposit
from models.scheme import recognise
from models.tables.assessment import Edition
from models.tables.register import RegisterEntry
from repository.acts import NotFound
from tests.demo.founding import empty_house
from web import attending, circulating, consenting, noticing, organizing, reading, relating, requesting
from web.house import House
from web.visitor import Visitor, sign_in, visitor_of

NEEDED = ("container-ports-es", "gold-financing-fr")


@dataclass
class Told:
    house: House
    ids: dict[str, str]
    secrets: dict[str, str] = field(default_factory=dict)

    def visitor(self, username: str) -> Visitor:
        if username not in self.secrets:
            self.secrets[username] = sign_in(self.house, username, person(username).passphrase) or ""
        found = visitor_of(self.house, self.secrets[username])
        assert found is not None
        return found

    def figures(self, username: str) -> dict[str, int]:
        found = attending.figures(self.house, self.visitor(username))
        return {name: count for name, count in found.items() if count}

    def waiting(self, username: str) -> list[str]:
        return sorted(one.kind for one in consenting.all_requests(self.house, self.visitor(username), waiting=True))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The story on top of the two sample assessments that it needs."""
    folder: Path = tmp_path_factory.mktemp("story")
    house = empty_house(folder / "data")
    documents = typeset([assessment(key) for key in NEEDED], folder / "documents", None)
    loaded = load_assessments(house, documents, lambda _text: None)
    added = load_story(house, write_sequels(folder / "sequels"), loaded, lambda _text: None)
    yield Told(house, {**loaded, **added})
    house.registry.database.close()


AT = datetime(2026, 6, 30, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("entry", sequels(), ids=lambda entry: entry.key)
def test_every_sequel_is_a_complete_deposit_that_gives_nothing_of_its_title_away(entry: Assessment) -> None:
    said = Deposit.model_validate(entry.deposit(AT))
    assert said.release_to
    assert said.pillars
    assert said.marking is not None
    title = {word for word in entry.title.casefold().split() if len(word) > 5}
    assert not title & set((said.register_title or "").casefold().replace(",", "").split())
    banner = max(level.rank for level in recognise(entry.banner))
    assert (banner > said.marking.value().rank) == (entry.state == "held")


def test_the_sequels_ask_for_nothing_that_the_questions_of_the_demo_ask_for() -> None:
    asked = {area for entry in sequels() for area in entry.metadata["areas"]}
    answered = {key for question in QUESTIONS for key in (question.first, *question.also)}
    assert not answered & {entry.key for entry in sequels()}
    assert not asked & {"ransomware", "synthetic-drugs", "migrant-smuggling", "document-and-identity-fraud"}


def test_every_work_ends_in_the_state_of_its_part_in_the_story(told: Told) -> None:
    with told.house.registry.database.read() as session:
        states = {row.assessment_id: row.state for row in session.exec(select(Edition))}
    assert {key: states[ident] for key, ident in told.ids.items()} == {
        "container-ports-es": "released",
        "gold-financing-fr": "released",
        "wildlife-2024-en": "superseded",
        "wildlife-2026-en": "released",
        "wildlife-2026-fr": "released",
        "wildlife-markets-en": "submitted",
        "firearm-parts-en": "released",
        "stolen-vehicles-en": "withdrawn",
        "cattle-raids-fr": "held",
    }


def test_the_originators_find_on_their_desks_what_waits_for_them(told: Told) -> None:
    assert told.waiting("amina") == ["derived-release", "widen"]
    assert told.waiting("kofi") == ["derived-release"]
    assert told.waiting("piotr") == told.waiting("stefan") == ["access", "permit"]
    assert told.figures("amina")["held"] == 1
    assert told.figures("amina")["copies"] == told.figures("amina")["acknowledgements"] == 1
    assert {"registration", "reviews", "sources"} <= told.figures("piotr").keys()
    assert told.figures("ines")["legal-holds"] == 1


def test_the_registry_finds_every_list_but_what_nobody_let_happen(told: Told) -> None:
    found = told.figures("ingrid")
    never = {"release", "overdue", "clearances", "expired", "collisions", "lists"}
    assert found.keys() - {"notices"} == attending.figures(told.house, told.visitor("ingrid")).keys() - never - {
        "notices"
    }
    assert told.waiting("ingrid") == ["list-version"]
    assert told.waiting("ruth") == []


def test_a_reader_has_a_copy_to_account_for_and_another_asks_for_what_is_disclosed(told: Told) -> None:
    [notice] = noticing.mine(told.house, told.visitor("lena"), waiting=True)
    assert (notice.kind, notice.must_acknowledge, len(notice.copies)) == ("recalled", True, 1)
    assert not noticing.mine(told.house, told.visitor("samir"), waiting=True)
    [request] = requesting.mine(told.house, told.visitor("mei"))
    assert (request.kind, request.state) == ("access", "open")
    with pytest.raises(NotFound):
        reading.assessment(told.house, told.visitor("mei"), told.ids["firearm-parts-en"])


def test_the_editions_and_the_translation_are_tied_to_each_other(told: Told) -> None:
    found = relating.history(told.house, told.visitor("lena"), told.ids["wildlife-2026-en"])
    assert {work.id for work in found.all} == {
        told.ids[key] for key in ("wildlife-2024-en", "wildlife-2026-en", "wildlife-2026-fr")
    }
    sources = relating.sources(told.house, told.visitor("piotr"), told.ids["wildlife-markets-en"])
    assert (sources.missing, sources.changed) == (1, 1)


def test_the_list_is_proposed_and_the_agreement_in_force(told: Told) -> None:
    proposed = circulating.one(told.house, told.visitor("ingrid"), "cyber-fusion").proposed
    assert proposed is not None
    assert proposed.may_decide
    [agreement] = organizing.agreements_known(told.house, told.visitor("ingrid"), "ncb-eg")
    assert (agreement.reference, agreement.ceiling) == (AGREEMENT, 3)


def test_the_register_is_sound_and_knows_of_no_refusal(told: Told) -> None:
    registry = told.house.registry
    with registry.database.read() as session:
        assert registry.register.verify(session).sound
        refused = session.exec(select(RegisterEntry).where(RegisterEntry.outcome == "refused")).all()
    assert [entry.action for entry in refused if entry.action != "view"] == []
