"""The typeface of the sample PDFs: Noto Sans Arabic (SIL Open Font License), which also draws Latin."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import fontpkg
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

FAMILY = "Noto Sans Arabic"
_REGULAR, _BOLD = 400, 700
_FORMS = {"<initial>": "init", "<medial>": "medi", "<final>": "fina"}
_PRESENTATION = range(0xFB50, 0xFEFD)
_LAM = {"<isolated>": 0xFEDF, "<final>": 0xFEE0}
_LAM_ALEF = (["0644", "0622"], ["0644", "0623"], ["0644", "0625"], ["0644", "0627"])


@dataclass(frozen=True, slots=True)
class Typeface:
    """Two files of one family; cutting them once from the variable font saves a second a document."""

    regular: Path
    bold: Path


def cut_typeface(folder: Path) -> Typeface:
    """Write the regular and the bold instance of the variable font into the folder."""
    return Typeface(_cut(folder / "regular.ttf", _REGULAR), _cut(folder / "bold.ttf", _BOLD))


def _cut(target: Path, weight: int) -> Path:
    with TTFont(fontpkg.path(FAMILY), recalcTimestamp=False) as font:
        instancer.instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True)
        del font["GSUB"]
        addOpenTypeFeaturesFromString(font, joining_rules(font.getBestCmap()), tables={"GSUB"})
        font.save(target)
    return target


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
            rules[_FORMS[form]].append(f"sub {names[0]} by {glyphs[point]};")
        elif letters in _LAM_ALEF:
            final = _final_form(letters[1], glyphs)
            rules["rlig"].append(f"sub {glyphs[_LAM[form]]} {final} by {glyphs[point]};")
    features = (f"feature {tag} {{ {' '.join(lines)} }} {tag};" for tag, lines in rules.items())
    return "languagesystem DFLT dflt;\nlanguagesystem arab dflt;\n" + "\n".join(features)


def _final_form(letter: str, glyphs: Mapping[int, str]) -> str:
    wanted = f"<final> {letter}"
    return next(name for point, name in glyphs.items() if unicodedata.decomposition(chr(point)) == wanted)
