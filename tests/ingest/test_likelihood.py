"""Words of likelihood, and the scheme by which they mean a share of a hundred."""

from __future__ import annotations

import pytest

from ingest.likelihood import scale
from tests.ingest.said import said


def told(text: str) -> tuple[str, str]:
    found = scale(said(text))
    return found.scheme, found.told


def test_the_words_of_one_scheme_alone_tell_it() -> None:
    assert told("There is a realistic possibility that it spreads. It is unlikely that it stops.") == ("phia", "words")
    assert told("There is a roughly even chance that it spreads.") == ("icd203", "words")
    assert told("It is exceptionally unlikely that it stops, and virtually certain that it spreads.") == (
        "ipcc",
        "words",
    )


def test_a_table_of_the_document_tells_its_scheme() -> None:
    text = "Terms: unlikely 20-45 %, likely 55-80 %, very likely 80-95 %. It is likely that it spreads."
    assert told(text) == ("icd203", "table")
    assert told("Terms: unlikely 25-35 %, highly likely 80-90 %, almost certain 95-100 %.") == ("phia", "table")


def test_a_table_like_no_scheme_is_the_document_s_own() -> None:
    statements = said("Scale: unlikely 10-30 %, likely 60-70 %, very likely 70-85 %.\n\nIt is likely that it spreads.")
    found = scale(statements)
    assert (found.scheme, found.told) == ("own", "table")
    read = found.read(statements[-1])
    assert read is not None
    assert (read.scheme, read.word, read.least, read.most) == ("own", "likely", 60, 70)


def test_a_scheme_that_is_named_is_taken_at_its_word() -> None:
    assert told("Likelihood follows the probability yardstick. It is likely that it spreads.") == ("phia", "name")


def test_without_any_sign_a_scheme_is_assumed_and_that_is_said() -> None:
    assert told("It is likely that it spreads.") == ("icd203", "assumed")


@pytest.mark.parametrize(
    ("text", "word", "least", "most"),
    [
        ("It is very\nlikely that it spreads.", "very likely", 80, 95),
        ("Further attacks are not likely.", "not likely", 20, 45),
        ("Il est très peu probable que cela cesse.", "très peu probable", 5, 20),
        ("Es casi seguro que crecerá.", "casi seguro", 95, 99),
        ("من غير المرجح أن يتوقف التهريب.", "من غير المرجح", 20, 45),
        ("Весьма вероятно, что поток возрастет.", "Весьма вероятно", 80, 95),
    ],
)
def test_a_word_is_read_as_printed_with_what_it_means(text: str, word: str, least: int, most: int) -> None:
    statements = said(text)
    read = scale(statements).read(statements[0])
    assert read is not None
    assert (read.word, read.least, read.most) == (word, least, most)


def test_the_same_word_means_another_share_in_another_scheme() -> None:
    american = said("There is a roughly even chance of it. It is unlikely that it stops.")
    british = said("There is a realistic possibility of it. It is unlikely that it stops.")
    ranges = [scale(statements).read(statements[1]) for statements in (american, british)]
    assert [(read.least, read.most) for read in ranges if read] == [(20, 45), (25, 35)]


def test_a_sentence_without_such_a_word_says_nothing() -> None:
    statements = said("The seals were cut at night.")
    assert scale(statements).read(statements[0]) is None
