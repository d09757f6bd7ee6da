"""Requests and notices in plain words, in one language; templates know it as ``asked``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from models.clock import parse_instant
from web.asking import Said
from web.consenting import RequestView
from web.noticing import NoticeView
from web.pages import consent_words as words
from web.pages.language import direction, sentences
from web.pages.wording import Wording

_TOKENS = ("add", "remove", "exclude", "readmit", "repin", "release_to")
_ACTIONS = ("actions_add", "actions_remove")
_INSTANTS = ("embargo_until", "retention_until", "valid_until")


@dataclass(frozen=True, slots=True)
class AskedWords:
    """Says what is asked, what was answered, and what somebody is owed to know."""

    say: Wording

    def sentence(self, said: Said) -> str:
        """Say what would happen, in one sentence."""
        values = {name: self._isolated(self._value(*value)) for name, value in said.values.items()}
        return self._gettext(said.words) % values

    def kind(self, word: str) -> str:
        """Say the kind of a request."""
        return self.say(words.REQUESTS, word)

    def state(self, word: str) -> str:
        """Say the state of a request, or of one answer."""
        return self.say(words.REQUEST_STATES, word)

    def facts(self, view: RequestView) -> list[tuple[str, str]]:
        """Say, point by point, what exactly is proposed: labels and what stands beside them."""
        change = view.proposal.get("change", view.proposal)
        said = change if isinstance(change, dict) else {}
        found = [
            (name, self._fact(name, said[name])) for name in words.FACTS if said.get(name) or name in _lifted(said)
        ]
        return [(self.say(words.FACTS, name), text) for name, text in found if text]

    def notice(self, view: NoticeView) -> str:
        """Say what somebody is owed to know, without any content; an unknown kind is said as it is written."""
        detail = {name: self._isolated(self._detail(name, text)) for name, text in view.detail.items()}
        unnamed = f"{view.kind}-unnamed"
        kind = view.kind if "organization" in detail or unnamed not in words.NOTICES else unnamed
        kind = "token-unlabelled" if kind == "token" and not view.detail.get("label") else kind
        try:
            return self.say(words.NOTICES, kind) % detail
        except (KeyError, ValueError):
            return kind

    def _value(self, sort: str, value: Any) -> str:
        match sort:
            case "name" if value is None:
                return self._gettext(words.SOMEBODY)
            case "organization" if value is None:
                return self._gettext(words.UNNAMED)
            case "title":
                return words.QUOTES[self.say.language] % value if value else self._gettext(words.AN_ASSESSMENT)
            case "organization":
                return self.say.organization(str(value))
            case "standing":
                return self.say.state(str(value))
            case "level":
                return self.say.level(*str(value).partition(":")[::2]) if ":" in str(value) else str(value)
            case "rank":
                return self.say.rank(int(value))
            case "actions":
                return self.say.actions(value)
            case _:
                return str(value)

    def _fact(self, name: str, value: Any) -> str:
        if name in _TOKENS:
            return self.say.tokens(value)
        if name in _ACTIONS:
            return self.say.actions(value)
        if name in _INSTANTS:
            return self._instant(value) if value else self._gettext(words.NEVER)
        if name == "disclosure":
            return self.say(words.DISCLOSURES, str(value))
        return self._marking(value) if name == "marking" else "" if value == "body" else str(value)

    def _marking(self, value: Any) -> str:
        if isinstance(value, str):
            return self._value("level", value)
        parts = [self.say.level(value["scheme"], value["level"]) if value.get("scheme") else value.get("text", "")]
        parts += [f"TLP:{value['tlp']}"] if value.get("tlp") else []
        return " · ".join([*parts, *value.get("handling", []), *value.get("compartments", [])])

    def _detail(self, name: str, text: str) -> str:
        match name:
            case "organization" | "successor":
                return self.say.organization(text)
            case "standing":
                return self.say.state(text)
            case "kind":
                return self.kind(text)
            case "change":
                return self.say(words.CHANGES, text)
            case "deadline" | "until" | "since":
                return self._instant(text)
            case _:
                return text

    def _instant(self, text: str) -> str:
        try:
            return self.say.instant(parse_instant(text))
        except ValueError:
            return text

    def _isolated(self, text: str) -> str:
        """Return what varies in a sentence so that its direction does not reach beyond it."""
        return f"\u2068{text}\u2069" if direction(self.say.language) == "rtl" else text

    def _gettext(self, sentence: str) -> str:
        return sentences(self.say.language).gettext(sentence)


def _lifted(said: Mapping[str, Any]) -> Iterable[str]:
    """Return the ends that a proposal lifts: it names them, and sets none."""
    return [name for name in _INSTANTS if name in said]
