"""Domain words in the visitor's language: vocabulary, organizations, countries, states, dates and numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from models import vocabulary
from models.likelihood import schemes as likelihood_schemes
from models.scheme import RANKS, UnknownLevel, level, schemes
from models.token import BadToken, parse, parse_exclusion
from repository.derivation import CONCEALED
from repository.organizations import packaged
from web.pages import judgement_words, life_words, words
from web.pages.language import sentences
from web.pages.sentence import translate


@cache
def _bodies() -> dict[str, tuple[str, dict[str, str]]]:
    return {entry["id"]: (entry["abbreviation"], entry["names"]) for entry in packaged()["organizations"]}


_SURE, _FAIR = 0.8, 0.5
_QUOTED = re.compile("'([^']+)'")
_QUOTES = {"fr": "«\u00a0{}\u00a0»", "es": "«{}»", "ar": "«{}»"}
# Days before months: the English of international organizations.
_REGIONAL = {"en": "en_GB"}


def _sortable(name: str) -> str:
    """Return a name by which to sort: accents and case do not count."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def _isolated(written: str) -> str:
    """Return what somebody wrote in a direction of its own, whatever the direction around it."""
    return f"\u2068{written}\u2069"


class Wording:
    """Says the words of the domain in one language; a word it does not know is said as it is written."""

    def __init__(self, language: str) -> None:
        """Speak one of the four languages."""
        self.language = language
        self._locale = Locale.parse(_REGIONAL.get(language, language))
        self._gettext = sentences(language).gettext

    def __call__(self, group: dict[str, str], word: str) -> str:
        """Say a word of one of the groups above."""
        return self._gettext(group[word]) if word in group else word

    def role(self, word: str) -> str:
        """Say a role."""
        return self(words.ROLES, word)

    def state(self, word: str) -> str:
        """Say the state of an edition, a job, a person or an organization."""
        return self(words.STATES, word)

    def taking_part(self, word: str) -> str:
        """Say what an organization is to the Dialogue."""
        return self(words.STATUSES, word)

    def stage(self, word: str) -> str:
        """Say a stage of ingest."""
        return self(words.STAGES, word)

    def progress_words(self) -> dict[str, str]:
        """Say every stage and state a job can be in, for the script that shows progress."""
        return {word: self._gettext(text) for word, text in {**words.STATES, **words.STAGES}.items()}

    def action(self, word: str) -> str:
        """Say an action of the policy."""
        return self(words.ACTIONS, word)

    def matched(self, word: str) -> str:
        """Say why a passage was found."""
        return self(words.MATCHED, word)

    def facet(self, word: str) -> str:
        """Say the name of a facet."""
        return self(words.FACETS, word)

    def rule(self, word: str) -> str:
        """Say what a rule of the policy found wrong."""
        return self(words.RULES, word)

    def rules(self, names: Iterable[str]) -> str:
        """Say what several rules found wrong."""
        return self.all(f"{word}: {self.rule(word)}" for word in names)

    def entry(self, word: str) -> str:
        """Say what an entry of the register records."""
        return self(words.ENTRIES, word)

    def account(self, word: str) -> str:
        """Say what became of an issued copy."""
        return self(words.ACCOUNTS, word)

    def dated(self, name: str) -> str:
        """Say what happened, or is to happen, on a date of an assessment's life."""
        return self(life_words.DATES, name)

    def side(self, word: str) -> str:
        """Say the side that placed a legal hold: the registry, or an organization."""
        return self(life_words.SIDES, word) if word in life_words.SIDES else self.organization(word)

    def tab(self, word: str) -> str:
        """Say what is to be done with what stands under a tab of the registry's queue."""
        return self(life_words.TABS, word)

    def outcome(self, word: str) -> str:
        """Say how an act ended."""
        return self(words.OUTCOMES, word)

    def field(self, name: str) -> str:
        """Say the name of a field of the metadata."""
        return self(words.FIELDS, name.partition(".")[0])

    def changed(self, word: str) -> str:
        """Say what has happened to a source."""
        return self(words.CHANGED, word)

    def consent(self, word: str) -> str:
        """Say what became of a consent that was asked."""
        return self(words.CONSENTS, word)

    def as_written(self, word: str) -> str:
        """Say a word as it is written: a name is not translated."""
        return word

    def sureness(self, share: float) -> str:
        """Say in words how sure a suggestion is, by its share between 0 and 1."""
        word = "sure" if share >= _SURE else "fair" if share >= _FAIR else "unsure"
        return self(judgement_words.SURENESS, word)

    def confidence(self, word: str) -> str:
        """Say the analytic confidence of a judgement."""
        return self(judgement_words.CONFIDENCES, word)

    def threat_level(self, word: str) -> str:
        """Say how high a threat is."""
        return self(judgement_words.LEVELS, word)

    def trend(self, word: str) -> str:
        """Say which way a threat moves."""
        return self(judgement_words.TRENDS, word)

    def likelihood(self, word: str, least: int, most: int) -> str:
        """Say a word of likelihood as printed, with the shares of a hundred that it means."""
        return f"{word} ({self.number(least)}\u2013{self.percent(most / 100)})"

    def likelihood_scheme(self, ident: str) -> str:
        """Say the name of a scheme of likelihood."""
        known = likelihood_schemes().get(ident)
        return known.name if known else self(judgement_words.SCHEMES, ident)

    def told(self, word: str) -> str:
        """Say by what the scheme of a likelihood is known."""
        return self(judgement_words.TOLD, word)

    def hidden(self, word: str) -> str:
        """Say what kind of text a reader of a file does not see."""
        return self(judgement_words.HIDDEN, word)

    def rank(self, rank: int) -> str:
        """Say a common rank, 0 to 5."""
        return self(words.RANK_NAMES, RANKS[rank]) if 0 <= rank < len(RANKS) else str(rank)

    def reason(self, text: str) -> str:
        """Say why a rule holds or what would change it, as ``sentence`` does, its tokens by whom they name."""
        says = {"token": self.token, "tokens": lambda named: self.tokens(named.split(", "))}
        return self._sentence(translate(text, self._gettext, says))

    def sentence(self, text: str) -> str:
        """Say a sentence of the server as one: it begins large and ends; an unknown one stays English."""
        return self._sentence(translate(text, self._gettext, {"lacking": self._quoted, "text": _isolated}))

    def _quoted(self, listed: str) -> str:
        """Say words that are listed between marks as this language quotes them, each in its own direction."""
        marks = _QUOTES.get(self.language, "“{}”")
        quoted = (marks.format(_isolated(word)) for word in _QUOTED.findall(listed))
        return self.comma.join(quoted)

    def _sentence(self, said: str) -> str:
        end = "" if said.endswith((".", "!", "?", "؟", "…")) or not said else "."
        return said[:1].upper() + said[1:] + end

    def pillar(self, word: str) -> str:
        """Say a pillar."""
        return self._vocabulary("pillar", word)

    def area(self, word: str) -> str:
        """Say a crime area."""
        return self._vocabulary("area", word)

    def region(self, word: str) -> str:
        """Say a region."""
        return self._vocabulary("region", word)

    def kind(self, word: str) -> str:
        """Say a kind of assessment."""
        return self._vocabulary("kind", word)

    def _vocabulary(self, group: str, word: str) -> str:
        try:
            return vocabulary.label(group, word, self.language)
        except vocabulary.UnknownWord:
            return word

    def tongue(self, code: str) -> str:
        """Say the name of a language."""
        return str(self._locale.languages.get(code, code))

    def country(self, code: str) -> str:
        """Say the name of a country of two letters."""
        return str(self._locale.territories.get(code, code))

    def countries(self, codes: Iterable[str]) -> str:
        """Say several countries as one list, in the order of their names."""
        return self.all(self.country(code) for code in self.by_name(codes))

    def tongues(self, codes: Iterable[str]) -> str:
        """Say several languages as one list."""
        return self.all(self.tongue(code) for code in codes)

    def actions(self, names: Iterable[str]) -> str:
        """Say several actions as one list."""
        return self.all(self.action(word) for word in names)

    def organization(self, ident: str) -> str:
        """Say the short name of an organization."""
        if ident in _bodies():
            return _bodies()[ident][0]
        if ident == CONCEALED:
            return self._gettext("concealed")
        if ident.startswith("ncb-"):
            named = self.country(ident.removeprefix("ncb-").upper())
            return self._gettext("National bureau, %(country)s") % {"country": named}
        return ident

    def organization_in_full(self, ident: str) -> str:
        """Say the whole name of an organization."""
        names = _bodies()[ident][1] if ident in _bodies() else {}
        return names.get(self.language) or names.get("en") or self.organization(ident)

    def organizations(self, idents: Iterable[str]) -> str:
        """Say several organizations by their short names."""
        return self.all(self.organization(ident) for ident in idents)

    def by_name(self, codes: Iterable[str]) -> list[str]:
        """Return country codes in the order of their names, each once."""
        return sorted(set(codes), key=lambda code: _sortable(self.country(code)))

    def token(self, text: str) -> str:
        """Say whom a token of circulation lets in or shuts out."""
        try:
            token = parse_exclusion(text) if len(text) == 2 else parse(text)
        except BadToken:
            return text
        match token.kind:
            case "body":
                return self.organization(token.name)
            case "members":
                named = self.organization(token.name)
                return self._gettext("%(name)s and its members’ bureaus") % {"name": named}
            case "country":
                return self.country(token.name)
            case "list":
                return self._gettext("List “%(name)s”") % {"name": token.name}
            case "person":
                return self._gettext("Person %(id)s") % {"id": token.name}
            case _:
                return self(words.STATUS_NAMES, token.name)

    def tokens(self, texts: Iterable[str]) -> str:
        """Say several tokens as one list."""
        return self.all(self.token(text) for text in texts)

    def facet_value(self, facet: str, value: str) -> str:
        """Say one value of a facet."""
        match facet:
            case "pillar" | "area" | "region":
                return self._vocabulary(facet, value)
            case "originator":
                return self.organization(value)
            case "language":
                return self.tongue(value)
            case _:
                return self.level(*value.partition(":")[::2])

    def facet_in_full(self, facet: str, value: str) -> str:
        """Say one value of a facet; of a marking the scheme too, as several have levels by the same word."""
        scheme, _, code = value.partition(":")
        if facet != "marking" or not code:
            return self.facet_value(facet, value)
        return f"{self.level(scheme, code)} · {self.scheme(scheme)}"

    def level(self, scheme: str, code: str) -> str:
        """Say a level in the words of its scheme, which are never translated."""
        try:
            return level(scheme, code).label
        except UnknownLevel:
            return f"{scheme}:{code}" if code else scheme

    def scheme(self, ident: str) -> str:
        """Say the name of a marking scheme."""
        known = schemes().get(ident)
        return known.name if known else ident

    def all(self, names: Iterable[str]) -> str:
        """Say several words as one list."""
        return format_list(list(names), locale=self._locale)

    @property
    def comma(self) -> str:
        """Say what stands between two things that a page sets one behind the other."""
        return "، " if self.language == "ar" else ", "

    def number(self, value: int) -> str:
        """Say a number."""
        return format_decimal(value, locale=self._locale)

    def percent(self, share: float) -> str:
        """Say a share between 0 and 1."""
        return format_percent(round(share, 2), locale=self._locale)

    def span(self, first: date | None, last: date | None) -> str:
        """Say the days from a first one to a last one, one of which may be open."""
        if first and last:
            return f"{self.date(first)} – {self.date(last)}"
        if first:
            return self._gettext("from %(day)s") % {"day": self.date(first)}
        return self._gettext("until %(day)s") % {"day": self.date(last)} if last else ""

    def date(self, day: date) -> str:
        """Say a day."""
        return format_date(day, "long", locale=self._locale)

    def written_date(self, day: str) -> str:
        """Say a day written by ISO 8601, or what is written there instead."""
        try:
            return self.date(date.fromisoformat(day))
        except ValueError:
            return day

    def instant(self, at: datetime) -> str:
        """Say an instant: always in UTC, and saying so."""
        return format_datetime(at.astimezone(UTC), f"d MMM y'{self.comma}'HH:mm", locale=self._locale) + " UTC"
