"""The settings a command works with: the environment's, and over them its own options."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from repository.registry import Registry
from repository.settings import PREFIX, Settings
from web.house import offline, open_registry

WORKERS_LOCK = "workers.lock"
"""Every ingest worker of a data folder holds this file's lock, for others to see that there is one."""
_NOT_FOR_WORKERS = {"CONCORD_TOKEN", "CONCORD_SMTP"}


def settings(**options: object) -> Settings:
    """Return the settings; an option that was given stands for the variable of its name (``port``)."""
    given = {f"{PREFIX}{name.upper()}": str(value) for name, value in options.items() if value is not None}
    return Settings.from_environment({**os.environ, **given})


@contextmanager
def opened(known: Settings, *, bound: bool = True) -> Iterator[Registry]:
    """Give the registry of a data folder, closed again at the end; raise ``KeyMissing`` and its kin.

    What looks at the database alone need not have it ``bound`` to its folder of originals.
    """
    registry = open_registry(known, bound=bound)
    try:
        yield registry
    finally:
        registry.database.close()


def workers_environment(known: Settings) -> Mapping[str, str]:
    """Return what a worker's process needs to find the same data, without anybody's token or password."""
    inherited = {name: text for name, text in os.environ.items() if name not in _NOT_FOR_WORKERS}
    folders = {"CONCORD_DATA": str(known.data), "CONCORD_MODEL_FOLDER": str(known.model_folder)}
    if known.master_key is None and known.master_key_command is None:
        folders["CONCORD_MASTER_KEY_FILE"] = str(known.master_key_file)
    return offline({**inherited, **folders})


def workers_lock(known: Settings) -> Path:
    """Return the file whose lock the workers of a data folder hold."""
    return known.data / WORKERS_LOCK


def log_to_screen() -> None:
    """Let what the server and its workers have to say appear on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Lines of a long-running command are wanted as they come, by a file or a pipe too.
        sys.stdout.reconfigure(line_buffering=True)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger("concord")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False
