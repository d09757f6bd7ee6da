"""The sentences of organizations, agreements, memberships and mergers."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("your organization is suspended; nothing is shown to it or done for it (case 3)"),
    marked("lies in the past; leave it out for now, or name an instant to come"),
    marked("must lie after the start: the end itself no longer belongs to it"),
    marked("only a registry officer may do this"),
    marked("the standing of %(organization)s is %(standing)s already"),
    marked("its standing was changed since this was asked; ask again for what it is now"),
    marked("is not known; say one of %(words)s"),
    marked("say why: its officers are told"),
    marked("the registry stands in this organization; suspending it would shut the registry itself out"),
    marked("this agreement has ended; keep a new one"),
    marked("this is what the agreement says already"),
    marked("the agreements of this organization were changed since this was asked; ask again"),
    marked("it would have ended by now; ask again"),
    marked("say why it may receive higher: a second officer decides on it"),
    marked("say by which reference the agreement is found"),
    marked("there is no national bureau of this country here"),
    marked("%(country)s belongs to it already in that period; end that membership first"),
    marked("its status is %(status)s already"),
    marked("a national bureau has no members and no status of its own; its country belongs to bodies"),
    marked("a body becomes part of another body, and a national bureau of another bureau"),
    marked("the registry stands in this organization; it cannot become part of another"),
    marked("%(organization)s is part of %(successor)s already"),
    marked("%(organization)s is suspended; it inherits nothing meanwhile"),
    marked("only the registry and the organization's own officers change its profile"),
    marked("is not a language of the pages"),
    marked("is empty; say the name"),
    marked("you do not act for that organization now"),
    marked("%(organization)s became part of %(successor)s, which deposits in its place"),
)
