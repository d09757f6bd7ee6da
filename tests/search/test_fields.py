"""Fields and their values: what a word means in the languages of the pages, and what a question is the name of."""

from __future__ import annotations

import pytest

from search.fields import filed_under, values_of

RESTRICTED = {"interpol:IR", "eu:R-UE/EU-R", "europol:R", "nato:NR", "nat-ie:R", "nat-lu:R", "nat-mt:R"}


@pytest.mark.parametrize("word", ["restricted", "RESTREINT", "restringido", "محدود", "مقيد"])
def test_a_plain_word_means_every_level_in_whose_label_it_stands(word: str) -> None:
    assert set(values_of("marking", word)) == RESTRICTED


@pytest.mark.parametrize("word", ["confidential", "confidentiel", "confidencial", "سري"])
def test_a_plain_word_reaches_the_levels_of_interpol_the_union_and_nato(word: str) -> None:
    assert {"interpol:IC", "eu:C-UE/EU-C", "europol:C", "nato:NC"} <= set(values_of("marking", word))
    assert "un:U" not in values_of("marking", word)  # which is "not secret" in Arabic


def test_secret_is_a_word_of_every_scheme_that_has_it() -> None:
    levels = {"eu:S-UE/EU-S", "europol:S", "nato:NS", "nat-fr:S"}
    for word in ("secret", "secreto", "سري"):
        assert levels <= set(values_of("marking", word))
    assert RESTRICTED.isdisjoint(values_of("marking", "secret"))


def test_a_whole_label_means_its_own_levels_alone() -> None:
    assert values_of("marking", "INTERPOL RESTRICTED") == ("interpol:IR",)
    assert set(values_of("marking", "EU RESTRICTED")) == {"eu:R-UE/EU-R"}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("wildlife trafficking", ("area", "wildlife-crime")),
        ("Wildlife crimes", ("area", "wildlife-crime")),
        ("human trafficking", ("area", "trafficking-in-human-beings")),
        ("trafic de migrants", ("area", "migrant-smuggling")),
        ("blanqueo de capitales", ("area", "money-laundering")),
        ("غسل الأموال", ("area", "money-laundering")),
        ("Afrique occidentale", ("region", "western-africa")),
        ("cybercriminalité", ("pillar", "cybercrime")),
    ],
)
def test_a_question_may_be_the_name_of_what_works_are_filed_under(question: str, name: tuple[str, str]) -> None:
    assert filed_under(question) == (name,)


@pytest.mark.parametrize("question", ["", "the", "trafficking", "human rights", "ransomware in hospitals", "S/2025/71"])
def test_a_question_that_says_more_or_less_is_no_name(question: str) -> None:
    assert filed_under(question) == ()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("ga", "ga"),
        ("Irish", "ga"),
        ("eng", "en"),
        ("arabe", "ar"),
        ("prs", "prs"),
        ("pt-br", "pt-BR"),
        ("PT-BR", "pt-BR"),
    ],
)
def test_the_code_of_a_language_means_itself_and_its_names_mean_it(said: str, code: str) -> None:
    assert values_of("language", said) == (code,)


@pytest.mark.parametrize("said", ["vulcan", "xyz", "Pt-BR-", "x", "12"])
def test_what_is_no_code_and_no_name_of_a_language_is_not_known(said: str) -> None:
    assert values_of("language", said) == ()


@pytest.mark.parametrize(
    ("said", "region"),
    [
        ("West Africa", "western-africa"),
        ("Western Africa", "western-africa"),
        ("afrique de l'ouest", "western-africa"),
        ("Central Africa", "middle-africa"),
        ("South-East Asia", "south-eastern-asia"),
        ("América del Norte", "northern-america"),
        ("América del Sur", "south-america"),
        ("Europa del Este", "eastern-europe"),
    ],
)
def test_a_region_is_known_as_people_call_it(said: str, region: str) -> None:
    assert values_of("region", said) == (region,)


@pytest.mark.parametrize("country", ["South Africa", "Afrique du Sud", "África del Sur"])
def test_a_country_is_no_region_that_it_lies_in(country: str) -> None:
    assert values_of("region", country) == ()


@pytest.mark.parametrize(
    ("said", "organization"), [("الإنتربول", "interpol"), ("إنتربول", "interpol"), ("اليوروبول", "europol")]
)
def test_an_organization_is_known_as_it_is_called_in_arabic(said: str, organization: str) -> None:
    assert values_of("originator", said) == (organization,)
