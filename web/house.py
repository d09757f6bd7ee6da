"""The house: everything one running server is made of, built once and passed to whoever needs it."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest import sandbox
from ingest.pipeline import Reader
from models.clock import SystemClock, as_utc
from models.ids import RandomIds
from models.tables.register import RegisterHead
from repository.database import Database
from repository.errors import SettingsRefused
from repository.keys import load_master_key, load_signing_key
from repository.register import Register
from repository.registry import Registry
from repository.sealed import Vault
from repository.settings import Settings
from search.centring import Centring
from search.encoder import ModelUnreadable, OnnxEncoder, open_encoder
from search.engine import Engine

log = logging.getLogger("concord")


@dataclass(frozen=True, slots=True)
class House:
    """A server's registry, its search engine and its settings."""

    registry: Registry
    engine: Engine
    settings: Settings


def open_registry(settings: Settings) -> Registry:
    """Open the data directory that ``concord init`` made; raise ``KeyMissing`` where it did not."""
    vault = Vault(load_master_key(settings))
    ids = RandomIds()
    register = Register(vault, load_signing_key(settings, vault), ids)
    database = Database(settings.database)
    database.migrate()
    with database.read() as session:
        head = session.get(RegisterHead, 1)
    clock = SystemClock(since=as_utc(head.at) if head else None)
    return Registry(settings.data, database, vault, register, clock=clock, ids=ids)


def open_house(settings: Settings) -> House:
    """Open registry, model and index; this is what ``concord serve`` waits for at start."""
    check_sandbox(settings)
    registry = open_registry(settings)
    model = open_model(settings)
    engine = Engine(registry, model.encoder, model.centring)
    with registry.database.read() as session:
        engine.refresh(session)
    # What was just read stays for good: collections that stop a search need not walk it every time.
    gc.collect()
    gc.freeze()
    return House(registry, engine, settings)


def check_sandbox(settings: Settings) -> None:
    """Say how files are read; refuse to start where a sandbox is required and there is none."""
    log.info(sandbox.describe())
    if settings.sandbox == "required" and sandbox.level() != "bubblewrap":
        raise SettingsRefused("CONCORD_SANDBOX is 'required' but bubblewrap does not work here; install it.")


def open_model(settings: Settings, *, threads: int = 1) -> Reader:
    """Open the embedding model, building it in a process of its own where it is not there yet."""
    folder = build_model(settings)
    encoder = open_encoder(folder, threads=threads)
    return Reader(encoder, _centring(encoder, folder))


def model_folder(settings: Settings) -> Path:
    """Return where the built model lives, or will live."""
    name = settings.model or "default"
    return settings.model_folder / "".join(char if char.isalnum() else "-" for char in name)


def build_model(settings: Settings) -> Path:
    """Return the folder of the built model; the first time this takes a minute and 2 GB of memory.

    Building imports torch, which no server process should hold: it runs in a child that ends afterwards.
    """
    name, folder = settings.model or "default", model_folder(settings)
    if not (folder / "model.json").exists():
        log.info("building the embedding model '%s'; this takes about a minute, once", name)
        command = [sys.executable, "-m", "search.model", str(folder)]
        done = subprocess.run([*command, settings.model] if settings.model else command, check=False)
        if done.returncode:
            raise ModelUnreadable(f"The model '{name}' could not be built; what the builder said stands above.")
    return folder


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
