"""The sentences of standing searches: why a search cannot stand."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (marked("%(most)s of your searches stand already; end one that you no longer need"),)
