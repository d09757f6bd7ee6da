"""``make verify``: the main job on the real corpus, with every figure that a note quotes.

``whole`` reads and embeds the documents in this process first, for the figures of each stage; then makes a
repository, starts the real server with its worker, imports everything under mixed markings while a colleague works,
and asks two hundred questions over REST. The other parts each measure one thing and stand in a module of their own.
``python -m benchmarks.verify FOLDER [PART...]`` runs some of them.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import (
    agreement,
    alerts,
    banners,
    embedding,
    families,
    formats,
    front,
    garbled,
    hostile,
    judgements,
    nearness,
    overlap,
    parsing,
    quality,
    questions,
    recognition,
    subjects,
    suggested,
    topics,
)
from benchmarks.corpus import Source, sources, write_manifest
from benchmarks.server import Client, Probe, concord, free_port, running
from ingest.errors import IngestError
from ingest.portions import Portion, cut
from ingest.sandbox import parse
from ingest.structure import Document
from repository.settings import Settings
from search.encoder import Encoder, open_encoder
from search.sentence import sentences
from web.house import build_model, offline

EMBEDDED = 240
QUESTIONS = 200
WORK = Path("var") / "verify"

NOTHING_RUN = (
    "Concord is measured on real documents: name the folder that holds them, as in "
    "'python -m benchmarks.verify FOLDER [PART...]'. Nothing was run."
)

Read = dict[str, tuple[Document, list[Portion]]]


def main(root: Path, chosen: Sequence[str] = ()) -> int:
    """Run the parts that are named, or all; return 0, or 1 where one of them met what must not be."""
    unknown = sorted(set(chosen) - set(PARTS))
    if unknown:
        print(f"There is no part {', '.join(unknown)}; the parts are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    codes = []
    for name in chosen or PARTS:
        print(f"\n## {name}", flush=True)
        start = time.perf_counter()
        codes.append(PARTS[name](root))
        print(f"({name} took {time.perf_counter() - start:.0f} s)", flush=True)
    return int(any(codes))


def whole(root: Path) -> int:
    """Print every figure; return 0, or 1 where a document could not be imported although it could be read."""
    shutil.rmtree(WORK / "data", ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    environment = offline(
        {
            **os.environ,
            "CONCORD_DATA": str(WORK / "data"),
            "CONCORD_MODEL_FOLDER": str(Path(".cache") / "models"),
        }
    )
    environment.pop("CONCORD_CORPUS", None)
    settings = Settings.from_environment({k: v for k, v in environment.items() if k.startswith("CONCORD_")})
    found = sources(root)
    encoder = open_encoder(build_model(settings), threads=1)
    read = _reading(found, encoder)
    _embedding(read, encoder)
    questions = _questions(read)
    code = _serving(found, environment, questions)
    with _part("Suggested"):
        suggested.main(settings)
    return code


def _say(name: str, value: object) -> None:
    print(f"{name:<46} {value}", flush=True)


@contextmanager
def _part(title: str) -> Iterator[None]:
    print(f"\n{title}", flush=True)
    start = time.perf_counter()
    yield
    _say("  (took)", f"{time.perf_counter() - start:.1f} s")


def _reading(found: list[Source], encoder: Encoder) -> Read:
    with _part("Reading, one process a file"):
        read: Read = {}
        failures: list[str] = []
        seconds = pages = pdf_seconds = pdf_pages = 0.0
        for source in found:
            start = time.perf_counter()
            try:
                document = parse(source.path)
            except IngestError as error:
                failures.append(f"{source.file}: {error}")
                continue
            took = time.perf_counter() - start
            seconds, pages = seconds + took, pages + len(document.pages)
            if document.kind == "pdf":
                pdf_seconds, pdf_pages = pdf_seconds + took, pdf_pages + len(document.pages)
            read[source.file] = (document, cut(document, encoder.count))
        _say("  files read / given", f"{len(read)} / {len(found)}")
        _say("  pages", f"{pages:.0f} ({pdf_pages:.0f} of PDF)")
        _say("  pages a second, all", f"{pages / seconds:.1f}")
        _say("  pages a second, PDF with tables", f"{pdf_pages / pdf_seconds:.1f}")
        _say("  portions", sum(len(portions) for _, portions in read.values()))
        for failure in failures:
            _say("  failed", failure)
    return read


def _embedding(read: Read, encoder: Encoder) -> None:
    with _part("Embedding, one thread"):
        every = [portion for _, portions in read.values() for portion in portions]
        some = every[:: max(1, len(every) // EMBEDDED)][:EMBEDDED]
        spans = [sentences(portion.text, "en") for portion in some]
        start, cpu = time.perf_counter(), time.process_time()
        encoder.passages([portion.text for portion in some], spans)
        wall, spent = time.perf_counter() - start, time.process_time() - cpu
        share = len(every) / max(1, sum(len(document.pages) for document, _ in read.values()))
        _say("  portions a second", f"{len(some) / wall:.1f}")
        _say("  CPU-ms a portion", f"{1000 * spent / len(some):.0f}")
        _say("  pages a second", f"{len(some) / wall / share:.1f}")


def _questions(read: Read) -> list[str]:
    """Return distinct questions made of the documents' own words: the middle of a sentence, four to nine words."""
    made: list[str] = []
    every = [portion for _, portions in sorted(read.items()) for portion in portions[1]]
    for place, portion in enumerate(every[:: max(1, len(every) // (2 * QUESTIONS))]):
        words = [word for word in portion.text.split() if word.isalpha()]
        question = " ".join(words[3 : 7 + place % 6])
        if len(words) > 12 and question not in made:
            made.append(question)
    return made[:QUESTIONS]


def _serving(found: list[Source], environment: dict[str, str], questions: list[str]) -> int:
    root = found[0].path.parents[1]
    port = free_port()
    environment = {**environment, "CONCORD_PORT": str(port)}
    _people(environment)
    manifest = WORK / "manifest.csv"
    write_manifest(found, manifest)
    with _part("Importing while a colleague works"), running(environment, port):
        client = Client(port, _token(environment, "lena"))
        probe = Probe(client, ("/api/v1/me", "/api/v1/assessments", "/api/v1/vocabularies", "/healthz"))
        start = time.perf_counter()
        with probe:
            code = subprocess.run(
                [*concord(), "import", str(root), "--manifest", str(manifest)], env=environment, check=False
            ).returncode
        _say("  import ended with code", code)
        _say("  seconds until all was searchable", f"{time.perf_counter() - start:.0f}")
        _say("  other requests meanwhile", probe.summary())
    size = sum(path.stat().st_size for path in (WORK / "data").rglob("*") if path.is_file())
    given = sum(source.path.stat().st_size for source in found)
    with _part("Serving"):
        _say("  size on disk / of the files", f"{size / 1e6:.0f} MB / {given / 1e6:.0f} MB")
        start = time.perf_counter()
        with running(environment, port) as server:
            _say("  start-up with that data", f"{time.perf_counter() - start:.1f} s")
            _search(Client(port, _token(environment, "lena")), questions)
            _two_readers(environment, port, questions)
            _say("  memory of server and worker", f"{server.memory() / 1e6:.0f} MB")
    return code


def _people(environment: dict[str, str]) -> None:
    cleared = ["--briefed", "--clearance", "eu:S-UE/EU-S"]
    for words in (
        ["init"],
        ["people", "add", "lena", "--organization", "europol", "--role", "analyst", *cleared],
        ["people", "add", "mei", "--organization", "aseanapol", "--role", "analyst"],
    ):
        subprocess.run([*concord(), *words], env=environment, check=True, stdout=subprocess.DEVNULL)


def _token(environment: dict[str, str], name: str) -> str:
    command = [*concord(), "token", "create", name, "--json"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.partition('"token":')[2].split('"')[1]


def _search(client: Client, questions: list[str]) -> None:
    taken = sorted(client.timed("/api/v1/search", q=question)[0] for question in questions)
    _say("  questions", len(questions))
    _say("  search p50 / p95", f"{_at(taken, 0.5):.0f} / {_at(taken, 0.95):.0f} ms")


def _two_readers(environment: dict[str, str], port: int, questions: list[str]) -> None:
    for name in ("lena", "mei"):
        client = Client(port, _token(environment, name))
        listed = client.get("/api/v1/assessments")["total"]
        totals = [client.get("/api/v1/search", q=question)["total"] for question in questions[:20]]
        _say(f"  {name} may see / finds on average", f"{listed} / {statistics.mean(totals):.1f} assessments")


def _at(ordered: list[float], share: float) -> float:
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


PARTS: dict[str, Callable[[Path], int]] = {
    "formats": formats.main,
    "agreement": agreement.main,
    "recognition": recognition.main,
    "front": front.main,
    "banners": banners.main,
    "garbled": garbled.main,
    "subjects": subjects.main,
    "families": families.main,
    "judgements": judgements.main,
    "overlap": overlap.main,
    "parsing": parsing.main,
    "embedding": embedding.main,
    "topics": topics.main,
    "search": quality.main,
    "questions": questions.main,
    "nearness": nearness.main,
    "alerts": alerts.main,
    "hostile": hostile.main,
    "whole": whole,
}

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]) if len(sys.argv) > 1 else NOTHING_RUN)
