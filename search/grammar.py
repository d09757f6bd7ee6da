"""The language of questions: words and meaning together, "phrases", -exclusions and field:values.

What is no operator is words. Nothing a person types is an error but what is too long: the notices say what was
not understood as it may have been meant. Read once from left to right, so linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from search import fields
from search.fields import BEFORE, DATE, DATED, FROM, TO, VALUED
from search.query import LONGEST, RELEVANCE, BadQuery, Filters, Query

MOST_PHRASES = 8
MOST_EXCLUSIONS = 20
LONGEST_NAMED = 60
WORD, PHRASE, EXCLUDED = "word", "phrase", "not"
NOTHING = "there is no word in the question that could be looked for"
TURNED = "the dates end before they begin, so nothing lies between them"
_BOOLEAN = {
    "NOT": "'NOT' is no operator here; write %s to leave that out",
    "AND": "'AND' is no operator here; what an answer must hold is written in quotation marks",
    "OR": "'OR' is no operator here; an answer need not hold all words of a question",
}
"""What other systems take for operators, and what to write here."""

# Which marks close a quotation, by the one that opens it.
_PAIRS = {
    '"': '"”', "“": "”“\"", "”": "”\"", "„": "“”\"", "‟": "”\"", "«": "»", "»": "«", "‹": "›", "＂": "＂", "「": "」",
}  # fmt: skip
_MARKS = "".join(sorted({*_PAIRS, *"".join(_PAIRS.values())}))
_CLOSING = {opening: re.compile(f"[{closing}]") for opening, closing in _PAIRS.items()}
_RUN = re.compile(rf"[^\s{_MARKS}]+")
_ANY_MARK = re.compile(f"[{_MARKS}]+")
_COLON = re.compile("[:：]")
_COMMA = re.compile("[,;،؛]+")
MINUS = "-−－﹣"
_KEPT_JOINERS = "\u200c\u200d"
_AT_ENDS = ".,;:!?…()[]{}،؛؟'’‘*&|+~^"
_BARE = re.compile(r"[\w-]+(?::[\w-]+)*")
_NAME = re.compile(r"[^\W\d_]{2,20}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was understood.

    ``words`` are what is embedded and analysed, those of phrases among them; ``pieces`` are words, phrases and
    exclusions in their order; ``notices`` are sentences on what was not understood as it may have been meant.
    """

    words: str = ""
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    filters: Filters = Filters()  # noqa: RUF009 - it is frozen
    notices: tuple[str, ...] = ()
    pieces: tuple[tuple[str, str], ...] = ()

    @property
    def question(self) -> str:
        """Return all but the fields, as one would write it."""
        return _together(self.pieces)

    @property
    def loosened(self) -> str:
        """Return all but the fields, its phrases without their quotation marks."""
        return _together((WORD if kind == PHRASE else kind, text) for kind, text in self.pieces)

    @property
    def unexcluded(self) -> str:
        """Return all but the fields and what is excluded."""
        return _together(piece for piece in self.pieces if piece[0] != EXCLUDED)

    @property
    def wordless(self) -> str:
        """Return what is excluded alone."""
        return _together(piece for piece in self.pieces if piece[0] == EXCLUDED)


def parse(text: str) -> Asked:
    """Return a question as it is understood; raise ``BadQuery`` for one too long, or with too many operators."""
    if len(text) > LONGEST:
        raise BadQuery(f"a question has at most {LONGEST} characters")
    reading = _Reading(legible(text))
    reading.read()
    asked = reading.asked()
    # Written anew it may be longer, and what is kept of it is read again.
    if len(asked.question) > LONGEST:
        raise BadQuery(f"a question has at most {LONGEST} characters")
    return replace(asked, notices=(*asked.notices, NOTHING)) if text.strip() and _silent(asked) else asked


