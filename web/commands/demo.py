"""``concord demo``: a throw-away repository with a cast and sample assessments, served until Ctrl-C."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from socket import socket
from typing import Annotated

import typer

from demo.cast import PEOPLE, Person, person
from demo.load import ADMINISTRATOR, load_assessments, load_cast, newcomer
from demo.story import load_story
from demo.typeset import write_documents, write_sequels
from repository.lock import exclusive
from repository.settings import Settings
from web.commands.environment import log_to_screen, opened, settings
from web.commands.failure import Failed
from web.commands.init import found
from web.commands.output import say, say_table
from web.commands.serve import OCCUPIED, ending_cleanly, listen, run
from web.house import House, build_model, open_house

app = typer.Typer()

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "models"
MARK = "this-is-a-demo"
"""A data folder with a file of this name holds a demo, and nothing that anybody could miss."""
PORTS_TRIED = 50
QUESTIONS = (
    ("lena", "How do ransomware groups obtain access to hospital networks?"),
    ("mei", "How do ransomware groups obtain access to hospital networks?"),
    ("lena", "عودة المقاتلين الإرهابيين الأجانب بجوازات سفر صدرت بالاحتيال"),
    ("nadia", "rançon demandée aux hôpitaux africains et dossiers de patients chiffrés"),
)
_HIGHEST_PORT = 65535


@app.command("demo")
def demo(
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of CONCORD_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; where it is taken, the next free one.")] = None,
) -> None:
    """Load a throw-away repository with people and sample assessments, and serve it until Ctrl-C."""
    log_to_screen()
    began = time.monotonic()
    with ending_cleanly(), _fresh_folder() as folder:
        known = settings(host=host, port=port, data=folder, model_folder=_model_folder())
        with exclusive(folder / "serve.lock", OCCUPIED):
            listener = _listen_somewhere(known)
            house = _load(known, began)
            run(house, listener, lambda address: _announce(address, known))


@contextmanager
def _fresh_folder() -> Iterator[Path]:
    """Give an empty data folder: CONCORD_DATA where it holds a demo at most, or a temporary one."""
    if not os.environ.get("CONCORD_DATA", "").strip():
        folder = Path(tempfile.mkdtemp(prefix="concord-demo-"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    folder = settings().data
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise Failed(f"{folder} holds something that is no demo; unset CONCORD_DATA, or name another folder.")
        with exclusive(folder / "serve.lock", OCCUPIED):
            shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    yield folder


def _model_folder() -> str | None:
    """Return where the demo keeps the built model, so that a second run need not build it again."""
    if os.environ.get("CONCORD_MODEL_FOLDER", "").strip():
        return None
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return str(CACHE) if os.access(CACHE, os.W_OK) else None


def _listen_somewhere(known: Settings) -> socket:
    for port in count(known.port):
        try:
            return listen(known.host, port)
        except Failed:
            if port in (0, _HIGHEST_PORT) or port >= known.port + PORTS_TRIED:
                raise
    raise AssertionError


def _load(known: Settings, began: float) -> House:
    def tell(text: str) -> None:
        say(f"[{time.monotonic() - began:5.1f} s] {text}")

    (known.data / MARK).touch()
    found(known, newcomer(person(ADMINISTRATOR)))
    with opened(known) as registry:
        load_cast(registry)
    tell(f"12 organizations with their bureaus, {len(PEOPLE)} people and the circulation lists are there")
    with ThreadPoolExecutor(1) as beside:
        model = beside.submit(build_model, known)
        documents = write_documents(known.data / "documents")
        sequels = write_sequels(known.data / "documents")
        tell(f"{len(documents)} sample assessments are typeset as PDF and DOCX")
        model.result()
    house = open_house(known)
    tell("the embedding model is loaded")
    loaded = load_assessments(house, documents, tell)
    load_story(house, sequels, loaded, tell)
    return house


def _announce(address: str, known: Settings) -> None:
    say()
    say(f"Concord is at {address}")
    say(f"Its data, for commands: CONCORD_DATA={known.data} CONCORD_MODEL_FOLDER={known.model_folder}")
    say()
    say("Who can sign in:")
    head = ("NAME", "ROLE", "ORGANIZATION", "PASSWORD", "WHO SHE IS")
    say_table(head, [_line(member) for member in PEOPLE])
    say()
    say("Ask the same as different readers, and compare:")
    for username, question in QUESTIONS:
        say(f"  {username:8}{question}")
    say()
    say("Ctrl-C ends the demo.")


def _line(member: Person) -> tuple[str, str, str, str, str]:
    return (member.username, member.role, member.organization, member.passphrase, member.about)
