"""Text to index terms.

Words are stemmed and belong to a language (``en:smuggl``): lexical evidence counts only where question and
portion share one. What means the same in every language also gives an exact term (``=:s/2025/71``):
numbers, references, codes of letters and digits, acronyms, names of several words, and quoted phrases.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

import Stemmer

from search.arabic import normalise, stem
from search.code import RUN, codes
from search.function_words import FUNCTION_WORDS, NONE
from search.language import readings

ANALYSER = 4
"""Moves whenever the terms of a text or a question do, or the words that are kept beside them, so that what another
analyser made is made anew."""

EXACT = "="
UNKNOWN = "und"
STEMMERS = {
    "en": "english", "fr": "french", "es": "spanish", "ru": "russian", "pt": "portuguese", "de": "german",
    "it": "italian", "nl": "dutch", "ro": "romanian", "tr": "turkish", "pl": "polish", "id": "indonesian",
}  # fmt: skip

ARABIC_LETTERS = "\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f"
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3"
CAPITALS = "A-ZÀ-ÖØ-ÞА-ЯЁ"
# A word stays within one script: "Pythonمن" is two words.
WORD = re.compile(
    f"[a-z\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]+|[{ARABIC_LETTERS}]+|[{IDEOGRAPHS}]+|[0-9]+"
    f"|[^\\W\\d_a-z\u00c0-\u024f{ARABIC_LETTERS}{IDEOGRAPHS}]+"
)
IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
# What parts words in plain text, and what stands in no exact term of it.
APART = str.maketrans({sign: " " for sign in map(chr, range(128)) if not sign.isalpha()})
SIGNS = bytes(sign for sign in range(128) if not chr(sign).isalnum())
ARABIC_LETTER = re.compile(f"[{ARABIC_LETTERS}]")
REFERENCE = re.compile(r"(?<![\w/.-])[^\W_]+(?:[/.\-_:][^\W_]+)+(?![\w/-])")
NUMBER = re.compile(
    r"(?<![\w.,/-])\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?![\w/]|[.,]\d)"
    r"|(?<![\w.,/-])\d+(?:[.,]\d+)?(?![\w/]|[.,-]\d)"
)
ACRONYM = re.compile(r"(?<![\w/.-])(?:[A-ZÀ-ÞА-Я]{2,8}|(?:[A-Z]\.){2,6})(?![\w/-])")
NAME = re.compile(f"(?<![\\w/])[{CAPITALS}][\\w'’-]*(?: [{CAPITALS}][\\w'’-]*){{1,3}}(?![\\w/])")
QUOTED = re.compile(r"[\"“«„]\s*([^\"“”«»„\n]{2,80}?)\s*[\"”»“]")
# "عام2025" and "وAPT28" are two words each: what is glued to another script is seen as if it stood apart.
GLUED = re.compile(
    f"(?<=[{ARABIC_LETTERS}{IDEOGRAPHS}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{ARABIC_LETTERS}{IDEOGRAPHS}])"
)
# A decimal digit of another script.
DIGIT = re.compile(r"[^\D0-9]")
DEFANGED = re.compile(r"\[(?:\.|dot)\]|\(dot\)", re.IGNORECASE)

FEWEST_DIGITS = 7
LONGEST_TERM = 64
LONGEST_PHRASE = 6
LOUD_WORDS = 4
FORM = threading.local()


@dataclass(frozen=True, slots=True)
class Token:
    """One term of the index; ``exact`` ones count across languages."""

    term: str
    exact: bool


def tokens(text: str, language: str | None) -> list[Token]:
    """Return the terms of a text in a language, repeated as they occur; the order means nothing.

    Without a language words stay unstemmed under ``und``, where they meet only texts of unknown language.
    """
    plain, scope = _plain(text), language or UNKNOWN
    found = [Token(f"{EXACT}:{term[:LONGEST_TERM]}", True) for term in exact_terms(plain)]
    found += [Token(f"{scope}:{stem}", False) for stem in words(plain, language)]
    return found


def among(wanted: frozenset[str], text: str, language: str | None) -> frozenset[str]:
    """Return those of some terms that a text in a language has, without a look for what is none of them."""
    scope = language or UNKNOWN
    exact, stems = _looked_for(wanted, scope)
    if not (exact or stems):
        return frozenset()
    plain, found = _plain(text), set[str]()
    if exact and _may_have(plain, exact):
        found.update(f"{EXACT}:{term[:LONGEST_TERM]}" for term in exact_terms(plain))
    if stems:
        found.update(f"{scope}:{stem}" for stem in stems.intersection(words(plain, language)))
    return wanted & found


@lru_cache(maxsize=256)
def _looked_for(wanted: frozenset[str], scope: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return what of some terms is exact, and which stems the others are that belong to a language."""
    exact = tuple(term[len(EXACT) + 1 :] for term in wanted if term.startswith(f"{EXACT}:"))
    return exact, frozenset(term[len(scope) + 1 :] for term in wanted if term.startswith(f"{scope}:"))


def _may_have(plain: str, exact: Iterable[str]) -> bool:
    """Tell whether a text may have one of some exact terms: each part of it stands there, whatever stands between."""
    if plain.isascii():
        letters = plain.lower().encode().translate(None, SIGNS).decode()
    else:
        letters = "".join(filter(str.isalnum, fold.__wrapped__(normalise_script(plain))))
    return any(all(part in letters for part in RUN.findall(term)) for term in exact)


