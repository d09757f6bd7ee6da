"""Words of likelihood and what they mean, by scheme."""

from __future__ import annotations

import pytest

from models.likelihood import UnknownLikelihood, schemes, term
from models.scheme import schemes as marking_schemes


def test_a_word_means_another_share_in_another_scheme() -> None:
    ranges = {scheme: (term(scheme, "unlikely").least, term(scheme, "unlikely").most) for scheme in schemes()}
    assert ranges == {"icd203": (20, 45), "phia": (25, 35), "ipcc": (0, 33), "nato": (10, 40)}


def test_a_word_of_another_language_means_the_same_step() -> None:
    assert term("icd203", "Très  probable").code == term("icd203", "very-likely").code == "very-likely"
    assert term("phia", "من المرجح").code == "likely or probable"


@pytest.mark.parametrize(("scheme", "word"), [("mars", "likely"), ("icd203", "perhaps"), ("phia", "")])
def test_what_no_scheme_knows_is_named_in_words(scheme: str, word: str) -> None:
    with pytest.raises(UnknownLikelihood, match=r"there is|use one of"):
        term(scheme, word)


@pytest.mark.parametrize("scheme", schemes())
def test_the_steps_of_a_scheme_rise_and_every_language_has_words_for_each(scheme: str) -> None:
    steps = schemes()[scheme].terms
    assert all(0 <= step.least < step.most <= 100 for step in steps)
    assert [step.most for step in steps if scheme != "ipcc"] == sorted(step.most for step in steps if scheme != "ipcc")
    for step in steps:
        assert {language for language, _ in step.words} == {"en", "fr", "es", "ar", "ru"}


def test_the_schemes_agree_with_the_register_of_markings() -> None:
    for ident in ("icd203", "phia"):
        written = {level.code for level in marking_schemes()[ident].levels}
        assert {step.code for step in schemes()[ident].terms} == written
