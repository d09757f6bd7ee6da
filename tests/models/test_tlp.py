"""TLP labels: which rank and which release list they fit (case 22)."""

from __future__ import annotations

import pytest

from models.scheme import RANKS, TLP
from models.tlp import KINDS, fits_rank, fits_tokens, fitting

PERSON = f"person:{'a' * 26}"


@pytest.mark.parametrize(
    ("label", "release_to", "fits"),
    [
        ("RED", ["europol"], False),
        ("RED", [PERSON], True),
        ("RED", [], True),
        ("RED", ["ALL-DIALOGUE-MEMBERS"], False),
        ("AMBER+STRICT", ["afripol+members"], False),
        ("AMBER+STRICT", ["afripol", "country:EG", "list:border"], True),
        ("AMBER", ["afripol+members"], True),
        ("GREEN", ["ALL-DIALOGUE-PARTICIPANTS"], True),
    ],
)
def test_a_label_fits_the_tokens_that_it_can_narrow(label: str, release_to: list[str], fits: bool) -> None:
    assert fits_tokens(label, release_to) is fits
    assert (label in fitting(2, release_to)) is fits


def test_clear_fits_the_public_only_and_nothing_whose_rank_is_not_known_yet() -> None:
    assert [rank for rank in range(len(RANKS)) if fits_rank("CLEAR", rank)] == [0]
    assert not fits_rank("CLEAR", None)
    assert set(fitting(0, None)) == set(TLP)
    assert set(fitting(None, None)) == set(TLP) - {"CLEAR"}


def test_every_kind_of_token_fits_amber() -> None:
    words = ["europol", "afripol+members", "country:EG", "list:border", PERSON, "ALL-INTERPOL-NCB"]
    assert len(words) == len(KINDS)
    assert fits_tokens("AMBER", words)
