"""The forms that a name or adjective takes: endings in French, Spanish and Russian, what Arabic writes in front.

Given forms are listed instead of cutting endings off: "Мали" is a country and "мал" none.
"""

from __future__ import annotations

from ingest.phrase import fold

_ADJECTIVE_RU = (
    *("ий", "ый", "ой", "ая", "яя", "ое", "ее", "ие", "ые", "ого", "его", "ому", "ему"),
    *("ым", "им", "ом", "ем", "ую", "юю", "ей", "их", "ых", "ими", "ыми"),
)
_PEOPLE_RU = ("", "а", "у", "ом", "ем", "е", "ы", "и", "ов", "ев", "ам", "ами", "ах", "ка", "ки", "ку", "кой")
_NOUN_RU = (
    ("ия", ("ия", "ии", "ию", "ией")),
    ("ая", ("ая", "ой", "ую")),
    ("ое", ("ое", "ого", "ому", "ым", "ом")),
    ("ые", ("ые", "ых", "ым", "ыми")),
    ("ие", ("ие", "их", "им", "ими")),
    ("ый", ("ый", "ого", "ому", "ым", "ом")),
    ("ий", ("ий", "его", "ему", "ого", "ому", "им", "ем", "ом")),
    ("а", ("а", "ы", "и", "е", "у", "ой", "ей")),
    ("я", ("я", "и", "е", "ю", "ей", "ею")),
    ("ь", ("ь", "я", "и", "ю", "ем", "е", "ью")),
    ("й", ("й", "я", "ю", "ем", "е")),
    ("ы", ("ы", "", "ов", "ам", "ами", "ах")),
)
_VOWELS_RU = "оеиуэюё"
_ADJECTIVE_AR = ("", "ه", "ين", "ون", "ان", "ات", "تين", "تان", "ا")
_ARTICLE, _TO_THE = "ال", "لل"
_BEFORE_NAME = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب")
_BEFORE_ARTICLE = ("", "و", "ف", "ب", "ك", "وب", "فب")


def name(word: str, *, first: bool = True) -> frozenset[str]:
    """Return the folded forms of a word of a name; only the ``first`` takes the particles of Arabic."""
    folded = fold(word)
    if _arabic(folded):
        return frozenset(_with_particles(folded)) if first else frozenset((folded,))
    return frozenset(_noun_ru(folded)) if _cyrillic(folded) else frozenset((folded,))


def adjective(word: str, language: str, *, first: bool = True) -> frozenset[str]:
    """Return the folded forms of an adjective or a people's name, given as the masculine singular.

    In Russian as a stem before ``~`` (adjective) or ``-`` (noun).
    """
    folded = fold(word)
    match language:
        case "en":
            return frozenset((folded, folded + "s"))
        case "fr":
            return frozenset((folded, folded + "s", folded + "e", folded + "es", *_doubled(folded)))
        case "es":
            return frozenset(_spanish(folded))
        case "ru":
            endings = _ADJECTIVE_RU if folded.endswith("~") else _PEOPLE_RU
            return frozenset(folded.rstrip("~-") + ending for ending in endings)
        case _:
            bases = {folded + ending for ending in _ADJECTIVE_AR}
            if not first:
                return frozenset(bases | {_ARTICLE + base for base in bases})
            return frozenset(form for base in bases for form in (*_with_particles(base), *_with_article(base)))


def _arabic(word: str) -> bool:
    return "\u0600" <= word[0] <= "\u06ff"


def _cyrillic(word: str) -> bool:
    return "\u0400" <= word[0] <= "\u052f"


def _with_particles(word: str) -> list[str]:
    if word.startswith(_ARTICLE):
        return _with_article(word[len(_ARTICLE) :])
    return [before + word for before in _BEFORE_NAME]


def _with_article(word: str) -> list[str]:
    return [*(before + _ARTICLE + word for before in _BEFORE_ARTICLE), _TO_THE + word, "و" + _TO_THE + word]


def _noun_ru(word: str) -> list[str]:
    for ending, forms in _NOUN_RU:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return [word[: -len(ending)] + form for form in forms]
    if word[-1] in _VOWELS_RU or (len(word) <= 3 and word.isupper()):
        return [word]
    return [word + form for form in ("", "а", "у", "ом", "е", "ы")]


def _doubled(word: str) -> tuple[str, ...]:
    """Feminine forms with a doubled consonant: tunisien, tunisienne."""
    return (word + "ne", word + "nes") if word.endswith("en") else ()


def _spanish(word: str) -> list[str]:
    if word.endswith("o"):
        return [word[:-1] + ending for ending in ("o", "a", "os", "as")]
    if word.endswith(("n", "s", "l")):
        return [word, word + "a", word + "es", word + "as"]
    return [word, word + "s", word + "es"]
