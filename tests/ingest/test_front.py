"""The front of a document: title, reference, date, period, kind, languages, horizon, each from its own words."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.dates import dates, hijri, months
from ingest.kind import kinds
from ingest.languages import languages
from ingest.outlook import outlook
from ingest.period import periods
from ingest.portions import Portion, cut
from ingest.published import published
from ingest.reference import references
from ingest.structure import Block, Document
from ingest.title import titles
from tests.ingest.papers import LOREM, block, document_of


def portions_of(document: Document) -> list[Portion]:
    return cut(document, lambda text: len(text) // 4 + 1)


def paper(*texts: str) -> tuple[Document, list[Portion]]:
    document = document_of([block("paragraph", text, top=100.0 + 40 * place) for place, text in enumerate(texts)])
    return document, portions_of(document)


def united_nations(title: str = "Implementation of resolution 1701 (2006)") -> Document:
    def sized(text: str, top: float, size: float, kind: str = "heading") -> Block:
        made = block(kind, text, level=1 if kind == "heading" else 0, top=top)  # type: ignore[arg-type]
        line = made.lines[0]
        return Block(made.kind, made.level, text, (type(line)(text, (72.0, top, 500.0, top + size), 0),))

    first = [
        sized("United Nations S/2025/153", 43, 18),
        sized("Security Council Distr.: General", 73, 18),
        sized("12 March 2025", 91, 10, "paragraph"),
        sized("Original: English", 115, 10, "paragraph"),
        sized("The situation in the region", 200, 10),
        sized(title, 215, 13),
        sized("Report of the Secretary-General*", 272, 11),
        sized("I. Introduction", 297, 13),
        sized(
            "1. The present report covers the period from 21 October 2024 to 20 February 2025.", 325, 10, "paragraph"
        ),
    ]
    return document_of(
        first, [block("furniture", "S/2025/153"), block("paragraph", LOREM)], [block("furniture", "S/2025/153")]
    )


def test_the_title_is_the_largest_heading_that_is_no_masthead() -> None:
    document = united_nations()
    assert titles(document, portions_of(document))[0].value == "Implementation of resolution 1701 (2006)"


def test_the_files_own_title_gives_way_to_the_heading_it_contains() -> None:
    pages = united_nations("Ransomware against hospitals in 2025").pages
    named = Document("pdf", pages, "Advisory - AA20-302A - Ransomware against hospitals in 2025")
    assert titles(named, [])[0].value == "Ransomware against hospitals in 2025"
    site = Document(
        "html", document_of([block("heading", "Crime on the rivers", 1)]).pages, "Crime on the rivers | The Agency"
    )
    assert titles(site, [])[0].value == "Crime on the rivers"


def test_a_text_without_a_title_is_given_none() -> None:
    for text in (
        "The document was not found. Ask support for it, please.",
        "SECRET",
        "12 March 2025",
        "Contents . . . 3",
    ):
        document, portions = paper(text)
        assert titles(document, portions) == []


def test_the_reference_of_running_heads_is_surer_than_one_named_in_a_text() -> None:
    document = united_nations()
    found = references(document, portions_of(document))[0]
    assert (found.value, found.confidence) == ("S/2025/153", 0.95)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("Ref: GCCPOL/ST/2025/07", "GCCPOL/ST/2025/07"),
        ("Référence : AFP-2025-114", "AFP-2025-114"),
        ("Referencia: AMP/INF/12-2025", "AMP/INF/12-2025"),
        ("المرجع: AIMC/2025/33", "AIMC/2025/33"),
        ("Исх. № 12-345/25", "12-345/25"),
        ("Advisory AA20-302A", "AA20-302A"),
        ("E/CN.6/2025/3", "E/CN.6/2025/3"),
    ],
)
def test_a_reference_is_read_from_its_field_or_its_shape(text: str, reference: str) -> None:
    document, portions = paper(text, LOREM)
    assert [found.value for found in references(document, portions)] == [reference]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Security Council Distr.: General 12 February 2025", "2025-02-12"),
        ("Consejo de Seguridad Distr. general 13 de septiembre de 2023", "2023-09-13"),
        ("Original release date: October 28, 2020", "2020-10-28"),
        ("Publié le 1er août 2025", "2025-08-01"),
        ("Fecha: 3 de mayo de 2025", "2025-05-03"),
        ("التاريخ: ٥ شباط/فبراير ٢٠٢٥", "2025-02-05"),
        ("Дата: 11 марта 2024 года", "2024-03-11"),
        ("١٤ رمضان ١٤٤٦هـ الموافق ١٤ مارس ٢٠٢٥", "2025-03-14"),
        ("14 رمضان 1446", "2025-03-14"),
        ("MARCH 2019", "2019-03-01"),
    ],
)
def test_the_day_of_publication_is_read_in_every_language(text: str, day: str) -> None:
    document, portions = paper(text, LOREM)
    assert [found.value for found in published(document, portions)] == [day]


def test_the_date_of_another_letter_is_not_that_of_publication() -> None:
    document, portions = paper("Letter dated 3 March 2025 from the Chair", "13 March 2025", LOREM)
    assert published(document, portions)[0].value == "2025-03-13"


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("The present report covers the period from 1 July to 31 December 2024.", "2024-07-01", "2025-01-01"),
        ("It covers the period from 24 December 2024 to 23 January 2025.", "2024-12-24", "2025-01-24"),
        ("Reporting period: 1–30 June 2025", "2025-06-01", "2025-07-01"),
        ("Period covered: January 2025 to March 2025", "2025-01-01", "2025-04-01"),
        ("Period covered 2019-2025", "2019-01-01", "2026-01-01"),
        ("Le présent rapport couvre les faits survenus au cours du premier semestre 2025.", "2025-01-01", "2025-07-01"),
        ("El informe abarca el período del 1 de enero al 30 de junio de 2025.", "2025-01-01", "2025-07-01"),
        ("يغطي هذا التقرير الفترة من 1 يناير إلى 30 يونيو 2025.", "2025-01-01", "2025-07-01"),
        ("Доклад охватывает период с 1 января по 30 июня 2025 года.", "2025-01-01", "2025-07-01"),
        ("This assessment covers the fourth quarter of 2024.", "2024-10-01", "2025-01-01"),
    ],
)
def test_the_period_covered_is_read_with_both_ends(text: str, first: str, after: str) -> None:
    document, portions = paper(text, LOREM)
    found = periods(document, portions)[0]
    assert (found.more["from"], found.more["until"]) == (first, after)


def test_a_report_since_the_last_one_covers_what_is_open_at_one_end() -> None:
    document, portions = paper("It covers developments since the previous report of 29 November 2024.", LOREM)
    assert periods(document, portions)[0].more == {"from": "2024-11-29", "until": None}


@pytest.mark.parametrize(
    "text",
    [
        "From 22 February to 22 May 2025, there were twelve demonstrations.",
        "The session was held from 12 May to 13 June 2025.",
        "The group met between 1 and 3 June 2025 in the capital.",
        "It covers the period from 31 June to 31 November 2025.",
    ],
)
def test_other_stretches_of_time_are_no_period_covered(text: str) -> None:
    document, portions = paper(text, LOREM)
    assert periods(document, portions) == []


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Serious and organised crime threat assessment 2025", "assessment"),
        ("Risk analysis of the eastern land border", "risk-analysis"),
        ("Alerte précoce: fraude documentaire", "early-warning"),
        ("Tendencias del tráfico de cocaína", "trend-report"),
        ("استراتيجية مكافحة الجريمة المنظمة", "strategic-plan"),
        ("Bonnes pratiques de la coopération frontalière", "best-practice"),
        ("Декларация о сотрудничестве", "declaration"),
        ("Minutes of the ninth meeting", None),
    ],
)
def test_the_kind_is_named_by_the_title_in_every_language(title: str, kind: str | None) -> None:
    document, portions = paper(LOREM)
    assert [found.value for found in kinds(document, portions, title)] == ([kind] if kind else [])


def test_a_document_in_two_languages_is_said_to_be_in_both() -> None:
    french = (
        "Le réseau transporte des personnes et des marchandises par trois routes terrestres et une route maritime. "
        * 12
    )
    document = document_of([block("paragraph", LOREM * 4)], [block("paragraph", french)])
    found = {one.value: one.confidence for one in languages(portions_of(document))}
    assert set(found) == {"en", "fr"}
    assert sum(found.values()) == pytest.approx(1, abs=0.01)


def test_the_horizon_is_given_in_the_words_of_the_text() -> None:
    document, portions = paper("The threat will grow over the next three to five years.", LOREM)
    found = outlook(document, portions)[0]
    place = found.evidence[0]
    assert found.value == "over the next three to five years"
    assert portions[place.portion].text[place.start : place.end] == found.value


def test_days_are_read_short_and_in_the_islamic_calendar() -> None:
    assert [found.day for found in dates("12 Feb 2025, 3-Oct-2024 and Sept. 4, 2023")] == [
        date(2025, 2, 12), date(2024, 10, 3), date(2023, 9, 4),
    ]  # fmt: skip
    assert [found.day for found in months("in OCTOBER 1998 and août 2024")] == [date(1998, 10, 1), date(2024, 8, 1)]
    assert [found.day for found in hijri("1 محرم 1445")] == [date(2023, 7, 19)]


@pytest.mark.parametrize("piece", ["1 July ", "from 1 July to ", "2019-", "Ref: ", "[", "since the report ", "Distr. "])
def test_a_hostile_text_is_read_at_once(piece: str) -> None:
    document, portions = paper(piece * 20_000)
    for find in (titles, references, published, periods, kinds, outlook):
        find(document, portions)
