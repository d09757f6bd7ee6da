"""The sentence of one work that answers a question best: what an alert is shown with.

It is looked for anew whenever it is shown, among the parts that its reader may see at that moment, as a search that
is narrowed to this one work would; every passage passes the policy as it is opened (design 3.5).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from repository.disclosure import ReleasedAssessment
from repository.registry import Registry
from search.engine import Engine
from search.evidence import Evidence, asked_for
from search.exactly import Exactly
from search.opening import opened
from search.places import passages_at
from search.query import Query
from search.ranking import Terms, rank
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
    if not ranked:
        return None
    passages = passages_at(session, [ranked[0].place]).values()
    best, asked = [(ranked[0], passage) for passage in passages], asked_for(query.words)
    told = opened(registry, session, shown, best, vector, asked, query.phrases, generation.model)
    return told[0] if told else None
