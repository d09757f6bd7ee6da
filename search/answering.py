"""Whether an assessment, as one person may see it now, is what her standing question asks for beside its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain

from sqlmodel import Session, col, select

from models.handling import SUPERSEDED
from models.tables.assessment import Portion
from repository.disclosure import ReleasedAssessment, open_portions, released
from repository.errors import SealBroken
from repository.registry import Registry
from repository.scope import Scope
from search.exactly import Exactly, held, spelt
from search.index import Index
from search.query import Query
from search.standing import Question
from search.terms import loose
from search.vectors import Vectors
from search.vocabulary import plain_word

MOST_READ = 2_000
"""So many passages of a part are read for phrases of which no word is indexed."""


@dataclass(slots=True)
class Answering:
    """What search would list, asked of one assessment after the other: each is released once for each person.

    A look goes from part to part and may have all that is kept before it, so what was made for one goes with it.
    """

    registry: Registry
    index: Index
    vectors: Vectors
    session: Session
    scopes: Mapping[str, Scope]
    at: datetime
    _edition: str = ""
    _shown: dict[str, ReleasedAssessment | None] = field(default_factory=dict)
    """The edition that was asked of last, as each person may see it."""
    _texts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """What the parts of that edition say that were read."""

    def holds(self, question: Question, edition: str, handling: int) -> bool:
        """Tell whether an edition passes the question's filters, phrases and exclusions for whoever asks it.

        Phrases must stand in one of its handlings, or in its title or reference: in which part an answer was found
        is kept, and no other part may tell of it when that one is withheld.
        """
        shown, query = self._released(question.person, edition), question.query
        if shown is None or not query.filters.accept(shown):
            return False
        if shown.state == SUPERSEDED and not query.filters.superseded:
            return False
        part = replace(shown, proofs=tuple(proof for proof in shown.proofs if proof.handling.id == handling))
        exactly = Exactly(self.registry, self.index, self.vectors, self.session, None)
        if question.asked.loose:
            # Their words are in no postings, so that nothing but the text tells.
            said = all(self._says(part, handling, phrase) for phrase in query.phrases)
        else:
            said = not query.phrases or bool(exactly.with_phrases([part], query.phrases))
        return said and not self._excluded(exactly, shown, query)

    def _excluded(self, exactly: Exactly, shown: ReleasedAssessment, query: Query) -> bool:
        """Tell whether what a reader may see of a work, its title or its reference holds what is excluded."""
        # A word is told by the vocabulary; of several that are in no postings nothing but the text tells.
        read = [excluded for excluded in query.without if plain_word(excluded) is None and loose(excluded)]
        told = tuple(excluded for excluded in query.without if excluded not in read)
        if told and not exactly.lacking([shown], told):
            return True
        return any(self._says(shown, handling, excluded) for handling in shown.handlings for excluded in read)

    def _says(self, part: ReleasedAssessment, handling: int, phrase: str) -> bool:
        """Tell whether a phrase stands in a part of a work, or in its title or reference, as far as it is read."""
        if handling not in self._texts:
            self._texts[handling] = tuple(self._read(part, handling))
        named = (spelt(name) for name in (part.title, part.reference) if name)
        return any(held(text, phrase) for text in chain(named, self._texts[handling]))

    def _read(self, part: ReleasedAssessment, handling: int) -> Iterator[str]:
        """Yield the texts of a part, spelt as phrases are compared: of a long one its first passages."""
        rows = select(Portion).where(Portion.handling_id == handling).order_by(col(Portion.ordinal)).limit(MOST_READ)
        try:
            opened = open_portions(self.registry, self.session, {part.edition: part}, list(self.session.exec(rows)))
        except SealBroken:
            return
        for portion in opened:
            yield from (spelt(text) for text in (portion.text, *portion.heading))

    def _released(self, person: str, edition: str) -> ReleasedAssessment | None:
        if edition != self._edition:
            self._edition, self._shown, self._texts = edition, {}, {}
        if person not in self._shown:
            shown = released(self.registry, self.scopes[person], edition, self.at)
            self._shown[person] = None if shown is None or shown.unread else shown
        return self._shown[person]
