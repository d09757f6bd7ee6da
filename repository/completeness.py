"""What must be right before an edition may be submitted, by field, with a sentence for each (domain 2, 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import language, vocabulary
from models.clock import as_utc
from models.deposit import Deposit, MarkingDeclared
from models.marking import highest
from models.scheme import TLP, UnknownLevel, fold, level
from models.tables.organization import Merger, Organization
from models.tlp import fits_tokens
from models.token import BadToken, Token, parse, parse_exclusion
from repository.circulation import check_known
from repository.editions import INVISIBLE, declared
from repository.equivalences import counted
from repository.judgement_problems import judgement_problems
from repository.portion_marks import portion_problems

Problems = dict[str, str]
Suggestions = Mapping[str, Any]
_HIDDEN = 2
"""The rank from which a title's own marking hides it from the register page."""

ABSTRACT = "abstract"
"""What is disclosed where not the existence alone is."""

_UNFIT = {
    "RED": "TLP:RED names people only: person:ID (case 22)",
    "AMBER+STRICT": "TLP:AMBER+STRICT stays with the recipients' own staff: leave out '+members' (case 22)",
}


def field_problems(session: Session, deposit: Deposit, organization: str) -> Problems:
    """Return what is wrong with the fields that were said, by field; empty where nothing is.

    ``organization`` is that of the person who says it: it must be among the originators (W1).
    """
    problems: Problems = {}
    _check_originators(session, deposit, organization, problems)
    _check_merged(session, deposit, organization, problems)
    _check_tokens(session, "release_to", deposit.release_to or [], parse, problems)
    _check_tokens(session, "exclude", deposit.exclude, parse_exclusion, problems)
    _check_marking("marking", deposit.marking, problems)
    _check_marking("title_marking", deposit.title_marking, problems)
    for number, tearline in enumerate(deposit.tearlines):
        _check_tokens(session, f"tearlines.{number}.release_to", tearline.release_to, parse, problems)
        _check_marking(f"tearlines.{number}.marking", tearline.marking, problems)
    _check_joint_markings(session, deposit, organization, problems)
    _check_register_title(deposit, problems)
    _check_disclosure(deposit, problems)
    _check_words(deposit, problems)
    _check_dates(deposit, problems)
    problems |= judgement_problems(deposit)
    if "release_to" not in problems and "exclude" not in problems:
        _check_circulation(session, deposit, organization, problems)
    return problems


def submission_problems(
    session: Session, deposit: Deposit, organization: str, suggestions: Suggestions, at: datetime
) -> Problems:
    """Return what keeps an edition from being submitted: wrong fields, and what must be explicit (case 7).

    ``suggestions`` is what ingest found in the file: its portion marks must fit the marking (cases 10, 11).
    """
    problems = field_problems(session, deposit, organization)
    if deposit.marking is None:
        problems["marking"] = "say the marking: scheme and level, or the words the document carries"
    if deposit.release_to is None:
        problems["release_to"] = "say to whom it is released; an empty list means the originators only"
    if deposit.disclosure != INVISIBLE and not deposit.register_title:
        problems.setdefault("register_title", "say the register title: it is what is disclosed")
    if deposit.disclosure == ABSTRACT and not (deposit.abstract or "").strip():
        problems["abstract"] = "say the abstract that is to be disclosed, or disclose the existence only"
    if deposit.retention_until and as_utc(deposit.retention_until) <= at:
        problems["retention_until"] = "lies in the past: it would be destroyed at once"
    if deposit.downgrade_on and as_utc(deposit.downgrade_on.date) <= at:
        problems["downgrade_on"] = "lies in the past: declare the lower level itself"
    parts = {"title_marking": deposit.title_marking} if deposit.title_marking else {}
    parts |= {f"tearlines.{number}.marking": part.marking for number, part in enumerate(deposit.tearlines)}
    names = deposit.originators or [organization]
    stated = [declared(deposit.marking), *(declared(joint.marking) for joint in deposit.joint_markings)]
    whole = highest(counted(session, names, marking, at) for marking in stated)
    for name, part in parts.items():
        own = counted(session, names, declared(part), at)
        # Words that nobody could read are not refused here: they make it held.
        if own.known and own.rank > whole:
            problems[name] = "is higher than the document; raise the document's marking (case 10)"
    if deposit.marking is not None:
        problems = portion_problems(stated[0], suggestions, highest(stated)) | problems
    return problems


