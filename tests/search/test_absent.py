"""Words that stand nowhere: told where they could be expected, in what was searched for this reader alone."""

from __future__ import annotations

import pytest

from search import ranking
from search.absent import notice
from search.answer import Answer
from search.ranking import NOTHING_NEAR, NOTHING_SAYS
from tests.house import Cast
from tests.search.shelving import SECRET, Passage, ask, shelve, titles

TEXT = "Money laundering through exchange houses and attacks on hospitals; the RSF sell gold and buy weapons."
FRENCH = "Le blanchiment d'argent passe par les bureaux de change, et les armes sont vendues contre de l'or."


@pytest.fixture
def library(cast: Cast) -> Cast:
    """Two works in English, one in French."""
    shelve(cast, TEXT, title="Money")
    shelve(cast, f"{TEXT} More of it.", title="More", pillars=["terrorism"])
    shelve(cast, Passage(FRENCH, language="fr"), title="Argent", pillars=["cybercrime"])
    return cast


def told(answer: Answer) -> list[str]:
    """Return what an answer says of words that stand nowhere."""
    return [said for said in answer.notices if "contains" in said]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("money laundering through hawala", ("hawala",)),
        ("Who buys weapons for Gold and Coltan in exchange houses?", ("Coltan",)),
        ("hawala money", ("hawala",)),
        ("laundering of money by attacks on houses, hospitals, kidneys, rhinos, ivory and romance",
         ("kidneys", "rhinos", "ivory")),
        ("attacks by the JNIM with weapons", ("JNIM",)),
        ("laundering in 2031 of S/2031/9, M99 and money", ("2031", "S/2031/9", "M99")),
        ("¿Cómo compran armas el ELN y las RSF con CVE-2024-1234?", ("CVE-2024-1234", "ELN")),
    ],
)  # fmt: skip
def test_words_that_stand_nowhere_are_told_as_they_are_written(
    library: Cast, question: str, words: tuple[str, ...]
) -> None:
    answer = ask(library, "mei", question)
    assert titles(answer)
    assert told(answer) == [notice(words)]


@pytest.mark.parametrize(
    "question",
    [
        "attacked hospital",  # in another form
        "through and by the money of others, whose and why",  # function words
        "laundering in 31 houses and on example.org of money",  # what is no word
        "change bureaux argent",  # stands in another language
        "¿Cómo compran armas los cárteles con el oro de las minas?",  # nobody writes Spanish here
    ],
)
def test_of_any_other_nothing_is_told(library: Cast, question: str) -> None:
    assert told(ask(library, "mei", question)) == []


