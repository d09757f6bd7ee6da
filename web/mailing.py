"""Mailing: a thread of the server that tells people by mail, now and then, that notices wait for them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from repository.errors import RepositoryError
from repository.mail import Compose, Notices, Owed, Post
from repository.registry import Registry
from repository.settings import Settings

log = logging.getLogger("concord.mail")

NOTICES = Notices()
SECONDS = 15.0
"""How often it is looked whether anybody is to be told."""


def post_of(registry: Registry, settings: Settings, compose: Compose, owed: Owed = NOTICES) -> Post | None:
    """Return who takes messages to the mail server that the settings name, or None where they name none.

    ``owed`` is what they tell of: notices, where nothing else is named.
    """
    if settings.smtp is None or settings.mail_from is None or settings.public_url is None:
        return None
    return Post(registry, settings.smtp, settings.mail_from, settings.public_url, compose, owed=owed)


@contextmanager
def mailing(post: Post | None, seconds: float = SECONDS) -> Iterator[None]:
    """Look every so many seconds what is to be mailed, for as long as what is inside lasts."""
    ending = threading.Event()
    thread = threading.Thread(target=_keep, args=(post, ending, seconds), name="mail", daemon=True)
    if post is not None:
        thread.start()
    try:
        yield
    finally:
        ending.set()
        if post is not None:
            thread.join()


def _keep(post: Post, ending: threading.Event, seconds: float) -> None:
    while not ending.wait(seconds):
        try:
            post.deliver(ending.is_set)
        except RepositoryError as error:
            log.warning("mail waits for the database: %s", error)
        except Exception:
            # Whatever it is, it must not be the end of all mail; the trace holds no message.
            log.exception("mail failed")
