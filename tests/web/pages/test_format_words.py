"""What a refused file is called, and what to do with it, is said in every language."""

from __future__ import annotations

import pytest

from ingest import compound, signature, zipped
from web.pages.language import LANGUAGES, sentences
from web.pages.sentence import translate

NAMED = {
    *((what, advice) for _, what, advice in signature._NAMED),
    *signature._RIFF.values(),
    *((what, advice) for _, what, advice in compound._NAMED),
    compound._UNNAMED,
    *(named for _, named in zipped._REFUSED),
    *(named for _, named in zipped._MIMETYPES),
    *(named for _, named in zipped._PARTS),
}
WORDS = sorted({word for named in NAMED for word in named})


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
@pytest.mark.parametrize("word", WORDS)
def test_a_refused_file_is_named_in_the_readers_language(word: str, language: str) -> None:
    assert translate(word, sentences(language).gettext) != word
