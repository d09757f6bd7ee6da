"""What is said of words that recognition may have garbled."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("'%(text)s' may be a marking, for it resembles '%(known)s', so look at the page."),
    marked("page %(page)s carries '%(text)s', which may be '%(known)s' and then is higher than the declared %(label)s"),
    marked(
        "page %(page)s carries '%(text)s', which may be '%(known)s' and then lets fewer people read than what is "
        "declared"
    ),
    marked(
        "tearline %(number)s takes page %(page)s, which carries '%(text)s': that may be '%(known)s', "
        "higher than its %(label)s"
    ),
    marked("rapidocr reads Latin letters only, and Tesseract, which reads others, is not installed"),
)
