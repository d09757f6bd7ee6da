"""From upload to searchable: ``python -m benchmarks.arrival`` deposits a two-page PDF twenty times on an idle machine.

First at a real server over REST, from the first byte sent until a search finds the file. Then in this process, with
the same model and a worker that idles between the files, for what each stage takes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from benchmarks.server import Client, concord, free_port, running
from ingest.accept import accept
from ingest.worker import Worker
from models.deposit import Deposit
from repository import durable, people
from repository.settings import Settings
from search.query import Query
from web import reading
from web.house import House, offline, open_house, open_model
from web.visitor import visitor_of

FILES = 20
WORK = Path("var") / "arrival"
SAID = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"]}
PARAGRAPH = (
    "The network moves people and goods over three land routes and one route by sea, changes vehicles at night and "
    "pays in cash. Police in two countries arrested nine of its members in March, and it is likely that the others "
    "have moved their stores to the coast, where controls are few and the harbour is open to all. "
)
STAGES = (
    ("accepted", "deposit.accepted"),
    ("seen by the worker", "job.found"),
    ("leased and opened", "original.opened"),
    ("read in the sandbox", "document.read"),
    ("cut into portions", "document.cut"),
    ("embedded", "portions.embedded"),
    ("pages and portions stored", "portions.kept"),
    ("understood", "edition.understood"),
    ("indexed", "edition.searchable"),
)
"""Each stage and the durable point at its end."""
FOUND = "found by a search"


def main() -> int:
    """Print seconds as median and 95th percentile."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    environment = offline(
        {
            **os.environ,
            "CONCORD_DATA": str(WORK / "data"),
            "CONCORD_MODEL_FOLDER": str(Path(".cache") / "models"),
        }
    )
    token = _founded(environment)
    over_rest = _over_rest(environment, token)
    print(f"{'From upload to found by a search, over REST':<46} {_said(over_rest)}")
    settings = Settings.from_environment({k: v for k, v in environment.items() if k.startswith("CONCORD_")})
    stages = _stages(settings)
    for name, taken in stages.items():
        print(f"{'  ' + name:<46} {_said(taken)}")
    print(f"{'  sum of the medians':<46} {sum(_at(sorted(taken), 0.5) for taken in stages.values()):.3f} s")
    return 0


def _founded(environment: dict[str, str]) -> str:
    """Make a repository with one officer, and return her token."""
    for words in (["init"], ["people", "add", "amina", "--organization", "afripol", "--role", "originator"]):
        subprocess.run([*concord(), *words], env=environment, check=True, stdout=subprocess.DEVNULL)
    command = [*concord(), "token", "create", "amina", "--json"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return str(json.loads(done.stdout)["token"])


def two_pages(word: str) -> bytes:
    """Return a PDF of two full pages that alone holds a word."""
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(True, 20)
    for number in (1, 2):
        pdf.add_page()
        pdf.set_font("Helvetica", "B", 16)
        pdf.multi_cell(0, 9, f"{number}. What is known of {word}", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.set_font("Helvetica", size=11)
        for _ in range(6):
            pdf.multi_cell(0, 6, PARAGRAPH, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            pdf.ln(3)
    return bytes(pdf.output())


def _over_rest(environment: dict[str, str], token: str) -> list[float]:
    port = free_port()
    taken = []
    with running({**environment, "CONCORD_PORT": str(port)}, port):
        client = Client(port, token)
        for number in range(FILES + 1):
            word = f"q{uuid4().hex[:10]}"
            content = two_pages(word)
            began = time.perf_counter()
            _post(port, token, content)
            while not client.get("/api/v1/search", q=f'"{word}"')["total"]:
                time.sleep(0.005)
            if number:
                # The first file finds nothing warm, neither pages of the sandbox nor the model.
                taken.append(time.perf_counter() - began)
    return taken


def _post(port: int, token: str, content: bytes) -> None:
    boundary = uuid4().hex
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{json.dumps(SAID)}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="r.pdf"\r\n\r\n'
    )
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": f"multipart/form-data; boundary={boundary}"}
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/api/v1/assessments", body, headers)
    answer = connection.getresponse()
    if answer.status != 202:
        raise RuntimeError(f"refused: {answer.status} {answer.read()[:300]!r}")
    connection.close()


def _stages(settings: Settings) -> dict[str, list[float]]:
    """Return the seconds of each stage, file by file, and of the search that finds the file."""
    house = open_house(settings)
    reached: dict[str, float] = {}
    done = threading.Event()

    def note(name: str) -> None:
        reached[name] = time.perf_counter()
        if name == "edition.searchable":
            done.set()

    durable.listen(note)
    taken: dict[str, list[float]] = {name: [] for name in (*(name for name, _ in STAGES), FOUND)}
    with _working(house, settings):
        for number in range(FILES + 1):
            before, searched = _one(house, done)
            if number:
                for name, point in STAGES:
                    taken[name].append(max(0.0, reached[point] - before))
                    before = max(before, reached[point])
                taken[FOUND].append(searched)
            time.sleep(0.2)
    durable.silence()
    house.registry.database.close()
    return taken


def _one(house: House, done: threading.Event) -> tuple[float, float]:
    """Deposit a file and search for it; return when it began and how long the search took."""
    registry, word = house.registry, f"q{uuid4().hex[:10]}"
    with registry.database.write() as session:
        person = people.named(session, "amina")
        secret = people.grant_credential(session, registry.vault, person, people.TOKEN, registry.ids, registry.clock)
    content = two_pages(word)
    done.clear()
    began = time.perf_counter()
    accept(registry, person, BytesIO(content), "r.pdf", Deposit.model_validate(SAID), limit=10**8)
    done.wait(60)
    visitor = visitor_of(house, secret)
    if visitor is None:
        raise RuntimeError("the token of a moment ago is not known")
    asked = time.perf_counter()
    if not reading.search(house, visitor, Query(f'"{word}"')).total:
        raise RuntimeError("what is done is not found")
    return began, time.perf_counter() - asked


@contextmanager
def _working(house: House, settings: Settings) -> Iterator[None]:
    stop = threading.Event()
    model = open_model(settings, house.registry)
    thread = threading.Thread(target=Worker(house.registry, lambda: model).run, args=(stop,))
    thread.start()
    time.sleep(1.0)
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _said(taken: list[float]) -> str:
    ordered = sorted(taken)
    return f"p50 {_at(ordered, 0.5):.3f} s, p95 {_at(ordered, 0.95):.3f} s"


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    sys.exit(main())
