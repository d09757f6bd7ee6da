"""Text to paragraphs and their shingles: keyed hashes of runs of words (Broder, 1997).

Pairs of words say how alike two paragraphs are; runs of three are rarer, and the few smallest of them are the
anchors by which a paragraph is looked up among all that are kept.

Words are folded and function words of every language dropped, without asking for the language: two copies of a
text are cut alike even where one is too short to tell its own. A paragraph of fewer words than ``LEAST_WORDS``
goes with the next one of its portion; what stays too short alone is furniture and boilerplate, and tells nothing.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repository.sealed import Vault
from search.analyser import IDEOGRAPH, WORD, fold, normalise_script, pairs, plain_digits
from search.function_words import IN_ANY_LANGUAGE

PAIR, ANCHOR = 2, 3
"""Words in a shingle by which paragraphs are compared, and in one by which they are looked up."""
ANCHORS = 6
"""So many of a paragraph's smallest hashes are kept in the open."""
LEAST_WORDS = 14
"""A paragraph is told by its text from so many words on."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the text of the portion with this ordinal; distinct hashes, ascending, 64 bits signed."""

    ordinal: int
    start: int
    end: int
    hashes: tuple[int, ...]
    anchors: tuple[int, ...]


def key_of(vault: Vault) -> bytes:
    """Return the 32-byte key of shingles, so that what is kept of a text holds no words."""
    return vault.mac("fingerprint", b"shingles")


def paragraphs(texts: Sequence[str], key: bytes) -> list[Paragraph]:
    """Return the paragraphs of a handling's portions, given by their texts in order; linear in them."""
    return [paragraph for ordinal, text in enumerate(texts) for paragraph in _of_portion(ordinal, text, key)]


def digest(texts: Sequence[str], vault: Vault) -> str:
    """Return the keyed hash of all words of some portions in order; empty where there is no word.

    What parts and sets them does not count.
    """
    words = " ".join(word for text in texts for word in content_words(text))
    return vault.mac("fingerprint-text", words.encode("utf-8", "surrogatepass")).hex() if words else ""


def content_words(text: str) -> Iterator[str]:
    """Yield the folded words and numbers of a text that carry meaning; ideographs in pairs."""
    plain = plain_digits(unicodedata.normalize("NFKC", text))
    for match in WORD.finditer(normalise_script(plain.casefold())):
        word = match.group()
        if IDEOGRAPH.match(word):
            yield from pairs(word)
        elif (folded := fold(word)) not in IN_ANY_LANGUAGE and (len(folded) > 1 or folded.isdigit()):
            yield folded


def _of_portion(ordinal: int, text: str, key: bytes) -> Iterator[Paragraph]:
    """Cut a portion at its lines; a rest that is too short goes with the paragraph before it."""
    cut: list[tuple[int, int, list[str]]] = []
    start, held = 0, list[str]()
    at = 0
    for line in text.split("\n"):
        held += content_words(line)
        at += len(line)
        if len(held) >= LEAST_WORDS:
            cut.append((start, at, held))
            start, held = at + 1, []
        at += 1
    if held and cut:
        before = cut.pop()
        cut.append((before[0], len(text), before[2] + held))
    for first, last, words in cut:
        yield Paragraph(ordinal, first, last, _shingles(words, PAIR, key), _shingles(words, ANCHOR, key)[:ANCHORS])


def _shingles(words: Sequence[str], length: int, key: bytes) -> tuple[int, ...]:
    runs = {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}
    return tuple(sorted(_hash(run, key) for run in runs))


def _hash(run: str, key: bytes) -> int:
    raw = hashlib.blake2b(run.encode("utf-8", "surrogatepass"), key=key, digest_size=8).digest()
    return int.from_bytes(raw, "little", signed=True)
