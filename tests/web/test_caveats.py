"""The plain sentences of markings: never none, and each names every constraint, in four languages."""

from __future__ import annotations

from itertools import combinations

import pytest

from models.marking import Marking, unknown
from models.scheme import HANDLING_CODES, RANKS, TLP, Level, assumed, classification_schemes
from web.caveats import NOT_SHOWN, Circulation, caveats, in_english
from web.pages.language import LANGUAGES
from web.pages.marking import MarkingWords
from web.pages.wording import Wording

LEVELS = [entry for scheme in classification_schemes() for entry in scheme.levels]
CODES = [frozenset(some) for size in range(len(HANDLING_CODES) + 1) for some in combinations(HANDLING_CODES, size)]
ARABIC = range(0x600, 0x700)


def every_marking(entry: Level) -> list[Marking]:
    return [
        Marking(
            entry.scheme,
            entry.code,
            tlp=tlp,
            handling=codes,
            handling_text="Not by radio." if "H3" in codes else "",
            compartments=held,
        )
        for tlp in (None, *TLP)
        for codes in CODES
        for held in (frozenset[str](), frozenset({"LANTERN"}))
    ]


@pytest.mark.parametrize("entry", LEVELS, ids=lambda entry: f"{entry.scheme}:{entry.code}")
def test_every_level_with_every_label_and_code_names_every_constraint(entry: Level) -> None:
    for marking in every_marking(entry):
        text = in_english(caveats(marking))
        assert text.startswith("May be read by")
        assert marking.tlp is None or f"TLP:{marking.tlp}:" in text
        assert all(f"{code}:" in text for code in marking.handling)
        assert all(f"{code}:" not in text for code in set(HANDLING_CODES) - marking.handling)
        assert ("LANTERN" in text) is bool(marking.compartments)
        assert ("Not by radio." in text) is ("H3" in marking.handling)
        assert f"Counts as {RANKS[marking.rank]}" in text
        assert ("assumed" in text) is assumed(entry.scheme)
        assert ("cleared to" in text) is (marking.rank >= 3)
        assert ("briefed" in text) is (marking.rank == 2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", LEVELS[::7], ids=lambda entry: f"{entry.scheme}:{entry.code}")
def test_every_language_says_as_many_sentences_and_keeps_the_codes(language: str, entry: Level) -> None:
    words = MarkingWords(Wording(language))
    circulation = Circulation(("europol", "afripol+members", "country:BR"), ("EG",))
    for marking in every_marking(entry):
        said = words.sentence(marking, circulation)
        assert len(said) == len(caveats(marking, circulation))
        assert all(sentence.strip() and "%(" not in sentence for sentence in said)
        text = " ".join(said)
        assert all(code in text for code in marking.handling)
        assert marking.tlp is None or f"TLP:{marking.tlp}" in text
        if language == "ar":
            assert all(any(ord(char) in ARABIC for char in sentence) for sentence in said)


@pytest.mark.parametrize(
    ("circulation", "words"),
    [
        (NOT_SHOWN, "those on its release list"),
        (Circulation(), "not decided yet"),
        (Circulation(()), "by its originators only"),
        (Circulation(("europol", "afripol+members")), "by: europol, afripol+members."),
        (Circulation(("europol",), ("EG", "SD")), "Excluded, through whatever body: EG, SD."),
    ],
)
def test_who_may_read_it_is_said_as_far_as_it_may_be_told(circulation: Circulation, words: str) -> None:
    assert words in in_english(caveats(Marking("interpol", "IC"), circulation))


def test_a_marking_nobody_could_read_says_so_and_counts_as_the_highest() -> None:
    text = in_english(caveats(unknown("RESERVADO")))
    assert "counts as TOP SECRET until an officer resolves it" in text
    assert "cleared to" not in text


def test_an_equivalence_of_the_originator_is_said_to_be_its_own() -> None:
    raised = Marking("interpol", "IR", counted=3)
    assert "Counts as CONFIDENTIAL, as its originator has decided." in in_english(caveats(raised))
    assert "cleared to CONFIDENTIAL" in in_english(caveats(raised))


def test_a_downgrade_that_has_come_counts_and_not_the_level_of_before() -> None:
    text = in_english(caveats(Marking("interpol", "IC"), rank=2))
    assert "briefed" in text
    assert "Counts as RESTRICTED" in text


def test_pages_name_organizations_and_countries_as_their_readers_do() -> None:
    french = MarkingWords(Wording("fr")).sentence(Marking("interpol", "IC"), Circulation(("europol",), ("EG",)))
    assert "Europol" in french[0]
    assert "Égypte" in french[1]
