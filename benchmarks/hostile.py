"""``python -m benchmarks.hostile FOLDER``: hostile files and file names at a real server, four at a time.

FOLDER is the corpus; its ``hostile/generate.py`` writes the files. A colleague deposits ordinary reports meanwhile,
and a canary listens where the files call. Prints what became of each, and ends with 1 where anything is not as
``expectations.tsv`` says.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from benchmarks.arrival import SAID, two_pages
from benchmarks.canary import listening
from benchmarks.server import Client, Server, concord, free_port, running
from benchmarks.shown import TITLES, faults_of_lines, get, look
from benchmarks.verdict import DONE, REFUSED, Outcome, judge
from web.house import offline

WORK = Path("var") / "hostile"
AT_ONCE = 4
WORKERS = 2
MEMORY = 6 << 30
"""Bytes that server, workers and readers together may take, what they share counted once."""
ORDINARY = 60.0
"""Seconds within which an ordinary report is searchable while hostile files are read."""
PEOPLE = (
    ("amina", "afripol", "originator"),
    ("ingrid", "interpol", "registry"),
    ("lena", "europol", "analyst"),
    ("owen", "interpol", "auditor"),
)
_ENDED = ("done", "needs_person", "failed")
_ASKED_FOR = ("pwned.txt", "pwned2.txt", "pwned3.txt", "evil.exe", "cmap.pickle.gz", "bom.pdf", "fdp.exe", "b.exe")


def main(corpus: Path) -> int:
    """Print verdicts and figures; return how many things were wrong, at most 1."""
    for name in ("data", "tmp"):
        shutil.rmtree(WORK / name, ignore_errors=True)
    (WORK / "tmp").mkdir(parents=True)
    files = _generated(corpus)
    environment = offline(
        {
            **os.environ,
            "CONCORD_DATA": str(WORK / "data"),
            "CONCORD_MODEL_FOLDER": str(Path(".cache") / "models"),
            "CONCORD_WORKERS": str(WORKERS),
            "TMPDIR": str((WORK / "tmp").resolve()),
        }
    )
    environment.pop("CONCORD_CORPUS", None)
    tokens = _founded(environment)
    port = free_port()
    before = _outside()
    log = WORK / "server.log"
    with listening() as canary, log.open("wb") as said:
        with running({**environment, "CONCORD_PORT": str(port)}, port, log=said) as server:
            officer = Officer(port, tokens["amina"])
            with _watched(server) as watch, _colleague(officer) as ordinary:
                outcomes = _all(officer, files)
                named = _names(officer, files / "filenames.json")
            faults = _shown(officer, tokens, environment, [*outcomes, *named[::3]])
            faults += [f"the server ended (code {server.process.poll()})"] * (server.process.poll() is not None)
        faults += [f"a call to port {port}" for port in canary.called]
        print(f"canary on ports {canary.watched}: {len(canary.called)} calls")
    _table(outcomes)
    faults += [f"{one.file}: {fault}" for one in [*outcomes, *named] for fault in one.faults]
    faults += ordinary.faults + _left_behind(before)
    faults += [f"log: {fault}" for fault in faults_of_lines(log.read_text(errors="replace"))]
    faults += [f"log: {line}" for line in log.read_text(errors="replace").splitlines() if "Traceback" in line]
    if watch.highest > MEMORY:
        faults.append(f"{watch.highest / 1e9:.1f} GB of memory")
    slowest = max(outcomes, key=lambda one: one.seconds)
    print(f"files {len(outcomes)}, names {len(named)}, slowest {slowest.file} {slowest.seconds:.1f} s")
    print(f"ordinary reports meanwhile: {len(ordinary.seconds)}, slowest {max(ordinary.seconds, default=0):.1f} s")
    print(f"memory of the whole service: {watch.highest / 1e6:.0f} MB at most, {watch.last / 1e6:.0f} MB at the end")
    for fault in faults:
        print(f"WRONG {fault}")
    print("all as it must be" if not faults else f"{len(faults)} wrong")
    return 1 if faults else 0


def _generated(corpus: Path) -> Path:
    """Write the hostile files, unless an earlier run did; return their folder."""
    files = WORK / "files"
    if not (files / "expectations.tsv").exists():
        shutil.rmtree(files, ignore_errors=True)
        subprocess.run([sys.executable, str(corpus / "hostile" / "generate.py"), str(files)], check=True)
    return files


def _founded(environment: dict[str, str]) -> dict[str, str]:
    """Make a repository with its people; return their tokens."""
    subprocess.run([*concord(), "init"], env=environment, check=True, stdout=subprocess.DEVNULL)
    tokens = {}
    for name, organization, role in PEOPLE:
        words = ["people", "add", name, "--organization", organization, "--role", role]
        subprocess.run([*concord(), *words], env=environment, check=True, stdout=subprocess.DEVNULL)
        made = subprocess.run(
            [*concord(), "token", "create", name, "--json"], env=environment, check=True, capture_output=True
        )
        tokens[name] = str(json.loads(made.stdout)["token"])
    return tokens


@dataclass(frozen=True, slots=True)
class Officer:
    """Deposits files over REST and waits for their end."""

    port: int
    token: str

    def deposit(
        self, content: bytes, disposition: bytes, said: dict[str, object] | None = None
    ) -> tuple[int, dict[str, str]]:
        """Send one form; ``disposition`` names the file as the bytes of the header. Return status and answer."""
        boundary = uuid4().hex.encode()
        body = b"".join(
            (
                b'--%s\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n' % boundary,
                json.dumps(said or SAID).encode(),
                b'\r\n--%s\r\nContent-Disposition: form-data; name="file"; %s\r\n\r\n' % (boundary, disposition),
                content,
                b"\r\n--%s--\r\n" % boundary,
            )
        )
        kind = f"multipart/form-data; boundary={boundary.decode()}"
        return self._ask("POST", "/api/v1/assessments", body, kind)

    def act(self, path: str) -> int:
        """Carry out an act without more words; return the status."""
        return self._ask("POST", f"/api/v1{path}", b"", "application/json")[0]

    def client(self) -> Client:
        """Return a client that asks as her."""
        return Client(self.port, self.token)

    def outcome(self, file: str, kind: str, content: bytes, disposition: bytes) -> Outcome:
        """Deposit a file, wait for its end, and read what is shown of it."""
        began = time.perf_counter()
        try:
            status, answer = self.deposit(content, disposition)
        except (OSError, HTTPException) as error:
            return Outcome(file, kind, "cut off", time.perf_counter() - began, repr(error))
        if status != 202:
            state = REFUSED if 400 <= status < 500 else f"status {status}"
            return Outcome(file, kind, state, time.perf_counter() - began, answer.get("detail", ""), status)
        job = self._ended(answer["job"])
        made = Outcome(file, kind, job["state"], time.perf_counter() - began, job["reason"] or "", status)
        made.metadata = self.client().get(f"/api/v1/assessments/{answer['id']}/metadata")
        if made.state == DONE:
            portions = self.client().get(f"/api/v1/assessments/{answer['id']}/portions")["portions"]
            made.text = "\n".join(portion["text"] for portion in portions)
        return made

    def _ended(self, job: str) -> dict[str, str]:
        until = time.monotonic() + 180
        while True:
            found: dict[str, str] = self.client().get(f"/api/v1/jobs/{job}")
            if found["state"] in _ENDED or time.monotonic() > until:
                return found
            time.sleep(0.1)

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=180)
        connection.request(method, path, body, {"Authorization": f"Bearer {self.token}", "Content-Type": kind})
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        return answer.status, json.loads(raw) if raw else {}


def _all(officer: Officer, files: Path) -> list[Outcome]:
    """Deposit the files, four at a time, in their order; judge each."""
    with (files / "expectations.tsv").open(encoding="utf-8", newline="") as rows:
        expected = [row[:2] for row in csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)]

    def one(row: list[str]) -> Outcome:
        name, kind = row
        made = officer.outcome(name, kind, (files / name).read_bytes(), b'filename="%s"' % name.encode())
        judge(made)
        return made

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, expected))


def _names(officer: Officer, names: Path) -> list[Outcome]:
    """Deposit a report under every name as it is, as browsers write it, and as RFC 5987 does."""
    content = two_pages("names")
    sent = []
    for name in json.loads(names.read_text(encoding="utf-8")):
        raw = name.encode()
        escaped = raw.replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
        extended = b"filename=\"x.pdf\"; filename*=UTF-8''%s" % quote(raw, safe="").encode()
        sent += [(name, disposition) for disposition in (b'filename="%s"' % raw, b'filename="%s"' % escaped, extended)]

    def one(pair: tuple[str, bytes]) -> Outcome:
        made = officer.outcome(repr(pair[0])[:60], "file names", content, pair[1])
        judge(made)
        return made

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, sent))


@dataclass(slots=True)
class _Ordinary:
    """What became of the reports of a colleague."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@contextmanager
