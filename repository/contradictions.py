"""Contradictions between what is declared and what the file carries: found, and held for an officer (domain 2, 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from models.clock import as_utc
from models.deposit import Deposit, TearlineDeclared
from models.marking import Marking, highest
from models.policy import DEFAULT_ACTIONS, H2_REMOVES
from models.scheme import TLP, UnknownLevel, level, recognise
from models.tlp import fits_rank, narrower, read_label
from repository.editions import declared
from repository.portion_marks import portion_doubts, torn_marks

Suggestions = Mapping[str, Any]


def reasons_to_hold(deposit: Deposit, suggestions: Suggestions, *, supervised: bool) -> list[str]:
    """Return why a submission is held for an officer, in words the uploader may see; empty if it is not.

    ``suggestions`` is what ingest found in the file, for its banners, also those that recognition may have garbled,
    and its portion marks.
    """
    marking = declared(deposit.marking)
    tearlines = [declared(part.marking) for part in deposit.tearlines]
    joint = [declared(part.marking) for part in deposit.joint_markings]
    title = [declared(deposit.title_marking)] if deposit.title_marking else []
    whole = (marking, *joint)
    reasons = [
        *_unknown((*whole, *title, *tearlines)),
        *_banners(whole, [found["text"] for found in suggestions.get("banners", [])]),
        *_narrower(whole, [found["text"] for found in suggestions.get("banners", [])]),
        *_doubtful(whole, suggestions.get("doubtful_banners", [])),
        *portion_doubts(marking, suggestions, highest(whole)),
        *_torn(deposit.tearlines, suggestions),
        *_labels((*whole, *tearlines)),
        *_empty(deposit, (marking, *tearlines, *joint)),
        *_schedule(deposit, marking, tearlines),
        *_actions(deposit, (*whole, *tearlines)),
    ]
    if supervised:
        reasons.append("the submitting organization is supervised: an officer reviews its submissions")
    return list(dict.fromkeys(reasons))


def _unknown(parts: Iterable[Marking]) -> Iterator[str]:
    """Words that fix no level stay at rank 5 until an officer resolves them (case 23)."""
    for part in parts:
        if not part.known:
            yield f"unknown marking: the words '{part.text}' fix no level; name the scheme and the level"


def _banners(whole: tuple[Marking, ...], banners: Iterable[str]) -> Iterator[str]:
    """A banner in the file that may mean more than the declared levels, in whatever scheme (case 23)."""
    for banner in banners if whole[0].known else ():
        if _higher(banner, whole):
            yield f"the file carries '{banner}', which is higher than the declared {whole[0].label}"


def _higher(banner: str, markings: tuple[Marking, ...]) -> bool:
    """Tell whether a banner may mean more: what was declared, if that is one of its meanings, and else the highest."""
    said, levels = {(marking.scheme, marking.level) for marking in markings}, recognise(banner)
    meant = any((found.scheme, found.code) in said for found in levels)
    return not meant and max((found.rank for found in levels), default=0) > highest(markings)


def _narrower(whole: tuple[Marking, ...], banners: Iterable[str]) -> Iterator[str]:
    """A TLP label in the file that lets fewer people read than the one declared (cases 22, 23)."""
    declared_label = _strictest(whole)
    for banner in banners if whole[0].known else ():
        label = read_label(banner)
        if label is not None and narrower(label, declared_label):
            if declared_label is None:
                yield f"the file carries 'TLP:{label}', and no TLP label is declared"
            else:
                yield f"the file carries 'TLP:{label}', which lets fewer people read than TLP:{declared_label}"


def _doubtful(whole: tuple[Marking, ...], doubtful: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Words that are nearly a marking, on a page that was recognised: held as if they were it (case 23)."""
    for found in doubtful if whole[0].known else ():
        carries = f"page {found['page']} carries '{found['text']}', which may be '{found['known']}'"
        label = read_label(found["known"])
        if _higher(found["known"], whole):
            yield f"{carries} and then is higher than the declared {whole[0].label}"
        if label is not None and narrower(label, _strictest(whole)):
            yield f"{carries} and then lets fewer people read than what is declared"