def test_in_a_language_in_which_nothing_is_listed_only_acronyms_are_told(library: Cast) -> None:
    question = "¿Cómo compran armas el ELN y las RSF con el oro?"
    assert told(ask(library, "mei", question)) == [notice(("ELN",))]
    shelve(library, f"{TEXT} See S/2025/71.", title="Reference")
    loud = ask(library, "mei", f"{question.upper()} S/2025/71")
    assert titles(loud)
    assert told(loud) == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("kidneys", ("kidneys",)),
        ("blanqueo de capitales", ("blanqueo", "capitales")),
        ("rhinos, ivory, romance and kidneys", ("rhinos", "ivory", "romance")),
    ],
)
def test_an_empty_answer_tells_words_in_any_language(
    library: Cast, question: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NEAR", "FAINT"):
        monkeypatch.setattr(ranking, name, 2.0)
    answer = ask(library, "mei", question)
    assert titles(answer) == []
    assert told(answer) == [notice(words, listed=False)]
    assert ask(library, "mei", question, pillar=("border",)).notices == ()


def test_of_four_words_two_that_stand_nowhere_are_told(library: Cast) -> None:
    assert told(ask(library, "mei", "wildlife money laundering Vietnam")) == [notice(("wildlife", "Vietnam"))]


def test_where_no_word_stands_anywhere_nothing_is_clear(library: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLEARLY", "NEAR", "FAINT"):
        monkeypatch.setattr(ranking, name, -1.0)
    for question in ("kidneys", "ivory kidneys", "Who smuggles the ivory of rhinos and the kidneys?"):
        before = ask(library, "mei", question)
        assert titles(before)
        assert before.notices[0] == NOTHING_SAYS
    for question in ("kidneys weapons", "¿Qué compran los cárteles de las minas?"):
        assert NOTHING_SAYS not in ask(library, "mei", question).notices
    shelve(library, f"{TEXT} Kidneys.", title="Hidden", **SECRET)
    assert ask(library, "mei", "kidneys").notices[0] == NOTHING_SAYS
    assert NOTHING_SAYS not in ask(library, "lena", "kidneys").notices


def test_where_one_passage_has_every_word_it_is_clear(library: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLEARLY", "MOSTLY"):
        monkeypatch.setattr(ranking, name, 2.0)
    for question in ("weapons", "attacked hospital", "Who sells the weapons for the gold?", "armes argent"):
        assert NOTHING_SAYS not in ask(library, "mei", question).notices
    assert NOTHING_SAYS in ask(library, "mei", "weapons argent").notices
    shelve(library, "Weapons for argent.", title="Hidden", **SECRET)
    assert NOTHING_SAYS in ask(library, "mei", "weapons argent").notices
    assert NOTHING_SAYS not in ask(library, "lena", "weapons argent").notices


def test_told_is_what_stands_nowhere_in_what_the_filters_leave(library: Cast) -> None:
    shelve(library, f"{TEXT} It is called hawala.", title="Hawala", pillars=["border"])
    assert told(ask(library, "mei", "money laundering hawala")) == []
    assert told(ask(library, "mei", "money laundering hawala", pillar=("terrorism",))) == [notice(("hawala",))]


def test_a_hidden_passage_that_holds_the_word_changes_nothing(library: Cast) -> None:
    before = ask(library, "mei", "money laundering hawala")
    shelve(library, f"{TEXT} It is called hawala.", title="Hidden", **SECRET)
    after = ask(library, "mei", "money laundering hawala")
    assert before.notices == after.notices
    assert told(after) == [notice(("hawala",))]
    assert told(ask(library, "lena", "money laundering hawala")) == []


def test_arabic_words_are_told_whole_with_their_vowel_signs(cast: Cast) -> None:
    shelve(cast, Passage("تهريب المخدرات عبر الحدود والموانئ البحرية في المنطقة", language="ar"), title="تهريب")
    answer = ask(cast, "mei", "تهريب المخدرات عبر المَطارات والموانئ البحرية")
    assert told(answer) == [notice(("المَطارات",))]


def test_a_word_of_another_script_that_stands_in_a_work_is_not_told(library: Cast) -> None:
    shelve(library, Passage("Η οργάνωση Αυγή πουλά όπλα.", language="el"), title="Greek")
    assert told(ask(library, "mei", "money laundering and weapons of Αυγή")) == []
    assert told(ask(library, "mei", "money laundering and weapons of Νύχτα")) == [notice(("Νύχτα",))]


@pytest.mark.parametrize("question", ["S/2031/9", "2031", "EDOC-2031-0114", "192.168.7.1 S/2031/9"])
def test_a_reference_alone_that_stands_nowhere_is_told_and_nothing_listed_is_clear(
    library: Cast, question: str
) -> None:
    answer = ask(library, "mei", question)
    (said,) = told(answer)
    assert all(repr(one) in said for one in question.split())
    assert not answer.results or NOTHING_SAYS in answer.notices


def test_a_reference_alone_is_answered_by_what_holds_it_and_by_nothing_that_only_comes_near(library: Cast) -> None:
    shelve(library, f"{TEXT} S/2025/71 says so.", title="Holds it")
    shelve(library, "Reference | S-2025-27 | Date", title="Looks like it")
    answer = ask(library, "mei", "S/2025/71")
    assert titles(answer) == ["Holds it"]
    assert told(answer) == []
    both = ask(library, "mei", "S/2025/71 S/2031/9")
    assert titles(both) == ["Holds it"]
    assert told(both) == [notice(("S/2031/9",))]


def test_p1_a_reference_that_only_hidden_works_hold_is_told_as_one_that_stands_nowhere(library: Cast) -> None:
    before = ask(library, "mei", "S/2025/71")
    shelve(library, f"{TEXT} S/2025/71 says so.", title="Hidden", **SECRET)
    after = ask(library, "mei", "S/2025/71")
    assert (titles(after), after.notices) == (titles(before), before.notices)
    assert told(after)


@pytest.mark.parametrize("question", ["في من على", "1", "the of and", "x" * 900])
def test_a_question_that_comes_near_to_nothing_is_told_so(cast: Cast, question: str) -> None:
    answer = ask(cast, "mei", question)
    assert (answer.total, answer.notices) == (0, (NOTHING_NEAR,))
    assert ask(cast, "mei", question, pillar=("border",)).notices == ()
