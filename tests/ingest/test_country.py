from __future__ import annotations

from ingest.country import countries
from tests.ingest.readings import quoted, reading, sure

FILLER = "The committee reviewed its programme of work and the budget of the coming year."


def test_a_country_spoken_of_throughout_is_suggested_with_its_places() -> None:
    document = reading(*["Smugglers cross from Libya to the coast; Libyan police search lorries."] * 4, FILLER)
    found = countries(document)
    assert sure(found) == ["LY"]
    assert found[0].page == 1
    assert set(quoted(found[0], document)) == {"Libya"}


def test_a_country_named_in_passing_is_no_subject() -> None:
    assert sure(countries(reading(*[FILLER] * 60, "A delegation thanked Norway."))) == []


def test_a_list_of_states_makes_none_of_them_a_subject() -> None:
    voted = "In favour: Argentina, Austria, Brazil, Chile, China, Denmark, Egypt, France, Ghana, India, Japan, Kenya."
    assert sure(countries(reading(*[FILLER] * 12, voted))) == []


def test_who_signs_is_no_subject() -> None:
    letter = "The Permanent Representative of Malta to the United Nations has the honour to transmit the report."
    assert sure(countries(reading(letter, *[FILLER] * 9))) == []


def test_a_shared_name_is_the_country_that_the_document_names_otherwise() -> None:
    north = reading(*["The Democratic People’s Republic of Korea is under sanctions; Korean ships evade them."] * 3)
    assert sure(countries(north)) == ["KP"]
    brazzaville = reading(*["The Republic of the Congo has one port; Congolese customs search the ships."] * 3)
    assert sure(countries(brazzaville)) == ["CG"]
