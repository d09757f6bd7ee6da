"""The interface says of evidence and passages whether, and how surely, they were recognised in a picture."""

from __future__ import annotations

from tests.house import Cast
from tests.ingest.pictures import SENTENCES, picture, scan, wrapped
from tests.web.asking import Asking


def test_evidence_and_passages_of_a_scan_carry_their_confidence(ask: Asking, cast: Cast) -> None:
    ident = cast.release("amina", scan(picture(wrapped(SENTENCES["en"]))), "scan.pdf", languages=["en"])
    (evidence,) = ask.get("mei", "/search?q=weapons+over+the+river").json()["results"][0]["evidence"]
    assert evidence["recognised"] is True
    assert 0.8 < evidence["confidence"] <= 1
    (portion,) = ask.get("mei", f"/assessments/{ident}/portions").json()["portions"]
    assert portion["confidence"] == evidence["confidence"]
    assert [portion["text"][start:end] for start, end, _ in portion["words"]] == SENTENCES["en"].split()


def test_what_was_read_has_none(ask: Asking, cast: Cast) -> None:
    ident = cast.release("amina", b"# Rivers\n\nTwo groups moved weapons over the river.\n", "n.md")
    evidence = ask.get("mei", "/search?q=weapons+over+the+river").json()["results"][0]["evidence"][0]
    assert (evidence["recognised"], evidence["confidence"]) == (False, None)
    portion = ask.get("mei", f"/assessments/{ident}/portions").json()["portions"][0]
    assert (portion["confidence"], portion["words"]) == (None, [])
