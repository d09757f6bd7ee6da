"""``concord search``: the same language of questions as on the pages, for the owner of the token."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.overlapping import report
from tests.web.commands.line import Command, printed
from tests.web.commands.shelf import released
from tests.web.commands.test_coverage import hashing_house
from tests.web.commands.test_overlaps import read_all
from web.commands import caller


@pytest.fixture
def amina(founded: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """An officer with two reports of her own."""
    monkeypatch.setenv("CONCORD_TOKEN", printed(founded("token", "create", "amina", "--json"))["token"])
    monkeypatch.setattr(caller, "open_house", hashing_house)
    for name, pillar in (("Convoys of amber", "border"), ("Other lorries", "cybercrime")):
        path = tmp_path / f"{name}.md"
        path.write_text(f"{report(name, 0, 1)}\n\nThe {name.lower()} were counted.\n")
        founded("upload", path, "--marking", "interpol:IFOUO", "--pillar", pillar, "--title", name)
    read_all()
    return founded


def titles(command: Command, *said: str) -> list[str]:
    """Return the titles that a question finds."""
    return [hit["assessment"]["title"] for hit in printed(command("search", "--json", *said))["results"]]


def test_phrases_exclusions_and_fields_are_understood(amina: Command) -> None:
    assert titles(amina, '"convoys of amber were counted"') == ["Convoys of amber"]
    assert titles(amina, "counted -amber") == ["Other lorries"]
    assert titles(amina, "pillar:cybercrime marking:IFOUO") == ["Other lorries"]
    assert sorted(titles(amina, "pillar:border,cybercrime", "--order", "date")) == ["Convoys of amber", "Other lorries"]
    assert titles(amina, "--", "-amber") == ["Other lorries"]


def test_drafts_are_left_out_where_only_what_is_released_is_asked_for(amina: Command) -> None:
    assert len(titles(amina, "counted")) == 2
    assert titles(amina, "counted", "--released") == []


def test_words_that_stand_nowhere_are_told(amina: Command) -> None:
    _, out, _ = amina("search", "convoys of amber counted with kidneys")
    assert "Note: no passage that was searched contains 'kidneys'; what is listed" in out


def test_the_name_of_a_pillar_is_offered_and_an_empty_answer_says_what_to_try(amina: Command) -> None:
    _, out, _ = amina("search", "cybercrime")
    assert "Note: pillar:cybercrime in place of the words lists 1." in out
    _, out, _ = amina("search", "kidneys", "--originator", "zzz")
    assert "Note: 'zzz' is no originator that is known here, so nothing carries it." in out
    assert "Nothing that you may see answers this. Say it in other words, or in another language." in out


def test_what_was_not_understood_and_what_to_drop_is_said(amina: Command) -> None:
    code, out, _ = amina("search", '"convoys of amber" pillar:terrorism from:soon')
    assert code == 0
    assert "Note: 'soon' is no date" in out
    assert "Nothing that you may see answers this." in out
    assert "without the pillar: 1" in out


def test_options_are_read_as_the_fields_of_a_question(amina: Command) -> None:
    assert titles(amina, "counted", "--pillar", "Cybercrime") == ["Other lorries"]
    assert len(titles(amina, "counted", "--marking", "INTERPOL FOR OFFICIAL USE ONLY")) == 2
    _, out, _ = amina("search", "counted", "--pillar", "cybercrimes")
    assert "Note: 'cybercrimes' is no pillar that is known here, so nothing carries it." in out
    released(published_at="2026-05-09")
    assert titles(amina, "", "--from", "2026", "--to", "2026-05") == ["Cyber note 4"]
    assert titles(amina, "", "--from", "2027") == titles(amina, "", "--to", "2026-04") == []


def test_earlier_editions_are_listed_where_they_are_asked_for_and_say_so(amina: Command) -> None:
    first, second = released(title="First"), released(title="Second")
    assert amina("act", "supersede", first, "--body", f'{{"by": "{second}"}}')[0] == 0
    assert "First" not in amina("search", "")[1]
    out = amina("search", "", "--superseded")[1]
    assert f"{first} | superseded by {second}" in out
    assert f"{second} |" not in out


@pytest.mark.parametrize("said", [("x" * 4001,), ('"a" ' * 20,), ("x", "--order", "chance"), ("x", "--from", "soon")])
def test_what_cannot_be_asked_is_refused_in_a_sentence(amina: Command, said: tuple[str, ...]) -> None:
    code, _, err = amina("search", *said)
    assert code in (1, 2)
    assert "Traceback" not in err
    assert err.strip()
