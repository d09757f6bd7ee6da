"""Templates to answers: one environment a language, escaped, without any undefined name."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match

from repository.errors import RepositoryError
from web import consenting
from web.consenting import Figures
from web.pages import places, recognition
from web.pages.asked import AskedWords
from web.pages.excerpt import marked_up
from web.pages.language import COOKIE, LANGUAGES, OWN_NAMES, chosen, direction, sentences
from web.pages.marking import MarkingWords
from web.pages.record import Record
from web.pages.wording import Wording
from web.visitor import Visitor

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_A_YEAR = 365 * 24 * 3600


@cache
def environment(language: str) -> Environment:
    """Return the environment of one language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    known, say = sentences(language), Wording(language)
    made.install_gettext_callables(known.gettext, known.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        asked=AskedWords(say),
        brand="Concord",
        language=language,
        direction=direction,
        languages=OWN_NAMES,
        link=link,
        marked_up=marked_up,
        marks=MarkingWords(say),
        recognition=recognition,
        record=Record(say),
        say=say,
    )
    return made


def link(path: str, anchor: str = "", /, **parameters: object) -> str:
    """Return an address with its query; parameters that say nothing are left out, lists are repeated."""
    said = {name.rstrip("_"): value for name, value in parameters.items() if value not in (None, "", (), [])}
    query = urlencode(said, doseq=True)
    return path + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")


def page(
    request: Request, template: str, visitor: Visitor | None, *, status: int = 200, **values: object
) -> HTMLResponse:
    """Return a page in the visitor's language; a language asked for by name is kept in a cookie."""
    language = chosen(request, visitor.language if visitor else None)
    came = form_page(request)
    asked = parse_qsl(came.query) if came else request.query_params.multi_items()
    here = [(name, value) for name, value in asked if name != "lang"]
    template_here = environment(language).get_template(template)
    bar = places.BAR[visitor.role] if visitor else ()
    path = came.path if came else request.url.path
    frame = {"figures": _figures(request, visitor), "path": path, "here": here, "bar": bar}
    text = template_here.render(visitor=visitor, **frame, **values)
    answer = HTMLResponse(text, status_code=status, headers={"Content-Language": language})
    if request.query_params.get("lang") in LANGUAGES:
        keep_language(answer, language)
    return answer


def form_page(request: Request) -> SplitResult | None:
    """Return the address, here, of the page whose form was sent; None where the browser names none that opens."""
    try:
        came = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return None
    if request.method != "POST" or came.netloc != request.url.netloc or not came.path.startswith("/"):
        return None
    # Two slashes, or one that leans back, would lead to another host.
    if came.path.startswith(("//", "/\\")):
        return None
    opened = {"type": "http", "method": "GET", "path": came.path, "headers": []}
    return came if any(route.matches(opened)[0] is Match.FULL for route in request.app.routes) else None


def _figures(request: Request, visitor: Visitor | None) -> Figures:
    """Return the visitor's own figures for the frame; a page that says what broke is shown without them."""
    if visitor is None:
        return Figures()
    try:
        return consenting.figures(request.app.state.house, visitor)
    except RepositoryError:
        return Figures()


def keep_language(answer: Response, language: str) -> None:
    """Keep the language in a cookie: it tells nothing but the language."""
    answer.set_cookie(COOKIE, language, max_age=_A_YEAR, httponly=True, samesite="lax")
