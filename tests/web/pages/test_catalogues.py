"""Every sentence of the pages is said in all four languages (P8)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir

from web.pages.language import LANGUAGES, LOCALES, catalogues

WEB = LOCALES.parent
METHODS = [("pages/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "_gettext": None, "ngettext": (1, 2), "marked": None}
FORMS = {"ar": 6, "en": 2, "fr": 2, "es": 2}
NAMES = re.compile(r"%\((\w+)\)s")


@cache
def said() -> frozenset[str | tuple[str, ...]]:
    found = extract_from_dir(str(WEB), METHODS, keywords=KEYWORDS)
    return frozenset(message for _, _, message, _, _ in found)


@cache
def known(language: str) -> list[Catalog]:
    return catalogues(language)


def messages(language: str) -> list[Message]:
    return [message for catalogue in known(language) for message in catalogue if message.id]


def texts(message: Message) -> list[str]:
    """What a message is translated to, form by form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def identity(message: Message) -> str | tuple[str, ...]:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def test_the_pages_say_something_at_all() -> None:
    assert len(said()) > 400
    assert {path.name for path in Path(WEB, "templates").glob("*.html")} >= {"search.html", "assessment.html"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_every_sentence_and_no_other(language: str) -> None:
    held = {identity(message) for message in messages(language)}
    assert not said() - held, "these are said by the pages and missing in the catalogues"
    assert not held - said(), "these are in a catalogue and no page says them"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_in_two_catalogues(language: str) -> None:
    held = [identity(message) for message in messages(language)]
    assert len(held) == len(set(held)), {one for one in held if held.count(one) > 1}
    assert len({catalogue.plural_expr for catalogue in known(language)}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_and_none_is_a_guess(language: str) -> None:
    for message in messages(language):
        assert texts(message)
        assert all(text and text.strip() for text in texts(message)), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_names_of_what_varies(language: str) -> None:
    for message in messages(language):
        if isinstance(message.id, str):
            assert isinstance(message.string, str)
            assert sorted(NAMES.findall(message.string)) == sorted(NAMES.findall(message.id)), message.id
            assert not re.sub(r"%\(\w+\)s", "", message.string).count("%"), message.id
        else:
            assert len(texts(message)) == FORMS[language] == known(language)[0].num_plurals, message.id
            allowed = set(NAMES.findall(message.id[1]))
            assert all(set(NAMES.findall(text)) <= allowed for text in texts(message)), message.id


def test_english_is_said_as_it_is_written() -> None:
    for message in messages("en"):
        assert texts(message) == ([message.id] if isinstance(message.id, str) else list(message.id))


def test_arabic_is_written_in_arabic_letters() -> None:
    arabic = re.compile(r"[\u0600-\u06ff]")
    assert [m.id for m in messages("ar") if not all(map(arabic.search, texts(m)))] == []


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_translation_is_not_the_english_again(language: str) -> None:
    same = {m.id for m in messages(language) if isinstance(m.id, str) and m.id == m.string}
    assert len(same) < 20, same


def test_a_date_within_an_arabic_sentence_keeps_its_direction_and_its_line() -> None:
    dated = [text for message in messages("ar") for text in texts(message) if re.search(r"\d{4}-\W?\d\d", text)]
    assert dated
    for text in dated:
        around = re.sub("\u2066[^\u2066\u2069]*\u2069", "", text)
        assert not re.search(r"\d{4}-", around), text
        assert not re.search(r"\d-\d", text), text
