"""A full house: fifty analysts with sessions of their own search, page, open and begin to type, while files come in.

``python -m benchmarks.load [SECONDS]``, with the corpus in the folder that ``CONCORD_CORPUS`` names. A real server with
its worker, as ``concord serve`` starts them, over the 10,000 real portions of ``benchmarks/search.py``. Between two
acts an analyst thinks for five seconds on average; an officer deposits one real file after another. Prints what each
kind of request took; ends with 1 where one failed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import numpy as np
from lxml import html

from benchmarks import repositories
from benchmarks.corpus import Source, sources
from benchmarks.embedded import folder
from benchmarks.repositories import Repository, repository_of
from benchmarks.results import Table, keep
from benchmarks.search import questions
from benchmarks.server import free_port, running
from benchmarks.sizes import SIZES
from models.tables.job import DONE, QUEUED, TERMINAL
from repository import people
from repository.people import SESSION, TOKEN, NewPerson
from repository.registry import Registry
from web.house import open_registry

ANALYSTS, THINK, SECONDS = 50, 5.0, 180
WORK_FOR = (("europol", 30), ("frontex", 15), ("aseanapol", 5))
ACTS = (("search", 0.5), ("page", 0.12), ("open", 0.28), ("suggest", 0.1))
NAMES = {"search": "a question", "page": "the next results", "open": "an assessment", "suggest": "what is typed"}
LARGEST = 3_000_000
WARM = 15.0
"""Seconds at the start that are not counted: everybody comes at once and finds nothing read."""
SAID = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"]}


@dataclass(slots=True)
class Taken:
    """What requests took in milliseconds, by kind, and the sentences of those that failed."""

    of: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind, _ in ACTS})
    failed: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, spent: float, failure: str | None) -> None:
        """Add one request."""
        with self._lock:
            self.of[kind].append(1000 * spent)
            if failure is not None:
                self.failed.append(failure)


@dataclass(slots=True)
class Analyst:
    """Somebody who looks for something: asks, pages on, opens what she found, and thinks between."""

    port: int
    cookie: str
    rng: random.Random
    questions: Sequence[str]
    found: list[str] = field(default_factory=list)
    following: str | None = None

    def work(self, begun: float, until: float, taken: Taken) -> None:
        """Work until the time is over."""
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, self.rng.expovariate(1 / THINK)))
            kind, path = self._next()
            spent, failure = self._get(path)
            if time.monotonic() - begun > WARM or failure is not None:
                taken.add(kind, spent, failure)

    def _next(self) -> tuple[str, str]:
        """Return what she does next; what she cannot do, since she found nothing, is another question."""
        kind = self.rng.choices([name for name, _ in ACTS], [share for _, share in ACTS])[0]
        words = self.rng.choice(self.questions)
        if kind == "page" and self.following:
            return kind, self.following
        if kind == "open" and self.found:
            return kind, self.rng.choice(self.found)
        if kind == "suggest":
            return kind, f"/api/v1/suggestions?language=en&q={quote(words[: self.rng.randint(3, 8)])}"
        return "search", f"/search?q={quote(words)}"

    def _get(self, path: str) -> tuple[float, str | None]:
        """Ask for a page; return the seconds until all of it was there, and what is wrong with it."""
        began = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Cookie": self.cookie, "Accept": "text/html,application/json"})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as error:
            return time.perf_counter() - began, f"{path}: {error!r}"
        finally:
            connection.close()
        spent = time.perf_counter() - began
        if answer.status != 200:
            return spent, f"{path}: {answer.status} {body[:200]!r}"
        if path.startswith("/search"):
            page = html.fromstring(body)
            self.found = [str(link) for link in page.xpath("//li[@class='hit']/h2/a/@href")]  # type: ignore[union-attr]
            links = page.xpath("//a[@rel='next']/@href")
            self.following = str(links[0]) if isinstance(links, list) and links else None
        return spent, None


@dataclass(slots=True)
class Officer:
    """Somebody who deposits one file after another, each when the one before has been read."""

    port: int
    token: str
    files: Sequence[Source]
    done: int = 0
    pages: int = 0
    refused: list[str] = field(default_factory=list)

    def work(self, until: float) -> None:
        """Deposit until the time is over."""
        for source in self.files:
            if time.monotonic() > until:
                return
            job = self._deposit(source)
            shown: dict[str, object] = {"state": QUEUED}
            while time.monotonic() < until and shown["state"] not in TERMINAL:
                time.sleep(1.0)
                shown = self._ask("GET", f"/api/v1/jobs/{job}")
            self.done += shown["state"] == DONE
            self.pages += int(str(shown.get("page", 0)))

    def _deposit(self, source: Source) -> str:
        boundary = uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{json.dumps(SAID)}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{source.path.name}"\r\n\r\n'
        )
        body = head.encode() + source.path.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        kept = self._ask("POST", "/api/v1/assessments", body, f"multipart/form-data; boundary={boundary}")
        return str(kept["job"])

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> dict[str, object]:
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Content-Type": kind} if kind else {})
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        said: dict[str, object] = json.loads(answer.read())
        connection.close()
        if answer.status >= 400:
            self.refused.append(f"{method} {path}: {answer.status} {said}")
        return said


def main() -> int:
    """Measure for as long as is said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float, nargs="?", default=SECONDS)
    parser.add_argument("--analysts", type=int, default=ANALYSTS)
    said = parser.parse_args()
    return measure(said.seconds, said.analysts)


