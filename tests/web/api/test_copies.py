"""Issued copies through REST: numbered, stamped, recorded, and accounted for."""

from __future__ import annotations

import io
import json
from typing import Any

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from ingest.issue import SealedCopy
from models.tables.issued_copy import IssuedCopy
from models.tables.register import RegisterEntry
from repository import copies
from tests.house import Cast
from tests.ingest.papers import report
from tests.web.asking import REPORT, Asking
from web import issuing
from web.house import House

REPORT_BYTES = REPORT.encode()
RESTRICTED = {"marking": {"scheme": "interpol", "level": "IR", "tlp": "AMBER"}, "release_to": ["europol"]}


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def entries(house: House, action: str) -> list[RegisterEntry]:
    with house.registry.database.read() as session:
        return list(session.exec(select(RegisterEntry).where(RegisterEntry.action == action)))


def kept(house: House) -> list[IssuedCopy]:
    with house.registry.database.read() as session:
        return list(session.exec(select(IssuedCopy).order_by(IssuedCopy.issued_at)))  # type: ignore[arg-type]


def test_a_copy_carries_its_holder_and_number_on_every_page_and_is_kept(ask: Asking, cast: Cast, house: House) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", title="Hospitals", **RESTRICTED)
    answer = ask.get("lena", f"/assessments/{ident}/file")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    [copy] = kept(house)
    lena = cast.person("lena")
    pages = texts(answer.content)
    assert copy.pages == len(pages) == 2
    for text in pages:
        assert f"{copy.number} · {lena.name} · lena · europol · 2026-11-02 08:00:00 UTC" in text
        assert text.count("INTERPOL RESTRICTED · TLP:AMBER") >= 2
    assert "Hospitals" in pages[0]
    assert "Criminal groups encrypt the backup systems" in pages[1]
    assert answer.headers["x-copy-number"] == copy.number
    assert copy.digest == house.registry.vault.digest(answer.content)


def test_two_readers_and_two_requests_get_different_numbers(ask: Asking, cast: Cast, house: House) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)
    numbers = [ask.get(who, f"/assessments/{ident}/file").headers["x-copy-number"] for who in ("lena", "lena", "piotr")]
    assert len(set(numbers)) == 3
    assert sorted(numbers) == sorted(copy.number for copy in kept(house))


def test_the_entry_of_the_register_names_the_number_and_is_there_before_the_answer(
    ask: Asking, cast: Cast, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)

    def gone(_: bytes) -> bytes:
        raise ConnectionError("the client is gone")

    monkeypatch.setattr(SealedCopy, "__iter__", lambda _: map(gone, [b""]))
    with pytest.raises(ConnectionError):
        ask.get("lena", f"/assessments/{ident}/file")
    [entry], [copy] = entries(house, "issue"), kept(house)
    assert entry.outcome == "done"
    assert entry.actor == copy.person_id == cast.person("lena").id
    assert entry.rank == 2
    assert copy.number in str(entry.detail)


def test_what_could_not_be_made_was_not_issued(
    ask: Asking, cast: Cast, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)

    def broken(*_: Any) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(issuing, "SealedCopy", broken)
    assert ask.get("lena", f"/assessments/{ident}/file").status_code == 507
    assert not kept(house)
    assert not entries(house, "issue")


def test_an_original_pdf_is_handed_over_as_stamped_pictures_with_its_words_unseen(
    ask: Asking, cast: Cast, house: House
) -> None:
    ident = cast.release("amina", report(3), "report.pdf", **RESTRICTED)
    content = ask.get("lena", f"/assessments/{ident}/file").content
    pages = texts(content)
    [copy] = kept(house)
    assert len(pages) == 4
    assert all(copy.number in text and "lena" in text for text in pages)
    assert "Smuggling over the northern routes" in pages[1].replace("\r\n", " ")


