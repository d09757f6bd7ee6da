"""The judgements that the form of an assessment says; a form without that part changes nothing."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData

from models.deposit import MOST_JUDGEMENTS
from models.likelihood import OWN, UnknownLikelihood, schemes, term
from web.pages.form import text, texts

Values = dict[str, Any]
_LINES = ("confidence", "threat_level", "trend", "horizon")
_LISTS = ("regions", "areas", "portions")


def read(fields: FormData, before: list[Values]) -> list[Values]:
    """Return the judgements of a form; one whose statement was emptied is dropped.

    ``before`` are those that were said, for the words of likelihood as they are printed.
    """
    if not text(fields, "judgements"):
        return before
    return [one for number in range(MOST_JUDGEMENTS) if (one := _judgement(fields, number, before)) is not None]


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what the list of likelihoods offers: the name of each scheme, with value and words of its steps."""
    return [
        (
            scheme.name,
            [(f"{scheme.id}:{step.code}", f"{step.words[0][1]} ({step.least}–{step.most} %)") for step in scheme.terms],
        )
        for scheme in schemes().values()
    ]


def chosen(likelihood: Values | None) -> str:
    """Return the value of the list of likelihoods that a likelihood is; empty without one."""
    if not likelihood:
        return ""
    try:
        return f"{likelihood['scheme']}:{term(likelihood['scheme'], likelihood['word']).code}"
    except UnknownLikelihood:
        return f"{likelihood['scheme']}:{likelihood['word']}"


def _judgement(fields: FormData, number: int, before: list[Values]) -> Values | None:
    name = f"judgement_{number}"
    statement = " ".join(text(fields, f"{name}_statement").split())
    if not statement:
        return None
    held = before[number].get("likelihood") if number < len(before) else None
    return {
        "statement": statement,
        "likelihood": _likelihood(text(fields, f"{name}_likelihood"), held),
        **{line: text(fields, f"{name}_{line}") or None for line in _LINES},
        **{words: texts(fields, f"{name}_{words}") for words in _LISTS},
    }


def _likelihood(written: str, held: Values | None) -> Values | None:
    """Return what the list says; while it says what was held, the word stays as it is printed."""
    if not written or written == chosen(held):
        return held if written else None
    scheme, _, word = written.partition(":")
    said: Values = {"scheme": scheme, "word": word}
    if scheme == OWN:
        return said
    try:
        step = term(scheme, word)
    except UnknownLikelihood:
        return said
    return {**said, "word": step.words[0][1], "min": step.least, "max": step.most}
