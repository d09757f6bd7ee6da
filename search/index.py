"""What is searchable, in memory: vectors, postings and words of every handling, a cache of the database's rows.

The rows are the truth. Before a search each process reads the rows whose version moved, so that what
another process changed holds for the next request (design 3.6, P6).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from sqlmodel import Session, col, select

from models.tables.assessment import HandlingIndex
from repository.database import counter
from repository.editions import key_of
from repository.scope import Scope
from repository.sealed import SealBroken, Vault
from search.changeover import INDEX, Row, in_use, rows
from search.encoder import ModelUnreadable
from search.generation import Generation, Model
from search.lexicon import Lexicon, View
from search.segment import PostingsUnreadable
from search.vectors import Vectors
from search.vocabulary import NO_WORDS, Vocabulary

Open = Callable[[str], Model]
"""Opens a model by its fingerprint; raises ``ModelUnreadable``."""

log = logging.getLogger("concord.index")


class Index:
    """Vectors and postings by handling, and each scope's view of the postings."""

    def __init__(self, vault: Vault, generation: Generation, open_: Open | None = None) -> None:
        """Start with a generation that is empty; rows of another model wait until that one is in use.

        Without ``open_`` the index stays with this generation.
        """
        self._vault = vault
        self._open = open_
        self._lock = Lock()
        self._staging = Lock()
        self._version = 0
        self.generation = generation
        self._next: Generation | None = None
        self.lexicon = Lexicon()
        self.vocabulary = Vocabulary()
        self._views: WeakKeyDictionary[Scope, View] = WeakKeyDictionary()

    @property
    def vectors(self) -> Vectors:
        """Return the vectors of the model in use."""
        return self.generation.vectors

    def refresh(self, session: Session) -> Generation:
        """Read the rows that moved since the last call, and return the generation that answers."""
        latest = counter(session, INDEX)
        if latest > self._version:
            with self._lock:
                if latest > self._version:
                    self._turn(session)
                    self._read(session)
                    self._version = latest
        return self.generation

    def stage(self, session: Session, fingerprint: str) -> None:
        """Read what is ready of the model that follows, so that nobody waits when it comes into use.

        Raises ``ModelUnreadable`` where it cannot be opened.
        """
        with self._staging:
            self._staged(fingerprint).follow(session)

    def unstage(self) -> None:
        """Forget a model that does not follow any more."""
        with self._staging:
            self._next = None

    def _staged(self, fingerprint: str) -> Generation:
        if self._next is None or self._next.model != fingerprint:
            if self._open is None:
                raise ModelUnreadable("This process keeps to the model it was started with.")
            model = self._open(fingerprint)
            self._next = Generation(self._vault, model.encoder, model.centring)
        return self._next

    def _turn(self, session: Session) -> None:
        """Turn to the model in use, where it is another by now; one that does not open leaves all as it is."""
        used = in_use(session)
        if self._open is None or used is None or used == self.generation.model:
            return
        try:
            with self._staging:
                following = self._staged(used)
                following.follow(session)
                following.complete(session)
                # Last of all, so that what fails before is done anew.
                self._agree(session, following)
                self.generation, self._next = following, None
        except ModelUnreadable as error:
            log.error("questions are still answered by the former model: %s", error)

    def _agree(self, session: Session, generation: Generation) -> None:
        """Have postings of exactly the handlings that have vectors."""
        wanted, known = set(generation.vectors.handlings), set(self.lexicon.handlings)
        self._move(wanted ^ known)
        self.vocabulary.take(dict.fromkeys(known - wanted))
        for handling in known - wanted:
            self.lexicon.remove(handling)
        self._take_all(rows(session, wanted - known), generation)

    def _read(self, session: Session) -> None:
        moved = session.exec(select(HandlingIndex.handling_id).where(col(HandlingIndex.version) > self._version)).all()
        self._move(moved)
        self._take_all(rows(session, moved), self.generation)

    def _take_all(self, found: Iterable[Row], generation: Generation) -> None:
        """Take in vectors, postings and words of some rows."""
        words: dict[int, bytes | None] = {}
        try:
            for row in found:
                words[row.kept.handling_id] = self._words(row) if self._take(row, generation) else None
                # Who reads everything is a process at its start, or the first to ask of an archive that was empty.
                if not self._version:
                    self.lexicon.pack()
        finally:
            # Also where a row cannot be read: what has postings is not read anew.
            self.vocabulary.take(words)

    def _take(self, row: Row, generation: Generation) -> bool:
        """Take a row in where it is of this model and whole, so that one bad row stops no search; tell if it was."""
        handling = row.kept.handling_id
        try:
            if row.kept.postings is not None and generation.take(row):
                self.lexicon.put(handling, row.kept.postings)
                return True
        except PostingsUnreadable:
            pass
        generation.vectors.remove(handling)
        self.lexicon.remove(handling)
        return False

    def _words(self, row: Row) -> bytes:
        """Return the words of a handling; none where it was indexed before words were kept, or they do not open."""
        if row.kept.words is None:
            return NO_WORDS
        try:
            return key_of(row.edition, self._vault).unseal(f"words:{row.kept.handling_id}", row.kept.words)
        except SealBroken:
            return NO_WORDS

    def _move(self, handlings: Collection[int]) -> None:
        """Forget the view of every scope that has any of some handlings: it is another now."""
        moved = np.array(sorted(handlings), dtype=np.int64)
        for scope in list(self._views):
            if scope.meets(moved):
                del self._views[scope]

    def view(self, scope: Scope) -> View:
        """Return the scope's view of the postings, kept while neither it nor those of its handlings have changed."""
        with self._lock:
            known = self._views.get(scope)
            if known is None:
                known = self._views[scope] = self.lexicon.view(scope.handlings)
            return known

    def tidy(self) -> bool:
        """Join postings, and read words that wait; return whether there were any.

        To be called where nobody waits, until there are none.
        """
        joined, read = self.lexicon.tidy(), self.vocabulary.tidy()
        with self._lock:
            seen = list(self._views) if joined else []
        for scope in seen:
            with self._lock:
                view = self._views.get(scope)
                if view is not None and self.lexicon.outdated(view):
                    self._views[scope] = self.lexicon.view(scope.handlings)
        return joined or read
