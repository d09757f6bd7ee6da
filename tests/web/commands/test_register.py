from __future__ import annotations

import json
import sqlite3
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from models.tables.register import RegisterEntry
from tests.web.commands.line import Command, printed
from web.commands.environment import opened, settings


def test_the_register_is_verified_against_a_checkpoint_kept_outside(
    founded: Command, data: Path, tmp_path: Path
) -> None:
    head = printed(founded("register", "checkpoint", "--json"))
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(head))
    assert printed(founded("register", "verify", "--checkpoint", kept, "--json"))["sound"] is True
    lines = founded("register", "export")[1].splitlines()
    assert len(lines) == head["size"] + 2
    assert "checkpoint" in json.loads(lines[-1])
    kept.write_text(json.dumps({**head, "root": "00" * 32}))
    code, out, _ = founded("register", "verify", "--checkpoint", kept, "--json")
    assert code == 1
    assert json.loads(out)["sound"] is False
    kept.write_text("nonsense")
    code, _, err = founded("register", "verify", "--checkpoint", kept)
    assert code == 1
    assert "holds no checkpoint" in err


def test_a_changed_entry_is_named_and_ends_with_1(founded: Command, data: Path) -> None:
    with opened(settings()) as registry, registry.database.write() as session:
        entry = session.get_one(RegisterEntry, 2)
        entry.detail = {"by": "nobody"}
        session.add(entry)
    code, out, _ = founded("register", "verify", "--json")
    assert code == 1
    assert json.loads(out)["first_bad"] == 2


def rebuilt(export: str) -> str:
    """What somebody writes who has the export, RFC 6962 and an afternoon: the root, once everything fits."""
    *lines, last = [json.loads(line) for line in export.splitlines()]
    level = []
    for number, line in enumerate(lines, start=1):
        text = json.dumps(line["entry"], sort_keys=True, separators=(",", ":"))
        assert line["entry"]["sequence"] == number
        level.append(sha256(b"\x00" + text.encode()).digest())
        assert level[-1].hex() == line["leaf"]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [sha256(b"\x01" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    head = last["checkpoint"]
    note = f"{head['origin']}\n{head['size']}\n{level[0].hex()}\n{head['at']}\n".encode()
    Ed25519PublicKey.from_public_bytes(b64decode(head["public_key"])).verify(b64decode(head["signature"]), note)
    return level[0].hex()


def test_an_export_is_rebuilt_to_the_signed_root_by_somebody_else(founded: Command) -> None:
    out = founded("register", "export")[1]
    assert rebuilt(out) == printed(founded("register", "checkpoint"))["root"]


def keep(founded: Command, file: Path, *words: object) -> Path:
    file.write_text(founded(*words)[1])
    return file


def test_a_proof_is_checked_where_there_is_no_repository(
    founded: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(founded, tmp_path / "kept.json", "register", "checkpoint")
    size = json.loads(kept.read_text())["size"]
    founded("register", "export")
    entry = keep(founded, tmp_path / "entry.json", "register", "proof", 2, "--size", size)
    newest = keep(founded, tmp_path / "newest.json", "register", "proof", size + 1)
    grown = keep(founded, tmp_path / "grown.json", "register", "consistency", size)
    by_id = json.loads(entry.read_text())["entry"]["id"]
    assert printed(founded("register", "proof", by_id))["sequence"] == 2
    monkeypatch.setenv("CONCORD_DATA", str(tmp_path / "nowhere"))
    assert printed(founded("register", "check", entry, "--kept", kept, "--json"))["proven"] is True
    assert printed(founded("register", "check", grown, "--kept", kept, "--json"))["proven"] is True
    code, out, _ = founded("register", "check", newest)
    assert (code, "hangs on the head that it carries itself" in out) == (0, True)
    for file in (entry, grown):
        said = json.loads(file.read_text())
        file.write_text(json.dumps({**said, "path": said["path"][1:]}))
        assert founded("register", "check", file, "--kept", kept)[0] == 1
    entry.write_text("[]")
    assert "holds no proof" in founded("register", "check", entry)[2]
    entry.write_text("{}")
    assert founded("register", "check", entry)[0] == 1


def test_whether_it_only_grew_since_a_kept_checkpoint_is_said_at_once(founded: Command, tmp_path: Path) -> None:
    kept = keep(founded, tmp_path / "kept.json", "register", "checkpoint")
    founded("register", "export")
    assert printed(founded("register", "consistency", "--kept", kept, "--json"))["proven"] is True
    size = json.loads(kept.read_text())["size"]
    assert printed(founded("register", "consistency", 1, size))["second"] == size
    assert founded("register", "consistency")[0] == 2
    assert founded("register", "consistency", 1, "--kept", kept)[0] == 2
    code, _, err = founded("register", "consistency", size + 9)
    assert (code, f"{size + 9} <= {size + 1}" in err) == (1, True)
    assert "no entry 'nothing'" in founded("register", "proof", "nothing")[2]
    kept.write_text("{}")
    assert founded("register", "consistency", "--kept", kept)[0] == 1


@pytest.mark.parametrize(
    ("statements", "first_bad"),
    [
        (["UPDATE register_entry SET outcome = 'refused' WHERE sequence = 2"], 2),
        (["DELETE FROM register_entry WHERE sequence = 2"], 2),
        (
            [
                "UPDATE register_entry SET sequence = -1 WHERE sequence = 2",
                "UPDATE register_entry SET sequence = 2 WHERE sequence = 3",
                "UPDATE register_entry SET sequence = 3 WHERE sequence = -1",
            ],
            2,
        ),
        (["DELETE FROM register_entry WHERE sequence > 2"], 3),
        (["INSERT INTO register_mention VALUES ('edition', 2)"], 2),
    ],
)
def test_the_command_names_the_first_bad_entry(
    founded: Command, data: Path, statements: list[str], first_bad: int
) -> None:
    raw = sqlite3.connect(data / "concord.sqlite")
    for statement in statements:
        assert raw.execute(statement).rowcount != 0
    raw.commit()
    raw.close()
    code, out, _ = founded("register", "verify", "--json")
    assert (code, json.loads(out)["first_bad"]) == (1, first_bad)


def test_a_file_put_back_from_an_older_copy_is_seen_with_a_kept_checkpoint(
    founded: Command, data: Path, tmp_path: Path
) -> None:
    older = (data / "concord.sqlite").read_bytes()
    founded("register", "export")
    kept = keep(founded, tmp_path / "kept.json", "register", "checkpoint")
    for file in data.glob("concord.sqlite*"):
        file.unlink()
    (data / "concord.sqlite").write_bytes(older)
    (data / "concord.sqlite").chmod(0o600)
    assert founded("register", "verify")[0] == 0
    code, out, _ = founded("register", "verify", "--checkpoint", kept, "--json")
    size = json.loads(kept.read_text())["size"]
    assert (code, json.loads(out)["first_bad"]) == (1, size)
    assert founded("register", "consistency", "--kept", kept)[0] == 1


def test_an_index_that_differs_is_mended(founded: Command, data: Path) -> None:
    raw = sqlite3.connect(data / "concord.sqlite")
    raw.execute("INSERT INTO register_mention VALUES ('edition', 2)")
    raw.commit()
    raw.close()
    assert founded("register", "verify")[0] == 1
    assert printed(founded("register", "mend", "--json")) == {"mentions": 0}
    assert founded("register", "verify")[0] == 0
    assert "made anew" in founded("register", "mend")[1]
