"""The cover sheet of an issued copy: what it is, whose it is, and what its holder undertakes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.lists import format_list

from ingest.layout import BANNER, GREY, INK, NAVY, Sheets, begins_right_to_left
from ingest.stamp import Stamp
from ingest.typeface import MISSING, printable
from models.marking import Marking

BINDING = ("excerpt", "cite", "translate", "derive")
"""The actions that a holder is told of; seeing it and having a copy are granted already."""
_LABELS = 150.0
_REGIONAL = {"en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover sheet says; names are in its language, and originators that are concealed are missing."""

    stamp: Stamp
    language: str
    title: str
    originators: tuple[str, ...]
    reference: str | None
    marking: Marking
    organization: str
    actions: tuple[str, ...]


@cache
def words(language: str) -> dict[str, str]:
    """Return the fixed sentences of one of the four languages; English for any other."""
    known: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return known.get(language, known["en"])


def draw(sheets: Sheets, cover: Cover, *, pages: str, lacking: bool) -> None:
    """Draw the cover as the next page; ``lacking`` says that characters of the text could not be drawn."""
    said = words(cover.language)
    sheets.add_page()
    sheets.write_lines(said["heading"], 11, GREY, gap=2)
    sheets.write_lines(cover.title, 21, NAVY, bold=True, gap=10)
    _rule(sheets)
    from_right = begins_right_to_left(said["heading"])
    for name, value in _particulars(cover, pages):
        _pair(sheets, said[name], value, from_right)
    sheets.ln(6)
    _rule(sheets)
    sheets.write_lines(said["binding"], 13, NAVY, bold=True, gap=3)
    for sentence in _undertakings(cover):
        sheets.write_lines(sentence, 10, gap=3, from_right=from_right)
    sheets.ln(7)
    sheets.write_lines(said["accounting"], 13, NAVY, bold=True, gap=3)
    for key in ("keep", "recall", "found"):
        sheets.write_lines(said[key].format(organization=cover.organization), 10, gap=3, from_right=from_right)
    if lacking or lacks(cover.title):
        sheets.write_lines(said["missing"], 10, BANNER, gap=3, from_right=from_right)


def _particulars(cover: Cover, pages: str) -> list[tuple[str, str]]:
    stamp, marking = cover.stamp, cover.marking
    codes = [stamp.banner, *sorted(marking.handling), *sorted(marking.compartments)]
    found = [
        ("number", stamp.number),
        ("marking", " · ".join(codes)),
        ("originators", "\n".join(cover.originators)),
        ("reference", cover.reference or ""),
        ("recipient", f"{stamp.name} ({stamp.username})\n{cover.organization}"),
        ("issued", f"{stamp.at:%Y-%m-%d %H:%M:%S} UTC"),
        ("pages", pages),
    ]
    return [(name, value) for name, value in found if value]


def _undertakings(cover: Cover) -> list[str]:
    said, marking = words(cover.language), cover.marking
    labels = [marking.tlp] if marking.tlp else []
    sentences = [said["personal"].format(name=cover.stamp.name), said["onward"]]
    sentences += [said[word].format(text=marking.handling_text) for word in (*labels, *sorted(marking.handling))]
    for key, granted in (("may", True), ("may_not", False)):
        actions = [said[action] for action in BINDING if (action in cover.actions) == granted]
        if actions:
            sentences.append(
                said[key].format(actions=format_list(actions, locale=_REGIONAL.get(cover.language, cover.language)))
            )
    return sentences


def _pair(sheets: Sheets, name: str, value: str, from_right: bool) -> None:
    """Write a name and what belongs to it side by side."""
    top, room = sheets.get_y(), sheets.epw - _LABELS
    sheets.shape(name, from_right)
    with sheets.style(10, GREY):
        sheets.set_xy(sheets.w - sheets.r_margin - _LABELS if from_right else sheets.l_margin, top)
        sheets.multi_cell(_LABELS - 8, 15, printable(name), align="R" if from_right else "L")
    low = sheets.get_y()
    sheets.set_y(top)
    for line in printable(value).split("\n"):
        sheets.shape(line, from_right)
        with sheets.style(10.5, INK, bold=True):
            sheets.set_x(sheets.l_margin if from_right else sheets.l_margin + _LABELS)
            sheets.multi_cell(room, 15, line, align="R" if from_right else "L", new_x="LMARGIN", new_y="NEXT")
    sheets.set_y(max(sheets.get_y(), low) + 3)


def _rule(sheets: Sheets) -> None:
    sheets.set_draw_color(176, 184, 196)
    sheets.set_line_width(0.7)
    sheets.line(sheets.l_margin, sheets.get_y(), sheets.w - sheets.r_margin, sheets.get_y())
    sheets.ln(10)


def lacks(text: str) -> bool:
    """Tell whether a text has characters that no installed typeface draws."""
    return printable(text).count(MISSING) > text.count(MISSING)
