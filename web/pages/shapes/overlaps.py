"""The sentences of comparing texts."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("several files are being compared at this moment; try again in a minute"),
    marked("several works are being compared at this moment; ask again in a minute"),
    marked("No text was found in the file. Deposit a scan: once read, it can be compared."),
)
