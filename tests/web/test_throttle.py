from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from web.errors import TooManyAttempts, WrongCredentials
from web.throttle import PER_ADDRESS, PER_NAME, WINDOW, Throttle

AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def fail(throttle: Throttle, username: str, address: str = "192.0.2.1", at: datetime = AT) -> None:
    with pytest.raises(WrongCredentials), throttle.attempt(username, address, at):
        raise WrongCredentials("no")


def test_a_name_has_a_few_failures_from_one_address_and_then_none() -> None:
    throttle = Throttle()
    for _ in range(PER_NAME):
        fail(throttle, "amina")
    with pytest.raises(TooManyAttempts) as refused, throttle.attempt("Amina", "192.0.2.1", AT):
        pytest.fail("a further attempt was let through")
    assert refused.value.seconds == WINDOW.total_seconds()


def test_the_same_name_from_elsewhere_is_not_locked_out() -> None:
    throttle = Throttle()
    for _ in range(PER_NAME):
        fail(throttle, "amina")
    with throttle.attempt("amina", "192.0.2.2", AT):
        pass


def test_attempts_are_forgotten_after_the_window() -> None:
    throttle = Throttle()
    for second in range(PER_NAME):
        fail(throttle, "amina", at=AT + timedelta(seconds=second))
    with (
        pytest.raises(TooManyAttempts),
        throttle.attempt("amina", "192.0.2.1", AT + WINDOW - timedelta(seconds=1)),
    ):
        pytest.fail("a further attempt was let through")
    with throttle.attempt("amina", "192.0.2.1", AT + WINDOW):
        pass


def test_success_clears_the_failures_of_a_name() -> None:
    throttle = Throttle()
    for _ in range(3 * PER_NAME):
        fail(throttle, "amina")
        with throttle.attempt("amina", "192.0.2.1", AT):
            pass


def test_an_address_that_tries_many_names_is_stopped_even_for_names_not_tried() -> None:
    throttle = Throttle()
    for number in range(PER_ADDRESS):
        fail(throttle, f"guess-{number}")
    with pytest.raises(TooManyAttempts), throttle.attempt("amina", "192.0.2.1", AT):
        pytest.fail("a further attempt was let through")


def test_successes_do_not_use_up_an_address() -> None:
    throttle = Throttle()
    for number in range(2 * PER_ADDRESS):
        with throttle.attempt(f"colleague-{number}", "192.0.2.1", AT):
            pass
