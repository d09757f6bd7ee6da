"""Whether a question asks for a figure, and which sentences hold one that it does not bring along itself.

"How many", "when" and their like are answered by a number or a date in every language, which helps to choose a sentence
where no word does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.analyser import normalise_script, plain_digits

_NOUNS = {
    "en": "year|date|day|month|century|time|age|number|percentage|percent|share|proportion|price|amount|rate",
    "fr": "année|date|jour|mois|siècle|heure|âge|nombre|pourcentage|part|proportion|prix|montant|taux",
    "es": "año|fecha|día|mes|siglo|hora|edad|número|porcentaje|parte|proporción|precio|cantidad|tasa",
    "ru": "год|году|дата|день|месяц|век|веке|возраст|число|количество|процент|доля|цена|сумма",
    "ar": "عام|سنه|تاريخ|يوم|شهر|قرن|ساعه|عمر|عدد|نسبه|حصه|سعر|مبلغ|معدل",
}
_ASKS = re.compile(
    rf"""\b(?:
    how\ (?:many|much|long|often|old|far|large|big|tall|high) | when | (?:what|which)\ (?:{_NOUNS["en"]})
    | combien | quand | quel(?:le)?s?\ (?:est\ (?:le\ |la\ |l['’])?)?(?:{_NOUNS["fr"]})
    | cuánt[oa]s? | cuándo | (?:qué|cuál\ es\ (?:el|la))\ (?:{_NOUNS["es"]})
    | скольк\w{{1,3}} | когда | как(?:ой|ая|ое|ом|ого|ую)\ (?:{_NOUNS["ru"]})
    | كم | متي | (?:اي|ما|ما\ هو|ما\ هي)\ (?:ال)?(?:{_NOUNS["ar"]})
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")


def asks_for_figure(question: str) -> bool:
    """Tell whether a question asks how many, how much or when, in one of five languages."""
    return _ASKS.search(normalise_script(question.casefold())) is not None


def holding_figures(sentences: Sequence[str], question: str) -> list[bool]:
    """Tell of each sentence whether it holds a number that the question does not."""
    known = _figures(question)
    return [not _figures(sentence) <= known for sentence in sentences]


def _figures(text: str) -> set[str]:
    return set(_DIGITS.findall(plain_digits(text)))
