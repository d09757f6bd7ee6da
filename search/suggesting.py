"""What may be meant by the beginning of a question: words, fields and names that occur in what the reader may see.

Everything is counted inside the scope, and so is the order of what is offered: what is hidden offers nothing and
moves nothing (P1, domain 6). What people ask feeds nobody's suggestions (case 31).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from weakref import WeakKeyDictionary

from models import vocabulary
from repository.disclosure import ReleasedAssessment
from repository.scope import Scope
from search import fields
from search.exactly import spelt
from search.fields import AREA, ORIGINATOR, PILLAR, REGION
from search.grammar import MINUS, legible
from search.query import FACETS
from search.vocabulary import SHORTEST, Words

WORD, TITLE, REFERENCE, ACTOR = "word", "title", "reference", "actor"
MOST = 10
MOST_ACTED = 1_000
"""The actors of so many works, the newest, are offered: they are read from the works themselves."""
_OF_A_KIND = 4
_NAMED = (PILLAR, AREA, REGION, ORIGINATOR)
_MARKS = '"“”„«»'


@dataclass(frozen=True, slots=True)
class Suggested:
    """One way to go on: the whole question it would make, what is new in it in words, and in how much it occurs.

    ``count`` is of assessments; of works' parts for a word.
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
    """What one scope can be asked for by name: its values by field, actors, titles and references."""

    values: dict[str, Counter[str]]
    actors: tuple[_Name, ...]
    titles: tuple[_Name, ...]
    references: tuple[_Name, ...]


Actors = Callable[[list[ReleasedAssessment]], dict[str, tuple[str, ...]]]


class Stocks:
    """The stock of each scope, made at its first suggestion and kept as long as the scope is."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = Lock()
        self._known: WeakKeyDictionary[Scope, Stock] = WeakKeyDictionary()

    def of(self, scope: Scope, works: Callable[[], Iterable[ReleasedAssessment]], actors: Actors) -> Stock:
        """Return the stock of a scope; ``works`` are asked for only where it is not known yet."""
        with self._lock:
            known = self._known.get(scope)
        if known is None:
            known = stock_of(works(), actors)
            with self._lock:
                self._known[scope] = known
        return known


def stock_of(works: Iterable[ReleasedAssessment], actors: Actors) -> Stock:
    """Return what some works can be asked for by name."""
    listed = sorted(works, key=lambda shown: shown.order)
    values = {name: Counter(v for shown in listed for v in set(FACETS[name](shown))) for name in FACETS}
    acting: dict[str, list[str]] = {}
    for edition, named in sorted(actors(listed[:MOST_ACTED]).items()):
        for actor in dict.fromkeys(named):
            acting.setdefault(actor, []).append(edition)
    return Stock(
        values=values,
        actors=tuple(_Name(spelt(name), name, tuple(editions)) for name, editions in sorted(acting.items())),
        titles=tuple(_Name(spelt(s.title), s.title, (s.edition,)) for s in listed if s.title),
        references=tuple(_Name(spelt(s.reference), s.reference, (s.edition,)) for s in listed if s.reference),
    )


def suggest(stock: Stock, words: Words, typed: str, language: str) -> list[Suggested]:
    """Return what may be meant by the beginning of a question, the likeliest first; none for an empty one."""
    text = legible(typed).lstrip()
    if not text or text[-1].isspace() or text.count('"') % 2:
        return []
    before, _, last = text.rpartition(" ")
    head = f"{before} " if before else ""
    if last[0] in MINUS:
        # Words alone can be excluded, and what excludes stands before a letter.
        return list(_words(words, head + last[0], last[1:])) if _excludes(last) else []
    name, colon, start = last.partition(":")
    field = fields.field_of(name) if colon else None
    if field is not None:
        return list(islice(_values(stock, field, head, start, language), MOST))
    # A name stands for the whole question, and one that excludes something is not the beginning of a name.
    names = () if any(map(_excludes, text.split())) else _names(stock, text)
    return [*_fields(stock, head, last, language), *_words(words, head, last), *names][:MOST]


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


def _words(words: Words, head: str, last: str) -> Iterator[Suggested]:
    start = fields.plain(last)
    if len(start) < SHORTEST or " " in start or not start.isalnum():
        return
    for word, count in words.starting(start, _OF_A_KIND + 1):
        if word != start:
            yield Suggested(WORD, head + word, word, count)


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
