"""What may be meant by the beginning of a question: words, fields and names that occur in what the reader may see.

Everything is counted inside the scope, and so is the order of what is offered: what is hidden offers nothing and
moves nothing (P1, domain 6). What people ask feeds nobody's suggestions (case 31). Words are those of titles: what
stands in a body is disclosed by an answer, which is recorded, and not letter by letter while somebody types (P2).
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from threading import Lock

import numpy as np

from models import vocabulary
from models.reader import Reader
from repository.catalogue import Catalogue
from repository.disclosure import ReleasedAssessment
from repository.scope import Scope
from search import fields
from search.exactly import spelt
from search.fields import AREA, ORIGINATOR, PILLAR, REGION
from search.grammar import MINUS, legible
from search.query import FACETS
from search.vocabulary import SHORTEST, Words, spelt_words

WORD, TITLE, REFERENCE, ACTOR = "word", "title", "reference", "actor"
MOST = 10
MOST_READERS = 64
"""For so many readers, those who asked last, it is kept what they can ask for by name."""
MOST_ACTED = 1_000
"""The actors of so many works, the newest, are offered: they are read from the works themselves."""
_OF_A_KIND = 4
_NAMED = (PILLAR, AREA, REGION, ORIGINATOR)
_MARKS = '"“”„«»'


@dataclass(frozen=True, slots=True)
class Suggested:
    """One way to go on: the whole question it would make, what is new in it in words, and in how many assessments.

    ``editions`` are those that it names.
    """

    kind: str
    text: str
    label: str
    count: int
    editions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    """Something by its name: how it is compared and said, and in which works it occurs."""

    plain: str
    said: str
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """What one scope can be asked for by name: its values by field, words of titles, actors, titles and references.

    ``written`` tells how most titles write a word, ``editions`` from which works all this was taken.
    """

    values: dict[str, Counter[str]]
    actors: tuple[_Name, ...]
    titles: tuple[_Name, ...]
    references: tuple[_Name, ...]
    words: Words
    written: dict[str, str]
    editions: frozenset[str]


Actors = Callable[[list[ReleasedAssessment]], dict[str, tuple[str, ...]]]


class Stocks:
    """The stock of each reader's scope, made at its first suggestion and kept as long as the scope is the same.

    Whatever is described otherwise makes another scope of it. The reader who has not asked for longest is forgotten
    first, and before anybody is answered all that was taken from works that were destroyed (case 25).
    """

    def __init__(self, catalogue: Catalogue) -> None:
        """Start empty; the catalogue tells what was destroyed."""
        self._catalogue = catalogue
        self._lock = Lock()
        self._known: OrderedDict[Reader, tuple[Scope, Stock]] = OrderedDict()
        self._gone = 0

    def __len__(self) -> int:
        """Return of how many readers something is kept."""
        return len(self._known)

    def of(self, scope: Scope, works: Callable[[], Iterable[ReleasedAssessment]], actors: Actors) -> Stock:
        """Return the stock of a scope; ``works`` are asked for only where it is not known yet."""
        with self._lock:
            since = self._forget()
            known = self._known.get(scope.reader)
        stock = known[1] if known is not None and known[0] is scope else stock_of(works(), actors)
        with self._lock:
            self._known[scope.reader] = scope, stock
            self._known.move_to_end(scope.reader)
            # What was destroyed while this was made is not kept either.
            self._gone = min(self._gone, since)
            self._forget()
            while len(self._known) > MOST_READERS:
                self._known.popitem(last=False)
        return stock

    def _forget(self) -> int:
        """Forget what was taken from works that were destroyed since the last call; return how many ever were."""
        lost = self._catalogue.gone[self._gone :]
        self._gone += len(lost)
        if lost:
            for reader in [reader for reader, (_, stock) in self._known.items() if stock.editions.intersection(lost)]:
                del self._known[reader]
        return self._gone


def stock_of(works: Iterable[ReleasedAssessment], actors: Actors) -> Stock:
    """Return what some works can be asked for by name."""
    listed = sorted(works, key=lambda shown: shown.order)
    values = {name: Counter(v for shown in listed for v in set(FACETS[name](shown))) for name in FACETS}
    acting: dict[str, list[str]] = {}
    for edition, named in sorted(actors(listed[:MOST_ACTED]).items()):
        for actor in dict.fromkeys(named):
            acting.setdefault(actor, []).append(edition)
    words, written = _words_of(listed)
    return Stock(
        values=values,
        actors=tuple(_Name(spelt(name), name, tuple(editions)) for name, editions in sorted(acting.items())),
        titles=tuple(_Name(spelt(s.title), s.title, (s.edition,)) for s in listed if s.title),
        references=tuple(_Name(spelt(s.reference), s.reference, (s.edition,)) for s in listed if s.reference),
        words=words,
        written=written,
        editions=frozenset(shown.edition for shown in listed),
    )


def _words_of(works: Iterable[ReleasedAssessment]) -> tuple[Words, dict[str, str]]:
    """Return the words of titles with the number of works that have each, and how most of them write it."""
    counts: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    for shown in works:
        found = dict(spelt_words(shown.title or ""))
        counts.update(found.keys())
        for word, form in found.items():
            forms.setdefault(word, Counter())[form] += 1
    ordered = sorted(counts)
    written = {word: min(many, key=lambda form: (-many[form], form)) for word, many in forms.items()}
    return Words(ordered, np.array([counts[word] for word in ordered], dtype=np.int64)), written


def suggest(stock: Stock, typed: str, language: str) -> list[Suggested]:
    """Return what may be meant by the beginning of a question, the likeliest first; none for an empty one."""
    text = legible(typed).lstrip()
    if not text or text[-1].isspace() or text.count('"') % 2:
        return []
    before, _, last = text.rpartition(" ")
    head = f"{before} " if before else ""
    if last[0] in MINUS:
        # Words alone can be excluded, and what excludes stands before a letter.
        return list(_words(stock, head + last[0], last[1:])) if _excludes(last) else []
    name, colon, start = last.partition(":")
    field = fields.field_of(name) if colon else None
    if field is not None:
        return list(islice(_values(stock, field, head, start, language), MOST))
    # A name stands for the whole question, and one that excludes something is not the beginning of a name.
    names = () if any(map(_excludes, text.split())) else _names(stock, text)
    return [*_fields(stock, head, last, language), *_words(stock, head, last), *names][:MOST]


def _excludes(part: str) -> bool:
    """Tell whether a part of a question excludes a word: a minus before a letter."""
    return part[0] in MINUS and part[1:2].isalpha()


def _values(stock: Stock, field: str, head: str, start: str, language: str) -> Iterator[Suggested]:
    """Yield the values of a field that begin so, by their id or their name; the most frequent first."""
    wanted = fields.plain(start.lstrip(_MARKS))
    for value, count in _ordered(stock.values.get(field, Counter())):
        label = _label(field, value, language)
        if any(name.startswith(wanted) for name in _heads(value, label)):
            yield Suggested(field, f"{head}{field}:{value}", label, count)


def _fields(stock: Stock, head: str, last: str, language: str) -> Iterator[Suggested]:
    if len(last) < SHORTEST:
        return
    found = (one for field in _NAMED for one in _values(stock, field, head, last, language))
    yield from sorted(islice(found, 3 * MOST), key=lambda one: (-one.count, one.text))[:_OF_A_KIND]


def _words(stock: Stock, head: str, last: str) -> Iterator[Suggested]:
    start = fields.plain(last)
    if len(start) < SHORTEST or " " in start or not start.isalnum():
        return
    for word, count in stock.words.starting(start, _OF_A_KIND + 1):
        if word != start:
            yield Suggested(WORD, head + stock.written[word], stock.written[word], count)


def _names(stock: Stock, text: str) -> Iterator[Suggested]:
    """Yield actors, references and titles in which all that was typed stands, from the beginning of a word."""
    wanted = spelt(text).rstrip()
    if len(wanted) <= SHORTEST:
        return
    for kind, names in ((ACTOR, stock.actors), (REFERENCE, stock.references), (TITLE, stock.titles)):
        fitting = [name for name in names if wanted in name.plain]
        fitting.sort(key=lambda name: (not name.plain.startswith(wanted), -len(name.editions), name.plain, name.said))
        for name in fitting[:_OF_A_KIND]:
            quoted = "".join(" " if sign in _MARKS else sign for sign in name.said)
            yield Suggested(kind, f'"{" ".join(quoted.split())}"', name.said, len(name.editions), name.editions)


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _heads(value: str, label: str) -> Iterator[str]:
    """Yield the beginnings by which a value may be meant: of its id, and of each word of its name."""
    yield from (fields.plain(value), value.casefold())
    parts = fields.plain(label).split()
    yield from (" ".join(parts[place:]) for place in range(len(parts)))


def _label(field: str, value: str, language: str) -> str:
    if field not in (PILLAR, AREA, REGION):
        return value
    try:
        return vocabulary.label(field, value, language)
    except vocabulary.UnknownWord:
        return value