def written(asked: Asked) -> str:
    """Return a question as one would write it; read again it is understood alike."""
    filters = asked.filters
    said = [(name, value) for name in VALUED for value in getattr(filters, name)]
    said += [(name, str(day)) for name, day in ((FROM, filters.from_), (TO, filters.to)) if day]
    named = (f"{name}:{value}" if _BARE.fullmatch(value) else f'{name}:"{value}"' for name, value in said)
    return " ".join(filter(None, (asked.question, *named)))


def whole(query: Query) -> str:
    """Return all that a question asks as one would write it; as it was typed where nothing of it was understood."""
    read = parse(query.typed)
    return written(replace(read, filters=joined(read.filters, query.filters))) or query.typed


def question(
    text: str,
    filters: Filters = Filters(),  # noqa: B008 - it is frozen
    *,
    order: str = RELEVANCE,
    limit: int = 20,
    cursor: str | None = None,
) -> Query:
    """Return the question that a text and the filters beside it ask; raise ``BadQuery`` where it cannot be asked."""
    return understood(parse(text), text, filters, order=order, limit=limit, cursor=cursor)


def understood(
    asked: Asked, text: str, filters: Filters, *, order: str, limit: int = 20, cursor: str | None = None
) -> Query:
    """Return the question of what was understood and the filters beside it, with the text by which it is known."""
    wanted, notices = meant(joined(filters, asked.filters))
    return Query(
        words=asked.words,
        filters=wanted,
        limit=limit,
        cursor=cursor,
        phrases=asked.phrases,
        without=asked.without,
        order=order,
        text=text,
        notices=tuple(dict.fromkeys((*asked.notices, *notices))),
    )


def meant(filters: Filters) -> tuple[Filters, tuple[str, ...]]:
    """Return filters with their values read as those of a field in a question are, and what of them is not known."""
    read: dict[str, dict[str, None]] = {name: {} for name in VALUED}
    notices: dict[str, None] = {}
    for name, values in read.items():
        for said in getattr(filters, name):
            found, sentence = _value_of(name, said)
            values.update(dict.fromkeys(found))
            notices.update({sentence: None} if sentence else {})
    changed: dict[str, Any] = {name: tuple(values) for name, values in read.items()}
    if filters.turned:
        notices[TURNED] = None
    return replace(filters, **changed), tuple(notices)


def _value_of(name: str, said: str) -> tuple[tuple[str, ...], str | None]:
    """Return the values that are meant, and a sentence where none is known: it finds nothing, rather than all."""
    found = fields.values_of(name, said)
    if not found and fields.known(name):
        return (said,), fields.strange(name, said)
    return found or (said,), None


def joined(one: Filters, other: Filters) -> Filters:
    """Return two sets of filters as one: values of one field widen it, of two periods the days in both count."""
    values = {name: tuple(dict.fromkeys((*getattr(one, name), *getattr(other, name)))) for name in VALUED}
    since, until = [day for day in (one.from_, other.from_) if day], [day for day in (one.to, other.to) if day]
    return Filters(
        **values,
        from_=max(since, default=None),
        to=min(until, default=None),
        superseded=one.superseded or other.superseded,
        released=one.released or other.released,
    )


def legible(text: str) -> str:
    """Return a text composed, its control characters as blanks, without signs that only turn its direction."""
    kept = []
    for sign in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(sign)
        if kind in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif kind != "Cf" or sign in _KEPT_JOINERS:
            kept.append(sign)
    return "".join(kept)


def _silent(asked: Asked) -> bool:
    return not (asked.words or asked.without) and asked.filters.empty


def _says(text: str) -> bool:
    return any(map(str.isalnum, text))


