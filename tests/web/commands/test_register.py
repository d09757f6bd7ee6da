from __future__ import annotations

import json
from pathlib import Path

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
