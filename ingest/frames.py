"""How the sandboxed child speaks to its parent: short header lines, and payloads whose length they state.

``P done total`` progress; ``D length`` a document in JSON; ``R width height`` an image, RGB; ``F kind
reason`` failure;
``E`` the end. The parent believes nothing: header lines, numbers and payloads are bounded as they are read.
"""

from __future__ import annotations

import os
import select
import time
from dataclasses import dataclass
from typing import BinaryIO

MAX_HEADER = 2_048
_CHUNK = 1 << 16


class BadFrame(Exception):
    """The child wrote what is no frame, or more than it may."""


class Silence(Exception):
    """Nothing came within the time allowed."""


class EndOfStream(Exception):
    """The child closed its output before it said that it was done."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One header line: its letter, and the words behind it."""

    tag: str
    words: tuple[str, ...]

    def number(self, index: int, limit: int) -> int:
        """Return a word as a number from 0 to ``limit``."""
        word = self.words[index] if index < len(self.words) else ""
        if not (word.isascii() and word.isdigit() and len(word) <= 12) or int(word) > limit:
            raise BadFrame
        return int(word)


class Frames:
    """Reads frames from a pipe, at most ``limit`` bytes in all, each read waiting until a deadline
    at most.
    """

    def __init__(self, descriptor: int, limit: int) -> None:
        self._descriptor = descriptor
        self._left = limit
        self._held = bytearray()

    def header(self, deadline: float) -> Frame:
        """Return the next header line; ``deadline`` by ``time.monotonic``."""
        while (end := self._held.find(b"\n", 0, MAX_HEADER)) < 0:
            if len(self._held) >= MAX_HEADER:
                raise BadFrame
            self._more(deadline)
        line = bytes(self._held[:end]).decode("utf-8", "replace")
        del self._held[: end + 1]
        tag, _, rest = line.partition(" ")
        return Frame(tag, tuple(rest.split(" ")) if rest else ())

    def payload(self, length: int, deadline: float) -> bytes:
        """Return the next ``length`` bytes."""
        if length > self._left + len(self._held):
            raise BadFrame
        while len(self._held) < length:
            self._more(deadline)
        taken = bytes(self._held[:length])
        del self._held[:length]
        return taken

    def _more(self, deadline: float) -> None:
        wait = deadline - time.monotonic()
        if wait <= 0 or not select.select([self._descriptor], [], [], wait)[0]:
            raise Silence
        chunk = os.read(self._descriptor, _CHUNK)
        if not chunk:
            raise EndOfStream
        self._left -= len(chunk)
        if self._left < 0:
            raise BadFrame
        self._held += chunk


def write(out: BinaryIO, tag: str, *words: object, payload: bytes = b"") -> None:
    """Write one frame and push it out."""
    header = " ".join([tag, *(str(word).replace("\n", " ") for word in words)])
    out.write(header.encode("utf-8", "replace")[: MAX_HEADER - 8] + b"\n" + payload)
    out.flush()
