"""A house on a disk of a few megabytes that is filled up: ``python -m tests.ingest.full_disk FOLDER BYTES``.

Run where a file system can be mounted for this process alone (``unshare -m``). Fills the disk until BYTES are left,
deposits, reads and searches, makes room again, waits for the worker, and prints as JSON what happened.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlmodel import col, select

from ingest.pipeline import Reader
from ingest.worker import Worker
from models.clock import SystemClock
from models.ids import RandomIds
from models.tables.assessment import Original
from models.tables.job import TERMINAL, Job
from tests.house import Cast, make_house
from tests.ingest.papers import raw_pdf
from tests.ingest.soundness import unsound
from tests.web.asking import REPORT, Asking
from web.app import create_app
from web.house import House

SIZE = 24 << 20
BLOCK = 4096
LARGE = raw_pdf(
    b"%" + b"x" * 3_000_000 + b"\nBT /F1 12 Tf 72 700 Td (Boats were seen by the coast guard near the island.) Tj ET"
)
"""Three megabytes: more than what is left in every case."""


def main(folder: Path, left: int) -> None:
    """Say what happened, as one line of JSON."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], check=True)
    house = make_house(folder / "data", ids=RandomIds())
    house.registry.clock = SystemClock()
    cast = Cast(house)
    with TestClient(create_app(house=house), raise_server_exceptions=False) as client:
        said = story(house, Asking(client, cast), folder / "ballast", left)
    json.dump(said, sys.stdout)


def story(house: House, ask: Asking, ballast: Path, left: int) -> dict[str, Any]:
    """Return statuses and sentences while the disk is full, and what is there once it is not."""
    registry = house.registry
    said: dict[str, Any] = {}
    # Her token is made now: making one is recorded, which a full disk refuses.
    ask.cast.secret("lena")
    known = ask.cast.release("amina", REPORT.encode(), "r.md")
    accepted = [ask.deposit("amina").status_code]
    fill(ballast, left)
    stop = threading.Event()
    worker = Worker(registry, lambda: Reader(house.engine.encoder, house.engine.centring), lease=timedelta(seconds=1))
    working = threading.Thread(target=worker.run, args=(stop,))
    working.start()
    try:
        for name, answer in (
            ("large", ask.deposit("amina", LARGE)),
            ("small", ask.deposit("amina")),
            ("me", ask.get("lena", "/me")),
            ("search", ask.get("lena", "/search", params={"q": "hospitals"})),
            ("read", ask.get("lena", f"/assessments/{known}/portions")),
            ("page", ask.get("lena", f"/assessments/{known}")),
            ("health", ask.client.get("/healthz")),
        ):
            sentence = "" if answer.status_code < 300 else answer.json()["detail"]
            said[name] = [answer.status_code, sentence]
            if name in ("large", "small"):
                accepted.append(answer.status_code)
        said["working files"] = [path.name for path in (registry.folder / "scratch").glob("*")]
        ballast.unlink()
        said["after"] = [ask.deposit("amina", LARGE).status_code, ask.get("lena", "/me").status_code]
        accepted.append(said["after"][0])
        wait(house)
        said["found"] = ask.get("lena", "/search", params={"q": "hospitals"}).json()["total"]
    finally:
        stop.set()
        working.join()
    with registry.database.read() as session:
        said["states"] = sorted(session.exec(select(Job.state)))
        said["kept"] = len(session.exec(select(Original)).all())
        said["attempts"] = max(session.exec(select(Job.attempts)))
    said["accepted"] = 1 + accepted.count(202)
    # What the cast released was deposited beside the API; its entry of the register is there as well.
    said["unsound"] = unsound(house)
    return said


def fill(ballast: Path, left: int) -> None:
    """Write until only so many bytes are left."""
    with ballast.open("wb", buffering=0) as file:
        disk = os.statvfs(ballast.parent)
        while disk.f_bavail * disk.f_frsize > left:
            try:
                file.write(bytes(min(BLOCK * 64, disk.f_bavail * disk.f_frsize - left)))
            except OSError:
                return
            disk = os.statvfs(ballast.parent)


def wait(house: House) -> None:
    """Wait until every job has ended."""
    pause = threading.Event()
    for _ in range(600):
        with house.registry.database.read() as session:
            if session.exec(select(Job).where(col(Job.state).not_in(TERMINAL))).first() is None:
                return
        pause.wait(0.1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
