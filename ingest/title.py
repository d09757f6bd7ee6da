"""The title of a document: its own, the largest words of its first pages, or how its text begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.banner import readings
from ingest.dates import dates, months
from ingest.finding import Found
from ingest.opening import Opened, opening, places
from ingest.portions import Portion
from ingest.reference import SYMBOL
from ingest.structure import Document
from models.scheme import words

MOST = 450
_LEAST_LETTERS = 8
_NO_TITLE = re.compile(
    r"distr\.|original:|original :|\.docx?\b|\.pdf\b|microsoft word|untitled|https?:|(?:\. ){3}|\.{4}|\(signed\)"
    r"|\(firmado\)"
    r"|\(sign\u00e9\)|issn|isbn|supplement no|official records|documents officiels|documentos oficiales|skip to",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:[IVXLC]{1,5}|\d{1,2}|[A-Z])[.)]\s+\S")
_SITE = re.compile(r"\s+[|\u2013\u2014-]\s+[^|\u2013\u2014-]{2,40}$")
_STARS = re.compile(r"\s*\*{1,3}$")
_ISSUER = re.compile(r"\s+(?:the white house|washington(?:,? d\.?c\.?)?)$", re.IGNORECASE)
_MASTHEAD = (
    "united nations", "nations unies", "naciones unidas", "организация объединенных наций", "الامم المتحدة",
    "general assembly", "assemblee generale", "asamblea general", "генеральная ассамблея", "الجمعية العامة",
    "security council", "conseil de securite", "consejo de seguridad", "совет безопасности", "مجلس الامن",
    "economic and social council", "conseil economique et social", "consejo economico y social", "commission on",
    "agenda item", "item", "point", "tema", "пункт", "البند", "official website", "special counsel", "volume",
)  # fmt: skip
_GENERIC = frozenset((
    "summary", "contents", "table of contents", "introduction", "foreword", "preface", "executive summary",
    "abstract", "annex", "report of the secretary general", "note by the secretariat",
    "note by the secretary general", "rapport du secretaire general", "informe del secretario general",
    "resume", "resume analytique", "sommaire", "table des matieres", "avant propos", "resumen",
    "resumen ejecutivo", "indice", "introduccion", "prologo", "prefacio", "الملخص", "ملخص", "الملخص التنفيذي",
    "المحتويات", "مقدمة", "تمهيد", "تقرير الامين العام", "резюме", "содержание", "введение",
    "доклад генерального секретаря", "open source edition",
))  # fmt: skip
_ENDS = re.compile(r"\b(?:session|year|periodo de sesiones|annee|сессия)$")
_GAP = 0.93
_EDGE_WORDS = frozenset((
    "general", "limited", "restricted", "distr", "english", "french", "spanish", "russian", "arabic", "chinese",
    "original", "only",
))  # fmt: skip
_MOST_WORDS = 30
_SHORT = 6
_OPENING_BLOCKS = 6


def titles(document: Document, portions: Sequence[Portion]) -> list[Found]:
    """Return the title that is likeliest, or nothing; a file's own is surer where its first pages print it."""
    blocks = opening(document)
    candidates = [opened for opened in _before_the_text(blocks) if like_title(opened.text)]
    printed = _largest(candidates if any(opened.height for opened in blocks) else _at_the_head(candidates, blocks))
    own = _bare(document.title or "")
    if own and like_title(own):
        return [_own(own, candidates, blocks, portions)]
    if printed is not None:
        text = _bare(printed.text)
        sure = 0.85 if printed.block.kind == "heading" else 0.6
        return [Found(text[:MOST], sure, printed.page, places(portions, printed.page, text))]
    return _begun(blocks, portions)


