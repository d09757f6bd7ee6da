"""The words of the search page: kinds of suggestions, and the parts of a question that an empty answer says to drop."""

from __future__ import annotations

from web.pages.language import marked
from web.pages.words import FACETS

KINDS = {
    **FACETS,
    "word": marked("Word"),
    "actor": marked("Actor"),
    "reference": marked("Reference"),
    "title": marked("Title"),
}
DROPS = {
    **FACETS,
    "period": marked("Date"),
    "released": marked("Released only"),
    "phrases": marked("the quotation marks"),
    "exclusions": marked("what is excluded"),
    "filters": marked("all filters"),
    "all": marked("everything that narrows it"),
}
