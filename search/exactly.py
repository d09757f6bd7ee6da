"""What stands in a text to the letter: phrases that an answer must hold, and words that it must not.

Postings name the passages in which all words of a phrase stand; whether they stand side by side is read in the
opened passages of the scope. Case, accents and the spellings of Arabic letters do not count; the order does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from models.tables.assessment import Portion
from repository.disclosure import ReleasedAssessment, ReleasedPortion, open_portions
from repository.errors import SealBroken
from repository.registry import Registry
from search.analyser import IDEOGRAPH, fold, normalise_script, tokens
from search.index import Index
from search.language import EVERY
from search.places import I64, Place, apart, coded, passages_at
from search.query import Query
from search.ranking import NEAR, Ranked, meant
from search.segment import keyed
from search.terms import loose
from search.vectors import Vectors
from search.vocabulary import plain_word, plain_words

MOST_OPENED = 600
"""So many passages are opened for the phrases of one question, and as many for what it excludes.

Where more could hold them, the answer says so.
"""
MOST_WEIGHED = 20_000
"""So many passages in which a phrase may stand are weighed at most, the nearest to the question."""
PARTLY = "the words in quotation marks stand in many passages; only the most promising of them were read"
PARTLY_EXCLUDED = (
    "what is excluded may stand in many passages; only some of them were read, so an answer may still hold it"
)

LETTER_WEIGHT = 0.5
"""What a passage that holds a phrase gains over those that were found beside it."""
_LANGUAGES = (*EVERY, None)
_AT_ONCE = 20_000
_NOWHERE = np.empty(0, dtype=np.int64)
_PART = re.compile(r"\w+")


def spelt(text: str) -> str:
    """Return the words of a text as they are compared, each between blanks."""
    return f" {' '.join(_PART.findall(fold(normalise_script(text.casefold()))))} "


def holds(text: str, phrase: str) -> bool:
    """Tell whether a text holds a phrase to the letter; ideographs are not parted into words."""
    return held(spelt(text), phrase)


def held(words: str, phrase: str) -> bool:
    """Tell whether a text that is ``spelt`` holds a phrase."""
    wanted = spelt(phrase)
    return (wanted.strip() if IDEOGRAPH.search(wanted) else wanted) in words


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
    most: int = MOST_OPENED
    most_weighed: int = MOST_WEIGHED
    partly: bool = False
    """Whether not all passages were read in which phrases may stand: other works may hold them."""
    partly_excluded: bool = False
    """Whether not all passages were read in which something excluded may stand."""
    places: dict[str, dict[Place, float]] = field(default_factory=dict)
    """Where phrases stand, with how near those passages are to the question."""

    def narrowed(self, works: Iterable[ReleasedAssessment], query: Query) -> list[ReleasedAssessment]:
        """Return the works that hold what a question asks for to the letter, and nothing that it excludes."""
        told = [excluded for excluded in query.without if _told(excluded)]
        read = [excluded for excluded in query.without if not _told(excluded)]
        # What must be read comes last, where the fewest works are left.
        return self.lacking(self.with_phrases(self.lacking(list(works), told), query.phrases), read)

    def ranked(self, edition: str, others: Sequence[Ranked]) -> list[Ranked]:
        """Return the passages of a work that hold a phrase, the nearest first, and behind them its others."""
        held = self.places.get(edition, {})
        known = {portion.place: portion.exactly for portion in others}
        first = [
            Ranked(*place, exactly=known.get(place, near) + LETTER_WEIGHT, near=near >= NEAR, worded=True)
            for place, near in held.items()
        ]
        first.sort(key=lambda portion: (-portion.score, portion.handling, portion.ordinal))
        return first + [portion for portion in others if portion.place not in held]

    @property
    def notices(self) -> tuple[str, ...]:
        """Return what is to be said of how far was looked."""
        said = ((PARTLY, self.partly), (PARTLY_EXCLUDED, self.partly_excluded))
        return tuple(sentence for sentence, true in said if true)

    def with_phrases(self, works: Sequence[ReleasedAssessment], phrases: Sequence[str]) -> list[ReleasedAssessment]:
        """Return the works in which, or in whose title or reference, each phrase stands.

        Only passages of works that may hold all phrases are read.
        """
        kept = list(works)
        if not phrases:
            return kept
        named = {phrase: {shown.edition for shown in works if _named(shown, phrase)} for phrase in phrases}
        candidates: dict[str, dict[Place, float]] = {}
        # Of a phrase without indexed words only the nearest passages are known, so the others narrow first.
        for phrase in sorted(phrases, key=loose):
            owners = _owners(kept)
            found, whole = self._candidates(phrase, np.array(sorted(owners), dtype=np.int64))
            self.partly = self.partly or not whole
            able = named[phrase] | {owners[handling].edition for handling, _ in found}
            kept, candidates[phrase] = [shown for shown in kept if shown.edition in able], found
        owners = _owners(kept)
        own = [{p: near for p, near in candidates[phrase].items() if p[0] in owners} for phrase in phrases]
        taken = self._taken(own, owners)
        self.partly = self.partly or len(taken) < len(set().union(*own))
        for phrase, places in self._read(taken, owners, phrases).items():
            holding = {owners[place[0]].edition for place in places} | named[phrase]
            kept = [shown for shown in kept if shown.edition in holding]
            for place, near in places.items():
                self.places.setdefault(owners[place[0]].edition, {})[place] = near
        return kept

    def lacking(self, works: Sequence[ReleasedAssessment], without: Sequence[str]) -> list[ReleasedAssessment]:
        """Return the works of which no visible passage, nor title or reference, holds any of some words or phrases."""
        kept, left = list(works), self.most
        for number, excluded in enumerate(without):
            owners = _owners(kept)
            words = list(plain_words(excluded))
            holding = set(self.index.vocabulary.holding(words, owners)) if words else set(owners)
            if not _told(excluded):
                found, whole = self._candidates(excluded, np.array(sorted(holding), dtype=np.int64))
                # Each has its share, and what one leaves goes to those behind it.
                taken = _nearest_first(found)[: max(1, left // (len(without) - number))]
                self.partly_excluded = self.partly_excluded or not whole or len(taken) < len(found)
                left -= len(taken)
                read = self._read({place: found[place] for place in taken}, owners, [excluded])
                holding = {handling for handling, _ in read[excluded]}
            gone = {owners[handling].edition for handling in holding}
            kept = [shown for shown in kept if shown.edition not in gone and not _named(shown, excluded)]
        return kept

    def _candidates(self, phrase: str, handlings: I64) -> tuple[dict[Place, float], bool]:
        """Return the passages that may hold a phrase with how near they are to the question, and whether it is all."""
        view = self.index.lexicon.view(handlings)
        held = (coded(*view.holding(terms)) for terms in self._alternatives(phrase))
        found = np.unique(np.concatenate([_NOWHERE, *held]))
        whole = len(found) <= self.most_weighed
        near = self._near(found)
        if not loose(phrase):
            return near, whole
        # Without a question's meaning nothing says which passages come first.
        nearest = self._nearest(handlings)
        return near | nearest, whole and self.vector is not None and len(nearest) < self.most

    def _taken(
        self, candidates: Sequence[dict[Place, float]], owners: dict[int, ReleasedAssessment]
    ) -> dict[Place, float]:
        """Return as many passages as may be read: of each work first the nearest for each phrase, then the next ones.

        So no phrase and no work uses up what the others need.
        """
        best: dict[str, tuple[float, Place]] = {}
        turns: list[tuple[int, str, int, Place, float]] = []
        for phrase, places in enumerate(candidates):
            turn = Counter[str]()
            for place in _nearest_first(places):
                edition = owners[place[0]].edition
                first = (-round(places[place], 4), place)
                best[edition] = min(best.get(edition, first), first)
                turns.append((turn[edition], edition, phrase, place, places[place]))
                turn[edition] += 1
        turns.sort(key=lambda one: (one[0], best[one[1]], one[2]))
        taken: dict[Place, float] = {}
        for *_, place, near in turns:
            if len(taken) == self.most:
                break
            taken[place] = near
        return taken

    def _alternatives(self, phrase: str) -> list[list[int]]:
        """Return sets of terms, one of which every passage that holds the phrase has, whatever its language."""
        key = self.registry.vault.posting_key
        found = {frozenset(t.term for t in tokens(phrase, language) if not t.exact) for language in _LANGUAGES}
        found.discard(frozenset())
        if not found:
            found = {frozenset([token.term]) for token in tokens(phrase, None) if token.exact}
        return [[keyed(term, key) for term in sorted(terms)] for terms in sorted(found, key=sorted)]

    def _near(self, places: I64) -> dict[Place, float]:
        """Return how near places are to the question; of too many only the nearest."""
        scores = self._scores(places)
        if len(places) > self.most_weighed:
            kept = np.sort(np.argsort(-scores, kind="stable")[: self.most_weighed])
            places, scores = places[kept], scores[kept]
        return _by_place(*apart(places), scores)

    def _scores(self, places: I64) -> NDArray[np.float64]:
        if self.vector is None:
            return np.zeros(len(places))
        blocks = (places[start : start + _AT_ONCE] for start in range(0, len(places), _AT_ONCE))
        scores = (meant(self.vectors, self.vector, block).at(block) for block in blocks)
        return np.concatenate([np.empty(0), *scores])

    def _nearest(self, handlings: I64) -> dict[Place, float]:
        if self.vector is None:
            return {}
        return _by_place(*self.vectors.nearest(self.vector, handlings, self.most))

    def _read(
        self, candidates: dict[Place, float], owners: dict[int, ReleasedAssessment], phrases: Sequence[str]
    ) -> dict[str, dict[Place, float]]:
        """Return by phrase those of some passages in which, or in whose headings, it stands."""
        shown = {owners[handling].edition: owners[handling] for handling, _ in candidates}
        # Their editions come with them and stay in the session as long as they do.
        passages = passages_at(self.session, candidates)
        found: dict[str, dict[Place, float]] = {phrase: {} for phrase in phrases}
        for edition, own in _by_edition(passage.row for passage in passages.values()).items():
            try:
                opened = open_portions(self.registry, self.session, {edition: shown[edition]}, own)
            except SealBroken:
                continue
            places = {row.id: (row.handling_id, row.ordinal) for row in own}
            for portion in opened:
                texts = [spelt(text) for text in (portion.text, *portion.heading)]
                for phrase in phrases:
                    if any(held(text, phrase) for text in texts):
                        place = places[portion.id]
                        found[phrase][place] = candidates[place]
        return found


def _told(excluded: str) -> bool:
    """Tell whether the vocabulary alone says where something excluded stands, so that nothing need be read."""
    return plain_word(excluded) is not None


def _by_place(handlings: I64, ordinals: I64, scores: NDArray[np.float64] | NDArray[np.float32]) -> dict[Place, float]:
    return dict(zip(zip(handlings.tolist(), ordinals.tolist(), strict=True), scores.tolist(), strict=True))


def _nearest_first(places: dict[Place, float]) -> list[Place]:
    return sorted(places, key=lambda place: (-round(places[place], 4), place))


def _owners(works: Iterable[ReleasedAssessment]) -> dict[int, ReleasedAssessment]:
    return {handling: shown for shown in works for handling in shown.handlings}


def _named(shown: ReleasedAssessment, phrase: str) -> bool:
    return any(name and holds(name, phrase) for name in (shown.title, shown.reference))


def _by_edition(rows: Iterable[Portion]) -> dict[str, list[Portion]]:
    found: dict[str, list[Portion]] = {}
    for row in rows:
        found.setdefault(row.edition_id, []).append(row)
    return found
