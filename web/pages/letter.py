"""The letters by which a person is told that notices or alerts wait: a count and a link, in her language, no more."""

from __future__ import annotations

from repository.mail import Letter
from web.pages.language import LANGUAGES, Sentences, direction, marked, sentences

BRAND = "Concord"
WHY = marked("What it is about is told after signing in only. Do not answer this message.")
_FROM_THE_RIGHT = "\u200f"


def compose(language: str, count: int, link: str) -> Letter:
    """Write that so many notices wait at a link."""
    known = _known(language)
    return _letter(
        language,
        known.ngettext("%(brand)s: %(n)s notice waits for you", "%(brand)s: %(n)s notices wait for you", count),
        count,
        link,
    )


def compose_alerts(language: str, count: int, link: str) -> Letter:
    """Write that so many alerts of standing searches wait at a link."""
    known = _known(language)
    return _letter(
        language,
        known.ngettext("%(brand)s: %(n)s alert waits for you", "%(brand)s: %(n)s alerts wait for you", count),
        count,
        link,
    )


def _spoken(language: str) -> str:
    return language if language in LANGUAGES else "en"


def _known(language: str) -> Sentences:
    return sentences(_spoken(language))


def _letter(language: str, subject: str, count: int, link: str) -> Letter:
    """Return the letter of a subject; lines of Arabic begin with a mark that they run from the right."""
    spoken = _spoken(language)
    subject %= {"brand": BRAND, "n": count}
    mark = _FROM_THE_RIGHT if direction(spoken) == "rtl" else ""
    lines = (f"{mark}{subject}.", "", link, "", f"{mark}{sentences(spoken).gettext(WHY)}", "")
    return Letter(subject, "\n".join(lines), spoken)
