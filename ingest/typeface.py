"""The typefaces of what is typeset: Noto Sans Arabic (SIL Open Font License), which also draws Latin.

Where Noto Sans is installed too (``fontpkg-noto-sans``), it draws what the first lacks, such as Cyrillic and Greek.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

import fontpkg
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

FAMILY = "Noto Sans Arabic"
SECOND = "Noto Sans"
MISSING = "\u25cc"
"""The dotted circle: printed where no typeface has a character, so that something is seen to be missing."""
_REGULAR, _BOLD = 400, 700
_FORMS = {"<initial>": "init", "<medial>": "medi", "<final>": "fina"}
_PRESENTATION = range(0xFB50, 0xFEFD)
_LAM = {"<isolated>": 0xFEDF, "<final>": 0xFEE0}
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_KEPT = "\n\u200c"
_CUTTING = Lock()
_LAM_ALEF = (["0644", "0622"], ["0644", "0623"], ["0644", "0625"], ["0644", "0627"])


@dataclass(frozen=True, slots=True)
class Typeface:
    """Two files of one family; cutting them once from the variable font saves a second a document."""

    regular: Path
    bold: Path


def cut_typeface(folder: Path, family: str = FAMILY) -> Typeface:
    """Write the regular and the bold instance of the variable font into the folder."""
    name = family.lower().replace(" ", "-")
    regular, bold = (folder / f"{name}-{weight}.ttf" for weight in (_REGULAR, _BOLD))
    return Typeface(_cut(family, regular, _REGULAR), _cut(family, bold, _BOLD))


def typefaces() -> tuple[Typeface, ...]:
    """Return what to typeset with, the first that has a character draws it; cut at the first call (two seconds)."""
    with _CUTTING:
        return tuple(cut_typeface(Path(_place().name), family) for family in families())


def families() -> tuple[str, ...]:
    """Return the families that are installed, the one that draws Arabic first."""
    return (FAMILY, SECOND) if _installed(SECOND) else (FAMILY,)


@cache
def glyphs(family: str = FAMILY) -> frozenset[int]:
    """Return the code points that a family draws."""
    with TTFont(fontpkg.path(family), lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """Return a text in characters that can be drawn: marks of direction are left out, the missing become circles."""
    known = _drawn()
    normal = unicodedata.normalize("NFC", text.replace("\t", " "))
    kept = (char for char in normal if char in _KEPT or unicodedata.category(char) not in _UNSEEN)
    return "".join(_blank(char) if char.isspace() else char if ord(char) in known else MISSING for char in kept)


def _blank(char: str) -> str:
    """Return a blank as one that no reader takes for a gap: of the usual width, or the end of a line."""
    return char if char == "\n" else " "


def is_right_to_left(text: str) -> bool:
    """Tell whether a text holds letters that run from right to left."""
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def _cut(family: str, target: Path, weight: int) -> Path:
    if target.exists():
        return target
    with TTFont(fontpkg.path(family), recalcTimestamp=False) as font:
        instancer.instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True)
        if family == FAMILY:
            del font["GSUB"]
            addOpenTypeFeaturesFromString(font, joining_rules(font.getBestCmap()), tables={"GSUB"})
        font.save(target)
    return target


@cache
def _place() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="concord-type-")


@cache
def _installed(family: str) -> bool:
    try:
        return bool(fontpkg.path(family))
    except fontpkg.FontpkgError:
        return False


@cache
def _drawn() -> frozenset[int]:
    return frozenset().union(*(glyphs(family) for family in families()))


def joining_rules(glyphs: Mapping[int, str]) -> str:
    """Return rules that join Arabic letters by whole glyphs, one for each letter and form.

    The font's own rules draw a letter as a skeleton and its dots. A PDF made that way cannot be read
    back: the skeleton belongs to many letters. ``glyphs`` maps code points to glyph names.
    """
    rules: dict[str, list[str]] = {"init": [], "medi": [], "fina": [], "rlig": []}
    for point in sorted(set(glyphs) & set(_PRESENTATION)):
        form, *letters = unicodedata.decomposition(chr(point)).split() or [""]
        names = [glyphs.get(int(letter, 16)) for letter in letters]
        if None in names:
            continue
        if len(names) == 1 and form in _FORMS:
            rules[_FORMS[form]].append(_substitute(names[0], glyphs[point]))
        elif letters in _LAM_ALEF:
            final = _final_form(letters[1], glyphs)
            rules["rlig"].append(_substitute(f"{glyphs[_LAM[form]]} {final}", glyphs[point]))
    features = (f"feature {tag} {{ {' '.join(lines)} }} {tag};" for tag, lines in rules.items())
    return "languagesystem DFLT dflt;\nlanguagesystem arab dflt;\n" + "\n".join(features)


def _substitute(drawn: str | None, whole: str) -> str:
    return f"sub {drawn} by {whole};"


def _final_form(letter: str, glyphs: Mapping[int, str]) -> str:
    wanted = f"<final> {letter}"
    return next(name for point, name in glyphs.items() if unicodedata.decomposition(chr(point)) == wanted)
