"""How far apart two spellings are."""

from __future__ import annotations


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