def _strictest(whole: tuple[Marking, ...]) -> str | None:
    return max((part.tlp for part in whole if part.tlp in TLP), key=TLP.index, default=None)


def _torn(tearlines: Iterable[TearlineDeclared], suggestions: Suggestions) -> Iterator[str]:
    """What a tearline takes, and what carries more than the tearline is declared (case 23)."""
    for number, part in enumerate(tearlines, start=1):
        marking = declared(part.marking)
        if not marking.known:
            continue
        pages = {selector.partition(":")[2].strip() for selector in part.portions if selector.startswith("page:")}
        carried = [
            (one["text"], one["page"]) for one in suggestions.get("banners", []) if _higher(one["text"], (marking,))
        ]
        for text, page in carried:
            if str(page) in pages:
                yield f"tearline {number} takes page {page}, which carries '{text}', higher than its {marking.label}"
        for found in suggestions.get("doubtful_banners", []):
            if str(found["page"]) in pages and _higher(found["known"], (marking,)):
                yield (
                    f"tearline {number} takes page {found['page']}, which carries '{found['text']}': "
                    f"that may be '{found['known']}', higher than its {marking.label}"
                )
        for mark, page in torn_marks(part.portions, suggestions, marking.scheme):
            if mark.rank <= marking.rank:
                continue
            what = (
                f"a passage marked '({mark.text})'," if page is None else f"page {page}, which carries '({mark.text})',"
            )
            yield f"tearline {number} takes {what} higher than its {marking.label}"


def _labels(parts: Iterable[Marking]) -> Iterator[str]:
    """TLP:CLEAR on what is classified (case 22), and on what is public everything that restricts it."""
    for part in parts:
        if part.tlp == "CLEAR" and not fits_rank(part.tlp, part.rank):
            yield f"TLP:CLEAR contradicts {part.label}"
        if part.rank == 0:
            restrictions = [f"TLP:{part.tlp}"] if part.tlp not in (None, "CLEAR", "GREEN") else []
            restrictions += sorted(part.handling & {"H2"})
            restrictions += [f"compartment {word}" for word in sorted(part.compartments)]
            yield from (f"{word} contradicts {part.label}, which is public" for word in restrictions)


def _empty(deposit: Deposit, markings: tuple[Marking, ...]) -> Iterator[str]:
    lists = [deposit.release_to, *(part.release_to for part in deposit.tearlines)]
    lists += [joint.release_to for joint in deposit.joint_markings]
    if any(marking.tlp == "RED" and words == [] for marking, words in zip(markings, lists, strict=True)):
        yield "TLP:RED is for people named one by one, and the release list names nobody"


def _schedule(deposit: Deposit, marking: Marking, tearlines: list[Marking]) -> Iterator[str]:
    down = deposit.downgrade_on
    if down is None or not marking.known:
        return
    if deposit.embargo_until and as_utc(deposit.embargo_until) > as_utc(down.date):
        yield "the embargo ends only after the downgrade: what nobody reads yet would be lower already"
    try:
        lower = level(marking.scheme, down.level)
    except UnknownLevel:
        return
    for number, part in enumerate(tearlines, start=1):
        if part.rank > (lower.rank or 0):
            yield f"the downgrade leads to {lower.label}, which is lower than tearline {number} ({part.label})"


def _actions(deposit: Deposit, parts: Iterable[Marking]) -> Iterator[str]:
    granted = sorted((H2_REMOVES - DEFAULT_ACTIONS) & frozenset(deposit.actions or ()))
    if granted and any("H2" in part.handling for part in parts):
        yield f"handling code H2 takes away what the deposit grants: {' or '.join(granted)}"
