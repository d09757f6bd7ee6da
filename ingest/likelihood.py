"""The words of likelihood in a document, and the scheme by which they mean a share of a hundred (domain 2).

The scheme is told by a table that the document prints, by its name, or by words that only one scheme has; else it
is assumed, and that is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from ingest.cue import folded
from ingest.statement import Statement
from models.likelihood import MOST, OWN, Term, schemes

Told = Literal["table", "name", "words", "assumed"]

SURENESS: dict[Told, float] = {"table": 0.95, "name": 0.9, "words": 0.75, "assumed": 0.3}
"""How sure the scheme is, by what told it."""

_DEFAULT = "icd203"
_PAIRS = 3
_BLANK, _SPACE = r"\ ", r"\s+"
_RANGE = re.compile(
    r"[\s:(=,\u2013-]{1,6}(?:from |of )?(\d{1,3})\s?%?\s?(?:-|\u2013|to|a|\u0627\u0644\u064a)\s?(\d{1,3})"
    r"(?=\s?(?:%|per ?cent|p\. ?100|por ciento|\u066a|\u0641\u064a))"
)


@dataclass(frozen=True, slots=True)
class Read:
    """A word of likelihood as it stands in a text, and what it means."""

    scheme: str
    word: str
    least: int
    most: int
    start: int
    end: int

    def plain(self, told: Told) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"scheme": self.scheme, "word": self.word, "min": self.least, "max": self.most, "told": told}


@dataclass(frozen=True, slots=True)
class Scale:
    """The scheme that a document follows, how that is known, and the ranges of a table of its own."""

    scheme: str
    told: Told
    ranges: dict[str, tuple[int, int]]

    def read(self, statement: Statement) -> Read | None:
        """Return the first word of likelihood of a statement, the longest that begins there; None without one."""
        found = next(_words(statement), None)
        if found is None:
            return None
        word = _word(found)
        verbatim = " ".join(statement.text[found.start() : found.end()].split())
        if self.ranges and word in self.ranges:
            return Read(OWN, verbatim, *self.ranges[word], found.start(), found.end())
        terms = _meanings()[word]
        term = next((term for term in terms if term.scheme == self.scheme), terms[0])
        return Read(term.scheme, verbatim, term.least, term.most, found.start(), found.end())


def scale(statements: Sequence[Statement]) -> Scale:
    """Tell which scheme a document follows."""
    table = _table(statements)
    if len(table) >= _PAIRS:
        scheme = _like(table)
        return Scale(scheme, "table", {}) if scheme else Scale(OWN, "table", table)
    named = Counter(scheme for statement in statements for scheme in _named(statement.folded))
    if named:
        return Scale(named.most_common(1)[0][0], "name", {})
    used = {_word(found) for statement in statements for found in _words(statement)}
    alone = Counter(terms[0].scheme for word in used if len(terms := _meanings()[word]) == 1)
    fits = [scheme for scheme in schemes() if all(any(t.scheme == scheme for t in _meanings()[w]) for w in used)]
    if alone and (len(alone) == 1 or alone.most_common(1)[0][0] in fits):
        return Scale(alone.most_common(1)[0][0], "words", {})
    return Scale(_DEFAULT if _DEFAULT in fits or not fits else fits[0], "assumed", {})


def _named(text: str) -> Iterator[str]:
    for scheme in schemes().values():
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in scheme.called if name in text):
            yield scheme.id


def _table(statements: Sequence[Statement]) -> dict[str, tuple[int, int]]:
    """Return the ranges that a document itself gives words: "unlikely 20-45 %"."""
    ranges: dict[str, tuple[int, int]] = {}
    for statement in statements:
        if "%" not in statement.text and "cent" not in statement.folded:
            continue
        for found in _words(statement):
            given = _RANGE.match(statement.folded, found.end())
            if given and int(given[1]) < int(given[2]) <= MOST:
                ranges.setdefault(_word(found), (int(given[1]), int(given[2])))
    return ranges


def _like(table: dict[str, tuple[int, int]]) -> str | None:
    """Return the scheme whose ranges a table repeats, all but one of them."""
    for scheme in schemes():
        meant = {word: (t.least, t.most) for word in table for t in _meanings()[word] if t.scheme == scheme}
        if sum(meant.get(word) == given for word, given in table.items()) >= max(_PAIRS, len(table) - 1):
            return scheme
    return None


def _words(statement: Statement) -> Iterator[re.Match[str]]:
    return _pattern(statement.languages).finditer(statement.folded)


@cache
def _meanings() -> dict[str, tuple[Term, ...]]:
    """Return the steps that each folded word means, in the order of the schemes."""
    meanings: dict[str, tuple[Term, ...]] = {}
    for scheme in schemes().values():
        for term in scheme.terms:
            for _, word in term.words:
                known = meanings.get(folded(word), ())
                if term not in known:
                    meanings[folded(word)] = (*known, term)
    return meanings


@cache
def _pattern(languages: tuple[str, ...]) -> re.Pattern[str]:
    pairs = (pair for scheme in schemes().values() for term in scheme.terms for pair in term.words)
    ordered = sorted({folded(word) for language, word in pairs if language in languages}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word).replace(_BLANK, _SPACE) for word in ordered)})(?!\w)")


def _word(found: re.Match[str]) -> str:
    """Return a word as the schemes spell it, whatever line it was broken over."""
    return " ".join(found.group().split())
