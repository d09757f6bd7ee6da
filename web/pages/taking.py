"""Taking suggestions over into what a form says: one by its button, or all that are sure; nothing unasked.

Marking and circulation are never taken over together with others, and nothing that a person has said is replaced
when all are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from models.deposit import CONFIDENCES, MOST_JUDGEMENTS, MOST_STATEMENTS, THREAT_LEVELS, TRENDS
from models.likelihood import UnknownLikelihood, term
from web.pages.suggestion import Suggested, Suggestions

Values = dict[str, Any]
T = TypeVar("T")

ALL = "all"
_LINES = ("title", "reference", "kind", "horizon")
_LISTS = {"pillar": "pillars", "area": "areas", "country": "countries", "region": "regions"}
_STATEMENTS = {"recommendation": "recommendations", "gap": "gaps"}
_MOST_PASSAGES = 50


def use(said: Values, suggested: Suggestions, wanted: str) -> Values:
    """Return what is said with one suggestion taken over, or with all that are sure.

    ``wanted`` names it: ``all``, ``title``, ``reference``, ``kind``, ``period``, ``horizon``, ``languages``,
    ``date:N``, ``pillar:NAME``, ``area:NAME``, ``country:CODE``, ``region:NAME``, ``judgement:N``, ``level:N``,
    ``recommendation:N``, ``gap:N`` (with ``all`` for N: all of them), ``banner:N:M``; ``drop:N`` drops a judgement.
    One that is not there changes nothing.
    """
    kind, _, which = wanted.partition(":")
    taken = dict(said)
    match kind:
        case "all":
            return _all(said, suggested)
        case "title" | "reference" | "kind" | "horizon":
            found: Suggested | None = getattr(suggested, kind)
            taken[kind] = found.value if found else said[kind]
        case "period" if suggested.period:
            taken["period"] = _period(suggested.period)
        case "languages" if suggested.languages:
            taken["languages"] = [found.value for found in suggested.languages]
        case "date":
            day = _at(suggested.dates, which)
            taken["published_at"] = day.value if day else said["published_at"]
        case "pillar" | "area" | "country" | "region":
            known = {found.value for found in getattr(suggested, _LISTS[kind])}
            _add(taken, _LISTS[kind], {which} & known)
        case "judgement":
            _judge(taken, _at(suggested.judgements, which))
        case "level":
            _judge(taken, _at(suggested.threat_levels, which))
        case "recommendation" | "gap":
            named = getattr(suggested, _STATEMENTS[kind])
            one = _at(named, which)
            _state(taken, _STATEMENTS[kind], named if which == ALL else [one] if one else [])
        case "drop":
            dropped = _at(said["judgements"], which)
            taken["judgements"] = [judgement for judgement in said["judgements"] if judgement is not dropped]
        case "banner":
            taken["marking"] = _from_banner(said["marking"], suggested, which)
    return taken


def surer(said: Values, suggested: Suggestions) -> int:
    """Return how many values ``all`` would add to what is said."""
    after = _all(said, suggested)
    lines = [name for name in (*_LINES, "period", "published_at") if after[name] != said[name]]
    names = (*_LISTS.values(), *_STATEMENTS.values(), "languages", "judgements")
    lists = (len(after[name] or ()) - len(said[name] or ()) for name in names)
    return len(lines) + sum(lists)


def _all(said: Values, suggested: Suggestions) -> Values:
    """Fill what is empty and add to lists, with what is surer than 80 per cent."""
    taken = dict(said)
    for name in _LINES:
        found: Suggested | None = getattr(suggested, name)
        if found is not None and found.sure and not said[name]:
            taken[name] = found.value
    if suggested.period is not None and suggested.period.sure and not said["period"]:
        taken["period"] = _period(suggested.period)
    if suggested.dates and suggested.dates[0].sure and not said["published_at"]:
        taken["published_at"] = suggested.dates[0].value
    if not said["languages"]:
        taken["languages"] = [found.value for found in suggested.languages if found.sure] or None
    for name in _LISTS.values():
        _add(taken, name, {found.value for found in getattr(suggested, name) if found.sure})
    for judgement in suggested.judgements:
        if judgement.sure:
            _judge(taken, judgement)
    for name in _STATEMENTS.values():
        _state(taken, name, [found for found in getattr(suggested, name) if found.sure])
    return taken


def _add(taken: Values, name: str, values: set[str]) -> None:
    """Add words to a list of the form; what stood there keeps its order."""
    held = taken[name] or []
    taken[name] = [*held, *sorted(values - set(held))] or None


def _state(taken: Values, name: str, found: Sequence[Suggested]) -> None:
    """Add statements to those of the form, each once, as far as there is room."""
    taken[name] = list(dict.fromkeys([*taken[name], *(one.value.strip() for one in found)]))[:MOST_STATEMENTS]


def _period(found: Suggested) -> Values:
    return {"from": found.more.get("from"), "until": found.more.get("until")}


def _judge(taken: Values, found: Suggested | None) -> None:
    """Add a judgement, unless the same statement stands there already."""
    held: list[Values] = taken["judgements"]
    if found is None or len(held) >= MOST_JUDGEMENTS or any(one["statement"] == found.value for one in held):
        return
    more = found.more
    level = more.get("threat_level") or more.get("level")
    taken["judgements"] = [
        *held,
        {
            "statement": found.value,
            "likelihood": likelihood(more.get("likelihood")),
            "confidence": _known(more.get("analytic_confidence"), CONFIDENCES),
            "threat_level": _known(level, THREAT_LEVELS),
            "trend": _known(more.get("trend"), TRENDS),
            "horizon": more.get("horizon"),
            "regions": list(more.get("regions") or []),
            "areas": [],
            "portions": list(found.portions[:_MOST_PASSAGES]),
        },
    ]


def likelihood(found: Values | None) -> Values | None:
    """Return a suggested likelihood as metadata say it: with the range that its scheme gives the word."""
    if not found:
        return None
    said = {name: found[name] for name in ("scheme", "word", "min", "max")}
    try:
        meant = term(said["scheme"], said["word"])
    except UnknownLikelihood:
        return said
    return {**said, "min": meant.least, "max": meant.most}


def _known(word: str | None, words: Sequence[str]) -> str | None:
    return word if word in words else None


def _at(found: Sequence[T], which: str) -> T | None:
    return dict(zip(map(str, range(len(found))), found, strict=True)).get(which)


def _from_banner(marking: Values | None, suggested: Suggestions, which: str) -> Values | None:
    one, _, other = which.partition(":")
    banner = _at(suggested.banners, one)
    level = _at(banner.levels, other) if banner else None
    if banner is None or level is None:
        return marking
    return {**(marking or {}), "scheme": level.scheme, "level": level.code, "text": banner.text}
