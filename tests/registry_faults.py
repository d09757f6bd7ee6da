"""Faults that the comparison with the reference model must find: each a rule broken in the product, for one test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from models.handling import DESTROYED, RELEASED, SUPERSEDED, WITHDRAWN
from repository import legal_holds, moves, organizations, release, requests, rewriting
from repository.recorder import Recorder
from repository.scope import Scope
from repository.succession import Newest
from tests.house import START
from tests.registry_draws import ORIGINATORS, Focus, pick

Fault = Callable[[pytest.MonkeyPatch], None]


def pins_are_made_anew_whenever_something_changes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rewriting, "_kept", lambda new, *_: new)


def the_consent_of_one_joint_originator_suffices(patch: pytest.MonkeyPatch) -> None:
    for kind in ("downgrade", "widen", "destroy"):
        patch.setitem(requests.KINDS, kind, replace(requests.KINDS[kind], one=True))


def the_registry_may_downgrade(patch: pytest.MonkeyPatch) -> None:
    for act in ("downgrade", "widen"):
        patch.setitem(moves.MOVES, act, replace(moves.MOVES[act], roles=("originator", "registry")))


def a_suspended_organization_still_reads(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(release.RULES, "R1", lambda q: q.reader.active)


def the_old_edition_is_hidden_from_those_who_see_only_it(patch: pytest.MonkeyPatch) -> None:
    def without(newest: Any, scope: Scope) -> Scope:
        catalogue = newest._catalogue
        later = {edition: catalogue.referring_to(catalogue.get(edition).assessment) for edition in scope.editions}
        kept = {
            edition: parts
            for edition, parts in scope.editions.items()
            if not any(catalogue.get(edition).assessment in catalogue.get(one).supersedes for one in later[edition])
        }
        return replace(scope, editions=kept)

    patch.setattr(Newest, "_without", without)


def an_exclusion_leaks_through_the_second_body(patch: pytest.MonkeyPatch) -> None:
    rule = release.RULES["R7"]

    def leaking(q: Any) -> bool:
        bodies = [g for g in q.handling.policy.audience if g.token.kind == "members" and g.token in q.reader.tokens]
        return len(bodies) > 1 or rule(q)

    patch.setitem(release.RULES, "R7", leaking)


def what_was_withdrawn_is_still_readable(patch: pytest.MonkeyPatch) -> None:
    rule = release.RULES["R2"]
    out = (RELEASED, SUPERSEDED, WITHDRAWN)
    patch.setitem(release.RULES, "R2", lambda q: q.handling.state in out or rule(q))
    patch.setitem(release.RULES, "R10", lambda q: q.handling.state != DESTROYED)


def an_expired_clearance_still_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(release.RULES, "R4", lambda q: q.reader.reaches(q.handling.rank_at(q.at), START))


def a_request_is_answered_after_its_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(requests, "_refuse_late", lambda *_: None)


def refusals_are_not_recorded(patch: pytest.MonkeyPatch) -> None:
    record = Recorder.record
    patch.setattr(Recorder, "record", lambda self, act: None if act.outcome == "refused" else record(self, act))


def a_legal_hold_keeps_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(legal_holds, "refuse_held", lambda *_: None)


def readers_are_not_read_again_when_a_standing_changes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(organizations, "bump", lambda *_: 0)


QUICK: tuple[Fault, ...] = (
    the_registry_may_downgrade,
    what_was_withdrawn_is_still_readable,
    refusals_are_not_recorded,
)
SLOW: tuple[tuple[Fault, Focus], ...] = (
    (a_suspended_organization_still_reads, Focus(frozenset({"live", "govern", "agree", "turn"}))),
    (
        pins_are_made_anew_whenever_something_changes,
        Focus(frozenset({"change_list", "agree", "circulate"}), audiences=pick([["list:cyber-fusion"]])),
    ),
    (
        the_consent_of_one_joint_originator_suffices,
        Focus(frozenset({"regrade", "circulate", "end", "agree"}), begun_by=("afripol europol",)),
    ),
    (
        the_old_edition_is_hidden_from_those_who_see_only_it,
        Focus(frozenset({"supersede", "live", "circulate"}), begun_by=ORIGINATORS[:1]),
    ),
    (
        an_exclusion_leaks_through_the_second_body,
        Focus(
            frozenset({"deposit", "live", "circulate"}),
            audiences=pick([["afripol+members", "aimc+members"]]),
            exclusions=pick([["EG"], ["TN"], []]),
        ),
    ),
    (an_expired_clearance_still_counts, Focus(frozenset({"govern", "turn", "live"}))),
    (a_request_is_answered_after_its_end, Focus(frozenset({"regrade", "end", "turn", "answer"}))),
    (a_legal_hold_keeps_nothing, Focus(frozenset({"end", "live", "agree"}))),
    (readers_are_not_read_again_when_a_standing_changes, Focus(frozenset({"govern", "agree", "live"}))),
)
"""Faults that few random acts meet, each with what to look at."""
