"""Which elements of a web page its own style sheets hide: the plain rules only, read in one pass."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0?\.?0+\s*(?:;|!|\Z)"
    r"|font-size\s*:\s*0?\.?[01]?(?:px|pt|em|rem|%)?\s*(?:;|!|\Z)|text-indent\s*:\s*-\d{3,}|left\s*:\s*-\d{4,}px",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?:^|[;\s])color\s*:\s*(?:white|#fff(?:fff)?|#f[c-f]f[c-f]f[c-f]|rgb\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5]\s*\))\b",
    re.IGNORECASE,
)
_GROUND = re.compile(r"background", re.IGNORECASE)
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]{0,20})?[.#][A-Za-z_][\w-]{0,100}\Z", re.IGNORECASE)
_COMMENT_ENDS = re.compile(r"\*/")
_MAX_SHEETS = 1 << 20
_MAX_STYLE = 2_000


class Stylesheet:
    """Takes the page's own style sheets and answers for single elements; what others would load is not asked."""

    def __init__(self) -> None:
        """Begin with no rule."""
        self._hiding: set[str] = set()
        self._taken = 0

    def take(self, text: str) -> None:
        """Take a style element's text, as far as a megabyte of them reaches; rules for some media only are no rules."""
        text = text[: max(0, _MAX_SHEETS - self._taken)]
        self._taken += len(text)
        for selector, body in _rules(_without_comments(text)):
            if _HIDING.search(body[:_MAX_STYLE]):
                self._hiding.update(one for part in selector.split(",") if _SIMPLE.match(one := part.strip()))

    def hides(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether an element is not shown."""
        if "hidden" in attributes or _HIDING.search(attributes.get("style", "")[:_MAX_STYLE]):
            return True
        if not self._hiding:
            return False
        names = [f".{name}" for name in attributes.get("class", "")[:_MAX_STYLE].split()]
        names += [f"#{attributes['id'][:200]}"] if "id" in attributes else []
        return any(name in self._hiding or tag + name in self._hiding for name in names)


def is_white(attributes: Mapping[str, str]) -> bool:
    """Whether an element says that its letters are white."""
    told = attributes.get("color", "").lower()
    return told in ("white", "#fff", "#ffffff") or bool(_WHITE.search(attributes.get("style", "")[:_MAX_STYLE]))


def has_ground(attributes: Mapping[str, str]) -> bool:
    """Whether an element says what lies behind its letters; one with a class may."""
    style = attributes.get("style", "")[:_MAX_STYLE]
    return "bgcolor" in attributes or "background" in attributes or "class" in attributes or bool(_GROUND.search(style))


def _without_comments(text: str) -> str:
    pieces = text.split("/*")
    return pieces[0] + "".join(_after(piece) for piece in pieces[1:])


def _after(piece: str) -> str:
    end = _COMMENT_ENDS.search(piece)
    return piece[end.end() :] if end else ""


def _rules(text: str) -> list[tuple[str, str]]:
    """Selectors and bodies that stand in no other rule."""
    rules: list[tuple[str, str]] = []
    depth, selector, start = 0, "", 0
    for found in re.finditer(r"[{}]", text):
        if found.group() == "{":
            if depth == 0:
                selector, start = text[start : found.start()].strip(), found.end()
            depth += 1
        elif depth > 0:
            depth -= 1
            if depth == 0:
                if not selector.startswith("@"):
                    rules.append((selector, text[start : found.start()]))
                start = found.end()
    return rules
