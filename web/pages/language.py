"""The four languages of the pages: which one a visitor reads, and the sentences of each."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations, c2py
from io import BytesIO
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from starlette.requests import Request

LANGUAGES = ("ar", "en", "fr", "es")
OWN_NAMES = {"ar": "العربية", "en": "English", "fr": "Français", "es": "Español"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})
COOKIE = "concord-language"
LOCALES = Path(__file__).resolve().parent.parent / "locales"


def marked(sentence: str) -> str:
    """Return the sentence itself: it marks, for the extraction of messages, what is translated later."""
    return sentence


class Sentences(NullTranslations):
    """The sentences of one language, read from its catalogue; one that is missing stays English."""

    def __init__(self, catalogs: list[Catalog]) -> None:
        """Index the catalogues of one language by sentence; they share its rule of plurals."""
        super().__init__()
        self._plural = c2py(catalogs[0].plural_expr)
        self._known: dict[str, tuple[str, ...]] = {}
        for message in chain.from_iterable(catalogs):
            texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if message.id and texts and all(texts):
                self._known[message.id if isinstance(message.id, str) else message.id[0]] = texts

    def gettext(self, message: str) -> str:
        """Return the sentence in this language."""
        return self._known.get(message, (message,))[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form of the sentence that the number takes in this language."""
        texts = self._known.get(msgid1)
        if texts is None:
            return msgid1 if n == 1 else msgid2
        return texts[min(self._plural(n), len(texts) - 1)]


@cache
def sentences(language: str) -> Sentences:
    """Return the sentences of one of the four languages."""
    return Sentences(catalogues(language))


def catalogues(language: str) -> list[Catalog]:
    """Return the catalogues of one language, one for each part of the pages, in the order of their names."""
    files = sorted((LOCALES / language / "LC_MESSAGES").glob("*.po"))
    return [read_po(BytesIO(file.read_bytes()), locale=language) for file in files]


def direction(language: str | None) -> str:
    """Return how a language is written, ``rtl`` or ``ltr``; ``auto`` where the language is not known."""
    if language is None:
        return "auto"
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def chosen(request: Request, preferred: str | None = None) -> str:
    """Return the language of the answer: the one asked for, the one kept, the person's own, the browser's."""
    wishes = (request.query_params.get("lang"), request.cookies.get(COOKIE), preferred)
    for wish in (*wishes, *_accepted(request.headers.get("accept-language", ""))):
        if wish in LANGUAGES:
            return wish
    return "en"


def _accepted(header: str) -> list[str]:
    """Return the languages of an Accept-Language header, the most wanted first."""
    wanted = []
    for position, entry in enumerate(header[:500].split(",")):
        tag, _, weight = entry.partition(";q=")
        try:
            wanted.append((-float(weight or 1), position, tag.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    return [tag for _, _, tag in sorted(wanted)]
