"""The thread that watches: soon after something happened, whatever went wrong before."""

from __future__ import annotations

import logging
import threading

import pytest

from search.watch import Ending, Watch
from tests.alerted import Alerted
from tests.house import Cast
from web import alerting
from web.house import House
from web.watching import watching

REPORT = b"# Hospitals\n\nRansomware groups attack hospitals and encrypt their backup systems.\n"
PATIENCE = 60.0


def raised(house: House, cast: Cast, username: str) -> bool:
    """Wait until somebody has an alert, as long as patience lasts."""
    waiting, visitor = threading.Event(), cast.visitor(username)
    for _ in range(int(PATIENCE / 0.05)):
        if alerting.count(house, visitor):
            return True
        waiting.wait(0.05)
    return False


def test_an_arrival_is_told_while_the_server_runs(house: House, cast: Cast) -> None:
    Alerted.of(cast).stand("mei", "ransomware groups attack hospitals")
    with watching(house, 0.01):
        cast.release("amina", REPORT)
        assert raised(house, cast, "mei")


def test_a_look_that_failed_is_made_again_though_nothing_moves(
    house: House, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Alerted.of(cast).stand("mei", "ransomware groups attack hospitals")
    cast.release("amina", REPORT)
    looks, look = iter((True, False)), Watch.look

    def failing(watch: Watch, ending: Ending) -> int:
        if next(looks, False):
            raise OSError("no space left on device")
        return look(watch, ending)

    monkeypatch.setattr(Watch, "look", failing)
    with caplog.at_level(logging.ERROR), watching(house, 0.01):
        assert raised(house, cast, "mei")
    assert "looking for alerts failed" in caplog.text
