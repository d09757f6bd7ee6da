"""What a question asks for to the letter: its references, codes and numbers, alike in every language."""

from __future__ import annotations

from search.analyser import tokens
from search.segment import keyed

_AROUND = ".,;:!?…()[]{}«»“”„\"'’‘،؛؟"
_FEWEST_DIGITS = 4


def literals(question: str) -> tuple[str, ...]:
    """Return the references, codes and numbers of a question as they are written, each once."""
    runs = (run.strip(_AROUND) for run in question.split())
    return tuple(dict.fromkeys(run for run in runs if any(map(str.isdigit, run)) and _exact(run)))


def is_literal(question: str) -> bool:
    """Tell whether a question is nothing but references, codes and numbers."""
    said = [run for run in question.split() if any(map(str.isalnum, run))]
    return bool(said) and all(map(literals, said))


def is_telling(literal: str) -> bool:
    """Tell whether something is missed where it lacks among words: a number of a few digits seldom is."""
    return any(map(str.isalpha, literal)) or sum(map(str.isdigit, literal)) >= _FEWEST_DIGITS


def exact_keys(literal: str, key: bytes) -> list[int]:
    """Return the keyed terms under which a reference, a code or a number is found."""
    return [keyed(term, key) for term in _exact(literal)]


def _exact(run: str) -> list[str]:
    return [token.term for token in tokens(run, None) if token.exact]
