"""Whether an assessment, as one person may see it now, is what her standing question asks for beside its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from models.handling import DRAFT, SUPERSEDED
from repository.disclosure import ReleasedAssessment, released
from repository.registry import Registry
from repository.scope import Scope
from search.exactly import Exactly
from search.index import Index
from search.standing import Question
from search.vectors import Vectors


@dataclass(slots=True)
class Answering:
    """What search would list, asked of single assessments: each is released once for each person of a look."""

    registry: Registry
    index: Index
    vectors: Vectors
    session: Session
    scopes: Mapping[str, Scope]
    at: datetime
    _shown: dict[tuple[str, str], ReleasedAssessment | None] = field(default_factory=dict)

    def holds(self, question: Question, edition: str) -> bool:
        """Tell whether an edition passes the question's filters, phrases and exclusions for whoever asks it."""
        shown, query = self._released(question.person, edition), question.query
        if shown is None or not query.filters.accept(shown):
            return False
        if shown.state == SUPERSEDED and not query.filters.superseded:
            return False
        if not (query.phrases or query.without):
            return True
        exactly = Exactly(self.registry, self.index, self.vectors, self.session, None)
        return bool(exactly.narrowed([shown], query))

    def _released(self, person: str, edition: str) -> ReleasedAssessment | None:
        key = (person, edition)
        if key not in self._shown:
            shown = released(self.registry, self.scopes[person], edition, self.at)
            # A draft that was not read yet is in no list.
            unread = shown is not None and shown.state == DRAFT and not shown.pages
            self._shown[key] = None if unread else shown
        return self._shown[key]
