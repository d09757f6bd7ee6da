from __future__ import annotations

import json
import signal
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

import pytest

from repository.lock import held
from tests.web.commands.processes import Processes

pytestmark = pytest.mark.model

REPORT = "Armed groups tax gold miners in the Sahel and buy weapons with the proceeds.\n"
MANIFEST = "file,originator,marking,release_to\ngold.txt,afripol,interpol:IFOUO,europol\nabsent.txt,afripol,,\n"


@pytest.fixture(scope="module")
def concord(tmp_path_factory: pytest.TempPathFactory) -> Processes:
    """The commands over one repository with three people."""
    made = Processes(tmp_path_factory.mktemp("processes"))
    made.run("init")
    for name, organization, role in (
        ("amina", "afripol", "originator"),
        ("lena", "europol", "analyst"),
        ("mei", "aseanapol", "analyst"),
    ):
        made.run("people", "add", name, "--organization", organization, "--role", role)
    return made


def token(concord: Processes, name: str) -> str:
    return str(concord.json("token", "create", name)["token"])


def titles(concord: Processes, name: str, question: str) -> list[Any]:
    answer = concord.json("search", question, token=token(concord, name))
    return [hit["evidence"][0]["excerpt"] for hit in answer["results"]]


def test_an_upload_that_waits_is_worked_off_where_nobody_else_does(concord: Processes, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(REPORT)
    amina = token(concord, "amina")
    said = concord.json("upload", tmp_path / "r.txt", "--wait", token=amina)
    assert said["state"] == "done"
    assert not held(concord.folder / "data" / "workers.lock")
    lines = concord.run("jobs", "--watch", "--json", token=amina).splitlines()
    assert [json.loads(line)["state"] for line in lines] == ["done"]


def test_a_server_serves_works_off_the_queue_and_is_the_only_one(concord: Processes, tmp_path: Path) -> None:
    (tmp_path / "gold.txt").write_text(REPORT)
    (tmp_path / "m.csv").write_text(MANIFEST)
    with concord.started("serve", "--port", "0") as server:
        address = server.until("at http").rpartition(" ")[2].strip()
        with urllib.request.urlopen(f"{address}/readyz") as answer:
            assert answer.status in (200, 204)
        refused = concord.run("serve", "--port", "0", code=1)
        assert f"process {server.process.pid}" in refused
        assert refused.count("\n") == 1

        sentence = concord.run("import", tmp_path, "--manifest", tmp_path / "m.csv", code=1)
        assert "2 of 2 files" in sentence
        assert titles(concord, "mei", "how do armed groups earn money?") == []
        (excerpt,) = titles(concord, "lena", "how do armed groups earn money?")
        assert excerpt == REPORT.strip()
        assert server.end(signal.SIGTERM) == 0
    assert not held(concord.folder / "data" / "workers.lock")
    assert not held(concord.folder / "data" / "serve.lock")
    assert "The register is sound" in concord.run("register", "verify")


def test_a_port_that_is_taken_is_said_in_a_sentence(concord: Processes) -> None:
    with concord.started("serve", "--port", "0") as server:
        port = server.until("at http").rpartition(":")[2].strip()
        other = Processes.__new__(Processes)
        other.folder = concord.folder
        other.environment = {**concord.environment, "CONCORD_DATA": str(concord.folder / "other")}
        other.run("init")
        refused = other.run("serve", "--port", port, code=1)
        assert f"port {port}" in refused
        assert "--port" in refused
        assert server.end(signal.SIGINT) == 0
    assert server.process.returncode == 0


def test_a_worker_by_hand_ends_when_it_is_asked_to(concord: Processes) -> None:
    lock = concord.folder / "data" / "workers.lock"
    with concord.started("worker") as worker:
        worker.until("Each file is read")
        while not held(lock):
            assert worker.process.poll() is None
        assert worker.end(signal.SIGTERM) == 0
    assert not held(lock)


def test_the_demo_shows_people_and_assessments_and_leaves_nothing_behind(tmp_path: Path) -> None:
    concord = Processes(tmp_path)
    with concord.started("demo", "--port", "0", CONCORD_DATA="") as demo:
        address = demo.until("Concord is at").rpartition(" ")[2].strip()
        line = demo.until("lena ")
        demo.until("Ctrl-C")
        assert any("16 of 16 searchable" in said for said in demo.lines)
        passphrase = next(word for word in line.split() if word.endswith("-demo"))
        body = json.dumps({"username": "lena", "password": passphrase}).encode()
        request = urllib.request.Request(
            f"{address}/api/v1/session", body, {"Content-Type": "application/json"}, method="POST"
        )
        with urllib.request.urlopen(request) as answer:
            assert answer.status in (200, 201)
            cookie = answer.headers["Set-Cookie"].partition(";")[0]
        question = urllib.request.Request(
            f"{address}/api/v1/search?q=ransomware%20in%20hospitals", headers={"Cookie": cookie}
        )
        with urllib.request.urlopen(question) as answer:
            found = json.load(answer)
        assert "hospital" in found["results"][0]["assessment"]["title"].lower()
        assert demo.end(signal.SIGINT) == 0
    assert not list(tmp_path.glob("concord-demo-*"))


def test_ten_thousand_words_in_an_address_are_answered_in_a_sentence(concord: Processes) -> None:
    with concord.started("serve", "--port", "0") as server:
        address = server.until("at http").rpartition(" ")[2].strip()
        words = "+".join(["internationale"] * 10_000)
        sent = {"Authorization": f"Bearer {token(concord, 'mei')}"}
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(Request(f"{address}/api/v1/search?q={words}", headers=sent))
        assert refused.value.code == 422
        assert "4000 characters" in refused.value.read().decode()
        with urllib.request.urlopen(f"{address}/search?q={words}") as answer:
            assert answer.url == f"{address}/sign-in"
        server.end(signal.SIGTERM)
