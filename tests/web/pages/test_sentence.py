"""What the layers below say in English is said again in the reader's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.sniff import ACCEPTED
from tests.test_house import ROOT
from web.pages.language import LANGUAGES, sentences
from web.pages.sentence import translate
from web.pages.shapes import SHAPES
from web.pages.wording import Wording

RAISED = {
    "ActRefused",
    "RoleRefused",
    "BadToken",
    "ListRefused",
    "BadRule",
    "PersonRefused",
    "NeedsPerson",
    "TearlineAstray",
    "ParseFailed",
    "Refused",
    "TooLarge",
    "BadQuery",
    "WrongCredentials",
    "TooManyAttempts",
    "CsrfMismatch",
}
SOURCES = (
    "repository/life.py",
    "repository/moves.py",
    "repository/holding.py",
    "repository/assignment.py",
    "repository/legal_holds.py",
    "repository/overrides.py",
    "repository/circulation.py",
    "repository/lists.py",
    "repository/list_rules.py",
    "models/rule.py",
    "repository/people.py",
    "models/token.py",
)
PARSERS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "ingest").glob("*.py"))
ELSEWHERE = ("The document has", "Page 7 ", "Only pages of", "7; ")
"""Said of pages that only the server asks for; and a reason that goes on with another's sentence."""


def _part(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=text):
            return str(text)
        case ast.FormattedValue(value=ast.Name(id="ACCEPTED")):
            return ACCEPTED
        case _:
            return "7"


def text_of(node: ast.expr) -> str | None:
    """A string as it would be said, with a 7 for whatever varies."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr():
            return "".join(_part(part) for part in node.values)
        case _:
            return None


def spoken(source: str) -> Iterator[str]:
    """Sentences with which a module raises, or that it keeps for a field."""
    for node in ast.walk(ast.parse((ROOT / source).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
            said = text_of(node.args[0]) if node.args else None
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            said = text_of(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            said = text_of(node.args[0])
        else:
            continue
        if said and " " in said.strip() and not said.startswith(ELSEWHERE):
            yield said


def is_known(said: str) -> bool:
    heard: list[str] = []

    def listen(shape: str) -> str:
        heard.append(shape)
        return shape

    translate(said, listen)
    return bool(heard)


@pytest.mark.parametrize("source", [*SOURCES, "repository/completeness.py", "web/security.py", *PARSERS])
def test_every_sentence_a_person_may_meet_has_a_shape(source: str) -> None:
    assert [said for said in spoken(source) if not is_known(said)] == []


def test_the_search_for_sentences_finds_some() -> None:
    assert len([said for source in (*SOURCES, *PARSERS) for said in spoken(source)]) > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_varies_is_kept(language: str) -> None:
    said = Wording(language).sentence("there is no organization 'interpool'")
    assert "interpool" in said
    assert (said == "There is no organization 'interpool'.") == (language == "en")


def test_reasons_are_said_one_by_one() -> None:
    said = translate("TLP:CLEAR contradicts INTERPOL RESTRICTED; something new", sentences("es").gettext)
    assert said == "TLP:CLEAR contradice INTERPOL RESTRICTED; something new"


def test_states_and_acts_are_said_too() -> None:
    said = translate("it is released; to submit it must be draft or held", sentences("fr").gettext)
    assert said == "son état est communiqué\u00a0; pour cet acte (soumettre) il doit être brouillon / retenu"


def test_what_a_shape_names_is_said_too() -> None:
    refused = f"The file is a rich text file (RTF), which is not accepted; save it as DOCX or PDF. {ACCEPTED}."
    said = translate(refused, sentences("fr").gettext)
    assert "un fichier texte enrichi (RTF)" in said
    assert "enregistrez-le en DOCX ou PDF" in said


def test_what_stands_under_a_name_is_said_as_the_asker_says_it() -> None:
    said = translate("excluded by EG", sentences("fr").gettext, {"tokens": {"EG": "Égypte"}.__getitem__})
    assert said == "exclu par Égypte"


def test_words_of_a_person_are_never_taken_for_a_format() -> None:
    assert "%(name)s" in translate("there is no organization '%(name)s %d'", sentences("fr").gettext)


def test_shapes_are_distinct() -> None:
    assert len(set(SHAPES)) == len(SHAPES)


def test_the_sources_are_there() -> None:
    assert all(Path(ROOT, source).exists() for source in SOURCES)
