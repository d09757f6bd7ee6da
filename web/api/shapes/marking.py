"""A marking as it is shown."""

from __future__ import annotations

from typing import Self

from models.marking import Marking
from models.scheme import HANDLING_CODES, TLP, assumed, classification_schemes
from models.tlp import KINDS_OF, RANKS_OF
from web.api.shapes.shape import Shape, shown_by
from web.api.shapes.vocabulary import SCHEME, SchemeShown
from web.caveats import HANDLING_SENTENCES, TLP_SENTENCES, Circulation, caveats, in_english

EXAMPLE = {"scheme": "interpol", "level": "IR", "label": "INTERPOL RESTRICTED", "rank": 2, "tlp": None}
SENTENCE = "May be read by those on its release list and by its originators. Readers must have been briefed."
TLP_CHOICE = {
    "label": "RED",
    "ranks": [0, 1, 2, 3, 4, 5],
    "tokens": ["person"],
    "sentence": TLP_SENTENCES["RED"],
}
HANDLING_CHOICE = {"code": "H2", "sentence": HANDLING_SENTENCES["H2"], "needs_text": False}


class MarkingShown(Shape):
    """Scheme and level with the common rank, 0 PUBLIC to 5 TOP SECRET; an unread marking has no scheme."""

    model_config = shown_by(**EXAMPLE)

    scheme: str
    level: str
    label: str
    rank: int
    tlp: str | None

    @classmethod
    def of(cls, marking: Marking, rank: int | None = None) -> Self:
        """Return what is shown of a marking; ``rank`` where a schedule has already lowered it (W4)."""
        return cls(
            scheme=marking.scheme,
            level=marking.level,
            label=marking.label,
            rank=marking.rank if rank is None else rank,
            tlp=marking.tlp,
        )


class MarkingWhole(MarkingShown):
    """The same with the verbatim words, handling codes and compartments."""

    model_config = shown_by(
        **EXAMPLE, text="", handling=["H1"], handling_text="", compartments=[], compilation_reason=None
    )

    text: str
    handling: list[str]
    handling_text: str
    compartments: list[str]
    compilation_reason: str | None

    @classmethod
    def of(cls, marking: Marking, rank: int | None = None) -> Self:
        """Return all that is shown of a marking."""
        shown = MarkingShown.of(marking, rank)
        return cls(
            **shown.model_dump(),
            text=marking.text,
            handling=sorted(marking.handling),
            handling_text=marking.handling_text,
            compartments=sorted(marking.compartments),
            compilation_reason=marking.compilation_reason,
        )


class MarkingRead(MarkingWhole):
    """A marking as the caller's organization counts it, and what it asks of its readers in plain words.

    ``assumed`` says that the rank is nobody's agreement: neither of the schemes nor of the originator.
    """

    model_config = shown_by(
        **EXAMPLE,
        text="",
        handling=["H1"],
        handling_text="",
        compartments=[],
        compilation_reason=None,
        assumed=True,
        sentence=SENTENCE,
    )

    assumed: bool
    sentence: str

    @classmethod
    def read(cls, marking: Marking, circulation: Circulation) -> Self:
        """Return a marking with its sentence."""
        whole = MarkingWhole.of(marking)
        taken = marking.counted is None and assumed(marking.scheme)
        return cls(**whole.model_dump(), assumed=taken, sentence=in_english(caveats(marking, circulation)))


class TlpChoice(Shape):
    """A TLP label: the ranks and the kinds of release tokens that it does not contradict, and what it means."""

    model_config = shown_by(**TLP_CHOICE)

    label: str
    ranks: list[int]
    tokens: list[str]
    sentence: str


class HandlingChoice(Shape):
    """A handling code with what it asks; H3 says its own text, which is then needed."""

    model_config = shown_by(**HANDLING_CHOICE)

    code: str
    sentence: str
    needs_text: bool


class MarkingChoices(Shape):
    """Everything a picker may offer so that no marking it makes is refused; ``compartments`` are the caller's own."""

    model_config = shown_by(schemes=[SCHEME], tlp=[TLP_CHOICE], handling=[HANDLING_CHOICE], compartments=["LANTERN"])

    schemes: list[SchemeShown]
    tlp: list[TlpChoice]
    handling: list[HandlingChoice]
    compartments: list[str]

    @classmethod
    def of(cls, compartments: frozenset[str]) -> Self:
        """Return the choices of somebody who holds compartments."""
        return cls(
            schemes=[SchemeShown.of(scheme) for scheme in classification_schemes()],
            tlp=[
                TlpChoice(label=one, ranks=list(RANKS_OF[one]), tokens=list(KINDS_OF[one]), sentence=TLP_SENTENCES[one])
                for one in TLP
            ],
            handling=[
                HandlingChoice(
                    code=code,
                    sentence=HANDLING_SENTENCES[code] % {"words": "other conditions, in words"},
                    needs_text=code == "H3",
                )
                for code in HANDLING_CODES
            ],
            compartments=sorted(compartments),
        )
