"""Until when a sentence looks ahead: "until the end of 2027", "within two years", in five languages."""

from __future__ import annotations

import re

from ingest.cue import folded, languages

_YEAR = r"(?:20\d\d(?:[-/\u2013](?:20)?\d\d)?)"
_NUMBER = {
    "en": r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four|few|several|an?)",
    "fr": r"(?:\d{1,3}|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|dix-huit|vingt-quatre|quelques)",
    "es": r"(?:\d{1,3}|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|dieciocho|veinticuatro|algunos)",
}
_UNIT = {
    "en": r"(?:days?|weeks?|months?|years?|decades?|quarters?|seasons?)",
    "fr": r"(?:jours?|semaines?|mois|ans?|annees?|trimestres?|saisons?|decennies?)",
    "es": r"(?:dias?|semanas?|mes(?:es)?|anos?|trimestres?|temporadas?|decadas?)",
}
_SPAN = {language: rf"{_NUMBER[language]}(?:\s(?:to|or|a|ou|o|-|\u2013)\s{_NUMBER[language]})?" for language in _NUMBER}
_PART = r"(?:(?:end|middle|start|beginning|close)\sof\s)?(?:mid-|late\s|early\s)?"
_EN = (
    rf"(?:by|before|until|till|through|up to)\s(?:the\s)?{_PART}{_YEAR}",
    rf"during\s{_YEAR}(?:\sand\s{_YEAR})?",
    rf"(?:within|over|in|during|for|throughout)\s(?:the\s)?(?:next|coming|following)\s(?:{_SPAN['en']}\s)?{_UNIT['en']}",
    rf"within\s{_SPAN['en']}\s{_UNIT['en']}",
    r"in\sthe\s(?:short|near|medium|long)(?:-|\s)?(?:to\s(?:medium|long))?\s?(?:term|future)",
    r"for\sthe\s(?:foreseeable\sfuture|remainder\sof\s(?:the|this)\s(?:year|decade|century))",
)
_FR = (
    rf"(?:d'ici(?:\sa)?|avant|jusqu'(?:a|en|au))\s?(?:la\s|le\s)?(?:(?:fin|milieu|debut)\s(?:de\s)?(?:l'annee\s)?)?(?:a\s)?{_YEAR}",
    rf"(?:d'ici|jusqu')\s?a\sla\sfin\sde\s(?:l'annee\s)?{_YEAR}",
    rf"(?:au\scours\sdes|dans\sles|pendant\sles|sur\sles)\s(?:{_SPAN['fr']}\s)?(?:prochaines?|prochains?)?\s?(?:{_SPAN['fr']}\s)?(?:prochaines?\s|prochains?\s)?{_UNIT['fr']}(?:\s(?:a\svenir|prochaines?|prochains?))?",
    r"a\s(?:court|moyen|long)(?:\set\s(?:moyen|long))?\sterme",
)
_ES = (
    rf"(?:antes\sde(?:l)?|hasta|para|de\saqui\sa|a)\s(?:el\s|la\s)?(?:finales\sde\s|final\sde\s|fines\sde\s|mediados\sde\s|principios\sde\s)?{_YEAR}",
    rf"durante\s{_YEAR}(?:\sy\s{_YEAR})?",
    rf"(?:en|durante)\s(?:los|las|el|la)\s(?:{_SPAN['es']}\s)?(?:proximos|proximas|proximo|proxima)\s(?:{_SPAN['es']}\s)?{_UNIT['es']}",
    rf"en\s(?:un|dos|tres)\s{_UNIT['es']}",
    r"a\s(?:corto|medio|mediano|largo)\splazo",
)
_AR = (
    r"(?:قبل|حتى|بحلول)\s(?:نهايه\s|اواخر\s|منتصف\s|مطلع\s)?(?:عام\s|سنه\s)?" + _YEAR,
    r"خلال\s(?:عام|عامي|سنه|سنتي)\s" + _YEAR + r"(?:\sو\s?" + _YEAR + ")?",
    r"خلال\s(?:الاشهر|السنوات|الاعوام|العامين|السنتين|الشهور|العام|السنه)\s(?:\w{1,12}\s)?(?:المقبله|القادمه|المقبلين|القادمين|المقبلتين|القادمتين|المقبل|القادم)",
    r"(?:في|علي)\sالمدي\s(?:القريب|المتوسط|البعيد)",
)
_RU = (
    rf"(?:до|к)\s(?:конца|концу|середины|середине|начала|началу)?\s?{_YEAR}(?:\sг(?:ода|оду|\.)?)?",
    r"в\s(?:течение|ближайшие|последующие)\s(?:ближайших\s|следующих\s)?(?:\w{1,14}\s){0,3}(?:лет|года|месяцев|месяца|год)",
    r"в\s(?:кратко|средне|долго)срочной\sперспективе",
)
_PATTERNS = {
    "en": re.compile(rf"(?<!\w)(?:{'|'.join((*_EN, *_FR, *_ES))})(?!\w)"),
    "ar": re.compile(rf"(?<!\w)(?:{'|'.join(_AR)})(?!\w)"),
    "ru": re.compile(rf"(?<!\w)(?:{'|'.join(_RU)})(?!\w)"),
}
_SPACES = re.compile(r"\s")


def first(text: str) -> tuple[int, int] | None:
    """Return from where to where the first words stand that say until when a text looks ahead, or None."""
    plain = _SPACES.sub(" ", folded(text))
    found = _PATTERNS.get(languages(plain)[0], _PATTERNS["en"]).search(plain)
    return found.span() if found else None
