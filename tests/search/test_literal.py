"""References, codes and numbers of a question are told from its words, in any script."""

from __future__ import annotations

import pytest

from search.literal import exact_keys, is_literal, is_telling, literals

KEY = b"k" * 32


@pytest.mark.parametrize(
    ("question", "found", "alone"),
    [
        ("S/2025/71", ("S/2025/71",), True),
        ("(S/2025/71)?", ("S/2025/71",), True),
        ("S/2025/71 – S/2025/71", ("S/2025/71",), True),
        ("٢٠٢٥", ("٢٠٢٥",), True),
        ("192.168.1.1, CVE-2024-12345", ("192.168.1.1", "CVE-2024-12345"), True),
        ("APT28 and 10 groups", ("APT28", "10"), False),
        ("20th century", (), False),
        ("ISIL", (), False),
        ("1", (), False),
        ("", (), False),
    ],
)
def test_a_run_with_digits_that_stands_alike_in_every_language_is_literal(
    question: str, found: tuple[str, ...], alone: bool
) -> None:
    assert literals(question) == found
    assert is_literal(question) is alone


def test_a_number_of_few_digits_is_missed_by_nobody() -> None:
    assert [is_telling(one) for one in ("10", "3,5", "2025", "S/2025/71", "M99")] == [False, False, True, True, True]


def test_a_number_has_one_key_in_every_script() -> None:
    assert exact_keys("٢٠٢٥", KEY) == exact_keys("2025", KEY)
