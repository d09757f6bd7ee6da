"""The shapes of the sentences that layers below the pages say; their translations stand in the catalogues.

One module for each part of the house that speaks; a module has one tuple, ``SHAPES``.
"""

from __future__ import annotations

from web.pages.shapes import (
    changes,
    consents,
    copies,
    formats,
    foundation,
    front,
    judgements,
    layers,
    life,
    lists,
    markings,
    meanwhile,
    organizations,
    outdated,
    overlaps,
    passwords,
    people,
    recognition,
    refusals,
    register,
    relations,
    resemblance,
    searching,
    standing,
    suffixes,
    verdicts,
    why,
)

SHAPES = tuple(
    shape
    for part in (
        changes,
        consents,
        copies,
        formats,
        foundation,
        front,
        judgements,
        layers,
        life,
        lists,
        markings,
        meanwhile,
        organizations,
        outdated,
        overlaps,
        passwords,
        people,
        recognition,
        refusals,
        register,
        relations,
        resemblance,
        searching,
        standing,
        suffixes,
        verdicts,
        why,
    )
    for shape in part.SHAPES
)
