from __future__ import annotations

from pathlib import Path

from tests.web.commands.line import Command


def test_an_import_refuses_what_it_cannot_read_before_it_starts(founded: Command, tmp_path: Path) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text("file\n")
    for line, sentence in (
        ((tmp_path / "absent", "--manifest", manifest), "no folder"),
        ((tmp_path, "--manifest", tmp_path / "absent.csv"), "No such file"),
        ((tmp_path, "--manifest", manifest, "--depositor", "nobody"), "no person named 'nobody'"),
    ):
        code, _, err = founded("import", *line)
        assert code == 1
        assert sentence in err
    assert founded("import", tmp_path, "--manifest", manifest)[0] == 0
