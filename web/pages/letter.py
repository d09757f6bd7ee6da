"""The letter by which a person is told that notices wait: a count and a link, in her language, and nothing else."""

from __future__ import annotations

from repository.mail import Letter
from web.pages.language import LANGUAGES, direction, marked, sentences

BRAND = "Concord"
WHY = marked("What it is about is told after signing in only. Do not answer this message.")
_FROM_THE_RIGHT = "\u200f"


def compose(language: str, count: int, link: str) -> Letter:
    """Write that so many notices wait at a link; lines of Arabic begin with a mark that they run from the right."""
    spoken = language if language in LANGUAGES else "en"
    known = sentences(spoken)
    subject = known.ngettext("%(brand)s: %(n)s notice waits for you", "%(brand)s: %(n)s notices wait for you", count)
    subject %= {"brand": BRAND, "n": count}
    mark = _FROM_THE_RIGHT if direction(spoken) == "rtl" else ""
    lines = (f"{mark}{subject}.", "", link, "", f"{mark}{known.gettext(WHY)}", "")
    return Letter(subject, "\n".join(lines), spoken)
