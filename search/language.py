"""The language of a text, found offline: its script first, then letter statistics within that script.

Codes are ISO 639-1. ``None`` means that nobody should rely on a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from search.function_words import FUNCTION_WORDS, NONE

LATIN = ("en", "fr", "es", "pt", "de", "it", "nl", "pl", "ro", "tr", "id", "sw")
CYRILLIC = ("ru", "uk", "bg", "sr", "kk")
ARABIC = ("ar", "fa", "ur", "ps")
SCRIPT_LANGUAGES = {"LATIN": LATIN, "CYRILLIC": CYRILLIC, "ARABIC": ARABIC}
# Scripts that (within what this registry meets) belong to one language.
SOLE = {
    "HEBREW": "he", "GREEK": "el", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh",
    "THAI": "th", "DEVANAGARI": "hi", "ARMENIAN": "hy", "GEORGIAN": "ka", "ETHIOPIC": "am",
}  # fmt: skip
EVERY = (*LATIN, *CYRILLIC, *ARABIC, *dict.fromkeys(SOLE.values()))
# A short text in these scripts is in the script's chief language unless a letter of another one occurs.
CHIEF = {"CYRILLIC": "ru", "ARABIC": "ar"}
FOREIGN = {"CYRILLIC": re.compile("[іїєґўћђјљњџәғқңөұүһ]"), "ARABIC": re.compile("[پچژگکیټډړښۍےہھںٹڈڑ]")}

SURE = 0.55
AHEAD = 0.2
FEWEST_LETTERS = 12
LONGEST = 4_000
MANY = 12
"""A question of so many words in Latin letters tells its language even if no function word is among them."""
_WORD = re.compile(r"[^\W\d_]{2,}")


@cache
def identifier() -> Any:
    """Return the loaded identifier, restricted to the languages above; half a second, once."""
    loaded = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    loaded.set_languages([*LATIN, *CYRILLIC, *ARABIC])
    return loaded


def detect(text: str) -> str | None:
    """Return the language of a text, or ``None`` where it is too short or too mixed to say."""
    sample = text[:LONGEST]
    script, letters = chief_script(sample)
    if script in SOLE:
        return SOLE[script]
    if script not in SCRIPT_LANGUAGES:
        return None
    if script in CHIEF and letters < FEWEST_LETTERS:
        return None if FOREIGN[script].search(sample.lower()) else CHIEF[script]
    if letters < FEWEST_LETTERS:
        return None
    return most_likely(sample, SCRIPT_LANGUAGES[script])


def readings(text: str) -> tuple[str, ...]:
    """Return the languages a question could be in: the detected one, or all of its script, or none.

    The letters of a few words, and names above all, pass for another language too often to rely on: "money laundering"
    may look Polish. Words that say how and not what, such as "of" and "the", tell.
    """
    language = detect(text)
    if language is not None and (language not in LATIN or _tells(text[:LONGEST], language)):
        return (language,)
    script, _ = chief_script(text[:LONGEST])
    return SCRIPT_LANGUAGES.get(script, ())


def _tells(text: str, language: str) -> bool:
    """Tell whether a text says so much that the language its letters point to can be relied on."""
    said = [_bare(word) for word in _WORD.findall(text)]
    return len(said) >= MANY or not FUNCTION_WORDS.get(language, NONE).isdisjoint(said)


def _bare(word: str) -> str:
    """Return a word in Latin letters as function words are listed: in lower case, without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))


def most_likely(text: str, languages: tuple[str, ...]) -> str | None:
    """Return the likeliest of some languages, or ``None`` where it is not clearly ahead."""
    shares = {language: share for language, share in identifier().rank(text) if language in languages}
    total = sum(shares.values())
    if total <= 0:
        return None
    ranked = sorted(shares, key=lambda language: shares[language], reverse=True)
    first, second = shares[ranked[0]] / total, shares[ranked[1]] / total
    return ranked[0] if first >= SURE and first - second >= AHEAD else None


def chief_script(text: str) -> tuple[str, int]:
    """Return the script of most letters, as Unicode names it, and how many letters it has."""
    scripts = Counter(map(script_of, filter(str.isalpha, text)))
    if scripts["HIRAGANA"] + scripts["KATAKANA"]:
        # Japanese is written with Chinese characters between its own.
        scripts["HIRAGANA"] += scripts.pop("CJK", 0)
    if not scripts:
        return "", 0
    return max(sorted(scripts.items()), key=lambda pair: pair[1])


@cache
def script_of(letter: str) -> str:
    """Return the script of a letter: the first word of its Unicode name."""
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]
