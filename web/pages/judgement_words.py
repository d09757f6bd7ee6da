"""The words of judgements and of suggestions as the pages say them: each in English, marked for translation."""

from __future__ import annotations

from web.pages.language import marked

SURENESS = {
    "sure": marked("quite sure"),
    "fair": marked("fairly sure"),
    "unsure": marked("unsure"),
}
CONFIDENCES = {
    "low": marked("low confidence"),
    "moderate": marked("moderate confidence"),
    "high": marked("high confidence"),
}
LEVELS = {
    "low": marked("low threat"),
    "moderate": marked("moderate threat"),
    "substantial": marked("substantial threat"),
    "high": marked("high threat"),
    "severe": marked("severe threat"),
    "critical": marked("critical threat"),
}
TRENDS = {
    "increasing": marked("increasing"),
    "stable": marked("stable"),
    "decreasing": marked("decreasing"),
}
SCHEMES = {
    "own": marked("the document’s own scale"),
}
TOLD = {
    "assumed": marked("assumed: the document does not say its scale"),
}
HIDDEN = {
    "deleted": marked("Deleted text"),
    "inserted": marked("Inserted text"),
    "comment": marked("Comment"),
    "unseen": marked("Unseen text"),
    "attachment": marked("Attachment"),
}
