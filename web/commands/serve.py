"""``concord serve``: API and pages on one address, ingest workers beside them."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Annotated

import typer
import uvicorn

from repository.lock import exclusive
from repository.settings import Settings
from web.alerting import Digest
from web.app import create_app
from web.commands.environment import log_to_screen, settings
from web.commands.failure import Failed
from web.commands.output import say
from web.commands.workforce import supervisor
from web.house import House, open_house
from web.mailing import mailing, post_of
from web.pages.letter import compose, compose_alerts
from web.upkeep import upkeep
from web.watching import watching

app = typer.Typer()
_SHUTDOWN_SECONDS = 5
_LARGEST_HEAD = 512 * 1024
"""Ten thousand words in an address are answered in a sentence."""
OCCUPIED = "Another 'concord serve' (process {pid}) already runs on this data; end it, or set CONCORD_DATA."


@app.command("serve")
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of CONCORD_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port, instead of CONCORD_PORT; 0 takes any free one.")] = None,
) -> None:
    """Serve API and pages until Ctrl-C, with ingest workers beside the server."""
    log_to_screen()
    known = settings(host=host, port=port)
    with ending_cleanly(), only_server(known):
        listener = listen(known.host, known.port)
        house = open_house(known)
        run(house, listener, lambda address: say(f"Concord serves {known.data} at {address}"))


@contextmanager
def ending_cleanly() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end what is inside by its own ``finally``, and nothing else be said of it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        yield


@contextmanager
def only_server(known: Settings) -> Iterator[None]:
    """Be the only server of a data folder; raise ``Occupied`` where there is one."""
    if not known.database.exists():
        raise Failed(f"There is no repository in {known.data}; 'concord init' makes one.")
    with exclusive(known.data / "serve.lock", OCCUPIED):
        yield


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raise ``Failed`` where the address is taken or not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Failed(
            f"Nothing can listen on {host} port {port} ({error.strerror}); choose another --port or --host."
        ) from error


def address_of(listener: socket.socket) -> str:
    """Return the address by which a browser on this machine reaches a listening socket."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared with, never listened on
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(house: House, listener: socket.socket, announce: Callable[[str], None]) -> None:
    """Serve a house on a socket, with its workers; returns when the server was told to end."""
    known = house.settings
    config = uvicorn.Config(
        create_app(house=house),
        log_config=None,
        # A line per request would keep what people ask, unsealed, where no rule reaches it.
        access_log=False,
        server_header=False,
        proxy_headers=known.public_url is not None,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        h11_max_incomplete_event_size=_LARGEST_HEAD,
    )
    server = uvicorn.Server(config)
    post = post_of(house.registry, known, compose)
    digest = post_of(house.registry, known, compose_alerts, Digest(house))
    with (
        listener,
        supervisor(known, known.workers),
        mailing(post),
        mailing(digest),
        watching(house),
        upkeep(house),
    ):
        announce(known.public_url or address_of(listener))
        try:
            server.run(sockets=[listener])
        finally:
            house.registry.recorder.close()
            house.registry.database.close()
