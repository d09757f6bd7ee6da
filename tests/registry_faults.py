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
from repository.succession import Succession
from tests import registry_stories as stories
from tests.house import START
from tests.registry_stories import Story

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
    def without(succession: Any, scope: Scope, _: Any) -> Scope:
        catalogue = succession._catalogue
        later = {edition: catalogue.referring_to(catalogue.get(edition).assessment) for edition in scope.editions}
        kept = {
            edition: parts
            for edition, parts in scope.editions.items()
            if not any(catalogue.get(edition).assessment in catalogue.get(one).supersedes for one in later[edition])
        }
        return replace(scope, editions=kept)

    patch.setattr(Succession, "_without", without)


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


RANDOM: tuple[Fault, ...] = (
    what_was_withdrawn_is_still_readable,
    refusals_are_not_recorded,
)
"""Faults that random acts meet soon."""

TOLD: tuple[tuple[Fault, Story], ...] = (
    (the_registry_may_downgrade, stories.the_registry_asks_to_lower_and_to_widen),
    (a_suspended_organization_still_reads, stories.an_organization_is_suspended),
    (pins_are_made_anew_whenever_something_changes, stories.a_list_grows_and_its_work_goes_to_one_more),
    (the_consent_of_one_joint_originator_suffices, stories.one_of_three_originators_consents),
    (the_old_edition_is_hidden_from_those_who_see_only_it, stories.a_later_edition_goes_to_fewer),
    (an_exclusion_leaks_through_the_second_body, stories.a_country_is_shut_out_that_belongs_to_two_bodies),
    (an_expired_clearance_still_counts, stories.a_clearance_expires),
    (a_request_is_answered_after_its_end, stories.a_request_is_answered_when_its_time_is_over),
    (a_legal_hold_keeps_nothing, stories.a_work_under_legal_hold_is_to_be_destroyed),
    (readers_are_not_read_again_when_a_standing_changes, stories.an_organization_is_suspended_and_comes_back),
)
"""Faults that random acts seldom meet, each with the story that does."""