@dataclass(slots=True)
class _Reading:
    """One text, how far it is read, and what was found in it."""

    text: str
    at: int = 0
    pieces: list[tuple[str, str]] = field(default_factory=list)
    values: dict[str, dict[str, None]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    notices: dict[str, None] = field(default_factory=dict)
    unpaired: set[str] = field(default_factory=set)

    def read(self) -> None:
        """Read the text from left to right."""
        while self.at < len(self.text):
            if self.text[self.at].isspace():
                self.at += 1
            elif self._excludes():
                self.at += 1
                self._exclusion()
            elif self.text[self.at] in _MARKS:
                self._phrase()
            else:
                self._run()

    def asked(self) -> Asked:
        """Return what was found."""
        kinds = {kind: [text for found, text in self.pieces if found == kind] for kind in (WORD, PHRASE, EXCLUDED)}
        if len(kinds[PHRASE]) > MOST_PHRASES:
            raise BadQuery(f"a question has at most {MOST_PHRASES} phrases in quotation marks")
        if len(kinds[EXCLUDED]) > MOST_EXCLUSIONS:
            raise BadQuery(f"a question excludes at most {MOST_EXCLUSIONS} words")
        self._booleans()
        words = _unpictured(" ".join(_quiet(kind, text) for kind, text in self.pieces if kind != EXCLUDED))
        sounding = [piece for piece in self.pieces if piece[0] == EXCLUDED] if not _says(words) else self.pieces
        narrowed: dict[str, Any] = {name: tuple(values) for name, values in self.values.items()}
        return Asked(
            words=words if _says(words) else "",
            phrases=tuple(dict.fromkeys(kinds[PHRASE])),
            without=tuple(dict.fromkeys(kinds[EXCLUDED])),
            filters=replace(Filters(from_=self.since, to=self.until), **narrowed),
            notices=tuple(self.notices),
            pieces=tuple(sounding),
        )

    def _booleans(self) -> None:
        """Tell what to write for the operators of other systems: their words in capitals between two others."""
        three = zip(self.pieces, self.pieces[1:], self.pieces[2:], strict=False)
        for (_, behind), (kind, text), (ahead, following) in three:
            if kind == WORD and text in _BOOLEAN and _says(behind) and _says(following) and ahead != EXCLUDED:
                self._note(_BOOLEAN[text].replace("%s", _spelt(EXCLUDED, _shortened(following.strip(_AT_ENDS)))))

    def _excludes(self) -> bool:
        """Tell whether a minus stands here that excludes: before a word or a phrase, and behind nothing."""
        behind = self.text[self.at - 1 : self.at] if self.at else " "
        ahead = self.text[self.at + 1 : self.at + 2]
        return self.text[self.at] in MINUS and behind.isspace() and (ahead.isalpha() or ahead in _PAIRS)

    def _exclusion(self) -> None:
        if self.text[self.at] in _PAIRS:
            inside = self._quoted()
            if inside is not None and _says(inside):
                self.pieces.append((EXCLUDED, inside))
            return
        run = self._taken()
        name = _COLON.split(run, maxsplit=1)[0]
        if name != run and fields.field_of(name) is not None:
            self._no_exclusion(run, name)
        else:
            self.pieces.append((EXCLUDED, run.strip(_AT_ENDS)))

    def _no_exclusion(self, run: str, name: str) -> None:
        """Leave out a field that was to be excluded, with its value."""
        if len(run) == len(name) + 1 and self.text[self.at : self.at + 1] in _CLOSING:
            self._quoted()
        self._note(f"'-{run[:60]}' was left out of account: words and phrases can be excluded, fields cannot")

    def _phrase(self) -> None:
        behind = self.text[self.at - 1 : self.at] if self.at else " "
        # 5" is a length, and an Arabic word may be written onto the mark.
        if self.text[self.at] not in _PAIRS or (behind.isalnum() and behind.isascii()):
            self.at += 1
            return
        inside = self._quoted()
        if inside is not None and _says(inside):
            self.pieces.append((PHRASE, inside))

    def _run(self) -> None:
        run = self._taken()
        behind_a_mark = run[0] in MINUS and run[1:2].isalpha()
        if behind_a_mark:
            # There it excludes nothing; were the question written anew, it would.
            run = run.lstrip(MINUS)
        parts = _COLON.split(run, maxsplit=1)
        named = fields.field_of(parts[0]) if len(parts) > 1 else None
        if named is not None and behind_a_mark:
            self._no_exclusion(run, parts[0])
        elif named is None:
            self._word(run, parts)
        elif parts[1]:
            listed = [value.strip(_AT_ENDS) for value in _COMMA.split(parts[1])]
            if not self._filter(named, [value for value in listed if _says(value)]):
                self._word(run)
        else:
            inside = self._quoted() if self.text[self.at : self.at + 1] in _CLOSING else None
            if inside is None or not self._filter(named, [inside] if _says(inside) else []):
                said = "so it was looked for as a word; write the value without a blank before it"
                self._note(f"'{run}' stands without a value, {said}")
                self._word(run)

    def _taken(self) -> str:
        """Take what stands before the next blank or quotation mark."""
        found = _RUN.match(self.text, self.at)
        run = found.group() if found else ""
        self.at += len(run)
        return run

    def _word(self, run: str, parts: Sequence[str] = ()) -> None:
        if len(parts) > 1 and _NAME.fullmatch(parts[0]) and parts[1][:1].isalpha() and not parts[0].isupper():
            self._note(f"'{parts[0]}' is no field of a question, so '{run[:60]}' was looked for as it is written")
        self.pieces.append((WORD, run))

    def _quoted(self) -> str | None:
        """Take a quotation and return what stands in it with single blanks; None where its mark has no partner."""
        opening = self.text[self.at]
        closing = None if opening in self.unpaired else _CLOSING[opening].search(self.text, self.at + 1)
        if closing is None:
            self.unpaired.add(opening)
            self.at += 1
            self._note("a quotation mark has no partner, so what follows it was looked for as words")
            return None
        inside = _ANY_MARK.sub(" ", self.text[self.at + 1 : closing.start()])
        self.at = closing.end()
        return " ".join(inside.split())

    def _filter(self, name: str, written: list[str]) -> bool:
        """Narrow by a field; tell whether any value was said."""
        for value in written:
            if name in DATED:
                self._period(name, value)
            else:
                self._value(name, value)
        return bool(written)

    def _value(self, name: str, said: str) -> None:
        found, sentence = _value_of(name, said)
        if sentence:
            self._note(sentence)
        self.values.setdefault(name, {}).update(dict.fromkeys(found))

    def _period(self, name: str, said: str) -> None:
        days = fields.period(said)
        if days is None or (name == BEFORE and days[0] == date.min):
            self._note(f"'{said[:60]}' is no date and was left out of account; write 2026, 2026-03 or 2026-03-01")
            return
        if name in (FROM, DATE):
            self.since = max(filter(None, (self.since, days[0])))
        if name in (TO, DATE, BEFORE):
            last = days[0] - timedelta(days=1) if name == BEFORE else days[1]
            self.until = min(filter(None, (self.until, last)))

    def _note(self, sentence: str) -> None:
        self.notices[sentence] = None


def _quiet(kind: str, text: str) -> str:
    """Return a piece as it is looked for: written large, what other systems take for an operator is an acronym."""
    return text.lower() if kind == WORD and text in _BOOLEAN else text


def _unpictured(text: str) -> str:
    """Return a text without pictures: to a model they would mean something."""
    if text.isascii():
        return text
    return " ".join("".join(" " if unicodedata.category(sign) == "So" else sign for sign in text).split())


def _shortened(text: str) -> str:
    """Return a text to be named in a sentence."""
    return text if len(text) <= LONGEST_NAMED else f"{text[: LONGEST_NAMED - 2]} …"


def _together(pieces: Iterable[tuple[str, str]]) -> str:
    return " ".join(_spelt(*piece) for piece in pieces)


def _spelt(kind: str, text: str) -> str:
    """Return a piece of a question as one would write it."""
    if kind == WORD:
        return text
    bare = kind == EXCLUDED and text[0].isalpha() and not any(map(str.isspace, text)) and not _COLON.search(text)
    return ("-" if kind == EXCLUDED else "") + (text if bare else f'"{text}"')
