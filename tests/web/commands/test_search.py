"""``concord search``: the same language of questions as on the pages, for the owner of the token."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.overlapping import report
from tests.web.commands.line import Command, printed
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


def test_what_was_not_understood_and_what_to_drop_is_said(amina: Command) -> None:
    code, out, _ = amina("search", '"convoys of amber" pillar:terrorism from:soon')
    assert code == 0
    assert "Note: 'soon' is no date" in out
    assert "Nothing that you may see answers this." in out
    assert "without the pillar: 1" in out


@pytest.mark.parametrize("said", [("x" * 4001,), ('"a" ' * 20,), ("x", "--order", "chance"), ("x", "--from", "soon")])
def test_what_cannot_be_asked_is_refused_in_a_sentence(amina: Command, said: tuple[str, ...]) -> None:
    code, _, err = amina("search", *said)
    assert code in (1, 2)
    assert "Traceback" not in err
    assert err.strip()
