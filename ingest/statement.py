"""Statements: the sentences and list entries of a document, each with the kind of section in which it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest import cue
from ingest.cue import folded
from ingest.finding import Evidence, Found
from ingest.portions import Portion
from search.sentence import sentences

APART = "apart"
"""A section that states nothing of the threat: contents, method, sources, annexes."""

MOST_LENGTH = 1_200
"""Characters of a statement that are kept; more is a list or a table that was read as one sentence."""

LEAST = 0.5
"""What is less sure than this is not suggested."""

_SECTIONS = ("gap", "recommendation", "judgement", APART, "closing")
_LONGEST_HEADING = 80
"""A heading that announces a part is short, and says so at once: within its first 30 characters."""
_AT_ONCE = 30
_ANNEX = re.compile(r"annex|appendi|anexo|\u0645\u0644\u062d\u0642|\u043f\u0440\u0438\u043b\u043e\u0436\u0435\u043d")
_BULLET = (
    r"[\u2022\u2023\u25aa\u25ab\u25cf\u25cb\u25e6\u25a0\u25a1\u2043\u2219\u00b7\uf0b7\uf0a7\u27a2\u2713*\u2013\u2014-]"
)
_MARK = rf"(?:{_BULLET}|\(?(?:[a-z]|[ivx]{{1,5}}|[\u0621-\u064a]|\d{{1,2}})\)|\d{{1,2}}\.)"
# An entry begins on a line of its own, or after the colon or semicolon that ends the one before.
_BREAK = re.compile(
    rf"\n\s*(?={_MARK}\s|[^a-z])|(?<=[:;])\s+(?:(?:and|et|y|or|ou|o)\s+)?(?=\((?:[a-z]|[ivx]{{1,4}}|\d{{1,2}})\)\s)"
    r"|(?<=[.;:)])\s+(?=(?:[\u2022\u2013-]|\d{1,2}[.)]|[a-z]\)|[\u0621-\u064a]\))\s+\S)"
)
_ENTRY = re.compile(rf"\s*{_MARK}\s+")
_NUMBERED = re.compile(r"\s*\d{1,4}\.\s+")
_ENDED = re.compile(r"[.!?;:\u061f\u06d4][\"')\]\u201d\u2019\u00bb]*\Z")
_SHORT = 40
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or an entry, without its number or bullet; ``section`` is what its heading announces, or "".

    ``folded`` is its text as turns of phrase are looked for in it, character by character; ``rest`` is where it goes
    on, where a portion ends within it.
    """

    portion: int
    start: int
    end: int
    page: int
    text: str
    folded: str
    languages: tuple[str, ...]
    section: str
    entry: bool
    rest: tuple[Evidence, ...] = ()

    def find(self, name: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the first turn of phrase of a list of ``cues.json`` between two places of it, or None."""
        return cue.find(name, self.folded, self.languages, start, end)

    @property
    def value(self) -> str:
        """Return the words as one line, cut at 1,200 characters."""
        return _SPACE.sub(" ", self.text).strip()[:MOST_LENGTH]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Return where it stands."""
        return Evidence(self.portion, self.start, self.end), *self.rest

    @property
    def leads(self) -> bool:
        """Tell whether it only leads to the entries below it."""
        return self.text.endswith(":")


def statements(portions: Sequence[Portion]) -> list[Statement]:
    """Return the statements of a document's running text, in its order; tables and footnotes make none."""
    made: list[Statement] = []
    running = [(index, portion) for index, portion in enumerate(portions) if portion.kind == "text"]
    # Portions share their headings; what these announce is known no longer than this takes (case 25).
    announced = {path: _section(path) for path in {portion.heading for _, portion in running}}
    for index, portion in running:
        found = list(_of(index, portion, announced[portion.heading]))
        if made and found and _goes_on(portions, made[-1], found[0]):
            made[-1] = _joined(made[-1], found.pop(0))
        made += found
    return made


def _goes_on(portions: Sequence[Portion], last: Statement, first: Statement) -> bool:
    """Tell whether a portion ended within a statement, which the next portion takes up."""
    held, following = portions[last.portion], portions[first.portion]
    whole = _ENDED.search(last.text) or first.entry or first.start > 0 or last.end < len(held.text.rstrip())
    return not whole and last.portion + 1 == first.portion and held.block_to == following.block_from


def _joined(last: Statement, first: Statement) -> Statement:
    if len(last.text) + len(first.text) > 2 * MOST_LENGTH:
        return last
    text = f"{last.text} {first.text}"
    return replace(
        last, text=text, folded=folded(text), rest=(*last.rest, Evidence(first.portion, first.start, first.end))
    )


def _of(index: int, portion: Portion, section: str) -> Iterator[Statement]:
    spoken, text = cue.languages(portion.text), portion.text
    for first, last in _chunks(text):
        entry = _ENTRY.match(text, first, last)
        # What is recommended may take an entry more than one sentence.
        whole = entry is not None and section == "recommendation"
        for start, end in [(0, last - first)] if whole else sentences(text[first:last], None):
            begun = first + start
            marked = _ENTRY.match(text, begun, last) or _NUMBERED.match(text, begun, last)
            at = marked.end() if marked else begun
            said = text[at : first + end].rstrip()
            if any(map(str.isalpha, said[:_SHORT])):
                own = entry is not None or _ENTRY.match(text, begun, last) is not None
                yield Statement(index, at, at + len(said), portion.page, said, folded(said), spoken, section, own)


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _BREAK.finditer(text):
        if found.start() > start:
            yield start, found.start()
        start = found.end()
    if start < len(text):
        yield start, len(text)


def _section(path: tuple[str, ...]) -> str:
    """Return what the nearest heading announces that announces anything; what stands in an annex is apart."""
    for heading in reversed(path):
        words, spoken = folded(heading), cue.languages(heading)
        if _ANNEX.search(words[:_AT_ONCE]):
            return APART
        for section in _SECTIONS if len(words) <= _LONGEST_HEADING else ():
            found = cue.find(f"section:{section}", words, spoken)
            if found and found.start() <= _AT_ONCE:
                return section
    return ""


def gathered(statements: Sequence[Statement], sureness: Callable[[Statement], float], most: int) -> list[Found]:
    """Return the statements that are sure enough in their order, at most so many, a repeated one once."""
    found: dict[str, Found] = {}
    for statement in statements:
        sure = sureness(statement)
        if sure >= LEAST:
            found.setdefault(statement.value, Found(statement.value, sure, statement.page, statement.evidence))
    return list(found.values())[:most]
