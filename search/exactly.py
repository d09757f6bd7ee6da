"""What stands in a text to the letter: phrases that an answer must hold, and words that it must not.

Postings name the passages in which all words of a phrase stand; whether they stand side by side is read in the
opened passages of the scope. Case, accents and the spellings of Arabic letters do not count; the order does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, Portion
from repository.disclosure import ReleasedAssessment, ReleasedPortion, open_portions
from repository.errors import SealBroken
from repository.registry import Registry
from search.analyser import IDEOGRAPH, fold, normalise_script, tokens
from search.index import Index
from search.language import ARABIC, CYRILLIC, LATIN, SOLE, readings
from search.lexicon import keyed
from search.query import Query
from search.ranking import NEAR, Ranked
from search.vectors import Vectors
from search.vocabulary import plain_word, plain_words

Place = tuple[int, int]
I64 = NDArray[np.int64]

MOST_OPENED = 600
"""So many passages are opened for one question; where more could hold what it asks for, the answer says so."""
PARTLY = "the words in quotation marks stand in many passages; only the most promising of them were read"

LETTER_WEIGHT = 0.5
"""What a passage that holds a phrase gains over those that were found beside it."""
_LANGUAGES = (*LATIN, *CYRILLIC, *ARABIC, *dict.fromkeys(SOLE.values()), None)
_PART = re.compile(r"\w+")


def spelt(text: str) -> str:
    """Return the words of a text as they are compared, each between blanks."""
    return f" {' '.join(fold(part) for part in _PART.findall(normalise_script(text.casefold())))} "


def holds(text: str, phrase: str) -> bool:
    """Tell whether a text holds a phrase to the letter; ideographs are not parted into words."""
    wanted = spelt(phrase)
    if IDEOGRAPH.search(wanted):
        return wanted.strip() in spelt(text)
    return wanted in spelt(text)


def stating(portion: ReleasedPortion, phrases: Iterable[str]) -> int | None:
    """Return the first sentence of a passage that holds one of some phrases, or None."""
    for phrase in phrases:
        for number, (start, end) in enumerate(portion.sentences):
            if holds(portion.text[start:end], phrase):
                return number
    return None


@dataclass(slots=True)
class Exactly:
    """The passages that hold what one question asks for to the letter, by edition."""

    registry: Registry
    index: Index
    vectors: Vectors
    session: Session
    vector: NDArray[np.float32] | None
    left: int = MOST_OPENED
    partly: bool = False
    places: dict[str, dict[Place, float]] = field(default_factory=dict)
    """Where phrases stand, with how near those passages are to the question."""

    def narrowed(self, works: Iterable[ReleasedAssessment], query: Query) -> list[ReleasedAssessment]:
        """Return the works that hold what a question asks for to the letter, and nothing that it excludes."""
        return self.with_phrases(self.lacking(list(works), query.without), query.phrases)

    def ranked(self, edition: str, others: Sequence[Ranked]) -> list[Ranked]:
        """Return the passages of a work that hold a phrase, the nearest first, and behind them its others."""
        held = self.places.get(edition, {})
        known = {(portion.handling, portion.ordinal): portion.exactly for portion in others}
        first = [
            Ranked(*place, exactly=known.get(place, near) + LETTER_WEIGHT, near=near >= NEAR, worded=True)
            for place, near in held.items()
        ]
        first.sort(key=lambda portion: (-portion.score, portion.handling, portion.ordinal))
        return first + [portion for portion in others if (portion.handling, portion.ordinal) not in held]

    @property
    def notices(self) -> tuple[str, ...]:
        """Return what is to be said of how far was looked."""
        return (PARTLY,) if self.partly else ()

    def with_phrases(self, works: Sequence[ReleasedAssessment], phrases: Iterable[str]) -> list[ReleasedAssessment]:
        """Return the works in which, or in whose title or reference, each phrase stands."""
        kept = list(works)
        for phrase in phrases:
            owners = _owners(kept)
            wanted = np.array(sorted(owners), dtype=np.int64)
            found = self._read(self._candidates(phrase, wanted), owners, phrase)
            holding = {owners[place[0]].edition for place in found}
            kept = [shown for shown in kept if shown.edition in holding or _named(shown, phrase)]
            for place, near in found.items():
                self.places.setdefault(owners[place[0]].edition, {})[place] = near
        return kept

    def lacking(self, works: Sequence[ReleasedAssessment], without: Iterable[str]) -> list[ReleasedAssessment]:
        """Return the works of which no visible passage, nor title or reference, holds any of some words or phrases."""
        kept = list(works)
        for excluded in without:
            owners = _owners(kept)
            words = list(plain_words(excluded))
            holding = set(self.index.vocabulary.holding(words, owners)) if words else set(owners)
            if plain_word(excluded) is None or not words:
                within = np.array(sorted(holding), dtype=np.int64)
                holding = {place[0] for place in self._read(self._candidates(excluded, within), owners, excluded)}
            gone = {owners[handling].edition for handling in holding}
            kept = [shown for shown in kept if shown.edition not in gone and not _named(shown, excluded)]
        return kept

    def _candidates(self, phrase: str, handlings: I64) -> dict[Place, float]:
        """Return the passages that may hold a phrase, the nearest to the question first, as many as may be read."""
        view = self.index.lexicon.view(handlings)
        found = set[Place]()
        for terms in self._alternatives(phrase):
            holders, ordinals = view.holding(terms)
            found.update(zip(holders.tolist(), ordinals.tolist(), strict=True))
        near = self._near(sorted(found))
        if self._loose(phrase):
            near |= self._nearest(handlings)
        ordered = sorted(near.items(), key=lambda pair: (-round(pair[1], 4), pair[0]))
        self.partly = self.partly or len(ordered) > self.left
        taken = ordered[: self.left]
        self.left -= len(taken)
        return dict(taken)

    def _alternatives(self, phrase: str) -> list[list[int]]:
        """Return sets of terms, one of which every passage that holds the phrase has, whatever its language."""
        key = self.registry.vault.posting_key
        found = {frozenset(t.term for t in tokens(phrase, language) if not t.exact) for language in _LANGUAGES}
        found.discard(frozenset())
        if not found:
            found = {frozenset([token.term]) for token in tokens(phrase, None) if token.exact}
        return [[keyed(term, key) for term in sorted(terms)] for terms in sorted(found, key=sorted)]

    def _loose(self, phrase: str) -> bool:
        """Tell whether a phrase, in a language it may be in, is made of words that are not indexed."""
        spoken = readings(phrase) or (None,)
        return any(not tokens(phrase, language) for language in spoken)

    def _near(self, places: list[Place]) -> dict[Place, float]:
        if self.vector is None:
            return dict.fromkeys(places, 0.0)
        try:
            scores = self.vectors.scores(self.vector, [h for h, _ in places], [o for _, o in places])
        except KeyError:  # Another thread has just taken some of them away.
            return dict.fromkeys(places, 0.0)
        return {place: float(score) for place, score in zip(places, scores, strict=True)}

    def _nearest(self, handlings: I64) -> dict[Place, float]:
        if self.vector is None:
            return {}
        found = self.vectors.nearest(self.vector, handlings, MOST_OPENED)
        self.partly = self.partly or len(found[0]) >= MOST_OPENED
        return {(int(h), int(o)): float(score) for h, o, score in zip(*found, strict=True)}

    def _read(
        self, candidates: dict[Place, float], owners: dict[int, ReleasedAssessment], phrase: str
    ) -> dict[Place, float]:
        """Return those of some passages in which, or in whose headings, a phrase stands."""
        shown = {owners[handling].edition: owners[handling] for handling, _ in candidates}
        rows = _rows(self.session, candidates)
        _held = self.session.exec(select(Edition).where(col(Edition.id).in_(list(shown)))).all()
        found: dict[Place, float] = {}
        for edition, own in _by_edition(rows).items():
            try:
                opened = open_portions(self.registry, self.session, {edition: shown[edition]}, own)
            except SealBroken:
                continue
            places = {row.id: (row.handling_id, row.ordinal) for row in own}
            for portion in opened:
                if holds(portion.text, phrase) or any(holds(heading, phrase) for heading in portion.heading):
                    place = places[portion.id]
                    found[place] = candidates[place]
        return found


def _owners(works: Iterable[ReleasedAssessment]) -> dict[int, ReleasedAssessment]:
    return {handling: shown for shown in works for handling in shown.handlings}


def _named(shown: ReleasedAssessment, phrase: str) -> bool:
    return any(name and holds(name, phrase) for name in (shown.title, shown.reference))


def _by_edition(rows: Iterable[Portion]) -> dict[str, list[Portion]]:
    found: dict[str, list[Portion]] = {}
    for row in rows:
        found.setdefault(row.edition_id, []).append(row)
    return found


def _rows(session: Session, places: Iterable[Place]) -> list[Portion]:
    """Read passages; a handling at a time is what the index of the table serves."""
    wanted: dict[int, list[int]] = {}
    for handling, ordinal in places:
        wanted.setdefault(handling, []).append(ordinal)
    listed = sorted(wanted.items())
    rows: list[Portion] = []
    for start in range(0, len(listed), 100):
        some = [(col(Portion.handling_id) == h) & col(Portion.ordinal).in_(o) for h, o in listed[start : start + 100]]
        rows += session.exec(select(Portion).where(or_(*some)))
    return rows
