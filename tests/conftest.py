"""What holds for every test: settings that libraries read at import, and sockets shut but for loopback."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Before any import of onnxruntime or of the model libraries, which read these once.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

from tests.house import Cast, TurningClock, make_house
from web.house import House

# Random cases are the same ones every time a change is checked; nothing hangs on how fast the machine is.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("roaming", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady" if os.environ.get("CI") else "roaming")

_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_RESOLVING = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyname_ex"})
_outside: list[str] = []


def _is_loopback(host: object) -> bool:
    """Whether a host as given to the socket module is this machine; a name that needs a look-up is not."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _shut(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: refuse what would leave this machine.

    Every refusal is remembered as well, for code that swallows the error.
    """
    if event in _CONNECTING:
        address = arguments[1]
        # Only internet addresses are tuples: a path is a socket of this machine, None an earlier peer.
        host = address[0] if isinstance(address, tuple) and address else None
    elif event in _RESOLVING:
        host = arguments[0]
    else:
        return
    if not _is_loopback(host):
        _outside.append(f"{event} to {host!r}")
        raise PermissionError(f"Tests do not leave this machine: {event} to {host!r} was refused.")


sys.addaudithook(_shut)


@pytest.fixture
def refused_sockets() -> list[str]:
    """The attempts to leave this machine so far; a test that makes one on purpose clears it."""
    return _outside


@pytest.fixture(autouse=True)
def _nothing_left_this_machine() -> Iterator[None]:
    _outside.clear()
    yield
    assert not _outside, f"refused on the way out: {_outside}"


@pytest.fixture
def clock() -> TurningClock:
    """A clock that a test can turn."""
    return TurningClock()


@pytest.fixture
def house(tmp_path: Path, clock: TurningClock) -> Iterator[House]:
    """A house with the organizations and the cast, and no assessment."""
    made = make_house(tmp_path / "data", clock=clock)
    yield made
    made.registry.database.close()


@pytest.fixture
def cast(house: House) -> Cast:
    """The cast at work in that house."""
    return Cast(house)
