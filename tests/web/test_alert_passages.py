"""An alert is shown with the passage that answers best, opened as it is shown, as its reader may see it then."""

from __future__ import annotations

import pytest

from tests.alerted import Alerted
from tests.house import Cast
from web import alerting

REPORT = b"# Hospitals\n\nRansomware groups attack hospitals and encrypt their backup systems.\n"
QUESTION = "ransomware groups attack hospitals"


@pytest.fixture
def alerted(cast: Cast) -> Alerted:
    return Alerted.of(cast)


def test_an_alert_shows_the_sentence_that_answers_as_its_reader_may_see_it(alerted: Alerted) -> None:
    alerted.stand("mei", QUESTION)
    alerted.cast.release("amina", REPORT)
    alerted.look()
    (alert,) = alerted.alerts("mei")
    assert alert.evidence is not None
    (start, end), *_ = alert.evidence.highlights
    assert alert.evidence.excerpt[start:end] == "Ransomware groups attack hospitals and encrypt their backup systems."
    assert alert.evidence.portion.proof.reader.person == alerted.cast.person("mei").id


def test_a_phrase_is_quoted_where_it_stands_and_a_search_without_words_quotes_nothing(alerted: Alerted) -> None:
    alerted.stand("mei", '"rare orchids"')
    alerted.stand("mei", "pillar:cybercrime")
    text = REPORT + b"\n\nNobody knows why. They sell rare orchids instead. It is winter.\n"
    alerted.cast.release("amina", text, pillars=["cybercrime"])
    alerted.look()
    quoted = {alert.name: alert.evidence for alert in alerted.alerts("mei")}
    assert quoted["pillar:cybercrime"] is None
    found = quoted['"rare orchids"']
    assert found is not None
    assert [found.excerpt[a:b] for a, b in found.highlights] == ["They sell rare orchids instead."]


def test_so_many_alerts_are_quoted_and_no_more(alerted: Alerted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerting, "QUOTED", 1)
    alerted.stand("mei", QUESTION)
    for number in range(2):
        alerted.cast.release("amina", REPORT, f"{number}.txt")
    alerted.look()
    assert [alert.evidence is not None for alert in alerted.alerts("mei")] == [True, False]
