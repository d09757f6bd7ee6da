"""How the words of a question stand in what was searched: in nothing at all, or together in a passage.

Told is only of what was searched for this reader: nothing that she may not see moves it (P1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from search.analyser import UNKNOWN, fold, is_loud, normalise_script, words
from search.function_words import IN_ANY_LANGUAGE
from search.language import EVERY, detect, readings
from search.lexicon import View
from search.literal import exact_keys, is_literal, is_telling, literals
from search.places import I64
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

Flags = NDArray[np.bool_]


class Worded(NamedTuple):
    """How a question's words stand in what was searched.

    ``lacking`` are up to three of them, as they are written, that stand in no portion in any form; ``nowhere`` tells
    that none of them stands anywhere, ``together`` that one of the foremost portions has all of them.
    """

    lacking: tuple[str, ...] = ()
    nowhere: bool = False
    together: bool = False


def worded(question: str, phrases: Sequence[str], view: View, key: bytes, ranked: Sequence[Ranked]) -> Worded:
    """Return how the words of a question stand in a view: those that carry meaning, outside its phrases.

    Where the foremost of what was found is in another language, or most of the words are lacking, only acronyms are
    told: no other word could be expected there. Where nothing was found any word is told. References and codes are told
    wherever they lack, as they stand alike in every language.
    """
    if not view.portions:
        return Worded()
    question = normalize("NFKC", question)
    sought = [literal for literal in literals(question) if not any(literal in phrase for phrase in phrases)]
    strange = [literal for literal in sought if not view.stands(exact_keys(literal, key))]
    if is_literal(question):
        return Worded(tuple(strange[:MOST_TOLD]), nowhere=bool(strange) and len(strange) == len(sought))
    asked = _telling(question, frozenset(word for text in (*phrases, *sought) for word, _ in _words(text)))
    found = _spoken(_Put(question, readings(question), asked, view, key), ranked) if asked else Worded()
    return found._replace(lacking=(*filter(is_telling, strange), *found.lacking)[:MOST_TOLD])


def _spoken(put: _Put, ranked: Sequence[Ranked]) -> Worded:
    """Return how the words of a question stand that are of some language."""
    asked, lacking = put.asked, put.lacking()
    if not ranked:
        return Worded(put.unheard(lacking))
    handlings, ordinals = np.array([one.place for one in ranked[:FOREMOST]], dtype=np.int64).T
    if not lacking:
        return Worded(together=put.together(handlings, ordinals))
    expected = put.expected(handlings, ordinals)
    if expected and (len(asked) <= FEW or 2 * len(lacking) <= len(asked)):
        told = put.unheard(lacking)
    else:
        told = put.unheard([word for word in lacking if _is_acronym(word) and not is_loud(put.question)])
    sure = expected and (len(asked) <= FEW or len(put.spoken) == 1)
    return Worded(told, sure and len(lacking) == len(asked) and not any(map(put.heard, asked)))


def notice(told: Sequence[str], *, listed: bool = True) -> str:
    """Return the sentence that tells some words, where something is ``listed`` all the same and where nothing is."""
    said = "no passage that was searched contains " + ", ".join(f"'{word}'" for word in told)
    return f"{said}; what is listed was found by other words or by its meaning" if listed else said


def _telling(question: str, phrased: frozenset[str]) -> tuple[str, ...]:
    """Return the words that carry meaning and stand in no phrase, each once."""
    told: dict[str, str] = {}
    for folded, written in _words(question):
        if folded not in phrased and folded not in IN_ANY_LANGUAGE:
            told.setdefault(folded, written)
    return tuple(told.values())


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Yield words folded, and as they are written."""
    return ((fold(normalise_script(word.casefold())), word) for word in _WORD.findall(text))


@dataclass(frozen=True, slots=True)
class _Put:
    """A question with its words that carry meaning, in the languages it may be in, put to one view."""

    question: str
    spoken: Sequence[str]
    asked: Sequence[str]
    view: View
    key: bytes

    def lacking(self) -> list[str]:
        """Return the words that stand in no language of the question, if they have a stem in each of these.

        "Others" has none, as "other" says how and not what.
        """
        indexed = (word for word in self.asked if all(any(words(word, language)) for language in self.spoken))
        return [word for word in indexed if not self.stands(word, self.spoken)]

    def heard(self, word: str) -> bool:
        """Tell whether a word stands in any language at all."""
        return self.stands(word, _LANGUAGES)

    def unheard(self, among: Iterable[str]) -> tuple[str, ...]:
        """Return the first of some words that stand nowhere."""
        return tuple(islice((word for word in among if not self.heard(word)), MOST_TOLD))

    def stands(self, word: str, languages: Iterable[str | None]) -> bool:
        """Tell whether a word stands in a view in any of its forms in some languages."""
        return self.view.stands(term for language in languages for term in self._forms(word, language))

    def expected(self, handlings: I64, ordinals: I64) -> bool:
        """Tell whether most of some portions are in the language of the question."""
        return 2 * int(self._written_in(self._likeliest(), handlings, ordinals).sum()) > len(handlings)

    def together(self, handlings: I64, ordinals: I64) -> bool:
        """Tell whether one of some portions has every word, in its form in the language of that portion."""
        for language in self.spoken:
            every = self._written_in([language], handlings, ordinals)
            for word in self.asked if every.any() else ():
                every &= self._having(self._forms(word, language), handlings, ordinals)
            if every.any():
                return True
        return False

    def _likeliest(self) -> Sequence[str]:
        """Return in which languages most of the words stand, of several the one that the letters point to."""
        if len(self.spoken) < 2:
            return self.spoken
        counts = [sum(self.stands(word, [language]) for word in self.asked) for language in self.spoken]
        likeliest = [language for language, count in zip(self.spoken, counts, strict=True) if count == max(counts)]
        pointed = detect(self.question) if len(likeliest) > 1 else None
        return [pointed] if pointed in likeliest else likeliest

    def _forms(self, word: str, language: str | None) -> list[int]:
        return [keyed(f"{language or UNKNOWN}:{stem}", self.key) for stem in words(word, language)]

    def _written_in(self, languages: Iterable[str], handlings: I64, ordinals: I64) -> Flags:
        return self._having([keyed(f"{language}:", self.key) for language in languages], handlings, ordinals)

    def _having(self, terms: Iterable[int], handlings: I64, ordinals: I64) -> Flags:
        found = np.zeros(len(handlings), dtype=np.bool_)
        for term in terms:
            found |= self.view.having(term, handlings, ordinals)
        return found


def _is_acronym(word: str) -> bool:
    return word.isupper() and len(word) <= _LONGEST_ACRONYM
