"""What a document opens with, and where words of it stand in its portions."""

from __future__ import annotations

import re

import pytest

from ingest.opening import places
from tests.ingest.said import portions_of


def test_words_are_found_near_their_page_whatever_space_stands_between_them() -> None:
    (portion,) = portions_of("# Ports\n\nA year (2024) of\u00a0maritime\ntraffic ends.\n")
    (found,) = places([portion], 1, " of maritime  traffic ")
    assert portion.text[found.start : found.end].split() == ["of", "maritime", "traffic"]
    assert places([portion], 1, "maritime year") == ()
    assert places([portion], 3, "maritime") == ()
    assert places([portion], 1, " ") == ()


def test_case_25_no_pattern_is_made_of_the_words_of_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python would remember it for the whole process."""
    portions = portions_of("# Ports\n\nFerries leave at noon.\n")
    monkeypatch.setattr(re, "_compile", lambda *_: pytest.fail("a pattern was made"))
    assert len(places(portions, 1, "leave at")) == 1
