"""Which of the four pillars a report is about, by the words its portions hold, with the words as evidence."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

PILLARS = ("terrorism", "cybercrime", "organized-crime", "border")
LANGUAGES = ("en", "fr", "es", "ar", "ru")

_WORD = re.compile(r"[^\W_]+")
_ARABIC_PREFIX = re.compile("[\u0648\u0641\u0628\u0643\u0644]?(?:\u0627\u0644|\u0644\u0644)|[\u0648\u0641\u0628\u0644]")
_LEAST_STEM = 3
_MOST_EVIDENCE = 12
_MOST_A_PORTION = 9.0
_FOCUS = 3.0

# A word names its pillar by weight 3, a crime area by 2, what goes with it by 1. The four coefficients come
# from a logistic regression over the documents labelled by hand in benchmarks/labels/pillars.tsv and the
# sample assessments (76 documents, four answers each).
_CONSTANT, _FOCUSED, _SHARE, _HEADED = -5.97, 0.95, 1.59, 1.80

Evidence = tuple[int, int, int]
"""Index of the text, and the characters from and to."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pillar, how sure that is (0 to 1), and the places that say so, the strongest first."""

    pillar: str
    confidence: float
    evidence: list[Evidence]


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of the lexicon: its words, each with whether it may be longer, its pillar and weight."""

    words: tuple[tuple[str, bool], ...]
    pillar: str
    weight: int

    @property
    def key(self) -> str:
        return " ".join(word for word, _ in self.words)


@dataclass(slots=True)
class _Tally:
    """What the texts say of one pillar."""

    focused: int = 0
    headed: int = 0
    found: list[tuple[float, Evidence]] = field(default_factory=list)


def suggest(texts: Sequence[str], language: str | None, headings: Sequence[str] = ()) -> list[Suggestion]:
    """Return a suggestion for every pillar that any word speaks for, the surest first.

    ``headings`` are the document's, if known; words in them weigh more. An unknown language takes the
    words of all. Several pillars may be sure at once: above 0.5 the pillar is more likely right than wrong.
    """
    tallies = {pillar: _Tally() for pillar in PILLARS}
    lexicon = _lexicon(language if language in LANGUAGES else None)
    for index, text in enumerate(texts):
        _tally(index, text, lexicon, tallies)
    for heading in dict.fromkeys(headings):
        for pillar in {term.pillar for term, _, _ in _matches(heading, lexicon) if term.weight == _FOCUS}:
            tallies[pillar].headed += 1
    made = [_suggestion(pillar, tally, max(1, len(texts))) for pillar, tally in tallies.items() if tally.found]
    return sorted(made, key=lambda suggestion: -suggestion.confidence)


def features(focused: int, total: int, headed: int) -> tuple[float, float, float]:
    """What confidence is computed from: portions about the pillar, their share, headings that name it."""
    return math.log1p(focused), math.log1p(100 * focused / total), math.log1p(headed)


def _suggestion(pillar: str, tally: _Tally, total: int) -> Suggestion:
    focused, share, headed = features(tally.focused, total, tally.headed)
    score = _CONSTANT + _FOCUSED * focused + _SHARE * share + _HEADED * headed
    strongest = sorted(tally.found, key=lambda found: (-found[0], found[1]))[:_MOST_EVIDENCE]
    return Suggestion(pillar, round(1 / (1 + math.exp(-score)), 3), [place for _, place in strongest])


def _tally(index: int, text: str, lexicon: dict[str, list[_Term]], tallies: dict[str, _Tally]) -> None:
    scores = dict.fromkeys(PILLARS, 0.0)
    seen: dict[tuple[str, str], int] = {}
    first: dict[str, tuple[float, Evidence]] = {}
    for term, start, end in _matches(text, lexicon):
        times = seen[term.pillar, term.key] = seen.get((term.pillar, term.key), 0) + 1
        # Repeating a word says a little more, saying the thing in other words says much more.
        scores[term.pillar] += term.weight if times == 1 else term.weight / 4 if times < 4 else 0
        best = first.get(term.pillar)
        if best is None or term.weight > best[0]:
            first[term.pillar] = (float(term.weight), (index, start, end))
    for pillar, (_, place) in first.items():
        score = min(scores[pillar], _MOST_A_PORTION)
        tallies[pillar].focused += score >= _FOCUS
        tallies[pillar].found.append((score, place))


def _matches(text: str, lexicon: dict[str, list[_Term]]) -> Iterator[tuple[_Term, int, int]]:
    """Terms of the lexicon with their places; the longest term of a pillar that begins at a word
    wins there.
    """
    folded = fold(text)
    words = [(found.group(), found.start(), found.end()) for found in _WORD.finditer(folded)]
    for position, (word, start, _) in enumerate(words):
        taken: set[str] = set()
        candidates = [term for form in _forms(word) for term in _beginning(form, lexicon)]
        for term in sorted(candidates, key=lambda term: -len(term.words)):
            last = position + len(term.words) - 1
            if term.pillar not in taken and last < len(words) and _fits(term, words[position : last + 1]):
                taken.add(term.pillar)
                yield term, start, words[last][2]


def _beginning(form: str, lexicon: dict[str, list[_Term]]) -> Iterator[_Term]:
    yield from lexicon.get(form, ())
    for length in range(_LEAST_STEM, len(form) + 1):
        yield from lexicon.get(form[:length] + "*", ())


def _fits(term: _Term, words: Sequence[tuple[str, int, int]]) -> bool:
    return all(
        any(form == wanted or (open_end and form.startswith(wanted)) for form in _forms(word))
        for (wanted, open_end), (word, _, _) in zip(term.words, words, strict=True)
    )


def _forms(word: str) -> list[str]:
    """The word, and without the article and particles that Arabic writes together with it."""
    if word[0] < "\u0600" or word[0] > "\u06ff":
        return [word]
    prefix = _ARABIC_PREFIX.match(word)
    return [word] if prefix is None or len(word) - prefix.end() < _LEAST_STEM else [word, word[prefix.end() :]]


def fold(text: str) -> str:
    """Fold case, accents and Arabic spellings character by character, so that places stay the same."""
    return text.translate(_folding())


@cache
def _folding() -> dict[int, str]:
    table = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFKD", chr(code))[0]
        # The Cyrillic short i is a letter of its own.
        base = chr(code) if chr(code) in "\u0419\u0439" else base
        table[code] = base.lower() if len(base.lower()) == 1 else base
    arabic = {"\u0623": "\u0627", "\u0625": "\u0627", "\u0622": "\u0627", "\u0671": "\u0627"}
    arabic |= {"\u0629": "\u0647", "\u0649": "\u064a"}
    return table | {ord(old): new for old, new in arabic.items()}


@cache
def _lexicon(language: str | None) -> dict[str, list[_Term]]:
    """The terms by their first word, which ends in ``*`` where it may be longer."""
    raw = json.loads(files("ingest").joinpath("pillars.json").read_text("utf-8"))
    terms: dict[str, list[_Term]] = {}
    for pillar, lists in raw.items():
        for code, weights in lists.items():
            if language is None or code in (language, "any"):
                for written, weight in weights.items():
                    words = tuple((word.rstrip("*"), word.endswith("*")) for word in fold(written).split())
                    terms.setdefault(written.split()[0], []).append(_Term(words, pillar, weight))
    return {fold(first): found for first, found in terms.items()}
