from __future__ import annotations

import pytest

from ingest.errors import Refused
from ingest.structure import Kind
from ingest.suffix import refuse_misnamed


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("report.pdf", "html", r"named \.pdf and its content is a web page.*name this file \.html"),
        ("REPORT.DOCX", "text", r"named \.docx and its content is plain text"),
        ("slides.pptx", "mail", r"an e-mail.*\.eml"),
    ],
)
def test_what_came_in_the_place_of_a_document_is_refused_by_name(name: str, kind: Kind, words: str) -> None:
    with pytest.raises(Refused, match=words):
        refuse_misnamed(name, kind)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("report.pdf", "pdf"), ("report.docx", "pdf"), ("page.htm", "html"), ("a.md", "text"), ("", "text")],
)
def test_a_document_under_another_name_is_read_as_what_it_is(name: str, kind: Kind) -> None:
    refuse_misnamed(name, kind)
