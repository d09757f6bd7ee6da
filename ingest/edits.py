"""How far apart two spellings are."""

from __future__ import annotations

_CLASSES, _COUNTED = 64, 6
"""Letters that share a class, or stand more often, are not told apart: what is counted is only too few."""


def distance(one: str, other: str) -> int:
    """Return the Levenshtein distance, by rows of bits (Myers 1999, in the form of Hyyrö 2003)."""
    if not one:
        return len(other)
    places: dict[str, int] = {}
    for index, char in enumerate(one):
        places[char] = places.get(char, 0) | 1 << index
    full, last = (1 << len(one)) - 1, 1 << (len(one) - 1)
    more, less, score = full, 0, len(one)
    for char in other:
        equal = places.get(char, 0)
        down = equal | less
        across = (((equal & more) + more) ^ more) | equal
        up = less | ~(across | more) & full
        same = more & across
        score += bool(up & last) - bool(same & last)
        up = (up << 1 | 1) & full
        same = same << 1 & full
        more = same | ~(down | up) & full
        less = up & down
    return score


def letters(text: str) -> int:
    """Return which letters a text has and how often, as a set of bits that ``apart`` compares."""
    counts: dict[int, int] = {}
    bits = 0
    for char in text:
        place = ord(char) % _CLASSES
        held = counts[place] = counts.get(place, 0) + 1
        if held <= _COUNTED:
            bits |= 1 << (place * _COUNTED + held - 1)
    return bits


def apart(one: int, other: int) -> int:
    """Return a number of edits that ``distance`` never falls short of, at a hundredth of its price.

    One edit brings at most one letter and takes at most one away.
    """
    return max((one & ~other).bit_count(), (other & ~one).bit_count())
