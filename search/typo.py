"""What is mistyped: a word of the question that stands nowhere in the scope, next to one that does.

Only the reader's own words are looked through (P1). A word that the model knows whole is taken for what it says,
whether or not it stands somewhere; so is a question most of whose words stand nowhere, as it is in another language.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence

from search.function_words import IN_ANY_LANGUAGE
from search.vocabulary import Words, plain_word

SHORTEST, LONGEST = 5, 30
FORGIVING = 8
"""From so many letters on two slips are forgiven, else one."""
MOST_MENDED = 3
MOST_COMPARED = 4000
_MOST_APART = 4
"""So many letters that only one of two words has are the most that two slips make."""
_WORD = re.compile(r"[^\W\d_]{2,40}")
_LATIN, _CYRILLIC = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def mended(
    question: str,
    spoken: Callable[[str], Collection[str | None]],
    words: Callable[[], Words],
    kept: Collection[str],
    pieces: Callable[[str], int],
) -> str | None:
    """Return a question with its mistyped words as they stand in the scope, or None where nothing is mistyped.

    ``spoken`` tells in which languages a word is indexed in the scope in one of its forms ("attacks" where "attack"
    stands); ``words`` returns the scope's words, which is asked for only where one is in none; ``kept`` are phrases,
    whose words stay; ``pieces`` tells in how many pieces the model reads a word.
    """
    stay = {plain_word(word) for phrase in kept for word in _WORD.findall(phrase)}
    found = list(_WORD.finditer(question))
    unknown = [match for match in found if _worth(match.group()) and not spoken(match.group())]
    if not unknown:
        return None
    known = words()
    strange = [match for match in unknown if (plain_word(match.group()) or "") not in known]
    slips = [match for match in strange if pieces(match.group()) > 1 and plain_word(match.group()) not in stay]
    long = sum(len(match.group()) >= SHORTEST for match in found)
    foreign = len(strange) - len(slips)
    if not slips or 2 * foreign >= long or (long > 2 and 2 * len(strange) > long):
        return None
    beside = [match.group() for match in found if match not in strange and _tells(match.group())]
    better = _chosen([match.group() for match in slips[:MOST_MENDED]], [*map(spoken, beside)], spoken, known)
    text = question
    for match in reversed(slips[:MOST_MENDED]):
        if match.group() in better:
            text = text[: match.start()] + known.written(better[match.group()]) + text[match.end() :]
    return text if text != question else None


def _chosen(
    slips: Sequence[str],
    beside: list[Collection[str | None]],
    spoken: Callable[[str], Collection[str | None]],
    known: Words,
) -> dict[str, str]:
    """Return the likeliest word for each slip; ``beside`` are the languages of each word that stands beside them."""

    def company(word: str) -> int:
        languages = spoken(known.written(word))
        return max((1 + sum(language in other for other in beside) for language in languages), default=0)

    better: dict[str, str] = {}
    for slip in slips:
        for word in near(plain_word(slip) or "", known, company)[:1]:
            better[slip] = word
            # What stands for one slip tells the language of the next.
            beside.append(spoken(known.written(word)))
    return better


def near(word: str, known: Words, company: Callable[[str], int] = lambda _: 0) -> list[str]:
    """Return the words of a scope that a mistyped one may stand for.

    Those of fewest slips come first; of these those with most ``company``, the words of their language beside them,
    those with the same letters, those in most handlings, and then by spelling.
    """
    slips = {candidate: 1 for candidate in dict.fromkeys(_once(word)) if candidate in known}
    if len(word) >= FORGIVING:
        letters = set(word)
        for candidate in _beginning(word[:2], known):
            # A slip takes away one letter and brings another at most, which is seen at once.
            if len(letters.symmetric_difference(candidate)) > _MOST_APART or candidate in slips or candidate == word:
                continue
            if _distance(word, candidate) <= 2:
                slips[candidate] = 2
    letters_typed = sorted(word)

    def order(candidate: str) -> tuple[object, ...]:
        turned = sorted(candidate) == letters_typed
        return slips[candidate], -company(candidate), not turned, -known.count(candidate), candidate

    return sorted(slips, key=order)


def _worth(written: str) -> bool:
    word = plain_word(written)
    if word is None or not SHORTEST <= len(word) <= LONGEST or written.isupper():
        return False
    return _tells(written)


def _tells(written: str) -> bool:
    """Tell whether a word says what and not how."""
    return plain_word(written) not in IN_ANY_LANGUAGE


def _once(word: str) -> Iterator[str]:
    """Yield every spelling one slip away, the first letter kept."""
    letters = next((script for script in (_LATIN, _CYRILLIC, _ARABIC) if word[0] in script), "")
    for place in range(1, len(word) + 1):
        head, tail = word[:place], word[place:]
        yield from (head + letter + tail for letter in letters)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in letters if letter != tail[0])
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _beginning(start: str, known: Words) -> list[str]:
    first, last = bisect_left(known.spelt, start), bisect_left(known.spelt, start + "\U0010ffff")
    return known.spelt[first:last] if last - first <= MOST_COMPARED else []


def _distance(one: str, other: str) -> int:
    """Return the slips between two words, three for more: letters left out, added, changed, or two turned round."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        last, before, row = before, row, [place]
        for at, candidate in enumerate(other, start=1):
            least = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != candidate))
            if at > 1 and place > 1 and letter == other[at - 2] and one[place - 2] == candidate:
                least = min(least, last[at - 2] + 1)
            row.append(least)
        if min(row) > 2:
            return 3
    return row[-1]