def like_title(text: str) -> bool:
    """Tell whether words may be a title: no masthead, no marking, no mere reference or date, no numbered heading."""
    bare = _bare(text)
    plain = _plain(bare)
    if not plain or len(bare) > MOST + 50 or _NO_TITLE.search(text) or _NUMBERED.match(bare) or any(readings(bare)):
        return False
    said = plain.split()
    if (
        plain in _GENERIC
        or (len(said) <= _SHORT and _ENDS.search(plain))
        or bare[0] in "([-*_\u2022"
        or _EDGE_WORDS.issuperset(said)
    ):
        return False
    if 3 * sum(len(word) == 1 for word in said) > len(said):
        return False
    if any(plain.startswith(head) for head in _MASTHEAD) and (len(plain.split()) <= 4 or SYMBOL.search(bare)):
        return False
    if plain.startswith(("item ", "agenda item ", "distr ", "tema ", "пункт ", "commission on the ")):
        return False
    rest, references = SYMBOL.subn("", bare)
    for dated in reversed([*months(rest), *dates(rest)]):
        rest = rest[: dated.start] + rest[dated.end :]
    letters = sum(char.isalpha() for char in rest)
    return letters >= _LEAST_LETTERS and len(rest.split()) >= (4 if references else 2)


def _at_the_head(candidates: Sequence[Opened], blocks: Sequence[Opened]) -> list[Opened]:
    """The candidates among the first blocks: without sizes, what stands first is what a heading is measured by."""
    return [opened for opened in candidates if opened in blocks[:_OPENING_BLOCKS]]


def _own(own: str, candidates: Sequence[Opened], blocks: Sequence[Opened], portions: Sequence[Portion]) -> Found:
    """The file's own title, or those words of it that the first pages print as a heading."""
    wanted = _plain(own)
    for opened in candidates:
        plain = _plain(_bare(opened.text))
        if plain in wanted and 2 * len(plain) > len(wanted) and len(plain.split()) > 2:
            text = _bare(opened.text)
            return Found(text[:MOST], 0.95, opened.page, places(portions, opened.page, text))
    printed = _plain(" ".join(opened.text for opened in blocks))
    return Found(own[:MOST], 0.95 if wanted in printed else 0.5, 1)


def _before_the_text(blocks: Sequence[Opened]) -> list[Opened]:
    """The blocks of the first page, or of the second where the first has no title to offer."""
    for number in sorted({opened.page for opened in blocks}):
        page = [opened for opened in blocks if opened.page == number]
        if any(like_title(opened.text) and (opened.height or opened.block.level) for opened in page):
            return page
    return list(blocks)


def _largest(candidates: Sequence[Opened]) -> Opened | None:
    """The first of the largest headings: letters in points where there are places, else the highest heading."""
    headings = [opened for opened in candidates if opened.block.kind == "heading"]
    placed = [opened for opened in headings if opened.height]
    if placed:
        most = max(opened.height for opened in placed)
        return next(opened for opened in placed if opened.height >= _GAP * most)
    if headings:
        return min(headings, key=lambda opened: opened.block.level)
    sized = [opened for opened in candidates if opened.height and _titled(opened.text)]
    return max(sized, key=lambda opened: opened.height) if sized else None


def _begun(blocks: Sequence[Opened], portions: Sequence[Portion]) -> list[Found]:
    """How a text without headings begins, up to the date that follows a title."""
    for opened in blocks[:_OPENING_BLOCKS]:
        text = opened.text[: 2 * MOST]
        ends = [dated.start for dated in (*months(text), *dates(text))]
        # What stands before a date in a running text is a title only at its very head.
        short = _bare(text[: min(ends)] if ends and min(ends) < MOST else text)
        if len(short.split()) <= _MOST_WORDS and like_title(short) and _titled(short):
            return [Found(short, 0.5 if ends else 0.3, opened.page, places(portions, opened.page, short))]
    return []


def _titled(text: str) -> bool:
    """Tell whether words are set as those of a title: most long ones with a capital, and no full stop."""
    long = [word for word in text.split() if len(word) > 3 and word[:1].lower() != word[:1].upper()]
    return not text.endswith((".", ";", ",")) and 2 * sum(word[:1].isupper() for word in long) >= len(long)


def _bare(text: str) -> str:
    bare = _STARS.sub("", " ".join(text.split()))
    site = _SITE.sub("", bare)
    bare = site if "|" in bare and len(site) > len(bare) / 2 else bare
    return _ISSUER.sub("", bare.strip(" .")).strip()


def _plain(text: str) -> str:
    return " ".join(words(text))
