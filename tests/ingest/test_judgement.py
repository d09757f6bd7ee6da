"""Key judgements of a document: found where they are stated, with what each says."""

from __future__ import annotations

from typing import Any

import pytest

from demo.assessment import assessments
from ingest.finding import Found
from ingest.judgement import MOST, judgements
from tests.ingest.said import portions_of, said

KEY = "# Report\n\n## {heading}\n\n{text}\n"


def only(text: str) -> Found:
    (found,) = judgements(said(text))
    return found


def test_a_judgement_says_its_likelihood_confidence_trend_and_horizon() -> None:
    statement = "It is highly likely that theft will spread to two further corridors by mid-2027."
    found = only(KEY.format(heading="Key judgements", text=f"{statement} Confidence: high; trend: stable."))
    assert found.value == statement
    more = found.more
    assert (more["likelihood"]["word"], more["likelihood"]["min"], more["likelihood"]["max"]) == (
        "highly likely",
        80,
        90,
    )
    assert (more["analytic_confidence"], more["trend"], more["horizon"]) == ("high", "stable", "by mid-2027")
    assert found.confidence > 0.9


def test_its_evidence_is_the_sentence_itself() -> None:
    text = KEY.format(
        heading="Key judgements", text="Seals are cut at night. It is likely that losses will grow within a year."
    )
    portions = portions_of(text)
    found = only(text)
    (place,) = found.evidence
    assert portions[place.portion].text[place.start : place.end] == found.value


@pytest.mark.parametrize(
    ("heading", "text", "said_of_it"),
    [
        (
            "Appréciations",
            "Il est peu probable que la fermeture réduise l’offre (confiance modérée).",
            (20, "moderate", None),
        ),
        (
            "Juicios clave",
            "Es muy probable que el robo aumente antes de 2028. Confianza alta.",
            (80, "high", "increasing"),
        ),
        (
            "الأحكام الرئيسية",
            "من المرجح أن يزداد البيع خلال العامين المقبلين. الثقة منخفضة.",
            (55, "low", "increasing"),
        ),
        (
            "Основные выводы",
            "Вероятно, что поток возрастет до конца 2027 года. Уверенность средняя.",
            (55, "moderate", "increasing"),
        ),
    ],
)
def test_judgements_are_found_in_every_language(heading: str, text: str, said_of_it: tuple[Any, ...]) -> None:
    more = only(KEY.format(heading=heading, text=text)).more
    assert (more["likelihood"]["min"], more["analytic_confidence"], more["trend"]) == said_of_it


@pytest.mark.parametrize(
    "text",
    [
        "We assess that the losses will reach the northern corridor soon.",
        "Member States assessed that the group remained resilient in the east.",
        "Violence is likely to escalate considerably during the electoral period.",
        "Nous estimons que les barges sont financées depuis un pays voisin.",
    ],
)
def test_an_assessment_is_found_under_any_heading(text: str) -> None:
    assert only(KEY.format(heading="Threat", text=text)).value == text


@pytest.mark.parametrize(
    "text",
    [
        "Two wagons were likely opened by railway staff during a repair.",
        "Poor districts are twenty times more likely to be struck than rich ones.",
        "The seals were cut at night and the goods thrown off on a gradient.",
        "Un chef de village a dit que la barge était probablement venue du sud.",
        "وقال أحد السائقين إن الشحنة جاءت على الأرجح من مستودع حكومي.",
    ],
)
def test_an_incident_a_comparison_or_a_fact_is_no_judgement(text: str) -> None:
    assert judgements(said(KEY.format(heading="Threat", text=text))) == []


def test_method_gaps_and_recommendations_hold_no_judgements() -> None:
    text = "It is likely that the number of cases is higher than counted."
    for heading in ("Scope and methodology", "Intelligence gaps", "Recommendations"):
        assert judgements(said(KEY.format(heading=heading, text=text))) == []


def test_a_judgement_said_twice_is_one_with_two_places() -> None:
    text = "It is likely that losses will grow within a year."
    found = only(f"# Summary\n\n{text}\n\n# Outlook\n\n{text}\n")
    assert len(found.evidence) == 2


def test_what_is_denied_is_no_trend() -> None:
    assert only("# Outlook\n\nIt is unlikely that the flow will increase next year.\n").more["trend"] is None


def test_there_is_a_most() -> None:
    text = "\n\n".join(f"It is likely that group number {number} will move north." for number in range(MOST + 20))
    assert len(judgements(said(text))) == MOST


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_sample_assessments_state_the_judgements_their_authors_declared(language: str) -> None:
    headings = {
        "en": "Key judgements",
        "fr": "Appréciations principales",
        "es": "Juicios principales",
        "ar": "الأحكام الرئيسية",
    }
    for work in (work for work in assessments() if work.language == language):
        text = "\n\n".join(judgement.statement for judgement in work.judgements)
        found = judgements(said(KEY.format(heading=headings[language], text=text)))
        assert [one.value for one in found] == [judgement.statement for judgement in work.judgements]
