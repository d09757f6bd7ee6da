"""What a portion is indexed by and a question is looked for by: keyed terms of its words, and marks of the portion.

A mark is a term that no word can be: ``en:`` stands with every portion in English, ``slight:`` with every one of a few
words (a lone number of a note, a line of a front page), which lies near to many questions and answers none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.analyser import UNKNOWN, question_tokens, tokens
from search.language import readings
from search.literal import is_literal
from search.segment import keyed

SLIGHT = "slight:"
FEWEST_WORDS = 12
"""A portion of fewer words is slight."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The question's words: all keyed terms, and those that must be found to the letter.

    ``readings`` are the terms of each language that the question could be in, ``languages`` the marks of these, and
    ``slight`` the mark of slight portions; without them every portion that shares a word counts as of its language. A
    ``literal`` question is nothing but references, codes and numbers.
    """

    all: Sequence[int]
    exact: Sequence[int]
    readings: Sequence[Sequence[int]] = ()
    languages: Sequence[int] = ()
    slight: int | None = None
    literal: bool = False

    @classmethod
    def of(cls, words: str, key: bytes) -> Terms:
        """Return the terms of a question under the key of the postings."""
        found = question_tokens(words)
        readings: dict[str, list[int]] = {}
        for token in found:
            if not token.exact:
                readings.setdefault(token.term.partition(":")[0], []).append(keyed(token.term, key))
        return cls(
            all=[keyed(token.term, key) for token in found],
            exact=[keyed(token.term, key) for token in found if token.exact],
            readings=list(readings.values()),
            languages=[keyed(f"{language}:", key) for language in readings],
            slight=keyed(SLIGHT, key),
            literal=is_literal(words),
        )


def stems(word: str, languages: Sequence[str | None], key: bytes) -> list[int]:
    """Return the keyed terms of one word in some languages."""
    return [keyed(token.term, key) for language in languages for token in tokens(word, language)]


def indexed(heading: Sequence[str], text: str, language: str | None) -> list[str]:
    """Return the terms and marks under which a portion is found; ``heading`` are those that its part may show."""
    found = [token.term for token in tokens("\n".join((*heading, text)), language)]
    found.append(f"{language or UNKNOWN}:")
    if len(text.split()) < FEWEST_WORDS:
        found.append(SLIGHT)
    return found


def loose(phrase: str) -> bool:
    """Tell whether a phrase, in a language it may be in, is made of words that are not indexed."""
    return any(not tokens(phrase, language) for language in readings(phrase) or (None,))
