"""Text to index terms.

Words are stemmed and belong to a language (``en:smuggl``): lexical evidence counts only where question and
portion share one. What means the same in every language also gives an exact term (``=:s/2025/71``):
numbers, references, codes of letters and digits, acronyms, names of several words, and quoted phrases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, filterfalse

import Stemmer

from search.arabic import normalise, stem
from search.code import RUN, codes
from search.function_words import FUNCTION_WORDS, IN_ANY_LANGUAGE, NONE
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
UNLIKE = frozenset(("id", "nl", "tr"))
"""Where a stem may begin with another letter than its word; in Arabic it is a part of the word."""

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
# A run that begins no name is taken whole: whatever begins further on in it is none either.
NAME = re.compile(
    f"(?<![\\w/])(?:([{CAPITALS}][\\w'’-]*+(?: [{CAPITALS}][\\w'’-]*){{1,3}}(?![\\w/]))|[{CAPITALS}][\\w'’-]*+)"
)
# Two letters or more, or one beside a blank; or blanks alone, so that what closes them opens nothing.
QUOTED = re.compile(
    r"[\"“«„](?:\s*+([^\s\"“”«»„][^\"“”«»„\n]{0,78}[^\s\"“”«»„]|(?<=[^\S\n])[^\s\"“”«»„]|[^\s\"“”«»„](?=[^\S\n]))"
    r"|(?=\s*?[^\S\n]{2}))\s*+[\"”»“]"
)
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


@dataclass(frozen=True, slots=True)
class Token:
    """One term of the index; ``exact`` ones count across languages."""

    term: str
    exact: bool


def tokens(text: str, language: str | None) -> list[Token]:
    """Return the terms of a text in a language, repeated as they occur; the order means nothing.

    Without a language words stay unstemmed under ``und``, where they meet only texts of unknown language.
    """
    return _tokens(text, (language,))


def question_tokens(text: str) -> list[Token]:
    """Return the terms of a question in its language, or in every language it could be in.

    One or two words seldom tell their language; each reading then meets the portions of its own language.
    """
    return list(dict.fromkeys(_tokens(text, readings(text) or (None,))))


def _tokens(text: str, languages: Sequence[str | None]) -> list[Token]:
    """Return the exact terms of a text, which know no language, and those of its words in each of some languages."""
    plain = _plain(text)
    found = [Token(f"{EXACT}:{term[:LONGEST_TERM]}", True) for term in exact_terms(plain)]
    for language in languages:
        found += [Token(f"{language or UNKNOWN}:{stem}", False) for stem in words(plain, language)]
    return found


def among(wanted: frozenset[str], texts: Sequence[str], language: str | None) -> list[frozenset[str]]:
    """Return which of some terms each sentence of a passage has, without a look for what is none of them."""
    scope = f"{language or UNKNOWN}:"
    exact = [RUN.findall(term) for term in wanted if term.startswith(f"{EXACT}:")]
    # The language alone is a term as well, of whole portions.
    stems = frozenset(term[len(scope) :] for term in wanted if term.startswith(scope)) - {""}
    if not (exact or stems):
        return [frozenset[str]()] * len(texts)
    plain = list(map(_plain, texts))
    found = []
    for text, own in zip(plain, _having(stems, [set(_runs(text)) for text in plain], language), strict=True):
        had = {f"{scope}{stem}" for stem in own}
        if exact and _may_have(text, exact):
            had.update(f"{EXACT}:{term[:LONGEST_TERM]}" for term in exact_terms(text))
        found.append(wanted & had)
    return found


def _having(stems: frozenset[str], said: Sequence[set[str]], language: str | None) -> Iterator[set[str]]:
    """Yield which of some stems the words of each sentence of a passage have; hardly any other word is stemmed."""
    stems_of = stemming(language)
    # Sentences share words; what is made of them lasts no longer than this look (case 25).
    near = _near(set[str]().union(*said), stems, language)
    having = {word: found for word in near if (found := stems.intersection(stems_of(word)))}
    for words in said:
        yield set[str]().union(*(having[word] for word in having.keys() & words))


def _near(words: Collection[str], stems: Collection[str], language: str | None) -> Collection[str]:
    """Return those of some words that may have one of some stems, which is seen without stemming them."""
    if language == "ar":
        return [word for word in words if any(map(word.__contains__, stems))]
    if language in UNLIKE:
        return words
    first = {stem[0] for stem in stems}
    able = {letter for letter in {word[0] for word in words} if _may_begin(letter, first)}
    return [word for word in words if word[0] in able]


def _may_begin(letter: str, first: Collection[str]) -> bool:
    """Tell whether the stem of a word that begins with a letter may begin with one of some others."""
    folded = fold(letter)
    # Of ideographs every pair is a stem; a mark without a letter goes.
    return not folded or folded[0] in first or bool(IDEOGRAPH.match(letter))


def _may_have(plain: str, exact: Iterable[Sequence[str]]) -> bool:
    """Tell whether a text may have one of some exact terms: each part of it stands there, whatever stands between."""
    if plain.isascii():
        letters = plain.lower().encode().translate(None, SIGNS).decode()
    else:
        letters = "".join(filter(str.isalnum, fold(normalise_script(plain))))
    return any(all(part in letters for part in parts) for parts in exact)


def _plain(text: str) -> str:
    """Return a text with plain digits and points, words of two scripts apart."""
    plain = DEFANGED.sub(".", text)
    if plain.isascii():
        return plain
    return GLUED.sub(" ", plain_digits(unicodedata.normalize("NFKC", plain)))


def plain_digit(character: str) -> str:
    """Return the ASCII digit for a digit of any script, and any other character as it is."""
    return character if character.isascii() or not character.isdecimal() else str(unicodedata.decimal(character))


def plain_digits(text: str) -> str:
    """Return a text with ASCII digits for those of any script."""
    return text if text.isascii() else DIGIT.sub(lambda match: plain_digit(match.group()), text)


def words(text: str, language: str | None) -> Iterator[str]:
    """Return the stems of the words that carry meaning, as they follow one another."""
    return chain.from_iterable(map(stemming(language), _runs(text)))


def _runs(text: str) -> list[str]:
    """Return the words of a text in lower case, and of numbers perhaps some; plain text is parted the quick way."""
    if text.isascii():
        return text.lower().translate(APART).split()
    return WORD.findall(normalise_script(text.casefold()))


def stemming(language: str | None) -> Callable[[str], tuple[str, ...]]:
    """Return what gives the stem of a word in lower case, and none of one that carries no meaning; of ideographs pairs.

    Each text has its own: a stemmer keeps the word it works on, and no word outlasts the look at its text (case 25).
    """
    stem_of, dropped = _stemmer(language), FUNCTION_WORDS.get(language or "", NONE)

    def stems_of(word: str) -> tuple[str, ...]:
        if IDEOGRAPH.match(word):
            return tuple(pair[:LONGEST_TERM] for pair in pairs(word))
        if len(word) < 2 or word[0].isdigit() or fold(word) in dropped:
            return ()
        found = stem_of(word)
        return () if not found or found in dropped else (found[:LONGEST_TERM],)

    return stems_of


def _stemmer(language: str | None) -> Callable[[str], str]:
    """Return what gives the folded stem of a word in lower case."""
    if language == "ar":
        return stem
    algorithm = STEMMERS.get(language or "")
    if algorithm is None:
        return fold
    made = Stemmer.Stemmer(algorithm, 0)
    return lambda word: fold(made.stemWord(word))


def normalise_script(text: str) -> str:
    """Unite the spellings of Arabic letters; other scripts pass unchanged."""
    return normalise(text) if ARABIC_LETTER.search(text) else text


def pairs(run: str) -> Iterator[str]:
    """Yield overlapping pairs of a run of ideographs, or the only one."""
    if len(run) == 1:
        yield run
    for start in range(len(run) - 1):
        yield run[start : start + 2]


def fold(word: str) -> str:
    """Return a word in lower case without accents (Cyrillic keeps its short i)."""
    if word.isascii():
        return word.casefold()
    kept = word.casefold().replace("ё", "е").replace("й", "\ue000").replace("ß", "ss")
    bare = unicodedata.normalize("NFD", kept)
    if not bare.isalpha():
        bare = "".join(filterfalse(unicodedata.combining, bare))
    return bare.replace("\ue000", "й")


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
        yield from filter(None, (phrase(match.group(1) or "", 2) for match in NAME.finditer(text)))
    yield from filter(None, (phrase(match.group(1) or "", 1) for match in QUOTED.finditer(text)))


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
    kept = [part for part in parts if part not in IN_ANY_LANGUAGE]
    return " ".join(kept) if fewest <= len(kept) <= LONGEST_PHRASE else None
