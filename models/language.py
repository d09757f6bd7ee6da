"""Codes of languages, as they are written and as they are kept (RFC 5646; the languages are those of the CLDR)."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from babel.core import get_global

_TAG = re.compile("[a-z]{2,3}(-[a-z0-9]{2,8})*", re.ASCII | re.IGNORECASE)


def well_formed(code: str) -> bool:
    """Tell whether a code can be one of a language: two letters or three, and what narrows them behind hyphens."""
    return _TAG.fullmatch(code) is not None


def known(code: str) -> bool:
    """Tell whether a code is well formed and of a language that there is, named or not."""
    return well_formed(code) and code.split("-", maxsplit=1)[0].lower() in _listed()


@cache
def named() -> frozenset[str]:
    """Return the codes of languages that have a name; they are canonical."""
    return frozenset(code for code in map(str, Locale.parse("en").languages) if code.isalpha())


def canonical(code: str) -> str:
    """Return a code as it is kept: "fra" and "FR" as "fr", "pt-br" as "pt-BR"; what is no code as it is."""
    if not well_formed(code):
        return code
    primary, *rest = code.lower().split("-")
    return "-".join((_shorter().get(primary, primary), *map(_written, rest)))


def _written(subtag: str) -> str:
    """Return a script as "Hans", a region as "BR", and all else in small letters."""
    if not subtag.isalpha():
        return subtag
    return {2: subtag.upper(), 4: subtag.title()}.get(len(subtag), subtag)


@cache
def _shorter() -> dict[str, str]:
    """Return the codes without a name of their own that stand for another of the same language, and that one."""
    aliases = ((str(code), str(other)) for code, other in get_global("language_aliases").items())
    return {code: other for code, other in aliases if code not in named() and other in named()}


@cache
def _listed() -> frozenset[str]:
    tags = (*get_global("likely_subtags"), *get_global("language_aliases"))
    return named().union(str(tag).split("_", maxsplit=1)[0] for tag in tags)
