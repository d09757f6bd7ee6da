from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ingest.frames import MAX_HEADER, BadFrame, EndOfStream, Frames, Silence, write


@contextmanager
def reading(content: bytes, limit: int = 10_000, keep_open: bool = False) -> Iterator[Frames]:
    source, sink = os.pipe()
    os.write(sink, content)
    if not keep_open:
        os.close(sink)
    yield Frames(source, limit)
    os.close(source)
    if keep_open:
        os.close(sink)


def soon() -> float:
    return time.monotonic() + 30


def test_what_is_written_is_read() -> None:
    out = io.BytesIO()
    write(out, "P", 1, 20)
    write(out, "D", 4, payload=b"a\nb\n")
    write(out, "F", "failed", "A sentence\nin two lines.")
    with reading(out.getvalue()) as frames:
        assert frames.header(soon()).number(1, 100) == 20
        assert frames.payload(frames.header(soon()).number(0, 9), soon()) == b"a\nb\n"
        assert frames.header(soon()).words == ("failed", "A", "sentence", "in", "two", "lines.")


@pytest.mark.parametrize("word", ["", "-1", "1e3", "9" * 13, "101", "٣", "x"])
def test_a_number_is_bounded(word: str) -> None:
    with reading(f"P {word}\n".encode()) as frames, pytest.raises(BadFrame):
        frames.header(soon()).number(0, 100)


def test_an_endless_header_is_refused() -> None:
    with reading(b"P" * (MAX_HEADER + 1)) as frames, pytest.raises(BadFrame):
        frames.header(soon())


def test_more_than_the_limit_is_refused() -> None:
    with reading(b"x" * 500, limit=400) as frames, pytest.raises(BadFrame):
        frames.payload(400, soon())
    with reading(b"x", limit=400) as frames, pytest.raises(BadFrame):
        frames.payload(1 << 40, soon())


def test_silence_and_an_early_end_differ() -> None:
    with reading(b"P 1", keep_open=True) as frames, pytest.raises(Silence):
        frames.header(time.monotonic() - 1)
    with reading(b"P 1") as frames, pytest.raises(EndOfStream):
        frames.header(soon())