def measure(seconds: float = SECONDS, wanted: int = ANALYSTS) -> int:
    """Print what requests took; 1 where one failed, or nothing was deposited."""
    corpus = os.environ.get("CONCORD_CORPUS")
    if corpus is None:
        print("Set CONCORD_CORPUS to the folder that holds the corpus; nothing was measured under load.")
        return 0
    root = Path(corpus)
    kept = _copied(root)
    registry = open_registry(kept.settings)
    cookies = _sessions(registry, wanted)
    token = _granted(registry, "amina", "afripol", TOKEN)
    registry.database.close()
    files = [one for one in sources(root) if one.path.suffix == ".pdf" and one.path.stat().st_size <= LARGEST]
    port, taken = free_port(), Taken()
    known = questions()
    # What the server says goes where it can be read when something failed.
    with (kept.folder / "server.log").open("wb") as log:
        environment = {**kept.environment, "CONCORD_PORT": str(port)}
        with running(environment, port, seconds=120, log=log) as server:
            begun = time.monotonic()
            until = begun + WARM + seconds
            analysts = [Analyst(port, cookie, random.Random(n), known) for n, cookie in enumerate(cookies)]
            officer = Officer(port, token, files)
            threads = [threading.Thread(target=one.work, args=(begun, until, taken)) for one in analysts]
            threads.append(threading.Thread(target=officer.work, args=(until,)))
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            memory = server.share_of_memory() / 1e6
    return _told(taken, officer, seconds, wanted, memory)


def _copied(root: Path) -> Repository:
    """Return a copy of the repository of 10,000 portions, which is made where it is not there."""
    whole = repository_of(SIZES["10k"])
    if not whole.whole:
        subprocess.run([sys.executable, "-m", repositories.__name__, str(SIZES["10k"]), str(root)], check=True)
    kept = replace(whole, folder=folder() / "load")
    shutil.rmtree(kept.folder, ignore_errors=True)
    shutil.copytree(whole.data, kept.data)
    return kept


def _sessions(registry: Registry, wanted: int) -> list[str]:
    """Return the cookies of analysts of three organizations, most of whom see everything."""
    organizations = [name for name, share in WORK_FOR for _ in range(share)]
    return [
        f"concord={_granted(registry, f'analyst-{n}', organizations[n % len(organizations)], SESSION)}"
        for n in range(wanted)
    ]


def _granted(registry: Registry, name: str, organization: str, kind: str) -> str:
    """Return the secret of a session or token of somebody, who is added where she is not known."""
    with registry.database.write() as session:
        with suppress(people.UnknownPerson):
            person = people.named(session, name)
            return people.grant_credential(session, registry.vault, person, kind, registry.ids, registry.clock)
        new = NewPerson(username=name, name=name.title(), organization=organization, role="analyst")
        person = people.add(session, new, registry.ids, registry.clock)
        lasting = timedelta(hours=12)
        return people.grant_credential(
            session, registry.vault, person, kind, registry.ids, registry.clock, lasting=lasting
        )


def _told(taken: Taken, officer: Officer, seconds: float, analysts: int, memory: float) -> int:
    counted = {kind: spent for kind, spent in taken.of.items() if spent}
    every = [one for spent in counted.values() for one in spent]
    rows = [
        (name, str(len(spent)), *(f"{np.percentile(spent, share):.0f}" for share in (50, 95)), f"{max(spent):.0f}")
        for name, spent in [*((NAMES[kind], spent) for kind, spent in counted.items()), ("all", every)]
    ]
    failed = [*taken.failed, *officer.refused]
    table = Table("requests", (f"{analysts} analysts", "requests", "ms p50", "p95", "slowest"), rows)
    told = Table(
        "meanwhile",
        ("", "figure"),
        [
            ("seconds", f"{seconds:.0f}"),
            ("requests a second", f"{len(every) / seconds:.1f}"),
            ("errors", str(len(failed))),
            ("files read to their end meanwhile", str(officer.done)),
            ("pages read, of these and of one that is not at its end", str(officer.pages)),
            ("MB of memory at the end, server and worker", f"{memory:,.0f}"),
        ],
    )
    for one in (table, told):
        print("\n".join(["", *one.lines()]))
    for failure in failed[:20]:
        print(f"  failed: {failure}")
    keep("load", [table, told])
    return int(bool(failed) or not officer.pages)


if __name__ == "__main__":
    sys.exit(main())