def _check_originators(session: Session, deposit: Deposit, organization: str, problems: Problems) -> None:
    if deposit.originators is None:
        return
    unknown = [name for name in deposit.originators if session.get(Organization, name) is None]
    if unknown:
        problems["originators"] = f"there is no organization '{unknown[0]}'"
    elif organization not in deposit.originators:
        problems["originators"] = f"your own organization ({organization}) must be among the originators"


def _check_merged(session: Session, deposit: Deposit, organization: str, problems: Problems) -> None:
    """Refuse an originator that became part of another: what it would deposit is the successor's (case 18)."""
    named = deposit.originators or [organization]
    merged = session.exec(select(Merger).where(col(Merger.organization_id).in_(named))).first()
    if merged is not None:
        problems.setdefault(
            "originators",
            f"{merged.organization_id} became part of {merged.successor_id}, which deposits in its place",
        )


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


def _check_joint_markings(session: Session, deposit: Deposit, organization: str, problems: Problems) -> None:
    """Refuse markings of others than the joint originators, and what no marking of the whole could say (case 17)."""
    names = [joint.organization for joint in deposit.joint_markings]
    for number, joint in enumerate(deposit.joint_markings):
        place = f"joint_markings.{number}"
        if joint.organization not in (deposit.originators or [organization]):
            problems[f"{place}.organization"] = f"{joint.organization} is not among the originators"
        elif joint.organization in names[:number]:
            problems[f"{place}.organization"] = f"{joint.organization} has said its marking already"
        _check_tokens(session, f"{place}.release_to", joint.release_to, parse, problems)
        _check_marking(f"{place}.marking", joint.marking, problems)
        if f"{place}.release_to" not in problems:
            _check_tlp(f"{place}.release_to", joint.marking, joint.release_to, problems)


def _check_register_title(deposit: Deposit, problems: Problems) -> None:
    """Refuse a register title that says what the title's own marking hides (domain 2)."""
    marking = declared(deposit.title_marking)
    hidden, shown = fold(deposit.title or ""), fold(deposit.register_title or "")
    if deposit.title_marking is not None and marking.rank >= _HIDDEN and hidden and hidden in shown:
        problems["register_title"] = (
            f"the register title repeats the title, which is marked {marking.label}; word it so that it tells nothing"
        )


def _check_disclosure(deposit: Deposit, problems: Problems) -> None:
    """Refuse to disclose to all participants what TLP keeps among the recipients, or what the title hides."""
    if deposit.disclosure == INVISIBLE:
        return
    markings = [deposit.marking, *(said.marking for said in deposit.joint_markings)]
    kept = [marking.tlp for marking in markings if marking and marking.tlp in ("RED", "AMBER+STRICT")]
    if kept:
        problems["disclosure"] = f"TLP:{kept[0]} stays with the recipients: its existence cannot be disclosed to others"
    title, marking = fold(deposit.title or ""), declared(deposit.title_marking)
    hidden = deposit.title_marking is not None and marking.rank >= _HIDDEN and title
    if deposit.disclosure == ABSTRACT and hidden and title in fold(deposit.abstract or ""):
        problems["abstract"] = (
            f"the abstract repeats the title, which is marked {marking.label}; word it so that it tells nothing"
        )


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
    spelled = [code for code in deposit.languages or [] if not language.well_formed(code)]
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
    down, review = deposit.downgrade_on, deposit.review_by
    if review and retention and review > as_utc(retention).date():
        problems["review_by"] = "lies after the end of retention: nothing would be left to review"
    if down is None:
        return
    if retention and as_utc(retention) <= as_utc(down.date):
        problems["downgrade_on"] = "lies after the end of retention: nothing would be left to downgrade"
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
    if tlp in TLP and not fits_tokens(tlp, release_to):
        problems[name] = _UNFIT[tlp]