def _colleague(officer: Officer) -> Iterator[_Ordinary]:
    """Deposit one ordinary report after another and find each by a search, until the block ends."""
    made, stop = _Ordinary(), threading.Event()

    def work() -> None:
        while not stop.is_set():
            word = f"7{uuid4().int % 10**8:08}"
            found = officer.outcome("an ordinary report", "control", two_pages(word), b'filename="report.pdf"')
            made.seconds.append(found.seconds)
            if found.state != DONE or not officer.client().get("/api/v1/search", q=word)["total"]:
                made.faults.append(
                    f"an ordinary report with {word} ended as {found.state}, or is not found: {found.reason}"
                )
            if found.seconds > ORDINARY:
                made.faults.append(f"an ordinary report took {found.seconds:.0f} s")
            stop.wait(1.0)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield made
    finally:
        stop.set()
        thread.join()


@dataclass(slots=True)
class _Watch:
    """The memory of the whole service, looked at twice a second."""

    highest: int = 0
    last: int = 0


@contextmanager
def _watched(server: Server) -> Iterator[_Watch]:
    watch, stop = _Watch(), threading.Event()

    def work() -> None:
        while not stop.wait(0.5):
            watch.last = server.share_of_memory()
            watch.highest = max(watch.highest, watch.last)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield watch
    finally:
        stop.set()
        thread.join()


