"""Which words of a question stand in nothing that was searched, so that what is listed was found without them.

Told is only of what was searched for this reader: nothing that she may not see moves it (P1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from unicodedata import normalize

import numpy as np

from search.analyser import UNKNOWN, fold, is_loud, normalise_script, words
from search.function_words import FUNCTION_WORDS
from search.language import EVERY, detect, readings
from search.lexicon import View
from search.ranking import Ranked
from search.segment import keyed

MOST_TOLD = 3
FEW = 2
"""Of more words most must stand somewhere: of a question in another language, or in none, hardly one does."""
FOREMOST = 20
_LANGUAGES = (*EVERY, None)
_LETTER = "(?:[^\\W\\d_]|[\u0640\u064b-\u065f\u0670])"
# What is joined to a digit, a slash or a point is part of a reference, an address or an abbreviation.
_WORD = re.compile(rf"(?<![\w/.@]){_LETTER}{{3,40}}(?![\w/@]|\.\w)")
_LONGEST_ACRONYM = 8


def absent(question: str, phrases: Sequence[str], view: View, key: bytes, ranked: Sequence[Ranked]) -> tuple[str, ...]:
    """Return up to three words of a question, as they are written, that stand in no portion of a view in any form.

    They are words that carry meaning, outside its phrases. Where the foremost of what was found is in another
    language, or most of the words are lacking, only acronyms are told: no other word could be expected there.
    """
    question = normalize("NFKC", question)
    spoken = readings(question)
    asked = _telling(question, frozenset(word for phrase in phrases for word, _ in _words(phrase)))
    lacking = [word for word in asked if not _stands(word, spoken, view, key) and _indexed(word, spoken)]
    if not lacking or not ranked:
        return ()
    understood = len(asked) <= FEW or 2 * len(lacking) < len(asked)
    if not (understood and _spoken(_likeliest(question, spoken, asked, view, key), view, key, ranked)):
        lacking = [word for word in lacking if _is_acronym(word) and not is_loud(question)]
    return tuple(islice((word for word in lacking if not _stands(word, _LANGUAGES, view, key)), MOST_TOLD))


def notice(told: Sequence[str]) -> str:
    """Return the sentence that tells some words."""
    quoted = ", ".join(f"'{word}'" for word in told)
    return f"no passage that was searched contains {quoted}; what is listed was found by other words or by its meaning"


def _telling(question: str, phrased: frozenset[str]) -> tuple[str, ...]:
    """Return the words that carry meaning and stand in no phrase, each once."""
    told: dict[str, str] = {}
    for folded, written in _words(question):
        if folded not in phrased and not any(folded in listed for listed in FUNCTION_WORDS.values()):
            told.setdefault(folded, written)
    return tuple(told.values())


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Yield words folded, and as they are written."""
    return ((fold(normalise_script(word.casefold())), word) for word in _WORD.findall(text))


def _stands(word: str, languages: Sequence[str | None], view: View, key: bytes) -> bool:
    """Tell whether a word stands in a view in any of its forms in some languages."""
    forms = ((language or UNKNOWN, stem) for language in languages for stem in words(word, language))
    return view.stands(keyed(f"{language}:{stem}", key) for language, stem in forms)


def _indexed(word: str, languages: Sequence[str]) -> bool:
    """Tell whether a word has a stem in each of some languages; "others" has none, as "other" says how and not what."""
    return all(any(words(word, language)) for language in languages)


def _likeliest(question: str, spoken: Sequence[str], asked: Sequence[str], view: View, key: bytes) -> Sequence[str]:
    """Return in which languages most of a question's words stand, of several the one its letters point to."""
    if len(spoken) < 2:
        return spoken
    counts = [sum(_stands(word, [language], view, key) for word in asked) for language in spoken]
    likeliest = [language for language, count in zip(spoken, counts, strict=True) if count == max(counts)]
    pointed = detect(question) if len(likeliest) > 1 else None
    return [pointed] if pointed in likeliest else likeliest


def _spoken(languages: Sequence[str], view: View, key: bytes, ranked: Sequence[Ranked]) -> bool:
    """Tell whether most of the foremost portions are in one of some languages."""
    handlings, ordinals = np.array([one.place for one in ranked[:FOREMOST]], dtype=np.int64).T
    found = np.zeros(len(handlings), dtype=np.bool_)
    for language in languages:
        found |= view.having(keyed(f"{language}:", key), handlings, ordinals)
    return 2 * int(found.sum()) > len(found)


def _is_acronym(word: str) -> bool:
    return word.isupper() and len(word) <= _LONGEST_ACRONYM
