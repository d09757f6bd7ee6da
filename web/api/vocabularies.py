"""The controlled vocabularies, the same for everybody."""

from __future__ import annotations

from fastapi import APIRouter

from models import vocabulary
from models.policy import ACTIONS
from models.scheme import HANDLING_CODES, TLP, classification_schemes
from models.token import STATUS_TOKENS
from web.api.shapes.problem import problems
from web.api.shapes.vocabulary import PillarShown, SchemeShown, Vocabularies, WordShown
from web.security import Caller

router = APIRouter(prefix="/vocabularies", tags=["vocabularies"])


@router.get("", responses=problems())
def vocabularies(_caller: Caller) -> Vocabularies:
    """List every word that metadata may use."""
    return Vocabularies(
        pillars=[PillarShown.of(pillar) for pillar in vocabulary.pillars()],
        cross_cutting=[WordShown.of("area", area) for area in vocabulary.areas(vocabulary.CROSS_CUTTING)],
        regions=[WordShown.of("region", region) for region in vocabulary.regions()],
        kinds=[WordShown.of("kind", kind) for kind in vocabulary.kinds()],
        markings=[SchemeShown.of(scheme) for scheme in classification_schemes()],
        tlp=list(TLP),
        handling=list(HANDLING_CODES),
        actions=list(ACTIONS),
        status_tokens=list(STATUS_TOKENS),
    )
