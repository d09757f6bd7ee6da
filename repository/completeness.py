"""What must be right before an edition may be submitted, by field, and what makes it held (domain 2, 5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sqlmodel import Session

from models import vocabulary
from models.clock import as_utc
from models.deposit import Deposit, MarkingDeclared
from models.scheme import UnknownLevel, level, recognise
from models.tables.organization import Organization
from models.token import BadToken, Token, parse, parse_exclusion
from repository.circulation import check_known
from repository.editions import declared

Problems = dict[str, str]
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def field_problems(session: Session, deposit: Deposit, organization: str) -> Problems:
    """Return what is wrong with the fields that were said, by field; empty where nothing is.

    ``organization`` is that of the person who says it: it must be among the originators (W1).
    """
    problems: Problems = {}
    _check_originators(session, deposit, organization, problems)
    _check_tokens(session, "release_to", deposit.release_to or [], parse, problems)
    _check_tokens(session, "exclude", deposit.exclude, parse_exclusion, problems)
    _check_marking("marking", deposit.marking, problems)
    _check_marking("title_marking", deposit.title_marking, problems)
    for number, tearline in enumerate(deposit.tearlines):
        _check_tokens(session, f"tearlines.{number}.release_to", tearline.release_to, parse, problems)
        _check_marking(f"tearlines.{number}.marking", tearline.marking, problems)
    _check_words(deposit, problems)
    _check_dates(deposit, problems)
    if "release_to" not in problems and "exclude" not in problems:
        _check_circulation(session, deposit, organization, problems)
    return problems


def submission_problems(session: Session, deposit: Deposit, organization: str) -> Problems:
    """Return what keeps an edition from being submitted: wrong fields, and what must be explicit (case 7)."""
    problems = field_problems(session, deposit, organization)
    if deposit.marking is None:
        problems["marking"] = "say the marking: scheme and level, or the words the document carries"
    if deposit.release_to is None:
        problems["release_to"] = "say to whom it is released; an empty list means the originators only"
    parts = {"title_marking": deposit.title_marking} if deposit.title_marking else {}
    parts |= {f"tearlines.{number}.marking": part.marking for number, part in enumerate(deposit.tearlines)}
    whole = declared(deposit.marking)
    for name, part in parts.items():
        # Words that nobody could read are not refused here: they make it held.
        if declared(part).known and declared(part).rank > whole.rank:
            problems[name] = "is higher than the document; raise the document's marking (case 10)"
    return problems


def reasons_to_hold(deposit: Deposit, banners: Iterable[str], *, supervised: bool) -> list[str]:
    """Return why a submission is held for an officer, in words the uploader may see; empty if it is not.

    ``banners`` are the marking words found in the file. Unknown words of marking (case 23), a banner that
    may mean more than the declared level (case 23), TLP:CLEAR on what is classified (case 22), a supervised
    originator (case 4).
    """
    marking = declared(deposit.marking)
    tearlines = [declared(part.marking) for part in deposit.tearlines]
    title = [declared(deposit.title_marking)] if deposit.title_marking else []
    reasons = [
        f"unknown marking: the words '{part.text}' fix no level; name the scheme and the level"
        for part in (marking, *title, *tearlines)
        if not part.known
    ]
    for banner in banners if marking.known else ():
        levels = recognise(banner)
        # A word of several meanings means what was declared, if that is one of them, and else the highest.
        meant = any((found.scheme, found.code) == (marking.scheme, marking.level) for found in levels)
        if not meant and max((found.rank for found in levels), default=0) > marking.rank:
            reasons.append(f"the file carries '{banner}', which is higher than the declared {marking.label}")
    reasons += [
        f"TLP:CLEAR contradicts {part.label}"
        for part in (marking, *tearlines)
        if part.tlp == "CLEAR" and part.rank >= 1
    ]
    if supervised:
        reasons.append("the submitting organization is supervised: an officer reviews its submissions")
    return reasons


def _check_originators(session: Session, deposit: Deposit, organization: str, problems: Problems) -> None:
    if deposit.originators is None:
        return
    unknown = [name for name in deposit.originators if session.get(Organization, name) is None]
    if unknown:
        problems["originators"] = f"there is no organization '{unknown[0]}'"
    elif organization not in deposit.originators:
        problems["originators"] = f"your own organization ({organization}) must be among the originators"


def _check_tokens(
    session: Session, name: str, words: list[str], read: Callable[[str], Token], problems: Problems
) -> None:
    try:
        for word in words:
            check_known(session, read(word))
    except BadToken as error:
        problems[name] = str(error)


def _check_marking(name: str, marking: MarkingDeclared | None, problems: Problems) -> None:
    """Refuse a half-said level and unknown labels; words nobody can read are held, not refused."""
    if marking is None:
        return
    if (marking.scheme is None) != (marking.level is None):
        problems[name] = "name both the scheme and the level"
    elif marking.scheme is None and not marking.text:
        problems[name] = "name the scheme and the level, or give the words the document carries"
    else:
        try:
            marking.model_copy(update={} if marking.scheme else {"scheme": None, "level": None}).value()
        except UnknownLevel as error:
            problems[name] = str(error)


def _check_words(deposit: Deposit, problems: Problems) -> None:
    checks: list[tuple[str, list[str], Callable[[str], object]]] = [
        ("kind", [deposit.kind] if deposit.kind else [], vocabulary.check_kind),
        ("pillars", deposit.pillars or [], vocabulary.check_pillar),
        ("areas", deposit.areas or [], vocabulary.check_area),
        ("regions", deposit.regions or [], vocabulary.check_region),
    ]
    for name, words, check in checks:
        try:
            for word in words:
                check(word)
        except vocabulary.UnknownWord as error:
            problems[name] = str(error)
    strange = [code for code in deposit.countries or [] if not (len(code) == 2 and code.isascii() and code.isupper())]
    spelled = [code for code in deposit.languages or [] if not _LANGUAGE.fullmatch(code)]
    if spelled:
        problems["languages"] = f"'{spelled[0]}' is not a language code; write en, fr, es or ar"
    if strange:
        problems["countries"] = f"'{strange[0]}' is not an ISO 3166 code of two capital letters"


def _check_dates(deposit: Deposit, problems: Problems) -> None:
    if deposit.period and deposit.period.from_ and deposit.period.until and deposit.period.until < deposit.period.from_:
        problems["period"] = "ends before it starts"
    embargo, retention = deposit.embargo_until, deposit.retention_until
    if embargo and retention and as_utc(retention) <= as_utc(embargo):
        problems["retention_until"] = "retention ends before the embargo does: nobody could ever read it"
    down = deposit.downgrade_on
    if down is None:
        return
    marking = declared(deposit.marking)
    if not marking.known:
        problems["downgrade_on"] = "a downgrade needs a marking whose level is known"
        return
    try:
        lower = level(marking.scheme, down.level)
        if (lower.rank or 0) >= marking.rank:
            problems["downgrade_on"] = f"{lower.label} is not lower than {marking.label}"
    except UnknownLevel as error:
        problems["downgrade_on"] = str(error)


def _check_circulation(session: Session, deposit: Deposit, organization: str, problems: Problems) -> None:
    shut_out = {str(parse_exclusion(word)) for word in deposit.exclude}
    for name in deposit.originators or [organization]:
        known = session.get(Organization, name)
        if name in shut_out or (known and known.country and f"country:{known.country}" in shut_out):
            problems["exclude"] = f"an originator ({name}) cannot be excluded from its own assessment (case 6)"
    _check_tlp("release_to", deposit.marking, deposit.release_to or [], problems)
    for number, tearline in enumerate(deposit.tearlines):
        name = f"tearlines.{number}.release_to"
        if name not in problems:
            _check_tlp(name, tearline.marking, tearline.release_to, problems)


def _check_tlp(name: str, marking: MarkingDeclared | None, release_to: list[str], problems: Problems) -> None:
    tlp = marking.tlp if marking else None
    tokens = [parse(word) for word in release_to]
    if tlp == "RED" and any(token.kind != "person" for token in tokens):
        problems[name] = "TLP:RED names people only: person:ID (case 22)"
    if tlp == "AMBER+STRICT" and any(token.kind == "members" for token in tokens):
        problems[name] = "TLP:AMBER+STRICT stays with the recipients' own staff: leave out '+members' (case 22)"
