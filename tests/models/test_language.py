"""Codes of languages are kept in one way, however they are written."""

from __future__ import annotations

import pytest

from models.deposit import Deposit
from models.language import canonical, known, named, well_formed


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("fr", "fr"), ("fra", "fr"), ("FR", "fr"), ("iw", "he"), ("pt-br", "pt-BR"), ("ZH-hans-cn", "zh-Hans-CN"),
        ("es-419", "es-419"), ("sl-ROZAJ", "sl-rozaj"), ("prs", "prs"), ("ga", "ga"), ("English", "English"),
    ],
)  # fmt: skip
def test_a_code_is_kept_as_it_is_written_by_the_standard(written: str, kept: str) -> None:
    assert canonical(written) == kept
    assert canonical(kept) == kept


def test_every_language_with_a_name_is_known_and_kept_under_its_own_code() -> None:
    assert {code for code in named() if not known(code) or canonical(code) != code} == set()


@pytest.mark.parametrize(("code", "is_known"), [("prs", True), ("pt-BR", True), ("xyz", False), ("en-", False)])
def test_a_code_is_known_whose_language_there_is(code: str, is_known: bool) -> None:
    assert known(code) is is_known


def test_a_sign_that_only_looks_like_a_latin_letter_makes_no_code() -> None:
    assert not well_formed("\u212aa")


def test_what_a_depositor_says_twice_is_kept_once() -> None:
    assert Deposit.model_validate({"languages": ["fra", "fr", "pt-br", "english"]}).languages == [
        "fr",
        "pt-BR",
        "english",
    ]
