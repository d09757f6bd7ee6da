"""Codes: what is written alike in every language because nobody translates it.

Call signs, serials, hashes of files, names of groups of attackers (APT28), techniques (T1059), accounts and
telephone numbers. Every pattern is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

RUN = re.compile(r"[^\W_]+")
# "20th", "1er" and "3.º" count, they name nothing.
ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|er|re|ère|ers|e|è?me|nde|ro|do|to|vo|mo|no|º|ª|o|a)", re.IGNORECASE)
# "APT 28" and "APT-28" are "APT28".
LABEL = re.compile(r"(?<![\w/.-])([A-ZА-ЯЁ]{2,6})[ -](\d{1,6})(?!\w|[.,/-]\d)")
TELEPHONE = re.compile(r"(?<![\w+])(?:\+|00)(\d(?:[ ().\-/]{0,2}\d){6,14})(?!\d)")
ACCOUNT = re.compile(r"(?<![^\W_])[A-Za-z]{2}\d{2}(?: [A-Za-z0-9]{4}){2,7}(?: [A-Za-z0-9]{1,3})?(?![^\W_])")
FEWEST_GROUPS = 3


def codes(text: str) -> Iterator[str]:
    """Yield the codes of a text as they are written, spaces and signs that only group them left out."""
    yield from filter(is_code, (match.group() for match in RUN.finditer(text)))
    yield from ("".join(match.groups()) for match in LABEL.finditer(text))
    yield from (re.sub(r"\D", "", match.group(1)) for match in TELEPHONE.finditer(text))
    yield from filter(None, (account(match.group()) for match in ACCOUNT.finditer(text)))


def is_code(run: str) -> bool:
    """Tell a run of letters and digits that holds both, and is no ordinal."""
    return not run.isalpha() and not run.isdecimal() and any(map(str.isalpha, run)) and not ORDINAL.fullmatch(run)


def account(written: str) -> str | None:
    """Return an account number (IBAN) without its spaces, where the check digits agree (ISO 7064, mod 97-10).

    Words after it may look like groups of it: the longest number that agrees is taken.
    """
    groups = written.split(" ")
    for kept in range(len(groups), FEWEST_GROUPS - 1, -1):
        whole = "".join(groups[:kept])
        if whole.isascii() and int("".join(str(int(sign, 36)) for sign in whole[4:] + whole[:4])) % 97 == 1:
            return whole
    return None
