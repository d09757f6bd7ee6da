"""The words of coverage, of overlaps between organizations and of kin, each in English, marked for translation."""

from __future__ import annotations

from web.pages.language import marked

AXES = {
    "pillar": marked("Pillar"),
    "area": marked("Crime area"),
    "region": marked("Region"),
    "period": marked("Period"),
    "originator": marked("Organization"),
    "assessments": marked("Assessments"),
}
PERIODS = {
    "quarter": marked("Q%(quarter)s %(year)s"),
}
MOVED = {
    "increasing": marked("Between the last two that say a level it rose: %(before)s, then %(after)s."),
    "stable": marked("Between the last two that say a level it stayed: %(before)s, then %(after)s."),
    "decreasing": marked("Between the last two that say a level it fell: %(before)s, then %(after)s."),
}
NONE = {
    "pillar": marked("No pillar named"),
    "area": marked("No crime area named"),
    "region": marked("No region named"),
    "period": marked("No date"),
    "originator": marked("Originator concealed"),
}
KIN = {
    "later": marked("A later edition of it"),
    "earlier": marked("An earlier edition of it"),
    "translation": marked("The same work in another language"),
    "source": marked("A source that it embeds"),
    "derived": marked("It embeds this one"),
}
VERDICTS = {
    "confirmed": marked("Confirmed: they cover the same threat"),
    "rejected": marked("Rejected: they do not cover the same threat"),
}
RECORDED = {
    "confirmed": marked("Recorded: they cover the same threat."),
    "rejected": marked("Recorded: they do not cover the same threat. What was rejected stands behind all other pairs."),
    "taken-back": marked("Recorded: you took back what you had said."),
}
