"""What commands say on standard error while one waits."""

from __future__ import annotations

import io
import threading

import pytest

from web.commands import output


class Terminal(io.StringIO):
    """Standard error before which somebody sits; it tells when something was written."""

    def __init__(self) -> None:
        super().__init__()
        self.told = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        written = super().write(text)
        self.told.set()
        return written


def test_who_waits_before_a_terminal_is_told_for_what(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(output, "MOMENT", 0.0)
    with output.waiting("Loading."):
        assert terminal.told.wait(60)
    assert terminal.getvalue() == "Loading.\n"


def test_nothing_is_said_of_what_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(output, "MOMENT", 3600.0)
    with output.waiting("Loading."):
        pass
    assert terminal.getvalue() == ""


def test_nothing_is_said_to_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", io.StringIO())
    before = threading.active_count()
    with output.waiting("Loading."):
        assert threading.active_count() == before
