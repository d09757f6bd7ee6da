"""The book of standing questions: read from the saved searches, encoded once by the model in use, kept sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import Select

from models.tables.saved_search import SavedSearch
from models.tables.standing import StandingSearch
from repository import saved_searches, standing_searches
from repository.database import counter
from repository.errors import SealBroken
from repository.registry import Registry
from repository.standing_searches import OUTDATED
from search.analyser import ANALYSER
from search.bearing import Matter
from search.encoder import FloatArray
from search.engine import Engine
from search.generation import Generation
from search.ground import Parts, ground, sample
from search.query import BadQuery, Query
from search.saved import query_of
from search.standing import Question, Questions, Worked, asked_by, packed, unpacked

_PACKED = 2
"""Moves whenever what is kept of a question does."""
AT_ONCE = 32
"""So many questions are encoded between two writes."""


class QuestionBook:
    """All standing questions with their vectors; only rows that moved are read again."""

    def __init__(self, registry: Registry, engine: Engine) -> None:
        """Start with nothing read."""
        self._registry = registry
        self._engine = engine
        self._version = -1
        self._model = ""
        self._renewing = True
        self._questions = Questions(engine.encoder.dimensions)

    def encode(self, ending: Callable[[], bool]) -> None:
        """Encode the questions that have no vector of the model in use, some at a time, then a few that are outdated.

        The others of these wait for the next call, as what is kept of them serves until then.
        """
        serving = False
        while not (serving or ending()):
            with self._registry.database.read() as session:
                self._engine.refresh(session)
                generation = self._engine.generation(session)
                model = made_by(generation.model)
                if self._known(session, model) and not self._renewing:
                    return
                waiting = _first(session, _lacking(model))
                serving = not waiting
                if serving:
                    waiting = _first(session, col(StandingSearch.model) == model + OUTDATED)
                    self._renewing = bool(waiting)
                seen = {person: self._seen(session, person) for person in {row.person_id for row, _ in waiting}}
            if not waiting:
                return
            made = {
                row.search_id: (row.version, self._sealed(row, search, generation, *seen[row.person_id]))
                for row, search in waiting
            }
            with self._registry.database.write() as session:
                standing_searches.encoded(session, model, made)

    def read(self, session: Session) -> bool:
        """Read what changed, as of the session's snapshot; tell whether every question has its vector."""
        model = made_by(self._engine.generation(session).model)
        if self._known(session, model):
            return True
        if session.exec(select(StandingSearch.search_id).where(_lacking(model)).limit(1)).first() is not None:
            return False
        if model != self._model:
            self._questions = Questions(self._engine.generation(session).encoder.dimensions)
            self._version = -1
        for row, search in session.exec(_joined(col(StandingSearch.version) > self._version)):
            self._take(row, search)
        self._questions.keep(set(session.exec(select(StandingSearch.search_id))))
        self._version, self._model = counter(session, standing_searches.COUNTER), model
        return True

    def answered(self, matter: Matter, people: Iterable[str]) -> list[Question]:
        """Return the questions of some people that a handling's portions answer."""
        places = np.concatenate([self._questions.of(person) for person in people])
        return [self._questions[place] for place in self._questions.answered(matter, places)]

    def outdated(self, person: str, counted: int) -> list[str]:
        """Return a person's searches whose ground is to be taken anew; ``counted`` handlings she has come to see."""
        return self._questions.outdated(person, counted)

    def _known(self, session: Session, model: str) -> bool:
        return counter(session, standing_searches.COUNTER) == self._version and model == self._model

    def _seen(self, session: Session, person: str) -> tuple[list[Parts], int]:
        """Return a few works that a person may see now, and how many handlings she has come to see."""
        registry, now = self._registry, self._registry.clock.now()
        reader, counted = registry.readers.of(session, person, now), standing_searches.counted(session, person)
        if reader is None:
            return [], counted
        return sample(registry, self._engine.generation(session).vectors, reader, now), counted

    def _sealed(
        self, row: StandingSearch, search: SavedSearch, generation: Generation, works: list[Parts], counted: int
    ) -> bytes:
        vault, query, raw = self._registry.vault, _query(self._registry, search), b""
        if query is not None:
            vector = generation.query(query.words)
            above = None if vector is None else ground(generation.vectors, works, vector)
            raw = packed(Worked(asked_by(query, vault.posting_key), above, counted), vector)
        return standing_searches.seal_vector(vault, row.search_id, raw)

    def _take(self, row: StandingSearch, search: SavedSearch) -> None:
        query = _query(self._registry, search)
        try:
            raw = standing_searches.unseal_vector(self._registry.vault, row.search_id, row.vector or b"")
            worked, vector = unpacked(raw)
        except (SealBroken, ValueError):
            return
        if query is not None:
            self._questions.put(Question(row.search_id, row.person_id, query, worked, row.version), vector)


def asked(
    registry: Registry, engine: Engine, session: Session, search: SavedSearch
) -> tuple[Query, FloatArray | None] | None:
    """Return a kept question with its centred vector, None without words; None where it cannot be read or asks nothing.

    The vector is the kept one where the search stands and that is of the model in use; otherwise it is made.
    """
    query = _query(registry, search)
    if query is None:
        return None
    generation, row = engine.generation(session), session.get(StandingSearch, search.id)
    if row is not None and row.model in (made_by(generation.model), made_by(generation.model) + OUTDATED):
        try:
            return query, unpacked(standing_searches.unseal_vector(registry.vault, row.search_id, row.vector or b""))[1]
        except (SealBroken, ValueError):
            pass
    return query, generation.query(query.words)


def _query(registry: Registry, search: SavedSearch) -> Query | None:
    """Return what a search asks; None where it cannot be read or asks nothing, so that it stops no other."""
    try:
        query = query_of(saved_searches.kept(registry.vault, search))
    except (SealBroken, BadQuery, ValueError, KeyError):
        return None
    return None if query.silent else query


def made_by(model: str) -> str:
    """Return by what the vector and the terms of a question are made: a model, the analyser, and how they are kept."""
    return f"{model}:{ANALYSER}.{_PACKED}"


def _lacking(model: str) -> ColumnElement[bool]:
    return or_(col(StandingSearch.model).is_(None), col(StandingSearch.model).not_in([model, model + OUTDATED]))


def _first(session: Session, where: ColumnElement[bool]) -> list[tuple[StandingSearch, SavedSearch]]:
    return list(session.exec(_joined(where).order_by(col(StandingSearch.person_id)).limit(AT_ONCE)))


def _joined(where: ColumnElement[bool]) -> Select[StandingSearch, SavedSearch]:
    joined = select(StandingSearch, SavedSearch).join(SavedSearch, col(SavedSearch.id) == col(StandingSearch.search_id))
    return joined.where(where)
