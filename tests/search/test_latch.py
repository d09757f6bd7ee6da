"""The latch: readers together, a writer alone."""

from __future__ import annotations

import threading

import pytest

from search.latch import Latch

SOON = 10.0


def test_readers_hold_it_together() -> None:
    latch, both = Latch(), threading.Barrier(2, timeout=SOON)

    def read() -> None:
        with latch.reading():
            both.wait()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    assert not both.broken
    assert not any(thread.is_alive() for thread in threads)


def test_a_writer_waits_for_readers_and_is_alone() -> None:
    latch, seen, inside = Latch(), [], threading.Event()

    def write() -> None:
        with latch.writing():
            seen.append("written")
            inside.set()

    with latch.reading():
        writer = threading.Thread(target=write)
        writer.start()
        assert not inside.wait(0.05)
        seen.append("read")
    writer.join(SOON)
    assert seen == ["read", "written"]


def test_an_error_inside_lets_go() -> None:
    latch = Latch()
    with pytest.raises(RuntimeError), latch.writing():
        raise RuntimeError
    with pytest.raises(RuntimeError), latch.reading():
        raise RuntimeError
    with latch.writing():
        pass