def _shown(officer: Officer, tokens: dict[str, str], environment: dict[str, str], outcomes: list[Outcome]) -> list[str]:
    """Release reports under hostile titles, then look at every page of everything, and at the command line."""
    registry = Officer(officer.port, tokens["ingrid"])
    faults, idents = [], []
    for number, title in enumerate(TITLES):
        outcome = _titled(officer, title, number)
        if isinstance(outcome, str):
            idents.append(outcome)
            steps = (officer.act(f"/assessments/{outcome}/submit"), registry.act(f"/assessments/{outcome}/register"),
                     registry.act(f"/assessments/{outcome}/release"))  # fmt: skip
            faults += [f"{title[:40]!r} is not released: {steps}"] * (max(steps) >= 300)
        elif not 400 <= outcome < 500:
            faults.append(f"title {title[:40]!r}: {outcome}")
    idents += [one.metadata["id"] for one in outcomes if one.metadata]
    count, wrong = look(officer.port, tokens, idents)
    print(f"pages and answers looked at: {count}")
    for ident in idents[: len(TITLES)]:
        copy = get(officer.port, tokens["lena"], f"/api/v1/assessments/{ident}/file")
        faults += [f"copy: {copy.status}"] * (copy.status >= 500)
    for words in (["jobs"], ["jobs", "--json"], ["search", "report"], ["search", "alert", "--json"]):
        who = "amina" if words[0] == "jobs" else "lena"
        done = subprocess.run(
            [*concord(), *words], env={**environment, "CONCORD_TOKEN": tokens[who]}, capture_output=True, check=False
        )
        said = done.stdout.decode() + done.stderr.decode()
        faults += [f"concord {' '.join(words)}: {fault}" for fault in faults_of_lines(said)]
        faults += [f"concord {' '.join(words)}: code {done.returncode}"] * (done.returncode != 0)
    return faults + wrong


def _titled(officer: Officer, title: str, number: int) -> str | int:
    """Deposit a report under a title; return its id when it is done, or the status of the refusal."""
    status, answer = officer.deposit(two_pages(f"title {number}"), b'filename="report.pdf"', {**SAID, "title": title,
        "kind": "assessment", "languages": ["en"], "pillars": ["terrorism"], "published_at": "2026-01-01"})  # fmt: skip
    if status != 202:
        return status
    officer._ended(answer["job"])
    return answer["id"]


def _outside() -> set[str]:
    """List what stands beside the data folder, where nothing may appear: roots, home, and the temporary folder."""
    folders = [Path("/"), Path.home(), WORK, WORK / "tmp", Path("/etc"), Path("/etc/cron.d"), Path("/var")]
    return {str(path) for folder in folders if folder.is_dir() for path in folder.iterdir()}


def _left_behind(before: set[str]) -> list[str]:
    new = _outside() - before - {str(WORK / "server.log")}
    asked = [path for folder in ("/", "/tmp", "/var/tmp", str(Path.home()), ".", str(WORK), str(WORK / "data"))
             for path in (Path(folder) / name for name in _ASKED_FOR) if path.exists()]  # fmt: skip
    names = {path.name for path in (WORK / "data").rglob("*")} & set(_ASKED_FOR)
    return [f"left behind: {path}" for path in [*sorted(new), *map(str, asked), *sorted(names)]]


def _table(outcomes: list[Outcome]) -> None:
    for one in outcomes:
        mark = "WRONG" if one.faults else "ok"
        print(f"{one.file:<36} {one.kind:<30} {mark:<6} {one.state:<13} {one.seconds:6.1f}  {one.reason[:150]}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
