"""The sentences of an assessment's life: held, resolved, assigned, kept by a legal hold, destroyed."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("it is %(state)s, by the act '%(done)s' of %(name)s (%(organization)s); to %(act)s it must be %(states)s"),
    marked("say why: it is kept in the register and shown to whom it concerns"),
    marked("is longer than %(count)s characters; shorten it"),
    marked("the registry holds it: %(reason)s"),
    marked("its marking is known; only its originator's officer changes it (W1)"),
    marked("its title or a tearline carries words that fix no level; its originator's officer names it"),
    marked(
        "only an officer cleared to the highest rank resolves an unknown marking; "
        "or its originator's officer names the level and submits it again (case 23)"
    ),
    marked("name the scheme and the level that the words mean"),
    marked("only an officer of %(name)s, which deposited it, may discard it"),
    marked("name a day to come, or none"),
    marked("%(name)s is its case officer already; unassign her first"),
    marked("name an active registry officer by her user name"),
    marked("it has no case officer"),
    marked("no assignment waits for an answer"),
    marked("she is no longer its case officer"),
    marked("this legal hold was lifted already"),
    marked("only the side that placed a legal hold lifts it: %(side)s"),
    marked("a legal hold stands on it: nothing of it is destroyed until the hold is lifted (case 25)"),
    marked("it embeds the work of others who have not consented to its release: %(names)s"),
    marked("lies after the end of retention: nothing would be left to review"),
    marked("lies after the end of retention: nothing would be left to downgrade"),
    marked("lies in the past: it would be destroyed at once"),
    marked("lies in the past: declare the lower level itself"),
    marked("destroyed"),
    marked("discard"),
    marked("hold"),
    marked("resolve"),
    marked("assign"),
    marked("unassign"),
    marked("accept-officer"),
    marked("decline-officer"),
    marked("review"),
    marked("destroy"),
    marked("legal-hold"),
    marked("lift-hold"),
)
