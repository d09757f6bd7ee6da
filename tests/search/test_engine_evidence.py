"""What an answer shows of its results: passages, pages and places of what the reader may see."""

from __future__ import annotations

from pathlib import Path

from tests.house import Cast, make_house
from tests.ingest.papers import new_pdf, say
from tests.search.shelving import SECRET, TEXT, Passage, ask, shelve
from web import reading


def test_evidence_is_at_most_three_passages_and_the_nearest_sentence_of_each(cast: Cast) -> None:
    filler = "Goods move by road at night. Payments are made in cash. "
    texts = [f"{filler}Hospitals lost backup systems {n} times. {filler}" for n in ("two", "three", "four", "five")]
    shelve(cast, *texts, title="Note")
    (hit,) = ask(cast, "mei", "hospitals lost backup systems").results
    assert len(hit.evidence) == 3
    for evidence in hit.evidence:
        ((first, last),) = evidence.highlights
        assert evidence.excerpt[first:last].startswith("Hospitals lost")
        assert evidence.excerpt in evidence.portion.text


def test_evidence_of_a_rendition_has_no_boxes_and_renumbered_pages(cast: Cast) -> None:
    box = (72.0, 100.0, 500.0, 112.0)
    notice = "Notice: ransomware threatens hospitals in the coming year."
    tearline = {
        "portions": ["page:7"],
        "marking": {"scheme": "interpol", "level": "IFOUO"},
        "release_to": ["aseanapol"],
    }
    shelve(
        cast,
        Passage("Granite moves goods by road.", page=2, spans=((0, 28, 2, box),)),
        Passage(notice, page=7, part="tearline:1", spans=((0, len(notice), 7, box),)),
        Passage("Notice of banks attacked.", page=9, part="tearline:1"),
        title="Secret study", register_title="Study", tearlines=[tearline], **SECRET,
    )  # fmt: skip
    (hit,) = ask(cast, "mei", "ransomware hospitals").results
    shown = hit.assessment
    assert (shown.title, shown.pages, shown.complete, shown.has_images) == ("Study", 2, False, False)
    assert (hit.evidence[0].page, hit.evidence[0].boxes, hit.evidence[0].excerpt) == (1, (), notice)
    assert ask(cast, "mei", "granite road").total == 0
    (own,) = ask(cast, "amina", "ransomware hospitals").results
    assert (own.assessment.title, own.assessment.pages, own.assessment.complete) == ("Secret study", 9, True)
    assert (own.evidence[0].page, own.evidence[0].boxes) == (7, (box,))


def test_the_pages_of_a_rendition_are_the_same_whatever_the_hidden_part_holds(tmp_path: Path) -> None:
    seen = []
    for number, hidden in enumerate(([], [Passage("One.", page=1), Passage("Ten.", page=10)])):
        cast = Cast(make_house(tmp_path / str(number)))
        notice = {"portions": ["x"], "marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["aseanapol"]}
        visible = [Passage(TEXT, page=3, part="tearline:1"), Passage("Banks too.", page=4, part="tearline:1")]
        shelve(cast, *hidden, *visible, title="T", register_title="R", tearlines=[notice], **SECRET)
        (hit,) = ask(cast, "mei", "hospitals").results
        seen.append((hit.assessment.pages, [e.page for e in hit.evidence], hit.assessment.title))
        cast.house.registry.database.close()
    assert seen[0] == seen[1] == (2, [1], "R")


def test_boxes_of_a_typeset_page_lie_inside_it(cast: Cast) -> None:
    pdf = new_pdf()
    for topic in ("hospitals", "clinics"):
        pdf.add_page()
        say(pdf, f"On {topic}", 16, "B")
        pdf.ln(4)
        say(pdf, f"Ransomware groups encrypt the backup systems of {topic}. They demand payment by extortion. " * 6)
    cast.release("amina", bytes(pdf.output()), "r.pdf", title="Report")
    (hit,) = ask(cast, "mei", "ransomware against clinics").results
    assert hit.evidence
    for evidence in hit.evidence:
        size = reading.page_size(cast.house, cast.visitor("mei"), hit.assessment.id, evidence.page)
        assert evidence.boxes
        for left, top, right, bottom in evidence.boxes:
            assert 0 <= left < right <= size[0]
            assert 0 <= top < bottom <= size[1]
    assert "clinics" in hit.evidence[0].excerpt


def test_the_rank_of_an_answer_is_the_highest_on_its_page(cast: Cast) -> None:
    shelve(cast, TEXT, title="Open")
    assert ask(cast, "lena", "hospitals").rank == 1
    shelve(cast, TEXT, title="Secret", **SECRET)
    assert ask(cast, "lena", "hospitals").rank == 3
    assert ask(cast, "lena", "").rank == 3
    assert ask(cast, "mei", "hospitals").rank == 1
    assert ask(cast, "mei", "", pillar=("none",)).rank == 0