def test_without_the_grant_of_quoting_the_words_of_a_picture_are_left_out(ask: Asking, cast: Cast) -> None:
    ident = cast.release("amina", report(1), "report.pdf", actions=["view", "download"], **RESTRICTED)
    pages = texts(ask.get("lena", f"/assessments/{ident}/file").content)
    assert "Smuggling" not in pages[1]
    assert "lena" in pages[1]


def test_who_may_read_and_not_download_is_told_so_and_recorded(ask: Asking, cast: Cast, house: House) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", actions=["view"], **RESTRICTED)
    answer = ask.get("lena", f"/assessments/{ident}/file")
    assert answer.status_code == 403
    assert "does not let you take a copy" in answer.json()["detail"]
    assert [entry.outcome for entry in entries(house, "issue")] == ["refused"]
    assert not kept(house)


def test_h2_says_that_a_permit_can_be_asked_for(ask: Asking, cast: Cast) -> None:
    marking = {"scheme": "interpol", "level": "IR", "handling": ["H2"]}
    ident = cast.release("amina", REPORT_BYTES, "report.md", marking=marking, release_to=["europol"])
    answer = ask.get("lena", f"/assessments/{ident}/file")
    assert answer.status_code == 403
    assert "permit" in answer.json()["detail"]


def test_whoever_may_not_read_it_gets_the_uniform_answer_of_what_is_absent(ask: Asking, cast: Cast) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)
    absent = ask.get("mei", "/assessments/aaaaaaaaaaaaaaaaaaaaaaaaaa/file")
    for path in (f"/assessments/{ident}/file", f"/assessments/{ident}/copies", "/copies/23456-789AB"):
        withheld = ask.get("mei", path)
        assert (withheld.status_code, withheld.content) == (404, absent.content)


def test_after_access_is_lost_no_second_copy_is_to_be_had_and_the_first_is_still_accounted_for(
    ask: Asking, cast: Cast
) -> None:
    """Cases 1 and 13: download again is denied; past accesses stay on record."""
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)
    number = ask.get("lena", f"/assessments/{ident}/file").headers["x-copy-number"]
    cast.act("amina", "withdraw", ident)
    assert ask.get("lena", f"/assessments/{ident}/file").status_code == 404
    assert ask.get("lena", f"/assessments/{ident}/copies").status_code == 404
    assert [copy["number"] for copy in ask.get("lena", "/copies").json()["copies"]] == [number]
    said = ask("lena", "POST", f"/copies/{number}/account", json={"account": "destroyed"})
    assert (said.status_code, said.json()["account"]) == (200, "destroyed")


def test_a_reader_of_a_tearline_gets_a_copy_of_that_part_alone(ask: Asking, cast: Cast) -> None:
    content = b"# Granite\n\nGranite is the hidden subject.\n\n### Notice\n\nRansomware grows in the region.\n"
    ident = cast.release(
        "amina",
        content,
        "study.md",
        title="Study of Granite",
        register_title="Study",
        marking={"scheme": "interpol", "level": "IC"},
        release_to=["europol"],
        tearlines=[
            {
                "portions": ["heading:Notice"],
                "marking": {"scheme": "interpol", "level": "IFOUO"},
                "release_to": ["aseanapol"],
            }
        ],
    )
    pages = texts(ask.get("mei", f"/assessments/{ident}/file").content)
    assert "Ransomware grows" in pages[1]
    assert not any("Granite" in text or "CONFIDENTIAL" in text for text in pages)


def test_originator_and_registry_see_who_holds_which_and_a_reader_her_own(ask: Asking, cast: Cast) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)
    for who in ("lena", "piotr"):
        ask.get(who, f"/assessments/{ident}/file")
    for who in ("amina", "ingrid"):
        found = ask.get(who, f"/assessments/{ident}/copies").json()["copies"]
        assert {copy["username"] for copy in found} == {"lena", "piotr"}
    own = ask.get("lena", f"/assessments/{ident}/copies").json()["copies"]
    assert [copy["username"] for copy in own] == ["lena"]


