from __future__ import annotations

import pytest

from tests.web.commands.line import Command, printed


def test_figures_and_lists_are_printed_for_the_tokens_owner(founded: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = {name: printed(founded("token", "create", name, "--json"))["token"] for name in ("amina", "lena")}
    monkeypatch.setenv("CONCORD_TOKEN", tokens["amina"])
    code, out, _ = founded("attention")
    assert code == 0
    assert "held" in out
    figures = {one["name"]: one["count"] for one in printed(founded("attention", "--json"))["figures"]}
    assert figures["notices"] == len(printed(founded("attention", "notices", "--json"))["rows"]) == 1
    code, out, _ = founded("attention", "notices")
    assert (code, "token" in out) == (0, True)
    monkeypatch.setenv("CONCORD_TOKEN", tokens["lena"])
    code, _, err = founded("attention", "held")
    assert (code, "There is nothing here under that id" in err) == (1, True)
