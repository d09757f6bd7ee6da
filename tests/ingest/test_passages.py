"""Recommendations, intelligence gaps, and statements of threat level and trend."""

from __future__ import annotations

import pytest

from ingest.gap import gaps
from ingest.recommendation import recommendations
from ingest.threat import threats
from tests.ingest.said import said


@pytest.mark.parametrize(
    "heading", ["Recommendations", "Recommandations", "Recomendaciones", "التوصيات", "Рекомендации"]
)
def test_every_entry_under_the_heading_is_a_recommendation(heading: str) -> None:
    found = recommendations(
        said(f"# {heading}\n\n- Compare the seals at every stop.\n- Open a common file of numbers.\n")
    )
    assert [one.value for one in found] == ["Compare the seals at every stop.", "Open a common file of numbers."]
    assert all(one.confidence > 0.9 for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "I urge all parties to comply with their obligations.",
        "The Monitoring Team recommends that the Committee write to Member States.",
        "Il est recommandé aux États riverains d’immatriculer les moteurs.",
        "Se recomienda inspeccionar en puerto todo buque.",
        "نوصي بأن تحلل العينات خلال عشرة أيام.",
    ],
)
def test_whoever_asks_for_something_recommends_anywhere(text: str) -> None:
    assert [one.value for one in recommendations(said(f"# Threat\n\n{text}\n"))] == [text]


def test_should_recommends_in_the_conclusions_only() -> None:
    text = "The withdrawal of forces should be completed without delay."
    assert recommendations(said(f"# Observations\n\n{text}\n"))
    assert not recommendations(said(f"# Method\n\n{text}\n"))
    assert not recommendations(said(f"# Modus operandi\n\n{text}\n"))


def test_what_only_leads_to_a_list_is_no_recommendation() -> None:
    assert not recommendations(said("# Recommendations\n\nThe Panel recommends that the Committee:\n"))


@pytest.mark.parametrize(
    "text",
    [
        "It is unclear whether the two groups share a leadership.",
        "The number of attempts that were never reported is unknown.",
        "No information is available on thefts before the border.",
        "On ignore qui détient les trois sociétés de transport.",
        "No se dispone de datos sobre los robos no denunciados.",
        "لا نعرف من يملك الصهاريج المسجلة بأسماء مستعارة.",
        "Неизвестно, кто финансирует перевозчиков.",
    ],
)
def test_what_nobody_knows_is_a_gap_under_any_heading(text: str) -> None:
    assert [one.value for one in gaps(said(f"# Threat\n\n{text}\n"))] == [text]


def test_everything_under_the_heading_is_a_gap() -> None:
    (found,) = gaps(said("# Intelligence gaps\n\nWhere the packaging is printed.\n"))
    assert 0.5 <= found.confidence < 0.9


def test_unknown_persons_are_no_gap() -> None:
    assert not gaps(said("# Incidents\n\nOn 19 November two unknown individuals opened fire.\n"))


@pytest.mark.parametrize(
    ("text", "level", "trend"),
    [
        ("In Tunisia the threat remained low owing to arrests.", "low", None),
        (
            "The threat level for the northern corridor is assessed as SUBSTANTIAL and rising.",
            "substantial",
            "increasing",
        ),
        ("Le niveau de menace est élevé et en hausse dans le delta.", "high", "increasing"),
        ("La amenaza va en aumento en el Atlántico.", None, "increasing"),
        ("مستوى التهديد متوسط ومستقر في المدن الساحلية.", "moderate", "stable"),
        ("Уровень угрозы остается высоким.", "high", None),
    ],
)
def test_a_level_and_a_trend_are_read_with_their_sentence(text: str, level: str | None, trend: str | None) -> None:
    (found,) = threats(said(f"# Threat\n\n{text}\n"))
    assert found.value == text
    assert (found.more["level"], found.more["trend"]) == (level, trend)


def test_a_threat_of_which_no_level_is_said_states_none() -> None:
    assert not threats(said("# Threat\n\nThe main threat is a group with seizures of low-level members.\n"))
