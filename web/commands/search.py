"""``concord search``: a question, answered from what the owner of the token may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from search import grammar
from search.engine import Answer, Hit
from search.evidence import Evidence
from search.fields import period
from search.query import RELEVANCE, Filters
from web import reading
from web.api.shapes.search import SearchAnswer
from web.commands.caller import calling
from web.commands.environment import settings
from web.commands.output import Json, say

app = typer.Typer()
_PARTS = {
    "released": "the narrowing to what is released",
    "phrases": "the quotation marks",
    "exclusions": "the exclusions",
    "filters": "the filters",
    "all": "all that narrows it",
}
Several = Annotated[
    list[str] | None, typer.Option(help="An id or a name, as in the question; may be given several times.")
]


@app.command("search")
def search(
    query: Annotated[str, typer.Argument(help="A question in any language; see docs/search.md for its operators.")],
    pillar: Several = None,
    area: Several = None,
    region: Several = None,
    originator: Several = None,
    language: Several = None,
    marking: Several = None,
    from_: Annotated[str | None, typer.Option("--from", help="Published then or later, such as 2026-03.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Published then or earlier.")] = None,
    released: Annotated[bool, typer.Option("--released", help="No draft, and nothing that waits.")] = False,
    superseded: Annotated[bool, typer.Option("--superseded", help="Earlier editions too.")] = False,
    order: Annotated[str, typer.Option(help="relevance, or date: the newest first.")] = RELEVANCE,
    limit: Annotated[int, typer.Option(help="How many assessments, at most 100.")] = 10,
    cursor: Annotated[str | None, typer.Option(help="Where the last page said the next one begins.")] = None,
    literal: Annotated[bool, typer.Option(help="Look for the words as they are spelt, mistyped or not.")] = False,
    json: Json = False,
) -> None:
    """Search the meaning of every assessment the token's owner may see; recorded like any search."""
    filters = Filters(
        pillar=tuple(pillar or ()),
        area=tuple(area or ()),
        region=tuple(region or ()),
        originator=tuple(originator or ()),
        language=tuple(language or ()),
        marking=tuple(marking or ()),
        from_=_days(from_)[0],
        to=_days(to)[1],
        released=released,
        superseded=superseded,
    )
    asked = grammar.question(query, filters, order=order, limit=limit, cursor=cursor)
    with calling(settings(), searching=True) as (house, visitor):
        answer = reading.search(house, visitor, replace(asked, literal=literal))
    if json:
        say(SearchAnswer.of(answer).model_dump_json())
    else:
        _show(answer)


def _days(text: str | None) -> tuple[date, date] | tuple[None, None]:
    """Return the first and the last day of a year, a month or a day."""
    found = period(text) if text else (None, None)
    if found is None:
        raise typer.BadParameter(f"'{text}' is no date; write 2026, 2026-03 or 2026-03-01")
    return found


def _show(answer: Answer) -> None:
    if answer.respelt is not None:
        say(f'Note: this answers "{answer.respelt}"; --literal looks for the words as they are spelt.')
    for notice in answer.notices:
        say(f"Note: {notice}.")
    if not answer.results:
        say("Nothing that you may see answers this. Say it in other words, or in another language.")
    for one in answer.instead:
        if one.ask is not None:
            say(f"Note: {one.ask} in place of the words lists {_counted(one.total, one.total_is_floor)}.")
            continue
        said = _PARTS.get(one.drop, f"the {one.drop}")
        say(f"    without {said}: {_counted(one.total, one.total_is_floor)}")
    for hit in answer.results:
        for line in _lines(hit):
            say(line)
    if answer.results:
        total = _counted(answer.total, answer.total_is_floor)
        say(f"{len(answer.results)} of {total}" + (f"; go on with --cursor {answer.next}" if answer.next else ""))


def _counted(total: int, floor: bool) -> str:
    return f"at least {total}" if floor else str(total)


def _lines(hit: Hit) -> list[str]:
    shown = hit.assessment
    facts = [shown.marking.label, ", ".join(shown.originators), str(shown.published_at or ""), shown.id]
    if shown.superseded_by is not None:
        facts.append(f"superseded by {shown.superseded_by}")
    evidence = [f"    p. {one.page}: {_excerpt(one)}" for one in hit.evidence[:1]]
    return [
        shown.title or shown.filename or shown.reference or "(without a title)",
        "    " + " | ".join(fact for fact in facts if fact),
        *evidence,
        "",
    ]


def _excerpt(shown: Evidence) -> str:
    """Return the sentence that answers, in its words."""
    spans = shown.highlights or ((0, len(shown.excerpt)),)
    return " … ".join(" ".join(shown.excerpt[start:end].split()) for start, end in spans)
