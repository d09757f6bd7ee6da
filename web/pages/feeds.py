"""Feeds: the alerts of a standing search as Atom (RFC 4287), to whoever has the secret in its address."""

from __future__ import annotations

import re
from typing import Annotated
from xml.etree import ElementTree

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from models.clock import as_utc
from repository.acts import NotFound
from web import feeding
from web.feeding import Feed, FeedEntry
from web.pages.language import LANGUAGES, sentences
from web.pages.letter import BRAND
from web.pages.wording import Wording
from web.security import HouseHere

router = APIRouter()
ATOM = "http://www.w3.org/2005/Atom"
_NOTHING = "there is nothing here under that address"
# What XML 1.0 cannot hold, and the marks that turn the direction of what stands beside them.
_UNWRITABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")

ElementTree.register_namespace("", ATOM)


@router.get("/feeds/{ident}.atom")
def read(request: Request, house: HouseHere, ident: str, token: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Answer the feed; whatever is wrong is answered by the same 404 (case 27)."""
    try:
        feed = feeding.read(house, ident[:64], token)
    except NotFound:
        return PlainTextResponse(_NOTHING, status_code=404)
    base = house.settings.public_url or str(request.base_url).rstrip("/")
    return Response(atom(feed, base, f"{base}/feeds/{ident}.atom"), media_type="application/atom+xml")


def atom(feed: Feed, base: str, address: str) -> bytes:
    """Return a feed as an Atom document; ``address`` is its own, without the secret."""
    language = feed.language if feed.language in LANGUAGES else "en"
    say, known = Wording(language), sentences(language)
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"xml:lang": language})
    _put(root, "id", feed.id.urn)
    _put(root, "title", f"{BRAND}: {feed.name}" if feed.name else BRAND)
    _put(root, "subtitle", known.gettext("What became visible to you and answers this search, as you may see it now."))
    _put(root, "updated", as_utc(feed.updated_at).isoformat())
    _put(root, "link", None, rel="self", type="application/atom+xml", href=address)
    _put(root, "link", None, rel="alternate", type="text/html", href=f"{base}/alerts?all=yes")
    _put(_put(root, "author", None), "name", BRAND)
    for entry in feed.entries:
        _entry(root, entry, base, say)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: ElementTree.Element, entry: FeedEntry, base: str, say: Wording) -> None:
    shown = entry.assessment
    marking = " ".join(filter(None, (shown.marking.label, shown.marking.tlp and f"TLP:{shown.marking.tlp}")))
    title = shown.title or shown.filename or sentences(say.language).gettext("Untitled")
    element = _put(root, "entry", None)
    _put(element, "id", entry.id.urn)
    # Readers of feeds show a title and little else, so the marking stands in it.
    _put(element, "title", f"[{marking}] {title}" if marking else title)
    _put(element, "updated", as_utc(entry.found_at).isoformat())
    _put(element, "link", None, rel="alternate", type="text/html", href=f"{base}/assessments/{shown.id}")
    for name in shown.originators:
        _put(_put(element, "author", None), "name", say.organization(name))
    for pillar in shown.pillars:
        _put(element, "category", None, term=pillar, label=say.pillar(pillar))
    if marking:
        _put(element, "rights", marking)
    said = (marking, say.organizations(shown.originators), say.date(shown.published_at) if shown.published_at else "")
    _put(element, "summary", " · ".join(filter(None, said)))


def _put(parent: ElementTree.Element, name: str, text: str | None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(
        parent, f"{{{ATOM}}}{name}", {key: _UNWRITABLE.sub("", v) for key, v in attributes.items()}
    )
    element.text = None if text is None else _UNWRITABLE.sub("", text)
    return element
