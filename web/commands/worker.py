"""``concord worker``: works off the ingest queue of a data folder."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from types import FrameType
from typing import Annotated

import typer

from ingest.worker import Worker
from repository.lock import shared
from web.commands.environment import log_to_screen, opened, settings, workers_lock
from web.following import Following
from web.house import check_recogniser, check_sandbox, open_model

app = typer.Typer()
NICENESS = 10
_GRACE = 8.0


@app.command("worker")
def worker(
    threads: Annotated[
        int | None,
        typer.Option(min=1, help="Threads of the model; by default two where there are cores to spare."),
    ] = None,
    supervised: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Work off the ingest queue until told to stop; 'serve' starts workers of its own."""
    log_to_screen()
    known = settings()
    if not supervised:
        check_sandbox(known)
        check_recogniser(known)
    os.nice(NICENESS)
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if supervised:
        threading.Thread(target=_end_with_server, args=(stop,), daemon=True).start()
    with opened(known) as registry, shared(workers_lock(known)):
        chosen = threads or spare_threads(known.workers)
        following = Following(known, registry, threads=chosen)
        Worker(registry, lambda: open_model(known, registry, threads=chosen), following=following).run(stop)


def spare_threads(workers: int) -> int:
    """Return two threads for a worker's model where a core is left for the server, one otherwise."""
    return 2 if (os.cpu_count() or 1) > workers + 1 else 1


def _end_with_server(stop: threading.Event) -> None:
    """Wait for the end of the pipe that the server holds open; give a job some seconds to be put back."""
    # The file object would hold a lock of the interpreter, which could then not end by itself.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()
    time.sleep(_GRACE)
    os._exit(1)
