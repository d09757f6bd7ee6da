"""Text made fit to store: composed, without controls, ligatures spelled out."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\u0640\ufeff\ufffe\uffff]"
)
_COMPATIBILITY = re.compile("[\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc\uff01-\uff9f]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Compose (NFC), spell out ligatures and presentation forms (NFKC), drop invisible characters and
    tatweel.

    Directional controls go as well: they order the display of a text and are no part of it.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _SURROGATE.sub("\ufffd", text)
    text = _COMPATIBILITY.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def squeeze(text: str) -> str:
    """Clean, and make every run of white space one blank."""
    return " ".join(clean(text).split())
