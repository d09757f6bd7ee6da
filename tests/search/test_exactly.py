"""What must stand in an answer to the letter, what must not, and what an empty answer says to drop."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from search import exactly
from search.engine import Answer
from search.exactly import PARTLY, PARTLY_EXCLUDED, holds
from search.grammar import NOTHING, question
from search.instead import Instead
from search.query import BadQuery
from tests.house import Cast, make_house
from tests.search.shelving import SECRET, Passage, parts_of, shelve, titles
from tests.search.test_grammar import TEXTS

CONVOYS = "Convoys of lorries cross the desert at night. Fuel is sold at the border."
FUEL = "Lorries burn fuel. The desert convoys were counted by the police."
FRENCH = Passage("Les convois de camions traversent le désert la nuit. Le rapport S/2025/71 les décrit.", language="fr")


def put(cast: Cast, username: str, text: str, **more: Any) -> Answer:
    """Ask as a person types."""
    visitor = cast.visitor(username)
    with cast.house.registry.database.read() as session:
        scope = cast.house.registry.scopes.of(session, visitor.reader, visitor.at)
        return cast.house.engine.search(session, scope, question(text, **more), visitor.at)


@pytest.fixture
def shelved(cast: Cast) -> Cast:
    """Three reports for all, and one that Mei may not see."""
    shelve(cast, CONVOYS, title="Convoys", published_at=date(2024, 5, 1), pillars=["border"])
    shelve(cast, FUEL, title="Fuel", published_at=date(2026, 1, 1), pillars=["organized-crime"])
    shelve(cast, FRENCH, title="Désert", published_at=date(2025, 1, 1), pillars=["border"], languages=["fr"])
    shelve(cast, CONVOYS, title="Hidden convoys", pillars=["terrorism"], **SECRET)
    return cast


@pytest.fixture(scope="module")
def shelved_once(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """The same three reports and the hidden one, for many questions that change nothing."""
    cast = Cast(make_house(tmp_path_factory.mktemp("house")))
    for title, passage in (("Convoys", CONVOYS), ("Fuel", FUEL), ("Désert", FRENCH)):
        shelve(cast, passage, title=title, pillars=["border"])
    shelve(cast, CONVOYS, title="Hidden convoys", pillars=["terrorism"], **SECRET)
    return cast


@pytest.mark.parametrize(
    ("text", "phrase", "held"),
    [
        ("Convoys of Lorries, cross", "convoys of lorries", True),
        ("convoys of old lorries", "convoys of lorries", False),
        ("Le désert", "desert", True),
        ("le de\u0301sert", "désert", True),
        ("deserted", "desert", False),
        ("See S/2025/71.", "s/2025/71", True),
        ("تمويلُ الإرهاب", "تمويل الارهاب", True),
        ("恐怖主義的資金", "主義", True),
        ("", "x", False),
    ],
)
def test_a_phrase_is_held_word_by_word_without_case_and_accents(text: str, phrase: str, held: bool) -> None:
    assert holds(text, phrase) is held


def test_a_phrase_is_found_only_where_its_words_stand_side_by_side(shelved: Cast) -> None:
    assert set(titles(put(shelved, "mei", "convoys lorries desert"))) >= {"Convoys", "Fuel"}
    answer = put(shelved, "mei", '"convoys of lorries"')
    assert titles(answer) == ["Convoys"]
    (hit,) = answer.results
    shown = hit.evidence[0]
    assert shown.excerpt[slice(*shown.highlights[0])] == "Convoys of lorries cross the desert at night."
    assert shown.matched in ("words", "both")


def test_every_phrase_must_be_held(shelved: Cast) -> None:
    assert titles(put(shelved, "mei", '"convoys of lorries" "sold at the border"')) == ["Convoys"]
    assert titles(put(shelved, "mei", '"convoys of lorries" "counted by the police"')) == []


@pytest.mark.parametrize("text", ['"S/2025/71"', '"la nuit"', '"de camions traversent"', '"DESERT LA NUIT"'])
def test_references_and_phrases_of_another_language_are_found_to_the_letter(shelved: Cast, text: str) -> None:
    assert titles(put(shelved, "mei", text)) == ["Désert"]


def test_a_phrase_of_words_that_are_not_indexed_is_read_in_the_nearest_passages(cast: Cast) -> None:
    shelve(cast, "To be or not to be is the question of the port.", title="Words alone")
    shelve(cast, "The port is not to be closed, or so we hear.", title="Others")
    assert titles(put(cast, "mei", '"to be or not to be"')) == ["Words alone"]


def test_a_phrase_of_the_title_finds_the_work(shelved: Cast) -> None:
    shelve(shelved, "Nothing of that.", title="The amber route")
    assert titles(put(shelved, "mei", '"amber route"')) == ["The amber route"]


def test_what_is_excluded_stands_in_no_answer(shelved: Cast) -> None:
    assert titles(put(shelved, "mei", "convoys lorries desert -police")) == ["Convoys"]
    assert "Convoys" not in titles(put(shelved, "mei", 'lorries -"sold at the border"'))
    assert "Fuel" in titles(put(shelved, "mei", 'lorries -"sold at the desert"'))
    assert "Désert" not in titles(put(shelved, "mei", "lorries -desert"))


def test_exclusions_alone_list_the_rest_newest_first(shelved: Cast) -> None:
    assert titles(put(shelved, "mei", "-police")) == ["Désert", "Convoys"]
    assert titles(put(shelved, "mei", "-convoys")) == ["Désert"]


def test_fields_in_the_text_narrow_as_parameters_do(shelved: Cast) -> None:
    assert titles(put(shelved, "mei", "lorries pillar:border before:2025")) == ["Convoys"]
    assert titles(put(shelved, "mei", "pillar:border from:2025")) == ["Désert"]


def test_results_by_date_are_the_same_ones_newest_first(shelved: Cast) -> None:
    by_score = put(shelved, "mei", "lorries desert")
    by_date = put(shelved, "mei", "lorries desert", order="date")
    assert sorted(map(str, titles(by_date))) == sorted(map(str, titles(by_score)))
    days = [hit.assessment.published_at for hit in by_date.results]
    assert days == sorted(days, key=lambda day: day or date.min, reverse=True)


def test_an_empty_answer_says_what_to_drop_and_what_would_then_be_found(shelved: Cast) -> None:
    answer = put(shelved, "mei", '"convoys of lorries" pillar:border from:2026')
    assert answer.total == 0
    assert answer.instead == (Instead("period", 1),)
    both = put(shelved, "mei", '"convoys of lorries" pillar:terrorism')
    assert Instead("pillar", 1) in both.instead
    assert all(one.drop != "phrases" for one in both.instead)


def test_where_no_part_helps_alone_all_are_to_be_dropped(shelved: Cast) -> None:
    (one,) = put(shelved, "mei", "lorries pillar:terrorism originator:europol").instead
    assert (one.drop, one.total > 0) == ("filters", True)
    (all_,) = put(shelved, "mei", '"desert lorries of" pillar:terrorism').instead
    assert (all_.drop, all_.total > 0) == ("all", True)


def test_an_answer_that_is_not_empty_proposes_nothing(shelved: Cast) -> None:
    assert put(shelved, "mei", "lorries pillar:border").instead == ()


@pytest.mark.parametrize("text", ["😀", "\x00\u202e", "?!"])
def test_a_question_without_a_word_lists_nothing(shelved: Cast, text: str) -> None:
    answer = put(shelved, "mei", text)
    assert (answer.total, answer.notices) == (0, (NOTHING,))


@pytest.mark.parametrize(
    "text", ['"convoys of lorries"', "-convoys", '-"sold at the border"', "lorries -fuel pillar:border"]
)
def test_what_is_withheld_changes_nothing(shelved: Cast, text: str) -> None:
    before = put(shelved, "mei", text)
    shelve(shelved, CONVOYS, FUEL, title="Convoys of lorries", **SECRET)
    after = put(shelved, "mei", text)
    assert (titles(after), after.total, after.instead, after.notices) == (
        titles(before), before.total, before.instead, before.notices,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["`or true or (", "' OR 1=1 --", "the of and", '"', "pillar:", "x" * 4000, "ሰላም ዓለም", "-", "%%%s {0}"]
)
def test_whatever_is_typed_is_answered_out_of_the_scope(shelved: Cast, text: str) -> None:
    answer = put(shelved, "mei", text)
    assert set(titles(answer)) <= {"Convoys", "Fuel", "Désert"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_no_text_at_all_finds_more_than_may_be_seen(shelved_once: Cast, text: str) -> None:
    try:
        answer = put(shelved_once, "mei", text)
    except BadQuery:
        return
    assert set(titles(answer)) <= {"Convoys", "Fuel", "Désert"}
    assert {one.total for one in answer.instead} <= {1, 2, 3}


def test_where_more_passages_could_hold_a_phrase_than_are_read_the_answer_says_so(
    shelved: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exactly.Exactly, "__init__", _bounded(exactly.Exactly.__init__, 1))
    answer = put(shelved, "mei", '"desert"')
    assert (answer.notices, answer.total_is_floor) == ((PARTLY,), True)


def test_of_several_phrases_only_works_that_may_hold_all_are_read_so_none_uses_up_what_another_needs(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        shelve(cast, "Red sand covers the old road.", title=f"Sand {number}")
    shelve(cast, "Red sand covers the old road.", "A blue tide came in the night.", title="Both")
    monkeypatch.setattr(exactly.Exactly, "__init__", _bounded(exactly.Exactly.__init__, 2))
    for text in ('"red sand" "blue tide"', '"blue tide" "red sand"'):
        answer = put(cast, "mei", text)
        assert (titles(answer), answer.notices, answer.total_is_floor) == (["Both"], (), False)


def test_a_work_of_which_all_of_one_phrase_could_be_read_is_still_read_for_the_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(cast, *["Red sand covers the old road."] * 5, "A blue tide came in the night.", title="Both")
    monkeypatch.setattr(exactly.Exactly, "__init__", _bounded(exactly.Exactly.__init__, 2))
    answer = put(cast, "mei", '"red sand" "blue tide"')
    assert (titles(answer), answer.notices) == (["Both"], (PARTLY,))


def test_each_exclusion_that_must_be_read_has_its_own_share_and_the_notice_says_that_it_is_of_exclusions(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Sand 1", "Sand 2", "Sand 3"):
        shelve(cast, "Red sand covers the old road.", title=title)
    shelve(cast, "A blue tide came in the night.", title="Tide")
    shelve(cast, "The tide is not blue.", title="Neither")
    monkeypatch.setattr(exactly.Exactly, "__init__", _bounded(exactly.Exactly.__init__, 3))
    answer = put(cast, "mei", '-"red sand" -"blue tide"')
    assert "Tide" not in titles(answer)
    assert "Neither" in titles(answer)
    assert (answer.notices, answer.total_is_floor) == ((PARTLY_EXCLUDED,), False)


def test_an_exclusion_of_function_words_that_nothing_could_be_looked_through_for_is_told(cast: Cast) -> None:
    shelve(cast, "The minister said: to be or not to be.", title="Said")
    answer = put(cast, "mei", '-"to be or not to be"')
    assert (titles(answer), answer.notices) == (["Said"], (PARTLY_EXCLUDED,))


@pytest.mark.parametrize("text", ['"red sand"', 'roads "red sand"'])
def test_of_a_phrase_that_may_stand_in_very_many_passages_only_the_nearest_are_weighed_and_that_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    for number in range(4):
        shelve(cast, f"Red sand covers old road {number}.", title=f"Sand {number}")
    monkeypatch.setattr(exactly.Exactly, "__init__", _bounded(exactly.Exactly.__init__, 9, most_weighed=2))
    answer = put(cast, "mei", text)
    assert (len(answer.results), answer.notices, answer.total_is_floor) == (2, (PARTLY,), True)


def test_of_a_phrase_that_stands_very_often_the_passages_that_hold_it_are_weighed_and_not_their_neighbours(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        shelve(cast, "Red sand covers the old road.", "Tolls are paid on bridges over wide rivers.", title=f"{number}")
    monkeypatch.setattr(exactly.Exactly, "__init__", _bounded(exactly.Exactly.__init__, 9, most_weighed=1))
    answer = put(cast, "mei", 'tolls are paid on bridges over wide rivers "red sand"')
    assert (len(answer.results), answer.notices) == (1, (PARTLY,))


def test_where_one_passage_was_just_taken_away_the_others_are_as_near_as_before(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {"Far": "covers old stones.", "Gone": "is sold in bags.", "Near": "blocks desert roads to the harbour."}
    made = {title: shelve(cast, f"Red sand {text}", title=title) for title, text in texts.items()}
    monkeypatch.setattr(exactly.Exactly, "__init__", _bounded(exactly.Exactly.__init__, 1))
    assert titles(put(cast, "mei", 'desert roads to the harbour "red sand"')) == ["Near"]
    with cast.house.registry.database.read() as session:
        gone = parts_of(session, made["Gone"])["body"]
    cast.house.engine.index.vectors.remove(gone)
    assert titles(put(cast, "mei", 'desert roads to the harbour "red sand"')) == ["Near"]


def _bounded(made: Any, most: int, **more: int) -> Any:
    def make(self: exactly.Exactly, *given: Any) -> None:
        made(self, *given, most=most, **more)

    return make