def test_a_number_that_was_found_is_traced_by_its_originator_and_the_registry_only(
    ask: Asking, cast: Cast, house: House
) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)
    number = ask.get("lena", f"/assessments/{ident}/file").headers["x-copy-number"]
    written = number.replace("-", " ").lower()
    for who in ("amina", "ingrid", "lena"):
        assert ask.get(who, f"/copies/{written}").json()["username"] == "lena"
    for who in ("piotr", "mei", "huda"):
        assert ask.get(who, f"/copies/{number}").status_code == 404
    traced = [entry for entry in entries(house, "view-copies") if number in str(entry.detail)]
    assert {entry.actor for entry in traced} == {cast.person(who).id for who in ("amina", "ingrid", "lena")}
    assert {entry.rank for entry in traced} == {1}


def test_a_copy_is_accounted_for_once_and_by_those_it_concerns(ask: Asking, cast: Cast, house: House) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)
    number = ask.get("lena", f"/assessments/{ident}/file").headers["x-copy-number"]
    path, lost, back = f"/copies/{number}/account", {"account": "lost"}, {"account": "returned"}
    assert ask("piotr", "POST", path, json=back).status_code == 404
    assert ask("lena", "POST", path, json={"account": "eaten"}).status_code == 422
    assert ask("lena", "POST", path, json=lost).status_code == 200
    for officer in ("amina", "ingrid"):
        [told] = [one for one in ask.get(officer, "/notices").json()["notices"] if one["kind"] == "copy-lost"]
        assert (told["assessment"], told["detail"]["copies"]) == (ident, number)
    assert not [one for one in ask.get("mei", "/notices").json()["notices"] if one["kind"] == "copy-lost"]
    assert ask("ingrid", "POST", path, json=back).json()["account"] == "returned"
    again = ask("lena", "POST", path, json=lost)
    assert again.status_code == 409
    assert "accounted for already" in again.json()["detail"]
    assert [entry.outcome for entry in entries(house, "account")] == ["refused", "done", "done", "refused"]


def test_what_changed_while_the_copy_was_made_stops_it(
    ask: Asking, cast: Cast, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)
    make = issuing._paper

    def withdrawn_meanwhile(*given: Any) -> Any:
        paper = make(*given)
        cast.act("amina", "withdraw", ident)
        return paper

    monkeypatch.setattr(issuing, "_paper", withdrawn_meanwhile)
    assert ask.get("lena", f"/assessments/{ident}/file").status_code == 404
    assert not kept(house)


def test_when_too_many_are_being_made_the_next_is_asked_to_come_again(
    ask: Asking, cast: Cast, client: TestClient
) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)
    taken = [issuing._WAITING.acquire(blocking=False) for _ in range(8)]
    try:
        answer = ask.get("lena", f"/assessments/{ident}/file")
    finally:
        for _ in taken:
            issuing._WAITING.release()
    assert answer.status_code == 503
    assert "again" in json.loads(answer.content)["detail"]
    assert ask.get("lena", f"/assessments/{ident}/file").status_code == 200


def test_the_same_request_at_the_same_instant_gives_the_same_bytes_but_for_its_number(
    ask: Asking, cast: Cast, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of this machine or of the moment enters a copy, so that it cannot tell of anything else (P1)."""
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)
    monkeypatch.setattr(copies, "new_number", lambda *_: "23456-789AB")
    first = ask.get("lena", f"/assessments/{ident}/file").content
    with house.registry.database.write() as session:
        session.delete(session.get_one(IssuedCopy, "23456-789AB"))
    assert ask.get("lena", f"/assessments/{ident}/file").content == first


def test_nothing_of_a_copy_stays_in_the_data_folder(ask: Asking, cast: Cast, house: House) -> None:
    ident = cast.release("amina", REPORT_BYTES, "report.md", **RESTRICTED)
    content = ask.get("lena", f"/assessments/{ident}/file").content
    pypdfium2.PdfDocument(io.BytesIO(content)).close()
    assert not list((house.registry.folder / "scratch").glob("copy-*"))
