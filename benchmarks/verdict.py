"""What must become of a hostile file, class by class, as ``expectations.tsv`` says of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REFUSED, DONE, NEEDS_PERSON, FAILED = "refused", "done", "needs_person", "failed"
LONGEST_TITLE = 500
SECONDS = 60.0
"""How long a file may take from its first byte sent until its end is known."""
_NO_REASONS = ("Traceback", "Error", "fault of the server")


@dataclass(slots=True)
class Outcome:
    """What became of one file: its state, how long it took, the reason given, what is shown of it."""

    file: str
    kind: str
    state: str
    seconds: float
    reason: str = ""
    status: int = 0
    text: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def suggestions(self) -> dict[str, Any]:
        """What was suggested, as JSON."""
        found: dict[str, Any] = self.metadata.get("suggestions", {})
        return found


def judge(outcome: Outcome) -> None:
    """Note in ``faults`` what is not as it must be."""
    say = outcome.faults.append
    if outcome.state not in (REFUSED, DONE, NEEDS_PERSON, FAILED):
        say(f"ended as {outcome.state}")
    if outcome.seconds > SECONDS:
        say(f"took {outcome.seconds:.0f} s")
    if outcome.state == REFUSED and not 400 <= outcome.status < 500:
        say(f"status {outcome.status}")
    if outcome.state != DONE and (not outcome.reason or any(word in outcome.reason for word in _NO_REASONS)):
        say(f"reason {outcome.reason!r}")
    allowed = _ALLOWED.get(outcome.file) or _ALLOWED.get(outcome.kind, _ANY)
    if outcome.state not in allowed:
        say(f"{outcome.state}, not {' or '.join(sorted(allowed))}")
    for check in (_leaks, _CHECKS.get(outcome.kind), _CHECKS.get(outcome.file)):
        if check is not None:
            outcome.faults += check(outcome)


def _leaks(outcome: Outcome) -> list[str]:
    """Words of files of this machine that some of the files ask for."""
    shown = json.dumps([outcome.text, outcome.metadata, outcome.reason], ensure_ascii=False)
    secrets = ["root:x:", *(name for name in [_hostname()] if len(name) > 6)]
    return [f"shows {secret!r}" for secret in secrets if secret in shown]


def _hostname() -> str:
    try:
        return Path("/etc/hostname").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


Check = Callable[[Outcome], list[str]]


def _holds(*words: str) -> Check:
    def check(outcome: Outcome) -> list[str]:
        return [f"without {word!r}" for word in words if outcome.state == DONE and word not in outcome.text]

    return check


def _lacks(*words: str) -> Check:
    def check(outcome: Outcome) -> list[str]:
        return [f"shows {word!r}" for word in words if word.lower() in outcome.text.lower()]

    return check


def _tells(*words: str) -> Check:
    """The refusal, or the reason, names one of the words."""

    def check(outcome: Outcome) -> list[str]:
        return [] if any(word in outcome.reason for word in words) else [f"reason {outcome.reason!r}"]

    return check


def _suggests(name: str) -> Check:
    def check(outcome: Outcome) -> list[str]:
        return [] if outcome.suggestions.get(name) else [f"does not tell {name}"]

    return check


def _all(*checks: Check) -> Check:
    return lambda outcome: [fault for check in checks for fault in check(outcome)]


def _title(outcome: Outcome) -> list[str]:
    title = (outcome.suggestions.get("title") or {}).get("value") or ""
    faults = [f"a title of {len(title)} characters"] if len(title) > LONGEST_TITLE else []
    return faults + ["a title of several lines"] * any(not char.isprintable() for char in title)


def _unlabelled(outcome: Outcome) -> list[str]:
    """The marking is the one of the form, whatever the file says."""
    marking = outcome.metadata.get("metadata", {}).get("marking") or {}
    right = (marking.get("scheme"), marking.get("level")) == ("interpol", "IFOUO")
    return [] if right else [f"marked {marking}"]


def _one_of(first: str, second: str) -> Check:
    def check(outcome: Outcome) -> list[str]:
        both = first in outcome.text and second in outcome.text
        return ["shows both texts"] * both

    return check


_ANY = frozenset({REFUSED, DONE, NEEDS_PERSON, FAILED})
_NOT_DONE = _ANY - {DONE}
_ALLOWED: dict[str, frozenset[str]] = {
    "control": frozenset({DONE}),
    "empty": _NOT_DONE,
    "wrong type": frozenset({REFUSED}),
    # Its text runs over the edge of its page, where no reader sees it: read as PDF, and nothing is found in it.
    "pdf_named.docx": frozenset({REFUSED, DONE, NEEDS_PERSON}),
    "polyglot": frozenset({DONE, REFUSED, NEEDS_PERSON}),
    "polyglot_gif_js.gif": frozenset({REFUSED}),
    "too many pages": frozenset({REFUSED, FAILED}),
    "zip bomb": frozenset({REFUSED}),
    "gzip_bomb_1GB.txt.gz": frozenset({REFUSED}),
    "tar_slip.tar": frozenset({REFUSED}),
    "metadata injection": frozenset({DONE}),
    "stored XSS": frozenset({DONE}),
    "hidden text / keyword stuffing": frozenset({DONE}),
    "label confusion": frozenset({DONE}),
    "hidden content": frozenset({DONE}),
    "utf16le_bom.txt": frozenset({DONE}),
    "quadratic_blowup.docx": _NOT_DONE,
    "billion_laughs.docx": _NOT_DONE,
}
_CHECKS: dict[str, Check] = {
    "control": _holds("Threat assessment"),
    "zero_bytes.pdf": _tells("empty"),
    "not_a_pdf.pdf": _lacks("alert"),
    "too many pages": _tells("pages"),
    "metadata injection": _title,
    "stored XSS": _holds("<script>alert(1)</script>"),
    "hidden text / keyword stuffing": _all(_unlabelled, _lacks("IGNORE PREVIOUS"), _suggests("hidden")),
    "label confusion": _all(_unlabelled, _suggests("banners")),
    "parser differential": _one_of("first: harmless", "second: secret"),
    "hidden content": _all(
        _holds("kept", "inserted"), _lacks("deleted source name", "hidden text"), _suggests("hidden")
    ),
    "polyglot": _lacks("zip part", "alert"),
    "utf16le_bom.txt": _holds("تقييم التهديد"),
    "latin1.txt": _holds("Évaluation de la menace: niño, Müller, naïve"),
    "nul_bytes.txt": _lacks("\0"),
    "utf8_invalid.txt": _lacks("\ud800"),
    "html_ssrf.html": _all(_holds("text"), _lacks("fetch(")),
}
