"""Words of likelihood: what share of a hundred a word means, by the scheme that a document follows (domain 2).

Sources: ICD 203 Analytic Standards (2015) of the United States; the probability yardstick of the Professional Head
of Intelligence Assessment (PHIA) of the United Kingdom (2018); the guidance of the Intergovernmental Panel on Climate
Change on uncertainty (2010), whose terms overlap; NATO's AJP-2.1. The United Nations have none. Words in other
languages than English are this project's, after the official translations where there are any: show them as assumed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

OWN = "own"
"""The scheme of a document that prints a table of its own: its ranges are said with each judgement."""

LEAST, MOST = 0, 100


class UnknownLikelihood(ValueError):
    """There is no such scheme, or it has no such word; the sentence names those that there are."""


@dataclass(frozen=True, slots=True)
class Term:
    """A step of a scheme: from ``least`` to ``most`` per cent, and its words by language."""

    scheme: str
    code: str
    least: int
    most: int
    words: tuple[tuple[str, str], ...]
    """Pairs of language and word, lower case."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of likelihood: where it is published, what documents call it, its steps from the least likely."""

    id: str
    name: str
    source: str
    called: tuple[str, ...]
    terms: tuple[Term, ...]


@cache
def schemes() -> dict[str, Scheme]:
    """Return the schemes by their ids."""
    raw = json.loads(files("models").joinpath("likelihood.json").read_text("utf-8"))
    return {
        entry["id"]: Scheme(
            id=entry["id"],
            name=entry["name"],
            source=entry["source"],
            called=tuple(entry["names"]),
            terms=tuple(
                Term(
                    entry["id"],
                    term["code"],
                    term["min"],
                    term["max"],
                    tuple((language, word) for language, words in term["words"].items() for word in words),
                )
                for term in entry["terms"]
            ),
        )
        for entry in raw["schemes"]
    }


def term(scheme: str, word: str) -> Term:
    """Return the step that a word, or a step's code, means in a scheme; raise ``UnknownLikelihood`` in words."""
    known = schemes().get(scheme)
    if known is None:
        there = ", ".join([*schemes(), OWN])
        raise UnknownLikelihood(f"there is no likelihood scheme '{scheme[:80]}'; there is: {there}")
    asked = " ".join(word.casefold().split())
    for step in known.terms:
        if asked == step.code or asked in {said for _, said in step.words}:
            return step
    codes = ", ".join(step.code for step in known.terms)
    raise UnknownLikelihood(f"'{word[:80]}' is no word of {known.name}; use one of: {codes}")
