"""The house: everything one running server is made of, built once and passed to whoever needs it."""

from __future__ import annotations

import gc
import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest import sandbox
from ingest.pipeline import Reader
from ingest.recogniser import lacking, recogniser
from models.clock import SystemClock, as_utc
from models.ids import RandomIds
from models.tables.register import RegisterHead
from repository import ownership
from repository.database import Database
from repository.errors import SettingsRefused
from repository.keys import load_master_key, load_signing_key
from repository.register import Register
from repository.registry import Registry
from repository.sealed import Vault
from repository.settings import Settings
from search.centring import Centring
from search.changeover import in_use, use
from search.encoder import RECIPE, ModelUnreadable, OnnxEncoder, open_encoder
from search.engine import Engine
from search.language import identifier

log = logging.getLogger("concord")


@dataclass(frozen=True, slots=True)
class House:
    """A server's registry, its search engine and its settings."""

    registry: Registry
    engine: Engine
    settings: Settings


def open_registry(settings: Settings, *, bound: bool = True) -> Registry:
    """Open the data directory that ``concord init`` made; raise ``KeyMissing`` where it did not.

    Raises ``FolderForeign`` or ``FolderEmpty`` where its originals are not this database's, unless it need not be
    ``bound`` to them.
    """
    vault = Vault(load_master_key(settings))
    ids = RandomIds()
    register = Register(vault, load_signing_key(settings, vault), ids)
    database = Database(settings.database)
    database.migrate()
    with database.read() as session:
        head = session.get(RegisterHead, 1)
    clock = SystemClock(since=as_utc(head.at) if head else None)
    registry = Registry(settings.data, database, vault, register, clock=clock, ids=ids)
    if bound:
        ownership.bind(registry)
    return registry


def open_house(settings: Settings) -> House:
    """Open registry, model and index; this is what ``concord serve`` waits for at start."""
    check_sandbox(settings)
    check_recogniser(settings)
    registry = open_registry(settings)
    model = open_model(settings, registry)
    engine = Engine(registry, model.encoder, model.centring, lambda fingerprint: open_other(settings, fingerprint))
    with registry.database.read() as session:
        engine.refresh(session)
    # The first questions would be slower while something is not joined, and wait for the identifier.
    while engine.index.lexicon.tidy():
        pass
    identifier()
    # What was just read stays for good: collections that stop a search need not walk it every time.
    gc.collect()
    gc.freeze()
    return House(registry, engine, settings)


def check_sandbox(settings: Settings) -> None:
    """Say how files are read; refuse to start where a sandbox is required and there is none."""
    log.info(sandbox.describe())
    if settings.sandbox == "required" and sandbox.level() != "bubblewrap":
        raise SettingsRefused("CONCORD_SANDBOX is 'required' but bubblewrap does not work here; install it.")


def check_recogniser(settings: Settings) -> None:
    """Refuse to start where text recognition that was asked for is not installed."""
    missing = lacking(settings.ocr)
    if missing is not None:
        raise SettingsRefused(missing)


def open_model(settings: Settings, registry: Registry, *, threads: int = 1) -> Reader:
    """Open the embedding model in use, which stays in use until another one's vectors are complete.

    The first time, and where its folder is gone, it is the one that the settings name; that is built in a process of
    its own where it is not there yet.
    """
    with registry.database.read() as session:
        used = in_use(session)
    folder = None if used is None else folder_of(settings, used)
    if folder is None:
        folder = build_model(settings)
        fingerprint = fingerprint_of(folder)
        if fingerprint is not None and fingerprint != used:
            with registry.database.write() as session:
                use(session, fingerprint)
    return read_model(settings, folder, threads=threads)


def open_other(settings: Settings, fingerprint: str) -> Reader:
    """Open the built model of a fingerprint; raise ``ModelUnreadable`` where there is none."""
    folder = folder_of(settings, fingerprint)
    if folder is None:
        raise ModelUnreadable(f"There is no model {fingerprint[:16]} in {settings.model_folder}; see 'concord doctor'.")
    return read_model(settings, folder)


def read_model(settings: Settings, folder: Path, *, threads: int = 1) -> Reader:
    """Open the model of a folder; raise ``ModelUnreadable``."""
    encoder = open_encoder(folder, threads=threads)
    return Reader(encoder, _centring(encoder, folder), recogniser(settings.ocr))


def folder_of(settings: Settings, fingerprint: str) -> Path | None:
    """Return where the built model of a fingerprint lives, or None."""
    found = (path.parent for path in sorted(settings.model_folder.glob("*/model.json")))
    return next((folder for folder in found if fingerprint_of(folder) == fingerprint), None)


def fingerprint_of(folder: Path) -> str | None:
    """Return the fingerprint of the model in a folder, or None where none is built there."""
    try:
        return str(json.loads((folder / "model.json").read_text(encoding="utf-8"))["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def model_folder(settings: Settings) -> Path:
    """Return where the built model lives, or will live."""
    name = settings.model or "default"
    return settings.model_folder / f"{''.join(char if char.isalnum() else '-' for char in name)}-{RECIPE}"


def build_model(settings: Settings) -> Path:
    """Return the folder of the built model; the first time this takes a minute and 2 GB of memory.

    Building imports torch, which no server process should hold: it runs in a child that ends afterwards.
    """
    name, folder = settings.model or "default", model_folder(settings)
    if not (folder / "model.json").exists():
        log.info("building the embedding model '%s'; this takes about a minute, once", name)
        if subprocess.run(builder(settings), check=False).returncode:
            raise ModelUnreadable(f"The model '{name}' could not be built; what the builder said stands above.")
    return folder


def builder(settings: Settings) -> list[str]:
    """Return the command that builds the model which the settings name."""
    command = [sys.executable, "-P", "-m", "search.model", str(model_folder(settings))]
    return [*command, settings.model] if settings.model else command


def _centring(encoder: OnnxEncoder, folder: Path) -> Centring:
    """Return the language means of a model, learnt once from the packaged passages and kept beside it."""
    kept = folder / f"means-{encoder.fingerprint[:16]}.bin"
    if kept.exists():
        return Centring.from_bytes(kept.read_bytes())
    centring = Centring.learn(encoder)
    try:
        part = kept.with_suffix(".part")
        part.write_bytes(centring.to_bytes())
        part.rename(kept)
    except OSError:
        log.warning("the language means could not be kept in %s; they are learnt at every start", folder)
    return centring


def offline(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment for children in which no library phones home or fetches anything."""
    return {
        **environment,
        "ORT_DISABLE_TELEMETRY": "1",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }
