"""The sentence of one work that answers a question best: what an alert is shown with.

It is looked for anew whenever it is shown, among the parts that its reader may see at that moment, as a search that
is narrowed to this one work would; every passage passes the policy as it is opened (design 3.5).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from models.tables.assessment import Edition
from repository.disclosure import ReleasedAssessment, open_portions
from repository.editions import key_of
from repository.errors import SealBroken
from repository.registry import Registry
from search.changeover import sentences
from search.engine import Engine
from search.evidence import Evidence, asked_for, show, telling
from search.exactly import Exactly, stating
from search.places import portions_at
from search.query import Query
from search.ranking import Ranked, Terms, rank
from search.sharpening import sharpened


def quotation(
    engine: Engine,
    registry: Registry,
    session: Session,
    shown: ReleasedAssessment,
    query: Query,
    vector: NDArray[np.float32] | None,
) -> Evidence | None:
    """Return the best passage of a work that answers a question; None where nothing was asked of its text.

    ``vector`` is the centred question [dimensions]. The caller has brought the engine up to the session.
    """
    wanted = np.array(sorted(shown.handlings), dtype=np.int64)
    if vector is None or not len(wanted):
        return None
    generation = engine.generation(session)
    terms = Terms.of(query.words, registry.vault.posting_key)
    ranked, _ = rank(generation.vectors, engine.index.lexicon.view(wanted), vector, terms, wanted)
    ranked = sharpened(session, registry.vault, generation.model, ranked, vector)
    if query.phrases:
        exactly = Exactly(registry, engine.index, generation.vectors, session, vector)
        exactly.with_phrases([shown], query.phrases)
        ranked = exactly.ranked(shown.edition, ranked)
    return _opened(engine, registry, session, shown, query, vector, ranked[0]) if ranked else None


def _opened(
    engine: Engine,
    registry: Registry,
    session: Session,
    shown: ReleasedAssessment,
    query: Query,
    vector: NDArray[np.float32],
    best: Ranked,
) -> Evidence | None:
    """Return what is shown of a passage; None where this snapshot does not have it or cannot open it."""
    place = best.handling, best.ordinal
    row, edition = portions_at(session, [place]).get(place), session.get(Edition, shown.edition)
    if row is None or edition is None:
        return None
    try:
        opened = next(iter(open_portions(registry, session, {shown.edition: shown}, [row])), None)
        told = sentences(session, key_of(edition, registry.vault), [row], engine.generation(session).model)
    except SealBroken:
        return None
    if opened is None:
        return None
    stated = stating(opened, query.phrases) if query.phrases else None
    asked = asked_for(query.words)
    nearest = telling(opened.text, opened.sentences, opened.language, told[row.id], vector, asked)
    return show(opened, nearest if stated is None else (stated,), best.matched)
