from __future__ import annotations

import pytest

from tests.web.commands.line import Command, printed
from tests.web.commands.shelf import released


def test_an_officer_is_told_why_and_an_analyst_is_not(founded: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = {name: printed(founded("token", "create", name, "--json"))["token"] for name in ("amina", "lena")}
    ident = released(release_to=["europol"])
    monkeypatch.setenv("CONCORD_TOKEN", tokens["amina"])
    code, out, _ = founded("explain", ident, "--reader", "organization:ameripol")
    assert code == 0
    assert "organization:ameripol is not shown it (view)." in out
    assert "What would change it: ameripol added to the release list (with the consent of afripol)." in out
    shown = printed(founded("explain", ident, "--reader", "lena", "--json"))
    assert (shown["shown"], shown["reader"]) == (True, "lena")
    code, _, err = founded("explain", ident, "--reader", "nobody")
    assert (code, "names nobody here" in err) == (1, True)
    monkeypatch.setenv("CONCORD_TOKEN", tokens["lena"])
    code, _, err = founded("explain", ident, "--reader", "lena")
    assert (code, "There is nothing here under that id" in err) == (1, True)
