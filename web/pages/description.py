"""What the form of an assessment says, as metadata, and the other way round.

A form is kept as plain values of the shape of a ``Deposit`` in JSON, so that what was typed wrongly can be
shown again as it was typed.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from models.deposit import Deposit
from models.policy import ACTIONS
from web.pages import judgement_fields, relation_fields
from web.pages.form import lines, text, texts, words

Values = dict[str, Any]
TEARLINES = 20
_LINES = ("title", "register_title", "reference", "kind", "horizon", "abstract", "published_at", "review_by")
_INSTANTS = ("embargo_until", "retention_until")
CONCLUSIONS = ("recommendations", "gaps")
"""Fields with one statement a line; a form without them changes nothing."""
_LISTS = ("originators", "pillars", "areas", "regions", "countries")
ORIGINATORS_ONLY = "originators"


def values_of(deposit: Deposit) -> Values:
    """Return what is said of an edition, as the form shows it."""
    return deposit.model_dump(mode="json", by_alias=True)


def read(fields: FormData, before: Deposit) -> Values:
    """Return what a sent form says; fields that no page shows keep what they said before."""
    said = values_of(before)
    for name in _LINES:
        said[name] = text(fields, name) or None
    for name in _INSTANTS:
        said[name] = instant(text(fields, name))
    for name in _LISTS:
        said[name] = texts(fields, name) or None
    said["languages"] = _both(fields, "languages") or None
    said["marking"] = marking(fields, "marking")
    said["title_marking"] = marking(fields, "title_marking")
    said["release_to"] = circulation(fields)
    said["exclude"] = _both(fields, "exclude")
    said["purposes"] = lines(fields, "purposes")
    said["actions"] = _actions(fields)
    said["disclosure"] = text(fields, "disclosure") or "invisible"
    said["future_members"] = bool(text(fields, "future_members"))
    said["conceal_originator"] = bool(text(fields, "conceal_originator"))
    said["period"] = _pair(fields, "period_from", "from", "period_until", "until")
    said["downgrade_on"] = _downgrade(fields)
    said |= relation_fields.read(fields, said, marking)
    said["judgements"] = judgement_fields.read(fields, said["judgements"])
    said |= {name: lines(fields, name) for name in CONCLUSIONS if name in fields}
    said["tearlines"] = [t for number in range(TEARLINES) if (t := _tearline(fields, number)) is not None]
    return said


def checked(said: Values) -> tuple[Deposit | None, dict[str, str]]:
    """Return the metadata, or None and a sentence for each field that cannot be read."""
    try:
        return Deposit.model_validate(said), {}
    except ValidationError as error:
        return None, {_name(entry["loc"]): _sentence(entry["type"]) for entry in error.errors()}


def _name(path: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in path if part != "from")


def _sentence(kind: str) -> str:
    match kind:
        case "missing":
            return "is needed here"
        case "string_too_long" | "too_long":
            return "is too long; shorten it"
        case _:
            return "cannot be read; check how it is written"


def marking(fields: FormData, name: str) -> Values | None:
    """Return the marking that a picker says; its list offers only levels there are, ``scheme:level``."""
    scheme, _, level = text(fields, name).partition(":")
    verbatim = text(fields, f"{name}_text")
    tlp = text(fields, f"{name}_tlp")
    codes = texts(fields, f"{name}_handling")
    if text(fields, f"{name}_handling_text") and "H3" not in codes:
        codes.append("H3")
    compartments = words(fields, f"{name}_compartments")
    if not (scheme or verbatim or tlp or codes or compartments):
        return None
    return {
        "scheme": scheme or None,
        "level": level or None,
        "text": verbatim,
        "tlp": tlp or None,
        "handling": codes,
        "handling_text": text(fields, f"{name}_handling_text"),
        "compartments": compartments,
        "compilation_reason": text(fields, f"{name}_compilation_reason") or None,
    }


def circulation(fields: FormData) -> list[str] | None:
    """Return the release list: None while undecided, empty for the originators only (case 7).

    Whoever ticks recipients has decided, whatever stands above them: no tick is lost.
    """
    if text(fields, "circulation") == ORIGINATORS_ONLY:
        return []
    return _both(fields, "release_to") or None


def _both(fields: FormData, name: str) -> list[str]:
    """Return what was ticked and what was written beside the ticks."""
    return list(dict.fromkeys([*texts(fields, name), *words(fields, f"{name}_more")]))


def _actions(fields: FormData) -> list[str] | None:
    """Return the granted actions, or None where the usual ones are left to apply."""
    if text(fields, "actions_named") != "yes":
        return None
    granted = set(texts(fields, "actions")) | {"view"}
    return [action for action in ACTIONS if action in granted]


def instant(written: str) -> str | None:
    """Return an instant as a form's clock gives it, which is in UTC and does not say so."""
    return f"{written}Z" if len(written) in (16, 19) and "T" in written else written or None


def _pair(fields: FormData, first: str, one: str, second: str, other: str) -> Values | None:
    said = {one: text(fields, first) or None, other: text(fields, second) or None}
    return said if any(said.values()) else None


def _downgrade(fields: FormData) -> Values | None:
    at, level = instant(text(fields, "downgrade_date")), text(fields, "downgrade_level")
    return {"date": at, "level": level} if at or level else None


def _tearline(fields: FormData, number: int) -> Values | None:
    """Return one tearline; one whose portions were emptied is dropped."""
    name = f"tearline_{number}"
    portions = lines(fields, f"{name}_portions")
    if not portions:
        return None
    return {
        "portions": portions,
        "marking": marking(fields, f"{name}_marking") or {},
        "release_to": words(fields, f"{name}_release_to"),
    }
