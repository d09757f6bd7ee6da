"""What a template may hold: no word that is not translated, no style or script of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.pages.rendering import TEMPLATES

ALL = sorted(TEMPLATES.rglob("*.html"))
LOGIC = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<!?/?[a-zA-Z][^>]*>", re.DOTALL)
SPOKEN = ("alt", "title", "aria-label", "placeholder")


def markup(path: Path) -> str:
    """The template without its logic: what stands in it word for word."""
    return LOGIC.sub("", path.read_text("utf-8"))


def named(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def test_there_are_templates() -> None:
    assert len(ALL) > 15


@pytest.mark.parametrize("path", ALL, ids=named)
def test_no_word_stands_outside_a_translation(path: Path) -> None:
    left = re.sub(r"&\w+;", "", TAG.sub(" ", markup(path)))
    assert not re.findall(r"[^\W\d_]{2,}", left)


@pytest.mark.parametrize("path", ALL, ids=named)
def test_no_attribute_that_is_read_aloud_is_written_word_for_word(path: Path) -> None:
    for tag in TAG.findall(markup(path)):
        for name in SPOKEN:
            for value in re.findall(rf'\s{name}="([^"]*)"', tag):
                assert not re.search(r"[^\W\d_]{2,}", value), tag


@pytest.mark.parametrize("path", ALL, ids=named)
def test_nothing_inline_that_the_content_policy_would_block(path: Path) -> None:
    text = markup(path)
    for tag in TAG.findall(text):
        assert not re.search(r"\s(?:style|on[a-z]+)\s*=", tag), tag
        assert "javascript:" not in tag
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", ALL, ids=named)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', path.read_text("utf-8"))


@pytest.mark.parametrize("path", ALL, ids=named)
def test_nothing_leaves_unescaped(path: Path) -> None:
    logic = " ".join(LOGIC.findall(path.read_text("utf-8")))
    assert not re.search(r"\|\s*safe\b|autoescape", logic)


@pytest.mark.parametrize("path", ALL, ids=named)
def test_every_form_that_changes_something_carries_its_proof(path: Path) -> None:
    text = path.read_text("utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.DOTALL):
        signing_in = 'action="/sign-in"' in form
        assert signing_in or "csrf(visitor)" in form or 'name="csrf"' in form, form[:120]