def _plain(text: str) -> str:
    """Return a text with plain digits and points, words of two scripts apart."""
    plain = DEFANGED.sub(".", text)
    if plain.isascii():
        return plain
    return GLUED.sub(" ", plain_digits(unicodedata.normalize("NFKC", plain)))


def question_tokens(text: str) -> list[Token]:
    """Return the terms of a question in its language, or in every language it could be in.

    One or two words seldom tell their language; each reading then meets the portions of its own language.
    """
    found = [token for language in readings(text) or (None,) for token in tokens(text, language)]
    return list(dict.fromkeys(found))


def plain_digit(character: str) -> str:
    """Return the ASCII digit for a digit of any script, and any other character as it is."""
    return character if character.isascii() or not character.isdecimal() else str(unicodedata.decimal(character))


def plain_digits(text: str) -> str:
    """Return a text with ASCII digits for those of any script."""
    return text if text.isascii() else DIGIT.sub(lambda match: plain_digit(match.group()), text)


def words(text: str, language: str | None) -> Iterator[str]:
    """Return the stems of the words that carry meaning, as they follow one another."""
    return chain.from_iterable(map(stems_of, _runs(text), repeat(language)))


def _runs(text: str) -> list[str]:
    """Return the words of a text in lower case, and of numbers perhaps some; plain text is parted the quick way."""
    if text.isascii():
        return text.lower().translate(APART).split()
    return WORD.findall(normalise_script(text.casefold()))


@lru_cache(maxsize=200_000)
def stems_of(word: str, language: str | None) -> tuple[str, ...]:
    """Return the stem of a word in lower case, none of one that carries no meaning; of ideographs, every pair."""
    if IDEOGRAPH.match(word):
        return tuple(pair[:LONGEST_TERM] for pair in pairs(word))
    dropped = FUNCTION_WORDS.get(language or "", NONE)
    folded = fold(word)
    if len(word) < 2 or word[0].isdigit() or folded in dropped:
        return ()
    found = stemmed(word, language)
    return () if found in dropped else (found[:LONGEST_TERM],)


def normalise_script(text: str) -> str:
    """Unite the spellings of Arabic letters; other scripts pass unchanged."""
    return normalise(text) if ARABIC_LETTER.search(text) else text


def pairs(run: str) -> Iterator[str]:
    """Yield overlapping pairs of a run of ideographs, or the only one."""
    if len(run) == 1:
        yield run
    for start in range(len(run) - 1):
        yield run[start : start + 2]


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return a word in lower case without accents (Cyrillic keeps its short i)."""
    if word.isascii():
        return word.casefold()
    kept = word.casefold().replace("ё", "е").replace("й", "\ue000").replace("ß", "ss")
    bare = "".join(c for c in unicodedata.normalize("NFD", kept) if not unicodedata.combining(c))
    return bare.replace("\ue000", "й")


def stemmed(word: str, language: str | None) -> str:
    """Return the folded stem of a word in lower case."""
    if language == "ar":
        return stem(word)
    algorithm = STEMMERS.get(language or "")
    return fold(stemmer(algorithm).stemWord(word)) if algorithm else fold(word)


def stemmer(algorithm: str) -> Any:
    """Return this thread's own stemmer: each keeps the word it works on."""
    known = FORM.__dict__.setdefault("stemmers", {})
    if algorithm not in known:
        known[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return known[algorithm]


def exact_terms(text: str) -> Iterator[str]:
    """Yield what is written alike in every language: references, codes, numbers, acronyms, names, quoted phrases."""
    for match in REFERENCE.finditer(text):
        if is_reference(match.group()):
            yield fold(match.group())
    yield from (fold(code[:LONGEST_TERM]) for code in codes(text))
    for match in NUMBER.finditer(text):
        if len(match.group()) > 1:
            yield plain_number(match.group())
    if not is_loud(text):
        yield from (fold(match.group().replace(".", "")) for match in ACRONYM.finditer(text))
        yield from filter(None, (phrase(match.group(), 2) for match in NAME.finditer(text)))
    yield from filter(None, (phrase(match.group(1), 1) for match in QUOTED.finditer(text)))


def is_reference(written: str) -> bool:
    """Tell a reference, address, date or local number from hyphenated words, short ranges and plain decimals."""
    letters, digits = any(map(str.isalpha, written)), any(map(str.isdigit, written))
    named = letters and "." in written and max(map(len, written.split("."))) > 1
    grouped = "-" in written and sum(map(str.isdigit, written)) >= FEWEST_DIGITS
    return named or (digits and (letters or grouped or "/" in written or written.count(".") > 1))


def plain_number(written: str) -> str:
    """Return a number without the marks that group its thousands; a decimal comma becomes a point."""
    grouped = re.sub(r"[.,\u00a0\u202f ](?=\d{3}(?:\D|$))", "", written)
    return grouped.replace(",", ".")


def is_loud(text: str) -> bool:
    """Tell whether a text is written in capitals throughout, where they single nothing out."""
    letters = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]
    capitals = sum(map(str.isupper, letters))
    return len(letters) > LOUD_WORDS and 2 * capitals > len(letters)


def phrase(written: str, fewest: int) -> str | None:
    """Return the folded words of a phrase joined by spaces, or ``None`` for one too short or too long."""
    parts = [fold(normalise_script(part)) for part in re.findall(r"\w+", written)]
    kept = [part for part in parts if not any(part in listed for listed in FUNCTION_WORDS.values())]
    return " ".join(kept) if fewest <= len(kept) <= LONGEST_PHRASE else None
