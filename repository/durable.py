"""Durable points: the places between which a crash may fall, each with a name (P5).

They do nothing but say that they were reached, to whoever listens; nobody does unless the process itself called
``listen`` before it began. Tests kill a process there, or let the disk fail there.
"""

from __future__ import annotations

from collections.abc import Callable

POINTS = {
    "upload.received": "the whole upload lies in a working copy without a name",
    "original.begun": "its sealed file is begun under a temporary name",
    "original.sealed": "all of it is written, and nothing flushed",
    "original.flushed": "its bytes are on the disk, under the temporary name",
    "original.named": "it has its name, and its folder is not flushed",
    "original.kept": "it is on the disk, and no row names it",
    "deposit.rows": "its rows are in the open transaction",
    "deposit.recorded": "so is the register's entry",
    "deposit.accepted": "all is durable, and the depositor was not told yet",
    "job.found": "a worker saw the job",
    "job.leasing": "its lease is in the open transaction",
    "job.leased": "its lease is durable",
    "job.advancing": "how far it is is in the open transaction",
    "original.opened": "the plain file is in the worker's memory",
    "document.read": "the sandbox has answered",
    "document.cut": "the text is cut into portions",
    "portions.embedding": "a run of portions is about to be embedded",
    "portions.embedded": "all portions are",
    "edition.cleared": "what an earlier try left of it is gone, and it is not searchable",
    "pages.kept": "a batch of pages is durable",
    "portions.kept": "a batch of portions is durable",
    "edition.understood": "what to suggest is known",
    "edition.compared": "so is with which others it collides",
    "edition.indexed": "the index rows are in the open transaction",
    "edition.finishing": "so is all else that makes it searchable",
    "edition.searchable": "it is searchable, and the worker did not go on yet",
    "job.ending": "that the job failed or needs a person is in the open transaction",
    "job.returning": "that it is queued again is in the open transaction",
    "page.drawn": "a page image is written under a temporary name",
    "page.kept": "a page image has its name",
    "orphan.found": "a file that no row names is about to be removed",
    "transaction.open": "a transaction has begun",
    "transaction.full": "a transaction is about to be committed",
    "transaction.durable": "a transaction is durable",
}
"""Every durable point and what is so when it is reached."""

_LISTENERS: list[Callable[[str], None]] = []


def point(name: str) -> None:
    """Say that a point of ``POINTS`` was reached."""
    for told in _LISTENERS:
        told(name)


def listen(told: Callable[[str], None]) -> None:
    """Have ``told`` called at every point that this process reaches, by the thread that reaches it."""
    _LISTENERS.append(told)


def silence() -> None:
    """Have nobody called any more."""
    _LISTENERS.clear()
