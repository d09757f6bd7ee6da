"""Whether hostile names and titles are shown as text, on every page, in JSON, by the command line and in the log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from typing import Any

from lxml import html

TITLES = (
    "<script>alert(document.domain)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}{% raw %}${7*7}",
    '=HYPERLINK("http://127.0.0.1/","x")',
    "ok\r\n2026-01-01 INFO user=admin granted",
    "\u202efdp.exe",
    "javascript:alert(1)",
    "A" * 500,
)
"""Titles as an originator might declare them; what a title may not hold is refused by field."""

LISTS: dict[str, tuple[str, ...]] = {
    "amina": ("/", "/deposit", "/attention", "/overlaps", "/copies", "/notices", "/search?q=report", "/api/v1/jobs"),
    "ingrid": ("/", "/registration", "/attention", "/collisions", "/register", "/search?q=report", "/notices"),
    "lena": ("/", "/search?q=alert", "/search?q=%3Cscript%3E", "/api/v1/assessments", "/api/v1/search?q=alert"),
    "owen": ("/register", "/api/v1/register"),
}
"""The pages and answers that list what was deposited, by who sees them."""

OF_ONE: dict[str, tuple[str, ...]] = {
    "amina": ("/deposit/{}", "/deposit/{}/review", "/assessments/{}", "/api/v1/assessments/{}/metadata"),
    "ingrid": ("/registration/{}", "/api/v1/registrations/{}"),
    "lena": ("/assessments/{}", "/assessments/{}?view=text", "/assessments/{}/history", "/api/v1/assessments/{}"),
}
"""The pages of one assessment; where it is not that far, the answer is the same as for what does not exist."""

_LANGUAGES = ("en", "ar", "fr", "es")
_RAW = re.compile(rb"<script>alert|<img src=x|<svg onload|\xe2\x80[\xaa-\xae]|Traceback \(most recent|>49[{<]")
_HANDLERS = "//@*[starts-with(name(), 'on')] | //script[not(@src)] | //*[starts-with(@href, 'javascript:')]"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the server."""

    status: int
    headers: HTTPMessage
    body: bytes


def get(port: int, token: str, path: str, language: str = "en") -> Answer:
    """Ask as a browser whose session is the token."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(
        "GET",
        path,
        headers={"Cookie": f"concord={token}; concord-language={language}", "Accept": "text/html,application/json"},
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return Answer(answer.status, answer.headers, body)


def look(port: int, tokens: dict[str, str], idents: Iterable[str]) -> tuple[int, list[str]]:
    """Fetch everything in four languages in turn; return how many answers there were and what is wrong in them."""
    asked = [(who, path) for who, paths in LISTS.items() for path in paths]
    asked += [(who, path.format(ident)) for ident in idents for who, paths in OF_ONE.items() for path in paths]
    faults: list[str] = []
    for number, (who, path) in enumerate(asked):
        answer = get(port, tokens[who], path, _LANGUAGES[number % 4])
        faults += [f"{who} {path}: {fault}" for fault in faults_of(answer)]
    return len(asked), faults


def faults_of(answer: Answer) -> list[str]:
    """Return what in one answer is not text, or is an error of the server."""
    found = [f"status {answer.status}"] if answer.status >= 500 else []
    if answer.headers.get("Set-Cookie", "").startswith("x=1"):
        found.append("a header was split")
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("nosniff is missing")
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        found += [f"unescaped {hit[0]!r}" for hit in _RAW.finditer(answer.body)]
        found += [f"live {part!r}" for part in _live(answer.body)]
    elif "json" in kind:
        json.loads(answer.body.decode())
    elif answer.status < 300:
        found.append(f"answered as {kind}")
    return found


def _live(page: bytes) -> list[Any]:
    parts = html.fromstring(page).xpath(_HANDLERS)
    return parts if isinstance(parts, list) else []


def faults_of_lines(text: str) -> list[str]:
    """Return what in the lines of a log or a command could forge others, or hide."""
    found = [f"a forged line: {line[:80]!r}" for line in text.splitlines() if line.startswith("2026-01-01 INFO")]
    found += [f"a line with {line[:80]!r}" for line in text.split("\n") if any(_hidden(char) for char in line)]
    return found


def _hidden(char: str) -> bool:
    return not char.isprintable() and char != "\t"
