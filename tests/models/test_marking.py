"""A marking as a document carries it: what it accepts, its rank and its words."""

from __future__ import annotations

from typing import Any

import pytest

from models.marking import UNMARKED, Marking, highest, unknown
from models.scheme import UnknownLevel


def test_a_marking_has_the_rank_and_label_of_its_level_and_keeps_the_verbatim_text() -> None:
    marking = Marking("nat-es", "S", text="Reservado")
    assert (marking.rank, marking.label, marking.text, marking.known) == (4, "RESERVADO", "Reservado", True)


def test_a_marking_nobody_could_read_is_top_secret_and_says_what_was_written() -> None:
    marking = unknown("GEHEIM?")
    assert (marking.rank, marking.label, marking.known) == (5, "GEHEIM?", False)


def test_an_unmarked_upload_is_for_official_use_and_never_public() -> None:
    assert (UNMARKED.rank, UNMARKED.scheme, UNMARKED.level) == (1, "interpol", "IFOUO")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"scheme": "interpool"}, "'interpool' is not an enforced marking scheme"),
        ({"level": "TS"}, "'TS' is not a level of interpol"),
        ({"tlp": "WHITE"}, "'WHITE' is not a TLP label; use one of: CLEAR, GREEN"),
        ({"tlp": ""}, "'' is not a TLP label"),
        ({"handling": frozenset({"H2", "H9"})}, "'H9' is not a handling code; use one of: H0"),
        ({"handling": frozenset({"H3"})}, "H3 needs its free text"),
        ({"handling": frozenset({"H3"}), "handling_text": "  "}, "H3 needs its free text"),
    ],
)
def test_words_outside_the_vocabularies_are_refused(facts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UnknownLevel, match=sentence):
        Marking(**({"scheme": "interpol", "level": "IR"} | facts))


def test_a_marking_takes_its_tlp_handling_codes_and_compartments_along() -> None:
    marking = Marking(
        "eu",
        "S-UE/EU-S",
        tlp="AMBER+STRICT",
        handling=frozenset({"H2", "H3"}),
        handling_text="Ask the desk first.",
        compartments=frozenset({"KESTREL"}),
    )
    assert (marking.rank, marking.tlp) == (4, "AMBER+STRICT")
    assert marking.compartments == {"KESTREL"}


def test_several_markings_together_have_the_highest_rank() -> None:
    assert highest([Marking("interpol", "IC"), Marking("nato", "NS"), Marking("europol", "BPL")]) == 4
    assert highest([Marking("interpol", "IFOUO"), unknown("?")]) == 5


def test_no_marking_at_all_counts_as_unknown() -> None:
    assert highest([]) == 5
