"""The Islamic calendar by its arithmetic rule: eleven leap years in thirty (Reingold and Dershowitz).

What is seen in the sky, or ruled by a state, may differ from it by a day.
"""

from __future__ import annotations

from datetime import date, timedelta

_NAMES: tuple[tuple[str, ...], ...] = (
    ("محرم", "المحرم", "muharram"), ("صفر", "safar"), ("ربيع الأول", "ربيع الاول", "rabi al-awwal", "rabi' i"),
    ("ربيع الآخر", "ربيع الثاني", "ربيع الاخر", "rabi al-thani", "rabi al-akhir"),
    ("جمادى الأولى", "جمادى الاولى", "جمادي الأولى", "jumada al-ula", "jumada al-awwal"),
    ("جمادى الآخرة", "جمادى الثانية", "جمادى الاخرة", "جمادي الآخرة", "jumada al-akhira", "jumada al-thani"),
    ("رجب", "rajab"), ("شعبان", "shaban", "sha'ban", "shaʿban"), ("رمضان", "ramadan"), ("شوال", "shawwal"),
    ("ذو القعدة", "ذي القعدة", "dhu al-qadah", "dhu al-qi'dah"),
    ("ذو الحجة", "ذي الحجة", "dhu al-hijjah", "dhu al-hijja"),
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names}
"""The number of a month by its names, in lower case."""

_BEFORE_FIRST = date(622, 7, 18)


def gregorian(year: int, month: int, day: int) -> date | None:
    """Return the day of the common calendar, or None where there is no such day."""
    if not (1 <= month <= len(_NAMES) and 1 <= day <= 30):
        return None
    days = 29 * (month - 1) + month // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + day
    return _BEFORE_FIRST + timedelta(days=days)
