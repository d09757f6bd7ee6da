"""The controlled vocabularies: every word that metadata may use, with its labels."""

from __future__ import annotations

from typing import Self

from models import vocabulary
from models.scheme import Scheme
from web.api.shapes.shape import Shape, shown_by

LANGUAGES = ("ar", "en", "es", "fr")
AREA = {"value": "ransomware", "labels": {"en": "Ransomware", "fr": "Rançongiciel"}}
PILLAR = {"value": "cybercrime", "labels": {"en": "Cybercrime", "fr": "Cybercriminalité"}, "areas": [AREA]}
LEVEL = {"level": "IR", "label": "INTERPOL RESTRICTED", "rank": 2}
SCHEME = {"scheme": "interpol", "name": "INTERPOL", "equivalence": "agreed", "levels": [LEVEL]}


class WordShown(Shape):
    """A word with its labels by language."""

    model_config = shown_by(**AREA)

    value: str
    labels: dict[str, str]

    @classmethod
    def of(cls, group: str, word: str) -> Self:
        """Return a word of a group."""
        return cls(value=word, labels=_labels(group, word))


class PillarShown(Shape):
    """A pillar with its crime areas."""

    model_config = shown_by(**PILLAR)

    value: str
    labels: dict[str, str]
    areas: list[WordShown]

    @classmethod
    def of(cls, pillar: str) -> Self:
        """Return a pillar."""
        areas = [WordShown.of("area", area) for area in vocabulary.areas(pillar)]
        return cls(value=pillar, labels=_labels("pillar", pillar), areas=areas)


class LevelShown(Shape):
    """A level of a scheme and its common rank."""

    model_config = shown_by(**LEVEL)

    level: str
    label: str
    rank: int | None


class SchemeShown(Shape):
    """An enforced marking scheme; ``equivalence`` says whether its ranks are agreed or only assumed."""

    model_config = shown_by(**SCHEME)

    scheme: str
    name: str
    equivalence: str
    levels: list[LevelShown]

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Return a scheme."""
        return cls(
            scheme=scheme.id,
            name=scheme.name,
            equivalence=scheme.equivalence,
            levels=[LevelShown(level=one.code, label=one.label, rank=one.rank) for one in scheme.levels],
        )


class Vocabularies(Shape):
    """Every controlled vocabulary; the areas of ``cross_cutting`` belong to no pillar alone."""

    model_config = shown_by(
        pillars=[PILLAR],
        cross_cutting=[{"value": "criminal-finance", "labels": {"en": "Criminal finance"}}],
        regions=[{"value": "africa", "labels": {"en": "Africa", "fr": "Afrique"}}],
        kinds=[{"value": "assessment", "labels": {"en": "Assessment", "fr": "Évaluation"}}],
        markings=[SCHEME],
        tlp=["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"],
        handling=["H0", "H1", "H2", "H3"],
        actions=["view", "excerpt", "cite", "download", "translate", "derive"],
        status_tokens=["ALL-DIALOGUE-MEMBERS", "ALL-DIALOGUE-PARTICIPANTS", "ALL-INTERPOL-NCB"],
    )

    pillars: list[PillarShown]
    cross_cutting: list[WordShown]
    regions: list[WordShown]
    kinds: list[WordShown]
    markings: list[SchemeShown]
    tlp: list[str]
    handling: list[str]
    actions: list[str]
    status_tokens: list[str]


def _labels(group: str, word: str) -> dict[str, str]:
    return {language: vocabulary.label(group, word, language) for language in LANGUAGES}
