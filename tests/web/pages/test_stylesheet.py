"""The stylesheet: the same in both directions of writing, and readable in light and dark."""

from __future__ import annotations

import re

import pytest

from web.pages.rendering import TEMPLATES

CSS = re.sub(r"/\*.*?\*/", "", (TEMPLATES.parent / "static" / "concord.css").read_text("utf-8"), flags=re.DOTALL)
PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![\w-])(?:left|right|top|bottom)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b|(?<![\w-])(?:min-|max-)?(?:width|height)\s*:"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
)


def declarations() -> str:
    """The stylesheet without the conditions of its media rules, which know no logical names."""
    return re.sub(r"@media[^{]*\{", "", CSS)


def test_properties_are_logical() -> None:
    assert PHYSICAL.findall(declarations()) == []


@pytest.mark.parametrize("wrong", ["margin-left: 1px", "text-align: right", "left: 0", "width: 3em", "float: left"])
def test_a_physical_property_would_be_seen(wrong: str) -> None:
    assert PHYSICAL.search("p { " + wrong + " }")


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS


def colours(block: str) -> dict[str, str]:
    found = re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", block)
    return dict(found)


LIGHT = colours(CSS[CSS.index(":root") : CSS.index("}")])
DARK = {**LIGHT, **colours(CSS[CSS.index("prefers-color-scheme: dark") : CSS.index("*, *::before")])}
PAIRS = [
    *[(ink, paper) for ink in ("ink", "quiet", "accent") for paper in ("paper", "sheet", "sunken")],
    ("bar-ink", "bar"),
    ("bar-quiet", "bar"),
    ("accent-ink", "accent"),
    ("accent", "wash"),
    ("quiet", "wash"),
    ("mark-ink", "mark"),
    ("good", "sunken"),
    ("bad", "bad-wash"),
    ("bad", "sheet"),
    ("careful", "careful-wash"),
]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast by WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_text_stands_out_from_its_ground(scheme: dict[str, str], ink: str, paper: str) -> None:
    assert contrast(scheme[ink], scheme[paper]) >= 4.5


def test_every_rank_has_a_colour_that_white_words_stand_out_from() -> None:
    ranks = dict(re.findall(r'\[data-rank="(\d)"\]\s*\{\s*--rank:\s*(#[0-9a-f]{6})', CSS))
    assert sorted(ranks) == ["0", "1", "2", "3", "4", "5"]
    assert len(set(ranks.values())) == 6
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in ranks.values())
