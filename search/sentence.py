"""Where sentences begin and end, as offsets into the text itself.

A full stop ends a sentence only where no abbreviation, initial, number or reference claims it. The marks of
Arabic, Persian, Urdu, Chinese and Japanese count in every language, since reports quote each other.
"""

from __future__ import annotations

import re

from search.function_words import FUNCTION_WORDS

Span = tuple[int, int]

# Dotted words that seldom end a sentence, folded to lower case and without their last dot.
ABBREVIATIONS = {
    "en": """no nos art arts fig figs vol vols ch chap sec para paras p pp st mr mrs ms dr prof gen col lt sgt
        capt rev hon gov sen rep e.g i.e etc cf al vs approx dept est inc ltd corp co jan feb mar apr jun jul
        aug sep sept oct nov dec""",
    "fr": """m mm mme mlle dr pr art al p pp par vol fig chap éd cf env ex etc n no nos réf c.-à-d av bd janv
        févr avr juil sept oct nov déc""",
    "es": """sr sra srta dr dra art arts núm núms pág págs p pp vol fig cap párr ej etc cf aprox gral cnel tte
        ud uds ee uu ene feb abr jun jul ago sept oct nov dic""",
    "ru": """г гг в вв т тт п пп ст см рис стр ср др пр напр им ул д гл ч руб коп млн млрд тыс т.е т.д т.п т.к
        и.о янв февр апр июн июл авг сент окт нояб дек""",
    "ar": "د أ م ص هـ ق.م",
}
KNOWN = {language: frozenset(words.split()) for language, words in ABBREVIATIONS.items()}
EVERY = frozenset().union(*KNOWN.values())

# Marks that may end a sentence, what may close it after them, and the space or script change that follows.
END = re.compile(r"(?:[.!?؟۔…]+|[。！？]+)[\"'”’»)\]]*(?=\s|$)|[。！？]+[”’」』）]*|\n[ \t]*\n\s*")
# No abbreviation, initial or number of a list is longer, so that of a longer run its end tells as much.
LONGEST_BEFORE = 40
WORD_BEFORE = re.compile(r"[^\s(\[«“\"]+$")
ELISION = re.compile(r"^(?:[cdjlmnst]|qu)['’]")
INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]", re.UNICODE)
LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[ivxlc]{1,6}|[a-z])", re.IGNORECASE)
LOWER_NEXT = re.compile(r"\s+[\"'“«(\[]*([a-zà-öø-ÿа-яё])")
WORD_NEXT = re.compile(r"\s+(\w+)")
FILLED = re.compile(r"\S")
# What follows "No." or "art." as its object.
NUMBER_NEXT = re.compile(r"\s+[\"“(\[]*[\dIVXLC]")


def sentences(text: str, language: str | None) -> list[Span]:
    """Return the spans [start, end) of the sentences, without the white space around them, in order."""
    spans = []
    start = filled(text, 0)
    for mark in END.finditer(text):
        if mark.end() > start and ends_here(text, start, mark, language):
            spans.append((start, mark.end()))
            start = filled(text, mark.end())
    spans.append((start, len(text)))
    return [span for span in (trimmed(text, *span) for span in spans) if span[0] < span[1]]


def ends_here(text: str, start: int, mark: re.Match[str], language: str | None) -> bool:
    """Tell whether the mark found ends the sentence whose first letter stands at ``start``."""
    if mark.group().isspace() or not mark.group().startswith(".") or mark.group().startswith(".."):
        return True
    if LOWER_NEXT.match(text, mark.end()):
        return False
    before = WORD_BEFORE.search(text, max(start, mark.start() - LONGEST_BEFORE), mark.start())
    if before is None:
        return True
    word = before.group()
    if before.start() == start and LIST_NUMBER.fullmatch(word):
        return False
    return not is_abbreviation(word, text, mark.end(), language)


def is_abbreviation(word: str, text: str, end: int, language: str | None) -> bool:
    """Tell whether the word before a full stop is an abbreviation or an initial."""
    if INITIALS.fullmatch(word) and word[0].isupper():
        # "J. Smith" and "the U.S. Treasury" go on; "in the U.S. The patrol" does not.
        following = WORD_NEXT.match(text, end)
        starts = following is not None and following.group(1).lower() in FUNCTION_WORDS["en"]
        return not ("." in word and starts)
    folded = ELISION.sub("", word.lower().lstrip("-–—/"))
    return folded in KNOWN.get(language or "", EVERY) or (folded in EVERY and bool(NUMBER_NEXT.match(text, end)))


def filled(text: str, start: int) -> int:
    """Return where the first character stands that is no white space, the end of the text where there is none."""
    found = FILLED.search(text, start)
    return found.start() if found else len(text)


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
