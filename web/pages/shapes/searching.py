"""The sentences of questions: what was not understood, what was bounded, and what is kept of them."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked(
        "nothing that was searched says this clearly; what is listed only comes nearest to it, "
        "and may be about something else"
    ),
    marked(
        "no passage that was searched contains %(lacking)s; what is listed was found by other words or by its meaning"
    ),
    marked("no passage that was searched contains %(lacking)s"),
    marked("nothing that was searched comes near to this, in its words or in what it means"),
    marked("'NOT' is no operator here; write %(text)s to leave that out"),
    marked("'AND' is no operator here; what an answer must hold is written in quotation marks"),
    marked("'OR' is no operator here; an answer need not hold all words of a question"),
    marked("a question has at most %(n)s phrases in quotation marks"),
    marked("a question excludes at most %(n)s words"),
    marked("the fields of a question have at most %(n)s values together"),
    marked("a value of a field has at most %(n)s characters"),
    marked("results are ordered by relevance or by date"),
    marked("there is no word in the question that could be looked for"),
    marked("the dates end before they begin, so nothing lies between them"),
    marked("you keep this search already, under this name"),
    marked("a quotation mark has no partner, so what follows it was looked for as words"),
    marked("'%(text)s' was left out of account: words and phrases can be excluded, fields cannot"),
    marked("'%(name)s' is no field of a question, so '%(text)s' was looked for as it is written"),
    marked(
        "'%(text)s' stands without a value, so it was looked for as a word; write the value without a blank before it"
    ),
    marked("'%(value)s' is no pillar that is known here, so nothing carries it"),
    marked("'%(value)s' is no area that is known here, so nothing carries it"),
    marked("'%(value)s' is no region that is known here, so nothing carries it"),
    marked("'%(value)s' is no originator that is known here, so nothing carries it"),
    marked("nothing can answer this search, so it would raise no alerts; ask it to see why"),
    marked("'%(value)s' is no language that is known here, so nothing carries it"),
    marked("'%(value)s' is no marking that is known here, so nothing carries it"),
    marked("'%(value)s' is no date and was left out of account; write 2026, 2026-03 or 2026-03-01"),
    marked("the words in quotation marks stand in many passages; only the most promising of them were read"),
    marked("what is excluded may stand in many passages; only some of them were read, so an answer may still hold it"),
    marked("nothing in this question can be looked for, and it would find everything; write a word or a known field"),
    marked("a search needs a name by which you know it"),
    marked("a name has at most %(n)s characters"),
    marked("%(n)s searches are kept at most; delete one that is no longer of use"),
)
