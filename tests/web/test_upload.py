from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from web.errors import NotMultipart, UnreadableRequest
from web.upload import MOST_FIELD_BYTES, Upload, receive

BOUNDARY = "frontier-of-this-test"


def part(disposition: str, content: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
FILE = part('name="file"; filename="rapport é.pdf"', b"%PDF-1.7 \r\n--not-the-frontier\r\n rest")
METADATA = part('name="metadata"', '{"title": "Été"}'.encode())


def read(folder: Path, chunks: Sequence[bytes], kind: str = f"multipart/form-data; boundary={BOUNDARY}") -> Upload:
    messages: list[Message] = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def coming() -> Message:
        return messages.pop(0)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", kind.encode())]}
    return anyio.run(receive, Request(scope, coming), folder)


@pytest.mark.parametrize("body", [FILE + METADATA + END, METADATA + FILE + END])
@given(cuts=st.lists(st.integers(0, 400), max_size=12))
def test_a_form_reads_the_same_however_it_is_cut_into_chunks_and_ordered(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, cuts: list[int]
) -> None:
    edges = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    folder = tmp_path_factory.getbasetemp() / "scratch"
    form = read(folder, [body[start:end] for start, end in pairwise(edges)])
    assert form.file is not None
    assert form.file.read() == b"%PDF-1.7 \r\n--not-the-frontier\r\n rest"
    assert (form.file_field, form.filename) == ("file", "rapport é.pdf")
    assert form.fields == [("metadata", '{"title": "Été"}')]
    form.close()
    assert list(folder.iterdir()) == []


def test_an_empty_file_is_still_a_file(tmp_path: Path) -> None:
    form = read(tmp_path, [part('name="file"; filename="empty.txt"', b"") + END])
    assert form.file is not None
    assert form.file.read() == b""
    form.close()


def test_a_form_without_a_file_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, [METADATA + END]).file is None


def test_what_is_no_form_with_a_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(NotMultipart, match="send multipart/form-data"):
        read(tmp_path, [b"{}"], "application/json")
    with pytest.raises(NotMultipart, match="send multipart/form-data"):
        read(tmp_path, [FILE + END], "multipart/form-data")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (FILE, "ends before its last part"),
        (FILE[:80], "ends before its last part"),
        (b"nothing of the kind", "damaged or cut"),
        (FILE + FILE + END, "more than one file"),
        (part('filename="x.pdf"', b"x") + END, "has no name"),
        (part('name="metadata"', b"x" * (MOST_FIELD_BYTES + 1)) + END, "send less beside the file"),
    ],
)
def test_a_damaged_form_is_refused_in_words_and_leaves_nothing(tmp_path: Path, body: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableRequest, match=sentence):
        read(tmp_path, [body])
    assert list(tmp_path.iterdir()) == []
