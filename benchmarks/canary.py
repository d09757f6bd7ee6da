"""The canary: listens on loopback where hostile files try to call, and remembers who did."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PORTS = (9, 80, 389)
"""The ports of 127.0.0.1 that the files name: in addresses with 9 and 80, in the name of a file with LDAP."""


@dataclass(slots=True)
class Canary:
    """The ports that are watched, and those that were called."""

    watched: list[int] = field(default_factory=list)
    called: list[int] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Canary]:
    """Listen on every port of ``PORTS`` that this user may take and nobody has taken, until the block ends."""
    canary, sockets = Canary(), []
    for port in PORTS:
        with suppress(OSError):
            listener = socket.create_server(("127.0.0.1", port))
            sockets.append(listener)
            canary.watched.append(port)
            threading.Thread(target=_watch, args=(listener, port, canary), daemon=True).start()
    try:
        yield canary
    finally:
        for listener in sockets:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()


def _watch(listener: socket.socket, port: int, canary: Canary) -> None:
    while True:
        try:
            caller, _ = listener.accept()
        except OSError:
            return
        canary.called.append(port)
        caller.close()
