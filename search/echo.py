"""Words of a question that a passage has too, as they were typed: what a match by words rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from repository.disclosure import ReleasedPortion
from search.analyser import among, tokens
from search.language import readings

MOST_NAMED = 6
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Echo:
    """The words of a question by the terms for which they are looked for."""

    typed: Mapping[str, str]

    @classmethod
    def of(cls, question: str) -> Echo:
        """Return the words of a question, in the languages it may be in."""
        typed: dict[str, str] = {}
        languages = readings(question) or (None,)
        for word in dict.fromkeys(_WORD.findall(question)):
            for language in languages:
                for token in tokens(word, language):
                    typed.setdefault(token.term, word)
        return cls(typed)

    def found_in(self, portion: ReleasedPortion) -> tuple[str, ...]:
        """Return the first words that stand in a passage or its headings, in the order of the question."""
        held = frozenset().union(*among(frozenset(self.typed), (*portion.heading, portion.text), portion.language))
        words = dict.fromkeys(word for term, word in self.typed.items() if term in held)
        return tuple(words)[:MOST_NAMED]
