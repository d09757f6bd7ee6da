"""The rule of a circulation list: which organizations it stands for, in words a machine can follow.

``kind:bureau and (region:africa or body:aimc) and not country:EG``. A condition names organizations by what they
are now, so that whom a rule stands for moves with the dated facts and never by an edit of the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple, TypeVar

from models.vocabulary import regions

KINDS = ("body", "bureau")
STATUSES = ("convener", "member", "participant", "observer")
MOST_CHARACTERS = 1000
MOST_NESTED = 30
MOST_COMPARED = 12
"""Two rules are compared over every mix of their conditions, so only while these are few."""

_PIECE = re.compile(r"\s*([()]|[^\s()]+)")
_ORGANIZATION = re.compile(r"[a-z][a-z0-9-]{1,40}")
_SHAPES = {
    "kind": "|".join(KINDS),
    "status": "|".join(STATUSES),
    "region": "|".join(map(re.escape, regions())),
    "body": _ORGANIZATION.pattern,
    "country": "[A-Z]{2}",
}
_WANTED = {
    "kind": ", ".join(KINDS),
    "status": ", ".join(STATUSES),
    "region": "the id of a region, such as western-africa",
    "body": "the id of an organization, such as aimc",
    "country": "a country code of two capital letters",
}


class BadRule(ValueError):
    """The text is no rule, or names what does not exist; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing an organization can be: of a kind, region, status, body or country, or the one of an id."""

    kind: str
    name: str

    def __str__(self) -> str:
        """Spell it as it is written in a rule."""
        return self.name if self.kind == "organization" else f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where its part does not."""

    part: Rule


@dataclass(frozen=True, slots=True)
class All:
    """Holds where all of its parts do."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Holds where one of its parts does; without parts it never does."""

    parts: tuple[Rule, ...]


Rule = Condition | Not | All | Either
Value = TypeVar("Value")


def parse_rule(text: str) -> Rule:
    """Read a rule; ``not`` binds closer than ``and``, ``and`` closer than ``or``. Raises ``BadRule`` in words."""
    if len(text) > MOST_CHARACTERS:
        raise BadRule(f"a rule has at most {MOST_CHARACTERS} characters")
    return _Reading(text).whole()


class _Piece(NamedTuple):
    word: str
    place: int


class _Reading:
    """Reads the pieces of one rule from left to right."""

    def __init__(self, text: str) -> None:
        found = [_Piece(match[1], match.start(1) + 1) for match in _PIECE.finditer(text)]
        self._pieces = [*found, _Piece("", len(text.rstrip()) + 1)]
        self._next = 0
        self._depth = 0

    def whole(self) -> Rule:
        rule = self._joined("or", Either, lambda: self._joined("and", All, self._factor))
        piece = self._pieces[self._next]
        if piece.word:
            raise BadRule(f"character {piece.place}: '{piece.word[:60]}' is not expected here; write 'and' or 'or'")
        return rule

    def _joined(self, word: str, kind: type[All] | type[Either], part: Callable[[], Rule]) -> Rule:
        parts = [part()]
        while self._taken(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else kind(tuple(parts))

    def _factor(self) -> Rule:
        turned = False
        while self._taken("not"):
            turned = not turned
        opened = self._pieces[self._next]
        found = self._bracket(opened) if self._taken("(") else self._condition()
        return Not(found) if turned else found

    def _bracket(self, opened: _Piece) -> Rule:
        self._depth += 1
        if self._depth > MOST_NESTED:
            raise BadRule(f"character {opened.place}: parentheses are nested more than {MOST_NESTED} deep")
        found = self._joined("or", Either, lambda: self._joined("and", All, self._factor))
        if not self._taken(")"):
            raise BadRule(f"character {opened.place}: this parenthesis is not closed")
        self._depth -= 1
        return found

    def _condition(self) -> Rule:
        piece = self._pieces[self._next]
        self._next += 1
        if not piece.word or piece.word.lower() in ("and", "or", ")"):
            raise BadRule(f"character {piece.place}: a condition is missing here, such as kind:bureau or country:BR")
        return _condition(piece)

    def _taken(self, word: str) -> bool:
        taken = self._pieces[self._next].word.lower() == word
        self._next += taken
        return taken


def _condition(piece: _Piece) -> Condition:
    kind, colon, name = piece.word.partition(":")
    if not colon and _ORGANIZATION.fullmatch(piece.word):
        return Condition("organization", piece.word)
    if not colon or kind not in _SHAPES:
        raise BadRule(
            f"character {piece.place}: '{piece.word[:60]}' is no condition; write kind:, region:, status:, body: or "
            f"country: with a name, or the id of an organization"
        )
    if not re.fullmatch(_SHAPES[kind], name):
        raise BadRule(
            f"character {piece.place}: '{piece.word[:60]}' is not known here; after '{kind}:' write {_WANTED[kind]}"
        )
    return Condition(kind, name)


def conditions(rule: Rule) -> Iterator[Condition]:
    """Yield every condition of a rule, as often as it is written."""
    match rule:
        case Condition():
            yield rule
        case Not(part):
            yield from conditions(part)
        case All(parts) | Either(parts):
            for part in parts:
                yield from conditions(part)


def picks(rule: Rule, everybody: frozenset[Value], named: Callable[[Condition], frozenset[Value]]) -> frozenset[Value]:
    """Return whom a rule stands for among everybody, where ``named`` says it of one condition."""
    match rule:
        case Condition():
            return named(rule)
        case Not(part):
            return everybody - picks(part, everybody, named)
        case All(parts):
            return frozenset.intersection(everybody, *(picks(part, everybody, named) for part in parts))
        case Either(parts):
            return frozenset().union(*(picks(part, everybody, named) for part in parts))


def implies(narrow: Rule, wide: Rule) -> bool:
    """Tell whether whoever the first rule stands for is always one of the second's, whatever the facts become.

    False also where it cannot be told: with more than ``MOST_COMPARED`` different conditions of what is not an ``or``
    of parts that can.
    """
    if isinstance(narrow, Either):
        return all(implies(part, wide) for part in narrow.parts)
    if isinstance(wide, Either):
        if narrow in wide.parts:
            return True
        # What says nothing of the same conditions admits nobody on their account; a list may have hundreds of parts.
        about = set(conditions(narrow))
        wide = Either(tuple(part for part in wide.parts if not about.isdisjoint(conditions(part))))
    if narrow == wide:
        return True
    names = sorted({*conditions(narrow), *conditions(wide)}, key=str)
    if len(names) > MOST_COMPARED:
        return False
    mixes = (dict(zip(names, mix, strict=True)) for mix in product((False, True), repeat=len(names)))
    return all(_holds(wide, mix) for mix in mixes if _holds(narrow, mix))


def _holds(rule: Rule, facts: Mapping[Condition, bool]) -> bool:
    match rule:
        case Condition():
            return facts[rule]
        case Not(part):
            return not _holds(part, facts)
        case All(parts):
            return all(_holds(part, facts) for part in parts)
        case Either(parts):
            return any(_holds(part, facts) for part in parts)
