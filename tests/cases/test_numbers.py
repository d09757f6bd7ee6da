"""Every case of the registry officer has its test, and no test claims a case that is not there."""

from __future__ import annotations

import re
from pathlib import Path


def test_the_cases_1_to_33_are_all_played() -> None:
    names = [path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    numbers = {int(number) for text in names for number in re.findall(r"^def test_case_(\d+)_", text, re.MULTILINE)}
    assert numbers == set(range(1, 34))
