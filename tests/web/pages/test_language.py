"""Which language a page speaks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from starlette.requests import Request

from web.pages.language import COOKIE, chosen, direction, sentences
from web.pages.wording import Wording


def request(query: str = "", cookie: str = "", accepted: str = "") -> Request:
    headers = [(b"accept-language", accepted.encode()), (b"cookie", f"{COOKIE}={cookie}".encode())]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("query", "cookie", "preferred", "accepted", "language"),
    [
        ("lang=fr", "ar", "es", "en", "fr"),
        ("", "ar", "es", "en", "ar"),
        ("", "", "es", "en", "es"),
        ("", "", None, "de, ar;q=0.5, fr-CA;q=0.8", "fr"),
        ("", "", None, "de;q=x, nonsense", "en"),
        ("lang=xx", "<script>", "tlh", "", "en"),
    ],
)
def test_what_is_asked_for_beats_what_is_kept_beats_what_is_preferred_beats_the_browser(
    query: str, cookie: str, preferred: str | None, accepted: str, language: str
) -> None:
    assert chosen(request(query, cookie, accepted), preferred) == language


@pytest.mark.parametrize(
    ("number", "said"), [(1, "تقييم واحد"), (2, "تقييمان"), (3, "تقييمات"), (11, "تقييما"), (100, "تقييم")]
)
def test_arabic_counts_in_its_own_forms(number: int, said: str) -> None:
    form = sentences("ar").ngettext("%(n)s assessment", "%(n)s assessments", number)
    assert said in form % {"n": number}


def test_a_sentence_without_translation_stays_english() -> None:
    assert sentences("fr").gettext("never said") == "never said"
    assert sentences("fr").ngettext("one", "many", 2) == "many"


@pytest.mark.parametrize(
    ("language", "written"), [("ar", "rtl"), ("he", "rtl"), ("fr", "ltr"), ("zh", "ltr"), (None, "auto")]
)
def test_a_language_is_written_in_its_direction(language: str | None, written: str) -> None:
    assert direction(language) == written


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "22 Nov 2026, 03:06 UTC"),
        ("fr", "22 nov. 2026, 03:06 UTC"),
        ("es", "22 nov 2026, 03:06 UTC"),
        ("ar", "22 نوفمبر 2026، 03:06 UTC"),
    ],
)
def test_an_instant_is_said_with_the_comma_of_the_language(language: str, said: str) -> None:
    assert Wording(language).instant(datetime(2026, 11, 22, 3, 6, tzinfo=UTC)) == said
