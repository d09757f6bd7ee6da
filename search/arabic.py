"""Arabic words brought to one spelling and relieved of what is written onto them.

The stemming is light (after Larkey, Ballesteros and Connell, 2002): an article with its conjunction or
preposition and the commonest endings go, roots are never guessed.
"""

from __future__ import annotations

import re
import unicodedata

# Vowel signs, the dagger alef, Quranic marks, and the tatweel that only stretches a word.
MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
LETTERS = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ۀ": "ه",
        "ؤ": "و",
        "ئ": "ي",
        "ء": "",
    }
)
PREFIXES = ("وال", "فال", "بال", "كال", "ولل", "فلل", "ال", "لل")
SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "هم", "ه", "ي")
SHORTEST_STEM = 3


def normalise(text: str) -> str:
    """Return the text without vowel signs, with one spelling each for alef, ya, kaf and ta marbuta."""
    return MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(LETTERS)


def stem(word: str) -> str:
    """Return a normalised word without article, conjunction and common endings."""
    if word.startswith("و") and len(word) > SHORTEST_STEM and not word.startswith(("وال", "ولل")):
        word = word[1:]
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= SHORTEST_STEM:
            word = word[len(prefix) :]
            break
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM:
            word = word[: -len(suffix)]
    return word
