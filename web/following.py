"""The model that follows the one in use, where the settings name another: built and opened beside the work."""

from __future__ import annotations

import logging
import subprocess

from ingest.changeover import abandon
from ingest.pipeline import Reader
from repository.registry import Registry
from repository.settings import Settings
from search.changeover import in_use
from search.encoder import ModelUnreadable
from web.house import builder, fingerprint_of, model_folder, read_model

log = logging.getLogger("concord")


class Following:
    """Gives the model that is to follow once it is built, without anybody waiting for that."""

    def __init__(self, settings: Settings, registry: Registry, *, threads: int = 1) -> None:
        """Take what names the model."""
        self._settings = settings
        self._registry = registry
        self._threads = threads
        self._building: subprocess.Popen[bytes] | None = None
        self._refused = False
        self._open: Reader | None = None

    def __call__(self) -> Reader | None:
        """Return the open model; None where the one in use is wanted, or the other is not built yet."""
        folder = model_folder(self._settings)
        fingerprint = fingerprint_of(folder)
        with self._registry.database.read() as session:
            used = in_use(session)
        if fingerprint is not None and fingerprint == used:
            abandon(self._registry)
            self._open = None
            return None
        if fingerprint is None:
            self._build()
            return None
        if self._open is None and not self._refused:
            try:
                self._open = read_model(self._settings, folder, threads=self._threads)
            except ModelUnreadable as error:
                self._refuse(str(error))
        return self._open

    def _build(self) -> None:
        if self._refused:
            return
        if self._building is None:
            log.info("building the embedding model '%s'; search goes on with the one in use", self._settings.model)
            self._building = subprocess.Popen(builder(self._settings))
        elif self._building.poll():
            self._refuse("What the builder said stands above.")

    def _refuse(self, why: str) -> None:
        self._refused = True
        log.error("the model '%s' does not come into use; search goes on as it was. %s", self._settings.model, why)
